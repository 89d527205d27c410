package import CloudEvents
internal import JSONText
internal import SealedLog

/// Judges the personal acts of one stream in the pass that verifies it.
package struct AttestationFold: EventFold {
  private var judge: AttestationJudge
  private var acts: [JudgedAct] = []

  package static let types: [String]? =
    Act.allCases.map(\.type) + [
      "dev.cutlog.stream.opened", "dev.cutlog.seal", "dev.cutlog.plan.adopted", "dev.cutlog.plan.revised",
    ]

  /// - Parameter signers: Whom the reader allows; nil if the reader has no list.
  package init(signers: AllowedSigners? = nil) { judge = AttestationJudge(signers: signers) }

  package mutating func apply(_ event: EventView) {
    if let act = take(event) { acts.append(act) }
  }

  /// Takes in one event and gives its judgement at once, if it is an act; keeps nothing of it for the result.
  package mutating func take(_ event: EventView) -> JudgedAct? {
    if let act = ActEvent(event) { return judge.judge(act) }
    if event.index == 0 {
      judge.origin = event.source
    } else if event.isType("dev.cutlog.seal") {
      if let note = event.data?["checkpoint"]?.string.flatMap({ SignedNote($0) }),
        let checkpoint = Checkpoint(text: note.text)
      {
        judge.take(seal: checkpoint)
      }
    } else if event.isType("dev.cutlog.plan.adopted") || event.isType("dev.cutlog.plan.revised") {
      if let digest = event.data?["document"]?.string { judge.take(plan: digest, at: event.index) }
    }
    return nil
  }

  /// The acts in the order of the stream, and the judge as it stands at the end.
  package consuming func finish() -> Attestation { Attestation(acts: acts, judge: judge) }
}
