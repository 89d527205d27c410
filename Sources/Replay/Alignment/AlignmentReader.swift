internal import CloudEvents
internal import CutoverModel
internal import JSONText

/// Reads events into evidence: which subject they are about, at which place, and what they say.
///
/// A reading that can't be read makes its subject unknown until a later one; what is wrong with it is a finding.
struct AlignmentReader: Sendable {
  var context: PlanContext
  var evidence = AlignmentEvidence()
  private let names: ExpectedNames

  init(_ context: PlanContext) {
    self.context = context
    names = ExpectedNames(context.plan)
  }

  /// The names in the plan that decide which events matter.
  private struct ExpectedNames: Sendable {
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
      .replicationObserved, .dnsChanged, .dnsObserved, .endpointChanged, .endpointObserved, .configurationObserved,
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
    case .writesFrozen, .writesOpened, .writerChanged, .replicationObserved:
      guard isSure else {
        evidence.possibleDatasets.insert(evidence.record.datasets.number(view.string("dataset")))
        return
      }
      evidence.record.takeData(view, kind, context)
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

  // MARK: - Tasks and checks

  private mutating func readTask(_ event: CutoverEvent, _ kind: EventKind, _ at: EventMoment, _ isSure: Bool) {
    guard let task = event.task else {
      evidence.record.findings.note(
        rule: "task-missing", message: "an event of a task names no task", at: event.reference.place)
      return
    }
    guard isSure, names.tasks.contains(ExactText(task)) else { return }
    evidence.tasks[ExactText(task), default: []].append(
      TaskEvent(kind: kind, at: at, attempt: event.data["attempt"]?.integer, mode: event.mode))
  }

  private mutating func readCheck(_ event: CutoverEvent, _ kind: EventKind, _ at: EventMoment, _ isSure: Bool) {
    guard let check = required("check", event, kind) else { return }
    let key = ExactText(check)
    let isSmoke = event.data["kind"]?.string == "smoke"
    guard names.checks.contains(key) || isSmoke,
      evidence.admits(evidence.checks.count, isKnown: evidence.checks[key] != nil, event, kind)
    else { return }
    if isSmoke { evidence.smokeChecks.insert(key) }
    evidence.checks[key, default: LastReadings()].add(kind, at: at, isSure: isSure)
  }

  // MARK: - Network, integration, configuration

  private mutating func readDNS(_ event: CutoverEvent, _ kind: EventKind, _ at: EventMoment, _ isSure: Bool) {
    guard let name = required("name", event, kind).map(DNSAnswers.name), names.dns.contains(name) else { return }
    var answers: DNSAnswers?
    if let list = event.data["answers"]?.array, let texts = list.allStrings {
      answers = DNSAnswers(texts)
    } else {
      malformed("answers", "a list of texts", event, kind)
    }
    let key = ExactText(name)
    if kind == .dnsChanged {
      evidence.dns[key, default: .init()].changes.add(answers, at: at, isSure: isSure)
      return
    }
    let resolver = ExactText(event.data["resolver"]?.string ?? "")
    let known = evidence.dns[key]?.resolvers
    guard known?[resolver] != nil || known?.count ?? 0 < AlignmentEvidence.subjectLimit else {
      evidence.dns[key]?.isCrowded = true
      return
    }
    evidence.dns[key, default: .init()].resolvers[resolver, default: LastReadings()]
      .add(answers, at: at, isSure: isSure)
  }

  private mutating func readEndpoint(_ event: CutoverEvent, _ kind: EventKind, _ at: EventMoment, _ isSure: Bool) {
    guard let key = required("key", event, kind).map({ ExactText($0) }), names.endpoints.contains(key) else { return }
    let value = setting(event, kind, isRequired: true)
    evidence.endpoints[key, default: PlacedReadings()]
      .add(value, at: at, place: event.region.map(context.site), isSure: isSure)
  }

  private mutating func readConfiguration(
    _ event: CutoverEvent, _ kind: EventKind, _ at: EventMoment, _ isSure: Bool
  ) {
    guard let key = required("key", event, kind).map({ ExactText($0) }), names.configuration.contains(key) else {
      return
    }
    let value = setting(event, kind, isRequired: event.data["digest"] == nil)
    evidence.configuration[key, default: PlacedReadings()]
      .add(value, at: at, place: event.region.map(context.site), isSure: isSure)
  }

  private mutating func setting(_ event: CutoverEvent, _ kind: EventKind, isRequired: Bool) -> SettingValue {
    switch event.data["value"] {
    case .string(let text), .number(let text): return .text(ExactText(text))
    case .bool(let flag): return .text(ExactText(flag ? "true" : "false"))
    case .null: return .none
    case nil:
      if isRequired { missing("value", event, kind) }
      return .unreadable
    case .array, .object:
      malformed("value", "a text, a number, true or false", event, kind)
      return .unreadable
    }
  }

  // MARK: - Listeners and consumers

  private mutating func readListener(_ event: CutoverEvent, _ kind: EventKind, _ at: EventMoment, _ isSure: Bool) {
    guard let name = required("listener", event, kind) else { return }
    let key = ExactText(name)
    guard evidence.admits(evidence.listeners.count, isKnown: evidence.listeners[key] != nil, event, kind) else {
      return
    }
    var listener = evidence.listeners[key] ?? .init()
    defer { evidence.listeners[key] = listener }
    if kind == .listenerObserved {
      let side = side(event, kind, isRequired: false)
      let owners = owners(event, kind)
      listener.registries.add(owners, at: at, place: side, isSure: isSure)
      guard let side else { return }
      for owner in owners ?? [] {
        Self.see(.init(owner: owner, side: ExactText(side)), &listener, at)
      }
      return
    }
    guard let owner = required("owner", event, kind), let side = side(event, kind, isRequired: true) else {
      listener.lastUnreadable.keepLatest(at)
      return
    }
    let binding = AlignmentEvidence.Binding(owner: ExactText(owner), side: ExactText(side))
    guard listener.acts[binding] != nil || listener.acts.count < AlignmentEvidence.namedEvents else {
      listener.isCrowded = true
      return
    }
    listener.acts[binding, default: LastReadings()].add(kind == .listenerBound, at: at, isSure: isSure)
    if kind == .listenerBound { Self.see(binding, &listener, at) }
  }

  private static func see(
    _ binding: AlignmentEvidence.Binding, _ listener: inout AlignmentEvidence.Listener, _ at: EventMoment
  ) {
    guard listener.firstSeen[binding] != nil || listener.firstSeen.count < AlignmentEvidence.subjectLimit else {
      listener.isCrowded = true
      return
    }
    listener.firstSeen[binding].keepEarliest(at)
  }

  /// Those who hold a listener by a registry; nil where it can't be read.
  private mutating func owners(_ event: CutoverEvent, _ kind: EventKind) -> Set<ExactText>? {
    if let owners = event.data["owners"] {
      guard let texts = owners.array?.allStrings else {
        malformed("owners", "a list of texts", event, kind)
        return nil
      }
      return Set(texts.map { ExactText($0) })
    }
    switch event.data["owner"] {
    case .string(let text): return [ExactText(text)]
    case .null: return []
    case nil:
      missing("owners", event, kind)
      return nil
    default:
      malformed("owner", "a text", event, kind)
      return nil
    }
  }

  private mutating func readConsumer(_ event: CutoverEvent, _ kind: EventKind, _ at: EventMoment, _ isSure: Bool) {
    guard let topic = required("topic", event, kind), let group = required("group", event, kind),
      case let key = ConsumerKey(topic, group), names.consumers.contains(key)
    else { return }
    let side = side(event, kind, isRequired: true)
    let isBound: Bool?
    switch kind {
    case .consumerBound: isBound = true
    case .consumerUnbound: isBound = false
    default:
      switch event.data["members"] {
      case nil: isBound = true
      case .number(let text): isBound = Int64(text).map { $0 > 0 }
      case .array(let members): isBound = !members.isEmpty
      default: isBound = nil
      }
      if isBound == nil { malformed("members", "a number or a list", event, kind) }
    }
    // One that names no side is no evidence of a binding at any.
    let isUseful = side != nil || isBound == false
    evidence.consumers[key, default: .init()].sides
      .add(isUseful ? isBound : nil, at: at, place: side, isSure: isSure)
    if isBound == true, let side {
      evidence.consumers[key]?.firstBound[ExactText(side)].keepEarliest(at)
    }
  }

  // MARK: - Queues, jobs, workloads, policies

  private mutating func readQueue(_ event: CutoverEvent, _ kind: EventKind, _ at: EventMoment, _ isSure: Bool) {
    guard let queue = required("queue", event, kind), let side = side(event, kind, isRequired: true) else { return }
    let key = ExactText(queue)
    guard evidence.admits(evidence.queues.count, isKnown: evidence.queues[key] != nil, event, kind) else { return }
    let depth = event.data["depth"]?.integer.flatMap { $0 >= 0 ? $0 : nil }
    if depth == nil { malformed("depth", "an integer of zero or more", event, kind) }
    if isSure {
      evidence.queues[key, default: .init()].add(.init(at: at, depth: depth), side: side)
    } else {
      evidence.queues[key, default: .init()].hasPossible = true
    }
  }

  private mutating func readJob(_ event: CutoverEvent, _ kind: EventKind, _ at: EventMoment, _ isSure: Bool) {
    guard let name = required("job", event, kind) else { return }
    let key = ExactText(name)
    let isExpected = names.jobs.contains(key)
    let stated = event.data["watermark"]
    guard isExpected || stated != nil,
      evidence.admits(evidence.jobs.count, isKnown: evidence.jobs[key] != nil || isExpected, event, kind)
    else { return }
    let side = side(event, kind, isRequired: stated != nil && kind != .jobDue)
    if isExpected {
      if isSure {
        evidence.jobs[key, default: .init()].events.append(
          .init(at: at, kind: kind, side: side.map { ExactText($0) }))
      } else {
        evidence.jobs[key, default: .init()].hasPossible = true
      }
    }
    guard let stated, kind != .jobDue else { return }
    var watermark: Moment?
    if let time = stated.string.flatMap({ try? Timestamp($0) }) {
      watermark = Moment(time, accuracy: max(time.resolutionNanoseconds, at.moment.accuracy))
    } else {
      malformed("watermark", "an RFC 3339 time", event, kind)
    }
    guard let side else { return }
    evidence.jobs[key, default: .init()].watermarks.add(watermark, at: at, place: side, isSure: isSure)
  }

  private mutating func readWorkload(_ event: CutoverEvent, _ kind: EventKind, _ at: EventMoment, _ isSure: Bool) {
    guard let name = required("workload", event, kind) else { return }
    let key = ExactText(name)
    guard evidence.admits(evidence.workloads.count, isKnown: evidence.workloads[key] != nil, event, kind) else {
      return
    }
    let place = side(event, kind, isRequired: false) ?? event.region.map(context.site)
    var workload = evidence.workloads[key] ?? .init()
    defer { evidence.workloads[key] = workload }
    func count(_ member: String) -> Int64? { event.data[member]?.integer.flatMap { $0 >= 0 ? $0 : nil } }
    for member in ["ready", "desired", "restarts"] where event.data[member] != nil && count(member) == nil {
      malformed(member, "an integer of zero or more", event, kind)
    }
    let status: WorkloadStatus
    switch kind {
    case .workloadSuspended: status = .suspended
    case .workloadResumed: status = .resumed
    case .workloadTerminated: status = .terminated
    default: status = .observed(ready: count("ready"), desired: count("desired"))
    }
    // A suspension may have a word on what it found before; only an observation's counts are of now.
    workload.status.add(status, at: at, place: place, isSure: isSure)
    if event.data["restarts"] != nil {
      workload.restarts.add(count("restarts"), at: at, place: place, isSure: isSure)
    }
    let limit = text("memoryLimit", event, kind)
    if let limit {
      workload.memoryLimit.add(limit.value.map { ExactText($0) }, at: at, place: place, isSure: isSure)
      if let value = limit.value, workload.limits[place ?? "", default: []].count < 8 {
        workload.limits[place ?? "", default: []].insert(ExactText(value))
      }
    }
    if let revision = text("configRevision", event, kind) {
      workload.configRevision.add(revision.value.map { ExactText($0) }, at: at, place: place, isSure: isSure)
    }
    guard kind == .workloadTerminated, Self.isOutOfMemory(event.data["reason"]?.string) else { return }
    if !isSure || workload.kills.count >= AlignmentEvidence.namedEvents {
      workload.hasOpenKill = true
    } else {
      workload.kills.append(.init(at: at, place: place, limit: limit?.value))
    }
  }

  private static func isOutOfMemory(_ reason: String?) -> Bool {
    let letters = reason?.utf8.compactMap { byte -> UInt8? in
      switch byte {
      case 0x41...0x5A: byte + 0x20
      case 0x61...0x7A: byte
      default: nil
      }
    }
    guard let letters else { return false }
    return ["oom", "oomkilled", "oomkill", "outofmemory"].contains { letters.elementsEqual($0.utf8) }
  }

  private mutating func readPolicy(_ event: CutoverEvent, _ kind: EventKind, _ at: EventMoment, _ isSure: Bool) {
    guard concernsAnalytics(event), let name = required("policy", event, kind) else { return }
    let key = AlignmentEvidence.Policy(
      policy: ExactText(name), target: ExactText(event.data["target"]?.string ?? event.subject ?? ""))
    guard evidence.admits(evidence.policies.count, isKnown: evidence.policies[key] != nil, event, kind) else { return }
    let action = ExactText(event.data["action"]?.string ?? "")
    let known = evidence.policies[key]
    guard known?[action] != nil || known?.count ?? 0 < AlignmentEvidence.namedEvents else {
      evidence.crowded.insert(kind)
      return
    }
    let isAllowed = event.data["allowed"]?.bool
    if isAllowed == nil, event.data["allowed"] != nil { malformed("allowed", "true or false", event, kind) }
    evidence.policies[key, default: [:]][action, default: LastReadings()].add(isAllowed, at: at, isSure: isSure)
  }

  /// Whether a policy is about analytics: by its layer, its task's layer, or a word of its name, target or subject.
  private func concernsAnalytics(_ event: CutoverEvent) -> Bool {
    if event.layer == "analytics" { return true }
    if let task = event.task, names.analyticsTasks.contains(ExactText(task)) { return true }
    let texts = [event.data["policy"]?.string, event.data["target"]?.string, event.subject, event.service]
    return texts.contains { text in
      text?.split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }.contains { $0.lowercased() == "analytics" } ?? false
    }
  }

  // MARK: - Members

  /// The site that an event's `side` names; one that is no site of the plan is noted.
  private mutating func side(_ event: CutoverEvent, _ kind: EventKind, isRequired: Bool) -> String? {
    switch event.data["side"] {
    case .string(let text) where !text.isEmpty:
      let site = context.site(text)
      if !context.isSite(site) {
        evidence.record.findings.note(
          rule: "side-unknown", message: "a side that is no site of the plan, such as \(site)",
          at: event.reference.place)
      }
      return site
    case nil, .null:
      if isRequired { missing("side", event, kind) }
      return nil
    default:
      malformed("side", "a text", event, kind)
      return nil
    }
  }

  private mutating func required(_ member: String, _ event: CutoverEvent, _ kind: EventKind) -> String? {
    switch event.data[member] {
    case .string(let text) where !text.isEmpty: return text
    case nil, .null: missing(member, event, kind)
    default: malformed(member, "a text", event, kind)
    }
    return nil
  }

  /// A member that is a text or a number; nil where there is none, a value of nil where it can't be read.
  private mutating func text(
    _ member: String, _ event: CutoverEvent, _ kind: EventKind
  ) -> (value: String?, member: String)? {
    switch event.data[member] {
    case .string(let text), .number(let text): return (text, member)
    case nil, .null: return nil
    default:
      malformed(member, "a text or a number", event, kind)
      return (nil, member)
    }
  }

  private mutating func missing(_ member: String, _ event: CutoverEvent, _ kind: EventKind) {
    evidence.record.findings.note(
      rule: "member-missing/\(kind.rawValue)/\(member)", message: "\(kind.rawValue): data.\(member) is missing",
      at: event.reference.place)
  }

  private mutating func malformed(_ member: String, _ expected: String, _ event: CutoverEvent, _ kind: EventKind) {
    evidence.record.findings.note(
      rule: "member-malformed/\(kind.rawValue)/\(member)",
      message: "\(kind.rawValue): data.\(member) must be \(expected)", at: event.reference.place)
  }
}

extension [JSONValue] {
  /// All elements as texts; nil where one is none.
  fileprivate var allStrings: [String]? {
    let texts = compactMap(\.string)
    return texts.count == count ? texts : nil
  }
}
