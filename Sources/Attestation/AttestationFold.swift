package import CloudEvents
internal import JSONText
internal import SealedLog

/// Judges the personal acts of one stream in the pass that verifies it.
package struct AttestationFold: EventFold {
  private var judge: AttestationJudge
  private var acts: [JudgedAct] = []

  /// - Parameter signers: Whom the reader allows; nil if the reader has no list.
  package init(signers: AllowedSigners? = nil) { judge = AttestationJudge(signers: signers) }

  package mutating func apply(_ event: EventView) {
    if let act = ActEvent(event) {
      acts.append(judge.judge(act))
    } else if event.index == 0 {
      judge.origin = event.source
    } else if event.isType("dev.cutlog.seal") {
      guard let note = event.data?["checkpoint"]?.string.flatMap({ SignedNote($0) }),
        let checkpoint = Checkpoint(text: note.text)
      else { return }
      judge.take(seal: checkpoint)
    } else if event.isType("dev.cutlog.plan.adopted") || event.isType("dev.cutlog.plan.revised") {
      if let digest = event.data?["document"]?.string { judge.take(plan: digest, at: event.index) }
    }
  }

  /// The acts in the order of the stream, and the judge as it stands at the end.
  package consuming func finish() -> Attestation { Attestation(acts: acts, judge: judge) }
}
