internal import CloudEvents

/// The types of the lines that the recorder writes about its own stream.
enum RecorderLine {
  private static let types: [StaticString] = [
    "dev.cutlog.seal", "dev.cutlog.key.announced", "dev.cutlog.anchor",
    "dev.cutlog.document.attached", "dev.cutlog.plan.adopted", "dev.cutlog.plan.revised",
    "dev.cutlog.stream.opened", "dev.cutlog.stream.closed", "dev.cutlog.stream.recovered",
    "dev.cutlog.input.refused", "dev.cutlog.withheld", "dev.cutlog.identity.rotated",
    "dev.cutlog.identity.compromised",
  ]

  /// Whether the event is of one of them.
  static func has(_ event: EventView) -> Bool { types.contains(where: event.isType) }
}
