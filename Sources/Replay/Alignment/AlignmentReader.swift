internal import CloudEvents
internal import CutoverModel
internal import JSONText

/// Reads events into evidence: which subject they are about, at which place, and what they say.
///
/// A reading that can't be read makes its subject unknown until a later one; what is wrong with it is a finding.
struct AlignmentReader: Sendable {
  var context: PlanContext
  var evidence = AlignmentEvidence()
  let names: ExpectedNames

  init(_ context: PlanContext) {
    self.context = context
    names = ExpectedNames(context.plan)
  }

  /// The names in the plan that decide which events matter.
  struct ExpectedNames: Sendable {
    var dns: Set<String> = []
    var endpoints: Set<ExactText> = []
    var configuration: Set<ExactText> = []
    var consumers: Set<ConsumerKey> = []
    var jobs: Set<ExactText> = []
    var checks: Set<ExactText> = []
    var tasks: Set<ExactText> = []
    var analyticsTasks: Set<ExactText> = []

    init(_ plan: Plan?) {
      guard let plan else { return }
      dns = Set(plan.expect.dns.map { DNSAnswers.name($0.name) })
      endpoints = Set(plan.expect.endpoints.map { ExactText($0.key) })
      configuration = Set(plan.expect.configuration.map { ExactText($0.key) })
      consumers = Set(plan.expect.consumers.map { ConsumerKey($0.topic, $0.group) })
      jobs = Set(plan.expect.jobs.map { ExactText($0.job) })
      checks = Set(plan.checks.map { ExactText($0.id) } + plan.tasks.flatMap(\.checks).map { ExactText($0) })
      tasks = Set(plan.tasks.map { ExactText($0.id) })
      analyticsTasks = Set(plan.tasks.filter { $0.layer == "analytics" }.map { ExactText($0.id) })
    }
  }

  /// Whether events of a kind tell anything that is judged here.
  func reads(_ kind: EventKind) -> Bool {
    switch kind {
    case .runEnded, .taskStarted, .taskCompleted, .taskFailed, .taskSkipped, .taskCancelled, .checkPassed,
      .checkFailed, .checkInconclusive, .checkWaived, .writesFrozen, .writesOpened, .writerChanged,
      .replicationObserved, .dataDiverged, .dnsChanged, .dnsObserved, .endpointChanged, .endpointObserved, .configurationObserved,
      .listenerBound, .listenerReleased, .listenerObserved, .consumerBound, .consumerUnbound, .consumerObserved,
      .queueObserved, .jobDue, .jobStarted, .jobCompleted, .jobFailed, .jobSuspended, .jobResumed, .workloadObserved,
      .workloadSuspended, .workloadResumed, .workloadTerminated, .policyChanged, .policyObserved:
      true
    default: false
    }
  }

  /// Takes in one event; `isSure` is false where it may lie behind the moment asked for.
  mutating func read(_ view: EventView, kind: EventKind, isSure: Bool) {
    switch kind {
    case .writesFrozen, .writesOpened, .writerChanged, .replicationObserved, .dataDiverged:
      guard isSure else {
        evidence.possibleDatasets.insert(evidence.record.datasets.number(view.string("dataset")))
        return
      }
      if kind == .dataDiverged {
        readDivergence(CutoverEvent(view, of: evidence.record.archive.streams), kind)
      } else {
        evidence.record.takeData(view, kind, context)
      }
      return
    default: break
    }
    let event = CutoverEvent(view, of: evidence.record.archive.streams)
    let at = EventMoment(event)
    switch kind {
    case .runEnded: if isSure { evidence.ended.keepEarliest(at) }
    case .taskStarted, .taskCompleted, .taskFailed, .taskSkipped, .taskCancelled:
      readTask(event, kind, at, isSure)
    case .checkPassed, .checkFailed, .checkInconclusive, .checkWaived: readCheck(event, kind, at, isSure)
    case .dnsChanged, .dnsObserved: readDNS(event, kind, at, isSure)
    case .endpointChanged, .endpointObserved: readEndpoint(event, kind, at, isSure)
    case .configurationObserved: readConfiguration(event, kind, at, isSure)
    case .listenerBound, .listenerReleased, .listenerObserved: readListener(event, kind, at, isSure)
    case .consumerBound, .consumerUnbound, .consumerObserved: readConsumer(event, kind, at, isSure)
    case .queueObserved: readQueue(event, kind, at, isSure)
    case .jobDue, .jobStarted, .jobCompleted, .jobFailed, .jobSuspended, .jobResumed:
      readJob(event, kind, at, isSure)
    case .workloadObserved, .workloadSuspended, .workloadResumed, .workloadTerminated:
      readWorkload(event, kind, at, isSure)
    case .policyChanged, .policyObserved: readPolicy(event, kind, at, isSure)
    default: break
    }
  }

  private mutating func readDivergence(_ event: CutoverEvent, _ kind: EventKind) {
    guard let side = side(event, kind, isRequired: true),
      evidence.divergences.count < AlignmentEvidence.subjectLimit
    else { return }
    evidence.divergences.append(
      .init(
        at: EventMoment(event), dataset: evidence.record.datasets.number(event.dataset),
        side: evidence.record.sides.number(side)))
  }

  // MARK: - Tasks and checks

  private mutating func readTask(_ event: CutoverEvent, _ kind: EventKind, _ at: EventMoment, _ isSure: Bool) {
    guard let task = event.task else {
      evidence.record.findings.noteMissing("task", at: event.reference.place)
      return
    }
    guard names.tasks.contains(ExactText(task)) else { return }
    guard isSure else {
      evidence.possibleTasks.insert(ExactText(task))
      return
    }
    evidence.tasks[ExactText(task), default: []].append(
      TaskEvent(kind: kind, at: at, attempt: event.data["attempt"]?.integer, mode: event.mode))
  }

  private mutating func readCheck(_ event: CutoverEvent, _ kind: EventKind, _ at: EventMoment, _ isSure: Bool) {
    guard let check = event.data["check"]?.string else {
      evidence.record.findings.noteMissing("check", at: event.reference.place)
      return
    }
    let key = ExactText(check)
    let isSmoke = event.data["kind"]?.string == "smoke"
    guard names.checks.contains(key) || isSmoke,
      evidence.admits(evidence.checks.count, isKnown: evidence.checks[key] != nil, event, kind)
    else { return }
    if isSmoke { evidence.smokeChecks.insert(key) }
    evidence.checks[key, default: LastReadings()].add(kind, at: at, isSure: isSure)
  }
}
