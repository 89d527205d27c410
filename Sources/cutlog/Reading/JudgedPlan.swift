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
  /// The last plan of the stream where it is another one; nil if it can't be read.
  var revision: Document?

  /// A plan as it was read, with its schedule.
  struct Document {
    var plan: Plan
    var schedule: Schedule?
  }

  /// No plan at all.
  init() { selection = PlanSelection(adoptions: [], boundary: PlanBoundary(), streamKind: nil) }

  /// Reads the judged plan out of the documents that the stream carries.
  init(_ selection: PlanSelection, _ documents: [CarriedDocument]) {
    self.selection = selection
    guard let judged = selection.judged else { return }
    do throws(Unreadable) {
      let document = try Self.read(judged, documents)
      plan = document.plan
      schedule = document.schedule
    } catch { problem = error.reason }
    revision = try? selection.revision.map { adopted throws(Unreadable) in try Self.read(adopted, documents) }
  }

  /// Why a plan's document can't be used.
  private struct Unreadable: Error { var reason: String }

  private static func read(
    _ adopted: AdoptedPlan, _ documents: [CarriedDocument]
  ) throws(Unreadable) -> Document {
    guard let document = documents.last(where: { $0.sha256 == adopted.document && $0.bytes != nil }),
      document.isWhole, let bytes = document.bytes
    else { throw Unreadable(reason: "is not carried whole by the stream") }
    do throws(DocumentError) {
      let plan = try PlanDocument.read(bytes: bytes, name: document.name).plan
      return Document(plan: plan, schedule: try? Schedule(of: plan))
    } catch {
      throw Unreadable(
        reason: error.problems.first.map { "\($0.line):\($0.column): \($0.message)" } ?? "can't be read")
    }
  }

  /// Whether the same line of the same kind of stream is judged by, and no other plan is the last.
  func isSame(as other: PlanSelection) -> Bool {
    selection.judged == other.judged && selection.streamKind == other.streamKind && selection.revision == other.revision
  }

  /// What a run is compared with; nil where no plan can be read.
  var baselines: PlanBaselines? {
    guard let plan, let schedule else { return nil }
    var baselines = PlanBaselines(judged: .init(plan, schedule, adopted: selection.judged))
    if let revision, let schedule = revision.schedule {
      baselines.current = .init(revision.plan, schedule, adopted: selection.revision)
    }
    return baselines
  }
}
