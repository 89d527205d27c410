import CutoverModel
import Documents
import Replay
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
      judge(by: try PlanDocument.read(bytes: bytes, name: document.name))
    } catch {
      problem = error.problems.first.map { "\($0.line):\($0.column): \($0.message)" } ?? "can't be read"
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

  /// Whether the same line of the same kind of stream is judged by.
  func isSame(as other: PlanSelection) -> Bool {
    selection.judged == other.judged && selection.streamKind == other.streamKind
  }
}
