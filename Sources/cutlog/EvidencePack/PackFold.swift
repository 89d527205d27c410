import Attestation
import CloudEvents
import JSONText
import Replay
import SealedLog

/// Gathers from one stream what a pack shows of it beside the stream itself.
struct PackFold: EventFold {
  /// What a person signed.
  struct SignedAct {
    var act: JudgedAct
    var statement: String
    var signature: String
  }

  struct Output {
    var lines: [LineProver.Line]
    var acts: [SignedAct]
    var plans: PlanSelection
    var documents: [CarriedDocument]
    /// The key of the last seal alone.
    var epoch: VerifierKey?
  }

  private let cited: Set<Int>
  private var lines = LineProver()
  private var attestation: AttestationFold
  private var acts: [SignedAct] = []
  private var plans = PlanSelectionFold()
  private var documents = DocumentFold(.plans)
  /// The key that the next seal counts by, the one that was announced for later, and that of the last seal.
  private var current: VerifierKey?
  private var announced: VerifierKey?
  private var epoch: VerifierKey?

  /// - Parameters:
  ///   - cited: The lines that are to be proved, beside those that persons signed.
  ///   - signers: Whom the reader allows; nil if the reader has no list.
  init(cited: Set<Int>, signers: AllowedSigners?) {
    self.cited = cited
    attestation = AttestationFold(signers: signers)
  }

  mutating func apply(_ event: EventView) {
    takeKey(event)
    plans.apply(event)
    documents.apply(event)
    let isSigned = takeAct(event)
    lines.take(event, isWanted: isSigned || cited.contains(event.index))
  }

  /// A seal counts by the key that was announced before the seal before it, or in line 0, or by a bridge.
  private mutating func takeKey(_ event: EventView) {
    if event.isType("dev.cutlog.seal") {
      epoch = current
      current = announced ?? current
    } else if event.isType("dev.cutlog.key.announced") {
      announced = event.data?["vkey"]?.string.flatMap { VerifierKey($0) }
    } else if event.index == 0 || event.isType("dev.cutlog.stream.recovered") {
      if let key = event.data?["epoch"]?.string.flatMap({ VerifierKey($0) }) { current = key }
    }
  }

  /// Whether the event is an act that carries what is to be signed.
  private mutating func takeAct(_ event: EventView) -> Bool {
    guard let act = attestation.take(event) else { return false }
    guard act.outcome != .unsigned, let statement = event.data?["statement"]?.string,
      let signature = event.data?["signature"]?.string
    else { return false }
    acts.append(SignedAct(act: act, statement: statement, signature: signature))
    return true
  }

  consuming func finish() -> Output {
    return Output(
      lines: lines.finish(), acts: acts, plans: plans.finish(), documents: documents.finish(), epoch: epoch)
  }
}
