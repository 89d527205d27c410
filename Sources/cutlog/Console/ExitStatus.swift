import SealedLog

/// How a command ends.
///
/// The named ones are cutlog's own; `run` and `check` also end with what their command ended with.
struct ExitStatus: RawRepresentable, Hashable, Sendable {
  let rawValue: Int32

  init(rawValue: Int32) { self.rawValue = rawValue }

  /// Done, and what was asked holds.
  static let done = ExitStatus(rawValue: 0)
  /// Checked, and it does not hold.
  static let doesNotHold = ExitStatus(rawValue: 1)
  /// Could not be done.
  static let impossible = ExitStatus(rawValue: 2)
  /// Evidence missing, signer not trusted, or not closed where that was asked.
  static let undecided = ExitStatus(rawValue: 3)
  /// The command line makes no sense.
  static let usage = ExitStatus(rawValue: 64)
  /// What `run` and `check` could not do themselves, as against their command.
  static let ownFailure = ExitStatus(rawValue: 125)

  /// The one that counts where several apply: 2, then 1, then 3.
  static func worst(_ statuses: [ExitStatus]) -> ExitStatus {
    let order: [ExitStatus] = [.usage, .impossible, .doesNotHold, .undecided]
    return order.first { statuses.contains($0) } ?? .done
  }

  /// The status of `verify`.
  ///
  /// - Parameter isTrusted: whether the stream's identity is in the trust file.
  init(_ verification: Verification, isTrusted: Bool, closedIsWanted: Bool = false) {
    switch verification.verdict {
    case .unreadable: self = .impossible
    case .tampered, .rolledBack: self = .doesNotHold
    case .closed, .open:
      if verification.container == .damaged || !verification.errors.isEmpty {
        self = .doesNotHold
      } else if !isTrusted || (closedIsWanted && verification.verdict == .open) {
        self = .undecided
      } else {
        self = .done
      }
    }
  }
}
