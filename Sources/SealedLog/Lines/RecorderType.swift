/// The event types that only the recorder writes.
package enum RecorderType: String, CaseIterable, Hashable, Sendable {
  case streamOpened = "stream.opened"
  case documentAttached = "document.attached"
  case planAdopted = "plan.adopted"
  case planRevised = "plan.revised"
  case keyAnnounced = "key.announced"
  case seal
  case anchor
  case streamRecovered = "stream.recovered"
  case identityRotated = "identity.rotated"
  case identityCompromised = "identity.compromised"
  case inputRefused = "input.refused"
  case streamClosed = "stream.closed"
  case withheld

  /// The prefix of every type that cutlog defines.
  package static let prefix = "dev.cutlog."

  /// The full type as it stands in a line.
  package var type: String { Self.prefix + rawValue }

  /// The last word of the type: the first part of the line's id.
  var word: Substring { rawValue.split(separator: ".").last ?? Substring(rawValue) }

  /// The recorder's type of that full name; nil for all others.
  package init?(type: some StringProtocol) {
    guard type.utf8.starts(with: Self.prefix.utf8) else { return nil }
    self.init(rawValue: String(type.dropFirst(Self.prefix.count)))
  }
}
