import Attestation
import Audit
import CloudEvents

/// The fold of an audit, to which each personal act comes with what was found out of its signature.
struct AuditedFold: EventFold {
  private let signers: AllowedSigners?
  private var acts: AttestationFold
  private var audit: AuditFold

  /// - Parameter signers: Whom the reader allows; nil if the reader has no list.
  init(_ audit: AuditFold, signers: AllowedSigners?) {
    self.signers = signers
    acts = AttestationFold(signers: signers)
    self.audit = audit
  }

  mutating func apply(_ event: EventView) {
    // The streams of a run come one after another, and each has its own seals.
    if event.index == 0 { acts = AttestationFold(signers: signers) }
    audit.apply(event, signature: acts.take(event)?.signature)
  }

  consuming func finish() -> AuditFold.Result { audit.finish() }
}

extension JudgedAct {
  /// What an audit is told of the signature.
  fileprivate var signature: ActSignature {
    let standing: ActSignature.Standing =
      switch outcome {
      case .valid: .valid
      case .signed: .signed
      case .notAllowed: .notAllowed
      case .outdated: .outdated
      case .unsigned: .unsigned
      case .invalid: .invalid
      }
    return ActSignature(standing, principal: principal)
  }
}
