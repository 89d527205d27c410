import CutoverModel
import Documents
import Replay
import SealedLog

/// The plan that a run is judged by, with how it was found.
struct JudgedPlan {
  var selection: PlanSelection
  /// Nil if there is none that can be read.
  var plan: Plan?
  var schedule: Schedule?
  /// Why there is a plan's line but no plan.
  var problem: String?
  /// The document that the plan was read from.
  private(set) var document: CarriedDocument?

  /// No plan at all.
  init() { selection = PlanSelection(adoptions: [], boundary: PlanBoundary(), streamKind: nil) }

  /// Reads the judged plan out of the documents that the stream carries.
  init(_ selection: PlanSelection, _ documents: [CarriedDocument]) {
    self.selection = selection
    guard let judged = selection.judged else { return }
    guard let document = documents.last(where: { $0.sha256 == judged.document && $0.bytes != nil }),
      document.isWhole, let bytes = document.bytes
    else {
      problem = "is not carried whole by the stream"
      return
    }
    do throws(DocumentError) {
      let plan = try PlanDocument.read(bytes: bytes, name: document.name).plan
      self.plan = plan
      self.document = document
      schedule = try? Schedule(of: plan)
    } catch {
      problem = error.problems.first.map { "\($0.line):\($0.column): \($0.message)" } ?? "can't be read"
    }
  }

  /// Whether the same line of the same kind of stream is judged by.
  func isSame(as other: PlanSelection) -> Bool {
    selection.judged == other.judged && selection.streamKind == other.streamKind
  }
}
