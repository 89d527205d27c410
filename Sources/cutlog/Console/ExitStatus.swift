import SealedLog

/// How a command ends.
enum ExitStatus: Int32, Sendable {
  /// Done, and what was asked holds.
  case done = 0
  /// Checked, and it does not hold.
  case doesNotHold = 1
  /// Could not be done.
  case impossible = 2
  /// Evidence missing, signer not trusted, or not closed where that was asked.
  case undecided = 3
  /// The command line makes no sense.
  case usage = 64

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
