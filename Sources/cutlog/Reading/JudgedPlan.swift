import CutoverModel
import Documents
import Replay
import Reports
import SealedLog

/// The plan that a run is judged by, with how it was found.
struct JudgedPlan {
  var selection: PlanSelection
  /// The plan as it is judged by, and as it was read; nil if there is none that can be read.
  var plan: Plan? { document?.plan }
  private(set) var document: PlanDocument?
  private(set) var schedule: Schedule?
  /// Why there is a plan's line but no plan.
  private(set) var problem: String?
  /// The last plan of the stream where it is another one; nil if it can't be read.
  private(set) var revision: PlanDocument?
  /// That plan's schedule; nil where there is no such plan, or none that can be read.
  private(set) var revisedSchedule: Schedule?

  /// No plan at all.
  init() { selection = PlanSelection(adoptions: [], boundary: PlanBoundary(), streamKind: nil) }

  /// Reads the judged plan out of the documents that the stream carries.
  init(_ selection: PlanSelection, _ documents: [CarriedDocument]) {
    self.selection = selection
    guard let judged = selection.judged else { return }
    do throws(Unreadable) { judge(by: try Self.read(judged, documents)) } catch { problem = error.reason }
    revision = try? selection.revision.map { adopted throws(Unreadable) in try Self.read(adopted, documents) }
    revisedSchedule = revision.flatMap { try? Schedule(of: $0.plan) }
  }

  /// Why a plan's document can't be used.
  private struct Unreadable: Error { var reason: String }

  private static func read(
    _ adopted: AdoptedPlan, _ documents: [CarriedDocument]
  ) throws(Unreadable) -> PlanDocument {
    guard let document = documents.last(where: { $0.sha256 == adopted.document && $0.bytes != nil }),
      document.isWhole, let bytes = document.bytes
    else { throw Unreadable(reason: "is not carried whole by the stream") }
    do throws(DocumentError) {
      return try PlanDocument.read(bytes: bytes, name: document.name)
    } catch {
      throw Unreadable(
        reason: error.problems.first.map { "\($0.line):\($0.column): \($0.message)" } ?? "can't be read")
    }
  }

  /// What is supposed and no sealed plan says; nil where the plan is judged by as it was sealed.
  private(set) var hypothesis: Hypothesis?
  /// The document as it was sealed, where another is supposed; nil where there is none that can be read.
  private var sealedDocument: PlanDocument?

  private mutating func judge(by document: PlanDocument) {
    self.document = document
    schedule = try? Schedule(of: document.plan)
  }

  /// Judges by a plan that is supposed, as if it had been sealed in the place of this one.
  mutating func suppose(_ document: PlanDocument, _ hypothesis: Hypothesis) {
    sealedDocument = self.document
    self.hypothesis = hypothesis
    problem = nil
    judge(by: document)
  }

  /// The plan as it was sealed, where another is supposed; nil where none is, or where the stream has none to read.
  var sealed: JudgedPlan? {
    guard hypothesis != nil, let sealedDocument else { return nil }
    var sealed = self
    sealed.hypothesis = nil
    sealed.judge(by: sealedDocument)
    return sealed
  }

  /// Whether the same line of the same kind of stream is judged by, and no other plan is the last.
  func isSame(as other: PlanSelection) -> Bool {
    selection.judged == other.judged && selection.streamKind == other.streamKind && selection.revision == other.revision
  }

  /// What a run is compared with; nil where no plan can be read.
  ///
  /// What is supposed is the one baseline: it was never adopted, so nothing has revised it. What changes nothing is the plan
  /// that was.
  var baselines: PlanBaselines? {
    guard let plan, let schedule else { return nil }
    guard hypothesis?.changesNothing ?? true else { return PlanBaselines(judged: .init(plan, schedule)) }
    var baselines = PlanBaselines(judged: .init(plan, schedule, adopted: selection.judged))
    if let revision, let schedule = revisedSchedule {
      baselines.current = .init(revision.plan, schedule, adopted: selection.revision)
    }
    return baselines
  }

  /// That there is a plan's line but no plan; that there is no line is said of every answer.
  var planProblems: [ReportProblem] {
    guard let problem else { return [] }
    return [
      ReportProblem(
        .warning, rule: "plan-unreadable", message: "the plan \(problem); nothing counts as planned",
        index: selection.judged?.index)
    ]
  }
}
