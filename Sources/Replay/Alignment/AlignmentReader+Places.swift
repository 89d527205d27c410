internal import CloudEvents
internal import CutoverModel
internal import JSONText

/// DNS, endpoints, parameters, listeners and consumers.
extension AlignmentReader {
  mutating func readDNS(_ event: CutoverEvent, _ kind: EventKind, _ at: EventMoment, _ isSure: Bool) {
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

  mutating func readEndpoint(_ event: CutoverEvent, _ kind: EventKind, _ at: EventMoment, _ isSure: Bool) {
    guard let key = required("key", event, kind).map({ ExactText($0) }), names.endpoints.contains(key) else { return }
    let value = setting(event, kind, isRequired: true)
    evidence.endpoints[key, default: PlacedReadings()]
      .add(value, at: at, place: event.region.map(context.site), isSure: isSure)
  }

  mutating func readConfiguration(
    _ event: CutoverEvent, _ kind: EventKind, _ at: EventMoment, _ isSure: Bool
  ) {
    guard let key = required("key", event, kind).map({ ExactText($0) }), names.configuration.contains(key) else {
      return
    }
    let value = setting(event, kind, isRequired: event.data["digest"] == nil)
    evidence.configuration[key, default: PlacedReadings()]
      .add(value, at: at, place: event.region.map(context.site), isSure: isSure)
  }

  mutating func setting(_ event: CutoverEvent, _ kind: EventKind, isRequired: Bool) -> SettingValue {
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

  mutating func readListener(_ event: CutoverEvent, _ kind: EventKind, _ at: EventMoment, _ isSure: Bool) {
    guard let name = required("listener", event, kind) else { return }
    let key = ExactText(name)
    guard evidence.admits(evidence.listeners.count, isKnown: evidence.listeners[key] != nil, event, kind) else {
      return
    }
    var listener = evidence.listeners.removeValue(forKey: key) ?? .init()
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
  mutating func owners(_ event: CutoverEvent, _ kind: EventKind) -> Set<ExactText>? {
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

  mutating func readConsumer(_ event: CutoverEvent, _ kind: EventKind, _ at: EventMoment, _ isSure: Bool) {
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
      // A lag alone is read of a group that nobody is bound to as well.
      case nil: return
      case .number(let text): isBound = Int64(text).flatMap { $0 < 0 ? nil : $0 > 0 }
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
}

extension [JSONValue] {
  /// All elements as texts; nil where one is none.
  var allStrings: [String]? {
    let texts = compactMap(\.string)
    return texts.count == count ? texts : nil
  }
}
