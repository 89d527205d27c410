import CloudEvents
import CutoverModel

extension RunRecord {
  /// Whether any objective rests on events of a kind; others leave nothing behind.
  static func takes(_ kind: EventKind) -> Bool {
    switch kind {
    case .runBegan, .runEnded, .taskStarted, .taskCompleted, .taskFailed, .taskSkipped, .taskCancelled, .taskPaused,
      .taskResumed, .phaseEntered, .decisionMade, .checkPassed, .checkFailed, .checkInconclusive, .checkWaived,
      .progressReported, .faultOccurred, .incidentDetected, .incidentDeclared, .serviceValidated, .serviceAccepted,
      .serviceDown, .serviceDegraded, .serviceUp, .serviceObserved, .impactNone, .maintenanceAnnounced,
      .backlogReported, .backlogCleared, .writesFrozen, .writesOpened, .writesObserved, .writerChanged,
      .replicationObserved, .dataRecoverable, .dataLost, .dataDiverged, .dataReconciled:
      true
    default: false
    }
  }

  /// Takes in one event of the vocabulary.
  mutating func take(_ view: EventView, kind: EventKind, context: PlanContext) {
    guard Self.takes(kind) else { return }
    switch kind {
    case .runBegan: runBegan.append(keep(view, kind))
    case .runEnded:
      let reader = RecordReader(view, kind: kind, &scratch, &findings)
      let mark = keep(reader)
      runEnded.append(mark)
      if reader.quietText("outcome") == "completed" { runCompleted.append(mark) }
    case .taskStarted, .taskCompleted, .taskFailed, .taskSkipped, .taskCancelled, .taskPaused,
      .taskResumed:
      takeTask(view, kind, context)
    case .phaseEntered: takePhase(view, kind, context)
    case .decisionMade: takeDecision(view, kind, context)
    case .checkPassed, .checkFailed, .checkInconclusive, .checkWaived:
      takeCheck(view, kind, context)
    case .progressReported: takeProgress(view, kind, context)
    case .faultOccurred, .incidentDetected, .incidentDeclared, .serviceValidated, .serviceAccepted,
      .serviceDown, .serviceDegraded, .serviceUp, .serviceObserved, .impactNone,
      .maintenanceAnnounced, .backlogReported, .backlogCleared:
      if view.isLive { takeImpact(view, kind, context) }
    case .writesFrozen, .writesOpened, .writesObserved, .writerChanged, .replicationObserved,
      .dataRecoverable, .dataLost, .dataDiverged, .dataReconciled:
      if view.isLive { takeData(view, kind, context) }
    default: break
    }
  }

  mutating func keep(_ view: EventView, _ kind: EventKind) -> EventMark {
    keep(RecordReader(view, kind: kind, &findings))
  }

  mutating func keep(_ reader: RecordReader) -> EventMark {
    archive.keep(
      reader.view, at: archive.streams.place(of: reader.view), kind: reader.kind, accuracy: reader.accuracy)
  }

  private mutating func takeTask(_ view: EventView, _ kind: EventKind, _ context: PlanContext) {
    let reader = RecordReader(view, kind: kind, &scratch, &findings)
    guard let id = view.string("task") else {
      findings.noteMissing("task", at: archive.streams.place(of: view))
      return
    }
    if !context.knows(task: id) {
      findings.note(
        rule: "task-unknown", message: "a task that the plan doesn't hold, such as \(id)",
        index: view.index)
    }
    let mark = keep(reader)
    let task = tasks.number(id)
    var record = taskRecords[task] ?? TaskRecord()
    if record.last.map({ $0 < mark }) ?? true { record.last = mark }
    taskEvents.append(TaskMark(mark: mark, task: task, attempt: reader.integer("attempt")))
    switch kind {
    case .taskStarted:
      record.starts += 1
      if record.firstStart.map({ mark < $0 }) ?? true { record.firstStart = mark }
      taskStarts.append(Named(mark: mark, name: task))
      if let wave = view.string("wave") ?? context.waveOfTask[ExactText(id)] { startWave(wave, mark, context) }
    case .taskFailed: record.ends += 1
    case .taskCompleted:
      record.ends += 1
      if record.lastCompletion.map({ $0 < mark }) ?? true { record.lastCompletion = mark }
    default: break
    }
    taskRecords[task] = record
  }

  private mutating func takePhase(_ view: EventView, _ kind: EventKind, _ context: PlanContext) {
    guard let wave = view.string("wave") else { return }
    noteUnknown(wave: wave, view, context)
    guard context.judgedWaves.contains(ExactText(wave)) else { return }
    startWave(wave, keep(view, kind), context)
  }

  private mutating func noteUnknown(wave: String, _ view: EventView, _ context: PlanContext) {
    guard !context.knows(wave: wave) else { return }
    findings.note(
      rule: "wave-unknown", message: "a wave that the plan doesn't hold, such as \(wave); it isn't judged",
      index: view.index)
  }

  private mutating func startWave(_ wave: String, _ mark: EventMark, _ context: PlanContext) {
    guard context.judgedWaves.contains(ExactText(wave)) else { return }
    let number = waves.number(wave)
    if waveStarts[number].map({ mark < $0 }) ?? true { waveStarts[number] = mark }
  }

  private mutating func takeDecision(_ view: EventView, _ kind: EventKind, _ context: PlanContext) {
    let reader = RecordReader(view, kind: kind, &scratch, &findings)
    guard let text = reader.text("decision", required: true, &findings) else { return }
    guard let word = DecisionWord(rawValue: text) else {
      reader.malformed("decision", "a word of the vocabulary such as go or rollback", &findings)
      return
    }
    let commits = view.string("gate").map { context.committingGates.contains(ExactText($0)) } ?? false
    let isInvocation =
      switch word {
      case .invoke, .failForward, .rollback: true
      case .go: commits
      default: false
      }
    decisions.append(Decision(mark: keep(reader), word: word, isInvocation: isInvocation))
  }

  private mutating func takeCheck(_ view: EventView, _ kind: EventKind, _ context: PlanContext) {
    guard !context.requiredChecks.isEmpty else { return }
    let reader = RecordReader(view, kind: kind, &scratch, &findings)
    guard let check = reader.quietText("check") else {
      findings.noteMissing("check", at: archive.streams.place(of: view))
      return
    }
    guard context.requiredChecks.contains(ExactText(check)) else { return }
    checkResults.append(CheckResult(mark: keep(reader), check: checks.number(check)))
  }

  private mutating func takeProgress(_ view: EventView, _ kind: EventKind, _ context: PlanContext) {
    guard let wave = view.string("wave") else { return }
    noteUnknown(wave: wave, view, context)
    guard context.judgedWaves.contains(ExactText(wave)) else { return }
    let reader = RecordReader(view, kind: kind, &scratch, &findings)
    guard let done = reader.count("done", required: true, &findings) else { return }
    let plannedWave = context.plan?.waves.first { $0.id == wave }
    let planned = plannedWave?.count
    if let unit = reader.text("unit", &findings), let plannedUnit = plannedWave?.unit,
      unit != plannedUnit
    {
      findings.note(
        rule: "wave-unit-differs",
        message: "progress.reported: data.unit differs from the wave's unit; it counts for nothing",
        index: view.index)
      return
    }
    let total = reader.count("total", required: true, &findings)
    if let most = planned ?? total, done > most {
      findings.note(
        rule: "wave-done-exceeds-total",
        message: "progress.reported: data.done is more than all; it counts as all",
        index: view.index)
    }
    if let total, let planned, total != planned {
      findings.note(
        rule: "wave-total-differs",
        message:
          "progress.reported: data.total differs from the wave's planned count, which counts",
        index: view.index)
    }
    progress.append(Progress(mark: keep(reader), wave: waves.number(wave), done: done))
  }
}
