import CloudEvents
import CutoverModel
import JSONText

/// What events say of consumers, jobs, workloads and data.
extension StateFold.Layers {
  mutating func takeConsumer(
    _ stated: StateEvent, _ context: PlanContext, _ findings: inout FindingCollector
  ) {
    guard let topic = stated.text("topic", required: true, &findings),
      let group = stated.text("group", required: true, &findings)
    else { return }
    let key = [topic, group, stated.site("side", required: true, context, &findings)]
    let members = stated.written("members", &findings)
    switch stated.kind {
    case .consumerBound: book.set(.consumers, key, "bound", to: .flag(true), by: stated)
    case .consumerUnbound: book.set(.consumers, key, "bound", to: .flag(false), by: stated)
    default:
      // A group without members reads nothing.
      let count = members?.double ?? stated.event.data["members"]?.array.map { Double($0.count) }
      if let count { book.set(.consumers, key, "bound", to: .flag(count > 0), by: stated) }
    }
    set(.consumers, key, "members", members, stated)
    set(.consumers, key, "lag", stated.number("lag", &findings), stated)
    if stated.kind == .consumerObserved, members == nil, stated.event.data["lag"] == nil {
      stated.lacks("members", "it says neither members nor lag", &findings)
    }
  }

  mutating func takeJob(_ stated: StateEvent, _ context: PlanContext, _ findings: inout FindingCollector) {
    guard let job = stated.text("job", required: true, &findings) else { return }
    let key = [job, stated.site("side", required: true, context, &findings)]
    let time = StateValue.time(stated.at.time)
    switch stated.kind {
    case .jobDue: book.set(.jobs, key, "due", to: time, by: stated)
    case .jobStarted: book.set(.jobs, key, ["state": .text("running"), "started": time], by: stated)
    case .jobCompleted: book.set(.jobs, key, ["state": .text("completed"), "completed": time], by: stated)
    case .jobFailed: book.set(.jobs, key, ["state": .text("failed"), "failed": time], by: stated)
    case .jobSuspended: book.set(.jobs, key, "suspended", to: .flag(true), by: stated)
    default: book.set(.jobs, key, "suspended", to: .flag(false), by: stated)
    }
    set(.jobs, key, "watermark", stated.time("watermark", &findings), stated)
    set(.jobs, key, "rows", stated.number("rows", &findings), stated)
  }

  mutating func takeWorkload(_ stated: StateEvent, _ context: PlanContext, _ findings: inout FindingCollector) {
    guard let workload = stated.text("workload", required: true, &findings) else { return }
    let side = stated.site("side", context, &findings)
    let key = [workload, side, side == nil ? stated.event.region : nil]
    let state =
      switch stated.kind {
      case .workloadSuspended: "suspended"
      case .workloadResumed: "resumed"
      case .workloadTerminated: "terminated"
      default: "observed"
      }
    book.set(.workloads, key, "state", to: .text(state), by: stated)
    switch stated.kind {
    case .workloadSuspended, .workloadResumed:
      book.set(.workloads, key, "suspended", to: .flag(stated.kind == .workloadSuspended), by: stated)
    case .workloadTerminated:
      book.set(
        .workloads, key,
        [
          "terminated": .time(stated.at.time), "reason": stated.text("reason", &findings).map(StateValue.text) ?? .absent,
        ], by: stated)
    default: break
    }
    for member in ["desired", "ready", "restarts"] {
      set(.workloads, key, member, stated.number(member, &findings), stated)
    }
    for member in ["memoryLimit", "configRevision"] {
      set(.workloads, key, member, stated.written(member, &findings), stated)
    }
  }

  mutating func takeData(
    _ stated: StateEvent, _ view: EventView, _ context: PlanContext, _ findings: inout FindingCollector
  ) {
    let event = stated.event
    let dataset = event.dataset
    if dataset == nil {
      let isBad = stated.kind == .dataLost || stated.kind == .dataDiverged || stated.kind == .writesFrozen
      stated.lacks(
        "dataset",
        isBad ? "bad news without a data set counts for every one" : "good news without a data set counts for none",
        &findings)
    }
    switch stated.kind {
    case .dataLost: book.set(.datasets, [dataset], "lost", to: .time(stated.at.time), by: stated)
    case .dataReconciled:
      guard let matches = stated.flag("matches", required: true, &findings) else { return }
      book.set(.datasets, [dataset], "reconciled", to: matches, by: stated)
    case .dataDiverged:
      _ = stated.site("side", required: true, context, &findings)
      book.set(.datasets, [dataset], "diverged", to: .time(stated.at.time), by: stated)
    case .writerChanged:
      let from = stated.site("from", required: true, context, &findings)
      guard let to = stated.site("to", required: true, context, &findings) else { return }
      services.write(.moved, dataset: dataset, side: to, from: from, service: nil, by: stated, view)
      book.set(
        .datasets, [dataset], ["writer": .text(to), "writerBefore": from.map(StateValue.text) ?? .absent], by: stated)
    default: takeCopy(stated, view, context, &findings)
    }
  }

  private mutating func takeCopy(
    _ stated: StateEvent, _ view: EventView, _ context: PlanContext, _ findings: inout FindingCollector
  ) {
    let event = stated.event
    let side = stated.site("side", required: true, context, &findings)
    let key = [event.dataset, side]
    switch stated.kind {
    case .writesFrozen, .writesOpened:
      let isFrozen = stated.kind == .writesFrozen
      services.write(
        isFrozen ? .frozen : .opened, dataset: event.dataset, side: side, service: event.service, by: stated, view)
      book.set(.copies, key, "writes", to: .text(isFrozen ? "frozen" : "open"), by: stated)
    case .writesObserved:
      set(.copies, key, "firstWrite", stated.time("first", &findings), stated)
      set(.copies, key, "lastWrite", stated.time("last", &findings), stated)
    case .dataRecoverable:
      guard let upTo = stated.time("upTo", required: true, &findings) else { return }
      let method = stated.text("method", &findings).map(StateValue.text) ?? .absent
      book.set(.copies, key, ["recoverableUpTo": upTo, "method": method], by: stated)
    case .replicationObserved:
      for member in ["sourcePosition", "targetPosition"] {
        set(.copies, key, member, stated.number(member, orText: true, &findings), stated)
      }
      set(.copies, key, "inSync", stated.flag("inSync", &findings), stated)
      set(.copies, key, "lagSeconds", stated.number("lagSeconds", &findings), stated)
      set(.copies, key, "lastCommit", stated.time("lastCommit", &findings), stated)
    default: break
    }
  }

  /// What an event leaves out doesn't change what was said before.
  private mutating func set(
    _ section: StateSection, _ key: [String?], _ member: String, _ value: StateValue?, _ stated: StateEvent
  ) {
    if let value { book.set(section, key, member, to: value, by: stated) }
  }
}
