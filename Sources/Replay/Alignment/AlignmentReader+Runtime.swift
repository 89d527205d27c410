internal import CloudEvents
internal import CutoverModel
internal import JSONText

/// Queues, jobs, workloads and policies.
extension AlignmentReader {
  mutating func readQueue(_ event: CutoverEvent, _ kind: EventKind, _ at: EventMoment, _ isSure: Bool) {
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

  mutating func readJob(_ event: CutoverEvent, _ kind: EventKind, _ at: EventMoment, _ isSure: Bool) {
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

  mutating func readWorkload(_ event: CutoverEvent, _ kind: EventKind, _ at: EventMoment, _ isSure: Bool) {
    guard let name = required("workload", event, kind) else { return }
    let key = ExactText(name)
    guard evidence.admits(evidence.workloads.count, isKnown: evidence.workloads[key] != nil, event, kind) else {
      return
    }
    let place = side(event, kind, isRequired: false) ?? event.region.map(context.site)
    var workload = evidence.workloads.removeValue(forKey: key) ?? .init()
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
    guard kind == .workloadTerminated else { return }
    let reason = event.data["reason"]?.string
    if reason?.isEmpty ?? true { workload.unexplained[place ?? ""].keepEarliest(at) }
    guard Self.isOutOfMemory(reason) else { return }
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

  mutating func readPolicy(_ event: CutoverEvent, _ kind: EventKind, _ at: EventMoment, _ isSure: Bool) {
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
  func concernsAnalytics(_ event: CutoverEvent) -> Bool {
    if event.layer == "analytics" { return true }
    if let task = event.task, names.analyticsTasks.contains(ExactText(task)) { return true }
    let texts = [event.data["policy"]?.string, event.data["target"]?.string, event.subject, event.service]
    return texts.contains { text in
      text?.split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }.contains { $0.lowercased() == "analytics" } ?? false
    }
  }
}
