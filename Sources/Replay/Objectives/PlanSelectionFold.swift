package import CloudEvents
import CutoverModel
import JSONText

/// Finds the plan that a stream is judged by, before the plan itself is read; one stream a fold.
package struct PlanSelectionFold: EventFold, Sendable {
  package static let types: [String]? =
    PlanBoundary.kinds.map(\.type) + ["dev.cutlog.stream.opened", "dev.cutlog.plan.adopted", "dev.cutlog.plan.revised"]

  private var adoptions: [AdoptedPlan] = []
  private var boundary = PlanBoundary()
  private var streamKind: String?

  /// A fold that has seen nothing.
  package init() {}

  /// Takes in one event; decodes only the lines that carry plans.
  package mutating func apply(_ view: EventView) {
    if let kind = EventKind(view) {
      boundary.apply(view, kind: kind, stream: 0)
    } else if view.isType("dev.cutlog.plan.adopted") {
      adopt(view, isRevision: false)
    } else if view.isType("dev.cutlog.plan.revised") {
      adopt(view, isRevision: true)
    } else if view.index == 0, view.isType("dev.cutlog.stream.opened") {
      streamKind = view.data?["kind"]?.string
    }
  }

  private mutating func adopt(_ view: EventView, isRevision: Bool) {
    let data = view.data ?? .null
    adoptions.append(
      AdoptedPlan(
        plan: data["plan"]?.string ?? "", version: data["version"]?.integer ?? 0,
        document: data["document"]?.string ?? "", tasks: data["tasks"]?.string, index: view.index,
        isRevision: isRevision, reason: data["reason"]?.string))
  }

  /// The selection over everything applied.
  package consuming func finish() -> PlanSelection {
    PlanSelection(adoptions: adoptions, boundary: boundary, streamKind: streamKind)
  }
}
