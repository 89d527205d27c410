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
  static let telling = ["text", "claim", "comment", "reason", "detail", "cause", "message", "note"]
  /// Members of the vocabulary's events that are evidence and no reading matter.
  private static let unread: Set<String> = ["statement", "signature", "outputSha256"]
  /// How many members of an event are listed.
  private static let listedMembers = 24

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

  /// What the event tells beyond its title: its members, then its sentences; nil if it tells nothing.
  ///
  /// - Parameter untold: Members of `data` that are told elsewhere.
  static func text(of event: CutoverEvent, without untold: Set<String> = []) -> String? {
    chained([listing(of: event, without: untold), sentences(of: event)].compactMap(\.self))
  }

  /// The sentences that the event's writer wrote; nil if there are none.
  static func sentences(of event: CutoverEvent) -> String? {
    chained(telling.compactMap { event.data[$0]?.string }.filter { !$0.isEmpty })
  }

  private static func chained(_ parts: [String]) -> String? {
    guard var text = parts.first else { return nil }
    for part in parts.dropFirst() { text += (text.last.map { ".!?…".contains($0) } == true ? " " : ". ") + part }
    return text
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

  /// The member of `data` that the title has; nil where the title is made of attributes.
  private static func titledMember(of event: CutoverEvent) -> String? {
    guard let kind = event.kind else { return nil }
    switch kind {
    case .runEnded: return "outcome"
    case .phaseEntered: return "phase"
    case .decisionMade: return "decision"
    case .checkPassed, .checkFailed, .checkInconclusive, .checkWaived: return "check"
    case .roleTaken: return "role"
    case .eventAmended, .eventRetracted: return "about"
    case .gateRequested, .gateApproved, .gateRejected, .serviceDown, .serviceDegraded, .serviceUp, .serviceValidated,
      .serviceAccepted, .impactNone, .taskStarted, .taskCompleted, .taskFailed, .taskSkipped, .taskCancelled,
      .taskPaused, .taskResumed:
      return nil
    default: return event.subject == nil ? namingMember(of: event) : nil
    }
  }

  /// The members of `data` that are no sentences, without the one that the title has.
  ///
  /// Of types that the vocabulary doesn't know their own attributes are listed too: they may be all that they tell.
  static func listing(of event: CutoverEvent, without untold: Set<String> = []) -> String? {
    let titled = titledMember(of: event)
    var members = event.data.members ?? []
    members = members.filter { member in
      if event.kind != nil, unread.contains(member.name) || untold.contains(member.name) { return false }
      if member.name == titled || titled == "topic" && member.name == "group" { return false }
      return !(telling.contains(member.name) && member.value.string != nil)
    }
    var parts: [String] = []
    if event.data.members == nil, let value = scalar(event.data) { parts.append(value) }
    let all = members + (event.kind == nil ? event.extensions : [])
    parts += all.prefix(listedMembers).map { "\($0.name) \(listed($0.value))" }
    if all.count > listedMembers { parts.append("\(all.count - listedMembers) more members") }
    return parts.isEmpty ? nil : cut(parts.joined(separator: ", "), to: 2_000)
  }

  /// A value in a list: scalars as they are, arrays of them one after the other, an event by its id.
  private static func listed(_ value: JSONValue) -> String {
    if let text = scalar(value) { return text }
    if let values = value.array?.map(scalar), !values.isEmpty, values.allSatisfy({ $0 != nil }) {
      let shown = values.compactMap(\.self)
      return shown.prefix(12).joined(separator: " ") + (shown.count > 12 ? " and \(shown.count - 12) more" : "")
    }
    if let members = value.members, members.count == 2, value["source"] != nil, let id = value["id"]?.string {
      return id
    }
    return JSONWriter.text(of: value)
  }

  static func scalar(_ value: JSONValue) -> String? {
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
