import ArgumentParser
import Replay
import SealedLog

/// What every verb takes that judges: which withheld lines the reader accepts.
struct WithheldOption: ParsableArguments {
  @Option(
    name: .customLong("accept-withheld"),
    help: ArgumentHelp(
      "Judge although this line is withheld; may be repeated, or be a list such as 5,7.", valueName: "index"))
  var lists: [IndexList] = []

  private var accepted: Set<Int> { Set(lists.flatMap(\.indexes)) }

  /// - Parameter isOfPrefix: whether the events judged may end before the streams do.
  func acceptance(isOfPrefix: Bool = false) -> WithheldEvidence.Acceptance {
    WithheldEvidence.Acceptance(accepted: accepted, isOfPrefix: isOfPrefix)
  }

  /// Tells of indexes that were accepted although nothing is withheld there.
  func check(_ run: RunInput, _ console: Console) { check([run], console) }

  /// The same for indexes that are withheld in none of several runs.
  func check(_ runs: [RunInput], _ console: Console) {
    let withheld = Set(runs.flatMap(\.streams).flatMap(\.verification.withheld))
    for index in accepted.subtracting(withheld).sorted() {
      console.warn("--accept-withheld \(index)", "line \(index) is not withheld")
    }
  }
}
