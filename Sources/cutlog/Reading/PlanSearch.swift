import CloudEvents
import Replay
import SealedLog

/// Looks through the streams of a run for the plan that is judged: that of the first stream that has one.
struct PlanSearch {
  typealias Found = (PlanSelection, [CarriedDocument])

  /// What finds the plans of one stream.
  static var fold: FoldPair<PlanSelectionFold, DocumentFold> { FoldPair(PlanSelectionFold(), DocumentFold(.plans)) }

  /// A plan that was read already, so that it needn't be read twice.
  private let assumed: JudgedPlan?
  private var found: JudgedPlan?

  init(assumed: JudgedPlan?) { self.assumed = assumed }

  /// Takes in what the next stream holds; nil for one that can't be believed.
  mutating func take(_ output: Found?) {
    guard let (selection, documents) = output, found?.selection.judged == nil else { return }
    found = assumed?.isSame(as: selection) == true ? assumed : JudgedPlan(selection, documents)
    found?.selection = selection
  }

  var result: JudgedPlan { found ?? JudgedPlan() }
}

/// Reads when a stream was opened, and what it calls itself.
struct OpeningFold: EventFold {
  static var types: [String]? { ["dev.cutlog.stream.opened"] }

  private var opening: (time: Timestamp, origin: String)?

  mutating func apply(_ event: EventView) {
    guard event.index == 0, event.isType("dev.cutlog.stream.opened") else { return }
    opening = (event.time, event.source)
  }

  consuming func finish() -> (time: Timestamp, origin: String)? { opening }
}
