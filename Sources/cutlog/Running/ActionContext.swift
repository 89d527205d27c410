#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif
import CloudEvents
import CutoverModel
import Replay
import SealedLog

/// What the stream knows of a task or check before its command is run, as far as that is cheap to learn.
struct ActionContext {
  /// The last plan that was adopted; nil where it isn't known.
  private(set) var plan: Plan?
  /// How often the task was started before; nil where it isn't known.
  private(set) var starts: Int?

  /// The longest file that is read for it: a command is not to wait for a long stream.
  private static let longest = 1 << 20

  /// - Parameter task: whose earlier starts are counted.
  init(_ path: String, task: String?) {
    guard let status = FileStatus(atPath: path), status.kind == .regular, let input = try? StreamInput(path) else { return }
    guard status.length <= Self.longest else {
      plan = (try? input.statedPlan())?.plan
      return
    }
    var options = StreamVerifier.Options()
    options.workers = SystemEnvironment.processors
    let plans = FoldPair(PlanSelectionFold(), DocumentFold(.plans))
    guard let read = try? input.fold(with: FoldPair(plans, TaskStarts(task: task ?? "")), options: options),
      read.verification.isIntact, let ((selection, documents), starts) = read.output
    else { return }
    // The plan in force, which need not be the one that is judged.
    let latest = PlanSelection(
      adoptions: selection.adoptions, boundary: PlanBoundary(), streamKind: selection.streamKind)
    plan = JudgedPlan(latest, documents).plan
    self.starts = starts
  }

  private struct TaskStarts: EventFold {
    let task: String
    var count = 0
    mutating func apply(_ event: EventView) {
      guard event.isType("dev.cutlog.task.started"), event.string("task") == task else { return }
      count += 1
    }
    consuming func finish() -> Int { count }
  }
}
