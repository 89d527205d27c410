internal import CutoverModel
internal import JSONText

/// The plain words of an entry, made from an event's fields.
enum EntryText {
  /// Members of `data` that name what an event is about, in the order in which the first one present is taken.
  static let naming = [
    "check", "queue", "name", "key", "listener", "topic", "job", "workload", "policy", "role",
    "channel", "scope", "of", "phase", "decision", "outcome",
  ]
  /// Members of `data` that are already sentences, in the order in which the first one present is taken.
  static let telling = ["text", "claim", "comment", "reason", "detail", "cause", "message"]
  /// Members that are evidence and no reading matter, and the remark, which follows the others.
  private static let unread: Set<String> = ["statement", "signature", "outputSha256", "note"]

  /// The text cut to so many Unicode scalars; an ellipsis shows it.
  static func cut(_ text: String, to limit: Int) -> String {
    if text.utf8.count <= limit { return text }
    let end = text.unicodeScalars.prefix(limit)
    return end.endIndex == text.unicodeScalars.endIndex ? text : String(end) + "…"
  }

  static func title(of event: CutoverEvent) -> String {
    guard let kind = event.kind else { return event.reference.type }
    func data(_ name: String) -> String? { event.data[name].flatMap(scalar) }
    switch kind {
    case .runEnded: return joined("run ended", data("outcome"))
    case .phaseEntered: return words("phase", data("phase"), event.wave.map { "of wave \($0)" })
    case .gateRequested, .gateApproved, .gateRejected:
      return words("gate", event.gate, kind.verb)
    case .decisionMade:
      return words("decision", data("decision"), event.gate.map { "at gate \($0)" })
    case .checkPassed, .checkFailed, .checkInconclusive, .checkWaived:
      return words("check", data("check"), kind.verb)
    case .roleTaken: return words("role", data("role"), "taken")
    case .serviceDown, .serviceDegraded, .serviceUp, .serviceValidated, .serviceAccepted:
      return words(event.service ?? "service", kind.verb, event.region.map { "in \($0)" })
    case .impactNone: return words("no impact attested for", event.service ?? "a service")
    case .eventAmended, .eventRetracted:
      return words("event", event.data["about"]?["id"].flatMap(scalar), kind.verb)
    case .taskStarted, .taskCompleted, .taskFailed, .taskSkipped, .taskCancelled, .taskPaused,
      .taskResumed:
      return words("task", event.task, kind.verb)
    default:
      let plain = kind.rawValue.split(separator: ".").joined(separator: " ")
      return joined(plain, name(of: event))
    }
  }

  /// What the event tells beyond its title; nil if it tells nothing.
  static func text(of event: CutoverEvent) -> String? {
    for name in telling { if let text = event.data[name]?.string, !text.isEmpty { return text } }
    let parts = [listing(of: event), event.data["note"]?.string].compactMap(\.self)
    return parts.isEmpty ? nil : parts.joined(separator: ". ")
  }

  /// What an event is about: its subject, else the member of `data` that names it, else data set or service.
  static func name(of event: CutoverEvent) -> String? {
    if let subject = event.subject { return subject }
    guard let member = namingMember(of: event), let name = event.data[member].flatMap(scalar) else {
      return event.dataset ?? event.service
    }
    if member == "topic", let group = event.data["group"].flatMap(scalar) {
      return "\(name) (\(group))"
    }
    return name
  }

  private static func namingMember(of event: CutoverEvent) -> String? {
    if event.kind == .sourceClock { return "source" }
    return naming.first { event.data[$0].flatMap(scalar) != nil }
  }

  /// The readable members of `data`, the first dozen, without the one that the title has.
  static func listing(of event: CutoverEvent) -> String? {
    guard let members = event.data.members else { return scalar(event.data) }
    let titled = event.kind == nil || event.subject != nil ? nil : namingMember(of: event)
    var parts: [String] = []
    for member in members where !unread.contains(member.name) && parts.count < 12 {
      if member.name == titled || titled == "topic" && member.name == "group" { continue }
      if let value = scalar(member.value) {
        parts.append("\(member.name) \(value)")
      } else if let values = member.value.array?.prefix(12).compactMap(scalar), !values.isEmpty {
        parts.append("\(member.name) \(values.joined(separator: " "))")
      }
    }
    return parts.isEmpty ? nil : cut(parts.joined(separator: ", "), to: 2_000)
  }

  private static func scalar(_ value: JSONValue) -> String? {
    switch value {
    case .string(let text): text
    case .number(let text): text
    case .bool(let flag): flag ? "true" : "false"
    case .null, .array, .object: nil
    }
  }

  private static func words(_ parts: String?...) -> String {
    parts.compactMap(\.self).joined(separator: " ")
  }

  private static func joined(_ title: String, _ name: String?) -> String {
    name.map { "\(title): \($0)" } ?? title
  }
}

extension EventKind {
  /// The last word of the type.
  var verb: String { rawValue.split(separator: ".").last.map(String.init) ?? rawValue }

  /// Whether events of this kind come in large numbers and tell a reading, not an act.
  var isReading: Bool {
    switch self {
    case .serviceObserved, .writesObserved, .replicationObserved, .dnsObserved, .endpointObserved,
      .configurationObserved, .listenerObserved, .consumerObserved, .queueObserved,
      .workloadObserved, .policyObserved, .progressReported, .backlogReported:
      true
    default: false
    }
  }

  /// The kind of entry that an event of this kind makes.
  var entryKind: TimelineEntry.Kind {
    switch self {
    case .runBegan, .runEnded: .run
    case .phaseEntered: .phase
    case .taskStarted, .taskCompleted, .taskFailed, .taskSkipped, .taskCancelled, .taskPaused,
      .taskResumed:
      .task
    case .gateRequested, .gateApproved, .gateRejected: .gate
    case .decisionMade: .decision
    case .checkPassed, .checkFailed, .checkInconclusive, .checkWaived: .check
    case .roleTaken: .role
    case .estimateGiven: .estimate
    case .noticePublished, .maintenanceAnnounced: .notice
    case .noteAdded: .note
    case .eventAmended, .eventRetracted, .sourceClock: .correction
    case .claimMade: .claim
    case .faultOccurred, .incidentDetected, .incidentDeclared, .incidentMitigated,
      .incidentResolved:
      .incident
    case .serviceDown, .serviceDegraded, .serviceUp, .serviceValidated, .serviceAccepted,
      .impactNone, .backlogCleared:
      .impact
    case .writesFrozen, .writesOpened, .writerChanged, .dataRecoverable, .dataLost, .dataDiverged,
      .dataReconciled:
      .data
    case .trafficShifted, .dnsChanged, .endpointChanged, .listenerBound, .listenerReleased,
      .consumerBound, .consumerUnbound, .policyChanged:
      .system
    case .jobDue, .jobStarted, .jobCompleted, .jobFailed, .jobSuspended, .jobResumed: .job
    case .workloadSuspended, .workloadResumed, .workloadTerminated: .workload
    case .deploymentLocked, .deploymentUnlocked, .deploymentMade: .deployment
    case .serviceObserved, .writesObserved, .replicationObserved, .dnsObserved, .endpointObserved,
      .configurationObserved, .listenerObserved, .consumerObserved, .queueObserved,
      .workloadObserved, .policyObserved, .progressReported, .backlogReported:
      .observation
    }
  }
}
