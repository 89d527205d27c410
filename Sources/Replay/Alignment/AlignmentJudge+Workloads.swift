internal import CutoverModel

/// Compute: what runs where, with which limit and configuration.
extension AlignmentJudge {
  func wanted(_ expected: Expectation.Workload) -> String {
    let parts = [
      expected.replicas.map { "\($0) ready" } ?? "running", expected.memoryLimit.map { "memory limit \($0)" },
      expected.configRevision.map { "revision \($0)" },
    ]
    return parts.compactMap(\.self).joined(separator: ", ")
  }

  /// A workload is as expected where, at the new side, its last readings say so for each of the aspects asked for.
  func judge(_ expected: Expectation.Workload) -> AlignmentJudgement {
    guard let seen = evidence.workloads[ExactText(expected.workload)] else { return .nothingSeen }
    let status = status(seen, expected.replicas)
    var parts = [status]
    if let limit = expected.memoryLimit {
      parts.append(text(seen.memoryLimit, "memory limit") { MemoryQuantity.areEqual($0, limit) })
    }
    if let revision = expected.configRevision {
      parts.append(text(seen.configRevision, "revision") { $0.utf8.elementsEqual(revision.utf8) })
    }
    var judgement = AlignmentJudgement.worst(of: parts) ?? .nothingSeen
    if judgement.result == .aligned { judgement.message = "it runs as expected" }
    judgement.observed = parts.compactMap(\.observed).isEmpty ? nil : parts.compactMap(\.observed).joined(separator: ", ")
    return judgement
  }

  private func status(_ seen: AlignmentEvidence.Workload, _ replicas: Int64?) -> AlignmentJudgement {
    func test(_ status: WorkloadStatus) -> AlignmentResult {
      guard let replicas, replicas > 0 else {
        guard let isRunning = status.isRunning else { return .unknown }
        return isRunning == (replicas == nil) ? .aligned : .misaligned
      }
      switch status {
      case .observed(let ready, let desired):
        if let desired, desired != replicas { return .misaligned }
        return ready.map { $0 == replicas ? .aligned : .misaligned } ?? .unknown
      case .suspended: return .misaligned
      case .resumed, .terminated: return .unknown
      }
    }
    guard let judged = seen.status.at(route.to).judge(test, shown: { $0.shown }) else {
      return .init(.unknown, "it was not observed at \(route.to)")
    }
    let message: String =
      switch judged.result {
      case .aligned: "it runs as expected"
      case .misaligned: "it doesn't run as expected"
      case .unknown:
        judged.isOpen ? "how it was seen last is open" : "how many are ready was not observed since \(judged.observed ?? "")"
      }
    return .init(judged.result, message, observed: judged.observed, events: judged.events)
  }

  private func text(
    _ placed: PlacedReadings<ExactText?>, _ aspect: String, _ isRight: (String) -> Bool
  ) -> AlignmentJudgement {
    let judged = placed.at(route.to).judge(
      { value in value.map { isRight($0.text) ? .aligned : .misaligned } ?? .unknown },
      shown: { $0.map { "\(aspect) \($0.text)" } })
    guard let judged else { return .init(.unknown, "its \(aspect) was not observed") }
    let message: String =
      switch judged.result {
      case .aligned: "its \(aspect) is as expected"
      case .misaligned: "its \(aspect) is another than expected"
      case .unknown: judged.isOpen ? "which \(aspect) was seen last is open" : "its \(aspect) can't be read"
      }
    return .init(judged.result, message, observed: judged.observed, events: judged.events)
  }

  /// Names of the workloads that the plan expects, then of all others that were seen.
  private var workloadNames: [String] {
    let planned = expect.workloads.map(\.workload)
    let known = Set(planned.map { ExactText($0) })
    return planned
      + evidence.workloads.keys.filter { !known.contains($0) }.map(\.text).sorted { $0.precedesInBytes($1) }
  }

  private var tooManyWorkloads: [(subject: String?, judgement: AlignmentJudgement)] {
    let kinds: [EventKind] = [.workloadObserved, .workloadSuspended, .workloadResumed, .workloadTerminated]
    guard evidence.crowded.contains(where: { kinds.contains($0) }) else { return [] }
    return [(nil, .init(.unknown, "there are too many workloads to judge"))]
  }

  /// Workloads whose limit the plan states, and all that were killed for their memory at the new side.
  func killedWorkloads() -> [(subject: String?, judgement: AlignmentJudgement)] {
    let expected = Dictionary(
      expect.workloads.map { (ExactText($0.workload), $0) }, uniquingKeysWith: { first, _ in first })
    return workloadNames.compactMap { name in
      let seen = evidence.workloads[ExactText(name)]
      let limit = expected[ExactText(name)]?.memoryLimit
      let kills = seen?.kills.filter { $0.place == nil || $0.place == route.to } ?? []
      guard limit != nil || !kills.isEmpty || seen?.hasOpenKill == true else { return nil }
      return (name, survival(expected[ExactText(name)], seen, kills))
    } + tooManyWorkloads
  }

  private func survival(
    _ expected: Expectation.Workload?, _ seen: AlignmentEvidence.Workload?, _ kills: [AlignmentEvidence.Kill]
  ) -> AlignmentJudgement {
    guard let seen else { return .nothingSeen }
    guard let limit = expected?.memoryLimit else {
      return kills.isEmpty
        ? .init(.unknown, "whether it was killed for its memory is open")
        : .init(
          .misaligned, "it was killed for its memory; the plan names no other limit", events: kills.map(\.at))
    }
    let atLimit = kills.filter { kill in
      self.limit(of: kill, seen).map { MemoryQuantity.areEqual($0, limit) } ?? false
    }
    if !atLimit.isEmpty {
      let times = atLimit.count == 1 ? "" : " \(atLimit.count) times"
      let isStated = atLimit.contains { $0.limit != nil }
      return .init(
        .misaligned, "it was killed\(times) at its limit of \(limit)",
        events: atLimit.map(\.at) + (isStated ? [] : seen.memoryLimit.at(route.to).candidates.map(\.at)))
    }
    if let kill = kills.first(where: { self.limit(of: $0, seen) == nil }) {
      return .init(.unknown, "it was killed for its memory, at which limit is not known", events: [kill.at])
    }
    if seen.hasOpenKill { return .init(.unknown, "whether it was killed at its limit is open") }
    let running = judge(Expectation.Workload.asRunning(expected))
    let last = kills.map(\.at).max { $0.precedes($1) }
    let status = seen.status.at(route.to).candidates
    guard running.result == .aligned, status.allSatisfy({ $0.value.isRunning == true }) else {
      return .init(.unknown, "it was not seen running at its limit of \(limit): \(running.message)", events: running.events)
    }
    if let last, !status.allSatisfy({ last.surelyPrecedes($0.at) }) {
      return .init(.unknown, "it was not seen running since it was killed at another limit", events: [last])
    }
    if let ended = [seen.unexplained[route.to], seen.unexplained[""]].compactMap(\.self).min(by: { $0.precedes($1) }) {
      return .init(.unknown, "it was terminated, and why was not recorded", events: [ended])
    }
    let restarts = seen.restarts.at(route.to).candidates
    if kills.isEmpty, let restarted = restarts.first(where: { $0.value != 0 }) {
      return .init(.unknown, "it was restarted, and why was not recorded", events: [restarted.at])
    }
    return .init(.aligned, "it runs at its limit of \(limit) and was not killed there", events: running.events)
  }

  /// The limit under which a workload was killed: as the event says, else the only one that it was ever seen with.
  private func limit(of kill: AlignmentEvidence.Kill, _ seen: AlignmentEvidence.Workload) -> String? {
    if let limit = kill.limit { return limit }
    let limits = (seen.limits[route.to] ?? []).union(seen.limits[""] ?? [])
    guard let first = limits.first, limits.allSatisfy({ MemoryQuantity.areEqual($0.text, first.text) }) else {
      return nil
    }
    return first.text
  }

  /// Workloads of the plan and all others that were seen on the old side: each must have been seen at rest there.
  func suspended() -> [(subject: String?, judgement: AlignmentJudgement)] {
    let planned = Set(expect.workloads.map { ExactText($0.workload) })
    return workloadNames.compactMap { name in
      let readings = evidence.workloads[ExactText(name)]?.status.named(route.from) ?? LastReadings()
      if readings.isEmpty {
        guard planned.contains(ExactText(name)) else { return nil }
        return (name, .init(.unknown, "it was not observed at \(route.from)"))
      }
      let judged = readings.judge(
        { status in status.isRunning.map { $0 ? .misaligned : .aligned } ?? .unknown }, shown: { $0.shown })
      guard let judged else { return nil }
      let message: String =
        switch judged.result {
        case .aligned: "it is suspended at \(route.from)"
        case .misaligned: "it runs at \(route.from): \(judged.observed ?? "")"
        case .unknown:
          judged.isOpen
            ? "how it was last seen at \(route.from) is open"
            : "whether it runs at \(route.from) was not observed since \(judged.observed ?? "")"
        }
      return (name, .init(judged.result, message, observed: judged.observed, events: judged.events))
    } + tooManyWorkloads
  }

  /// In a failback: the workloads whose configuration revision the plan states run with it on the primary.
  func restarted() -> [(subject: String?, judgement: AlignmentJudgement)] {
    expect.workloads.filter { $0.configRevision != nil }.map { expected in
      var aspects = Expectation.Workload(workload: expected.workload)
      aspects.configRevision = expected.configRevision
      return (expected.workload, judge(aspects))
    }
  }
}

extension Expectation.Workload {
  /// What must be seen for a workload to run at its limit.
  fileprivate static func asRunning(_ expected: Expectation.Workload?) -> Expectation.Workload {
    var aspects = Expectation.Workload(workload: expected?.workload ?? "")
    aspects.memoryLimit = expected?.memoryLimit
    return aspects
  }
}
