import CloudEvents
import CutoverModel
import JSONText

extension StateFold.Layers {
  /// Takes in what one event says of the system; events that say nothing of its state leave nothing behind.
  mutating func take(
    _ stated: StateEvent, _ view: EventView, _ context: PlanContext, _ findings: inout FindingCollector
  ) {
    switch stated.kind {
    case .serviceDown, .serviceDegraded, .serviceUp: takeService(stated, view, context, &findings)
    case .checkPassed, .checkFailed, .checkInconclusive, .checkWaived: takeCheck(stated, &findings)
    case .trafficShifted: takeTraffic(stated, context, &findings)
    case .dnsChanged, .dnsObserved: takeDNS(stated, &findings)
    case .endpointChanged, .endpointObserved:
      guard let key = stated.text("key", required: true, &findings),
        let value = stated.written("value", required: true, &findings)
      else { return }
      book.set(.endpoints, [key, stated.event.region], "value", to: value, by: stated)
    case .configurationObserved: takeConfiguration(stated, &findings)
    case .policyChanged, .policyObserved:
      guard let policy = stated.text("policy", required: true, &findings) else { return }
      let key = [policy, stated.text("action", &findings), stated.text("target", &findings), stated.event.region]
      book.set(.policies, key, "allowed", to: stated.flag("allowed", &findings) ?? .absent, by: stated)
    case .deploymentLocked, .deploymentUnlocked, .deploymentMade: takeDeployment(stated, &findings)
    case .listenerBound, .listenerReleased, .listenerObserved: takeListener(stated, context, &findings)
    case .consumerBound, .consumerUnbound, .consumerObserved: takeConsumer(stated, context, &findings)
    case .queueObserved:
      guard let queue = stated.text("queue", required: true, &findings),
        let depth = stated.number("depth", required: true, &findings)
      else { return }
      let oldest = stated.number("oldestSeconds", &findings) ?? .absent
      let side = stated.site("side", required: true, context, &findings)
      book.set(.queues, [queue, side], ["depth": depth, "oldestSeconds": oldest], by: stated)
    case .jobDue, .jobStarted, .jobCompleted, .jobFailed, .jobSuspended, .jobResumed:
      takeJob(stated, context, &findings)
    case .workloadObserved, .workloadSuspended, .workloadResumed, .workloadTerminated:
      takeWorkload(stated, context, &findings)
    case .writesFrozen, .writesOpened, .writesObserved, .writerChanged, .replicationObserved, .dataRecoverable, .dataLost,
      .dataDiverged, .dataReconciled:
      takeData(stated, view, context, &findings)
    default: break
    }
  }

  private mutating func takeService(
    _ stated: StateEvent, _ view: EventView, _ context: PlanContext, _ findings: inout FindingCollector
  ) {
    let event = stated.event
    let state: ServiceLevel.State =
      switch stated.kind {
      case .serviceDown: .down
      case .serviceDegraded: .degraded
      default: .up
      }
    if let service = event.service {
      if !context.knows(service: service) {
        findings.note(
          rule: "service-unknown", message: "a service that the plan doesn't hold, such as \(service)",
          at: event.reference.place)
      }
    } else {
      stated.lacks(
        "service",
        state == .up
          ? "good news without a service counts for none" : "bad news without a service counts for every one", &findings)
    }
    services.change(
      event.service, region: event.region,
      level: ServiceLevel(state: state, hundredths: percent("level", stated, &findings)), aspect: stated.text("aspect", &findings), by: stated, view)
  }

  /// A percentage times one hundred, rounded down.
  private func percent(_ name: String, _ stated: StateEvent, _ findings: inout FindingCollector) -> Int32? {
    guard let percent = stated.number(name, &findings)?.double else { return nil }
    if percent >= 0, percent <= 100 { return Int32((percent * 100).rounded(.down)) }
    findings.note(
      rule: "member-malformed/\(stated.kind.rawValue)/\(name)",
      message: "\(stated.kind.rawValue): data.\(name) must be a number from 0 to 100", at: stated.event.reference.place)
    return nil
  }

  private mutating func takeCheck(_ stated: StateEvent, _ findings: inout FindingCollector) {
    // A missing name is a finding of the run's log.
    guard let check = stated.event.data["check"]?.string, !check.isEmpty else { return }
    let result =
      switch stated.kind {
      case .checkPassed: "passed"
      case .checkFailed: "failed"
      case .checkWaived: "waived"
      default: "inconclusive"
      }
    book.set(
      .checks, [check],
      [
        "result": .text(result), "kind": stated.text("kind", &findings).map(StateValue.text) ?? .absent,
        "expected": stated.written("expected", &findings) ?? .absent,
        "observed": stated.written("observed", &findings) ?? .absent,
        "reason": stated.text("reason", &findings).map(StateValue.text) ?? .absent,
      ], by: stated)
  }

  private mutating func takeTraffic(
    _ stated: StateEvent, _ context: PlanContext, _ findings: inout FindingCollector
  ) {
    guard let target = stated.text("to", required: true, &findings),
      let share = stated.number("percent", required: true, &findings), percent("percent", stated, &findings) != nil
    else { return }
    if stated.event.service == nil { stated.lacks("service", "it is told of no service", &findings) }
    book.set(.traffic, [stated.event.service, context.site(target)], "percent", to: share, by: stated)
  }

  private mutating func takeDNS(_ stated: StateEvent, _ findings: inout FindingCollector) {
    guard let name = stated.text("name", required: true, &findings),
      let answers = stated.texts("answers", required: true, &findings)
    else { return }
    book.set(
      .dns, [name, stated.text("resolver", &findings), stated.event.region],
      ["answers": .texts(answers), "ttl": stated.number("ttl", &findings) ?? .absent], by: stated)
  }

  private mutating func takeConfiguration(_ stated: StateEvent, _ findings: inout FindingCollector) {
    guard let key = stated.text("key", required: true, &findings) else { return }
    book.set(
      .configuration, [key, stated.event.region],
      [
        "value": stated.written("value", &findings) ?? .absent,
        "digest": stated.text("digest", &findings).map(StateValue.text) ?? .absent,
        "revision": stated.written("revision", &findings) ?? .absent,
      ], by: stated)
  }

  private mutating func takeDeployment(_ stated: StateEvent, _ findings: inout FindingCollector) {
    guard let scope = stated.text("scope", required: true, &findings) else { return }
    if stated.kind == .deploymentMade {
      book.set(.locks, [scope], "deployed", to: .time(stated.at.time), by: stated)
    } else {
      book.set(.locks, [scope], "locked", to: .flag(stated.kind == .deploymentLocked), by: stated)
    }
  }

  private mutating func takeListener(
    _ stated: StateEvent, _ context: PlanContext, _ findings: inout FindingCollector
  ) {
    guard let listener = stated.text("listener", required: true, &findings) else { return }
    let isReading = stated.kind == .listenerObserved
    let side = stated.site("side", required: !isReading, context, &findings)
    if isReading {
      let single = stated.text("owner", &findings).map { [$0] }
      guard let owners = stated.texts("owners", required: single == nil, &findings) ?? single else { return }
      listeners.read(listener, owners: owners, side: side, by: stated)
    } else if let owner = stated.text("owner", required: true, &findings) {
      listeners.bind(listener, owner: owner, side: side, isBound: stated.kind == .listenerBound, by: stated)
    }
  }
}
