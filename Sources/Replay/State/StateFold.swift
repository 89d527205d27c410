package import CloudEvents
package import CutoverModel
import JSONText

/// Tells where everything was at an instant.
///
/// Events with a time up to the instant count, whenever they were recorded; the latest by time decides, then the
/// stream, then the index. Of most things only what was last said is kept, so memory grows with their number and not
/// with that of the events; of services, tasks, gates and writes every change is kept, for only then can be told since
/// when they stand as they do.
/// Tasks, gates, phases and roles are the run's and count in every mode; what is said of the system counts by mode.
package struct StateFold: EventFold, Sendable {
  /// What was said of the system in one mode.
  struct Layers: Sendable {
    var book = StateBook()
    var services = ServiceBook()
    var listeners = ListenerBook()
  }

  let instant: StateInstant
  private(set) var context: PlanContext
  var log = RunLog(starts: nil)
  var run = StateBook()
  var layers: [CutoverEvent.Mode: Layers] = [:]
  var withheld: WithheldEvidence
  var withheldCount = 0
  /// What events may have changed that don't count.
  private(set) var possible = PossibleWork()
  private(set) var ended: StateRegister<String?>?
  private(set) var began: StateRegister<Bool>?
  private(set) var streams = StreamCounter()
  private(set) var last: Timestamp?
  private var disorder = EventDisorder()

  /// - Parameters:
  ///   - instant: When; events with a later time don't count.
  ///   - plan: What names tasks, gates, checks, services and sites; without one only what the events name is told.
  ///   - streamKind: The kind that `stream.opened` states; taken from the first line if nil.
  ///   - acceptance: Which withheld lines the reader accepts: without acceptance nothing is verified.
  package init(
    at instant: StateInstant = .end, plan: Plan? = nil, streamKind: String? = nil,
    acceptance: WithheldEvidence.Acceptance = .init()
  ) {
    self.instant = instant
    context = PlanContext(plan, streamKind: streamKind)
    withheld = WithheldEvidence(acceptance)
  }

  package mutating func apply(_ view: EventView) {
    if streams.advance(to: view) {
      log.findings.streams = streams
      disorder.beginStream()
    }
    guard let kind = EventKind(view) else {
      applyRecorder(view)
      return
    }
    let isPossible = instant.isPossible(view)
    guard instant.includes(view.time) || isPossible else { return }
    if !isPossible { extend(to: view.time) }
    // What they say of other events was applied before.
    if kind == .eventAmended || kind == .eventRetracted || kind == .sourceClock { return }
    let event = CutoverEvent(view, of: streams)
    let stated = StateEvent(
      event, kind: kind, isInDoubt: instant.isInDoubt(event.moment), isPossible: isPossible)
    if !isPossible { disorder.note(event, in: &log.findings) }
    switch kind {
    case .runBegan, .runEnded, .phaseEntered, .taskStarted, .taskCompleted, .taskFailed, .taskSkipped, .taskCancelled,
      .taskPaused, .taskResumed, .gateRequested, .gateApproved, .gateRejected, .decisionMade, .roleTaken:
      takeRun(stated)
    case .checkPassed, .checkFailed, .checkInconclusive, .checkWaived:
      if !isPossible { log.note(event) }
      takeLayer(stated, view)
    default: takeLayer(stated, view)
    }
  }

  /// Takes in one event of a stream, in whatever order they come.
  mutating func apply(_ view: EventView, ofStream stream: Int) {
    streams.tell(stream)
    apply(view)
  }

  private mutating func applyRecorder(_ view: EventView) {
    guard EventKind.isRecordersOwn(view) else {
      if instant.includes(view.time) { extend(to: view.time) }
      return
    }
    if view.isType("dev.cutlog.withheld") { withheldCount += 1 }
    withheld.apply(view)
    log.apply(view, of: streams)
    if view.index == 0, context.streamKind == nil, view.isType("dev.cutlog.stream.opened") {
      context = PlanContext(context.plan, streamKind: view.data?["kind"]?.string)
    }
  }

  private mutating func extend(to time: Timestamp) {
    if last.map({ $0 < time }) ?? true { last = time }
  }

  /// The run's own events, in whatever mode.
  private mutating func takeRun(_ stated: StateEvent) {
    let event = stated.event
    if stated.isPossible {
      possible.note(event)
    } else {
      log.note(event)
    }
    switch stated.kind {
    case .runBegan where stated.isPossible, .runEnded where stated.isPossible: break
    case .runBegan: began.take(true, at: stated.at, isInDoubt: stated.isInDoubt)
    case .runEnded:
      ended.take(stated.text("outcome", &log.findings), at: stated.at, isInDoubt: stated.isInDoubt)
    case .phaseEntered:
      guard let phase = stated.text("phase", required: true, &log.findings) else { return }
      run.set(.phase, [event.wave], "phase", to: .text(phase), by: stated)
    case .roleTaken:
      guard let role = event.data["role"]?.string, !role.isEmpty else {
        log.findings.noteMissing("role", at: event.reference.place)
        return
      }
      let holder = event.onBehalfOf ?? event.actor
      if holder == nil { stated.lacks("actor", "nobody has the role", &log.findings) }
      run.set(
        .roles, [role],
        [
          "holder": holder.map(StateValue.text) ?? .absent,
          "from": stated.text("from", &log.findings).map(StateValue.text) ?? .absent,
        ], by: stated)
    default:
      if let task = event.task, !context.knows(task: task) {
        log.findings.note(
          rule: "task-unknown", message: "a task that the plan doesn't hold, such as \(task)", at: event.reference.place)
      }
      if let gate = event.gate, !context.knows(gate: gate) {
        log.findings.note(
          rule: "gate-unknown", message: "a gate that the plan doesn't hold, such as \(gate)", at: event.reference.place)
      }
    }
  }

  /// What an event says of the system in its mode.
  private mutating func takeLayer(_ stated: StateEvent, _ view: EventView) {
    let mode = stated.event.mode
    // Taken out and put back, so that it is changed in place.
    var layer = layers.removeValue(forKey: mode) ?? Layers()
    layer.services.archive.streams = streams
    layer.take(stated, view, context, &log.findings)
    layers[mode] = layer
  }
}
