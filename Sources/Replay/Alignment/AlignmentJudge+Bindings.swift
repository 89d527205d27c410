internal import CutoverModel

/// Listeners and consumers: who holds what, at which side.
extension AlignmentJudge {
  private typealias Binding = AlignmentEvidence.Binding

  /// One binding of a listener, with whether it holds at the end.
  private struct Holding {
    var owner: ExactText
    /// Nil where only a registry without a side tells of it.
    var side: ExactText?
    /// Nil where it is open.
    var isHeld: Bool?
    var events: [EventMoment]
    var firstSeen: EventMoment?

    var text: String { side.map { "\(owner.text) at \($0.text)" } ?? "\(owner.text) at a side not said" }
    var last: EventMoment? { events.max { $0.precedes($1) } }
  }

  func wanted(_ expected: Expectation.Listener) -> String {
    let owner = expected.owner.map { "owned by \($0)" } ?? "owned once"
    return expected.side.map { "\(owner) at \(context.site($0))" } ?? owner
  }

  func wanted(_ expected: Expectation.Consumer) -> String {
    expected.side.map { "bound at \(context.site($0))" } ?? "bound"
  }

  private func holdings(of listener: AlignmentEvidence.Listener) -> [Holding] {
    let unsided = listener.registries.at(nil)
    var bindings = Set(listener.acts.keys)
    for side in listener.registries.names {
      for reading in listener.registries.named(side).candidates {
        for owner in reading.value ?? [] { bindings.insert(Binding(owner: owner, side: ExactText(side))) }
      }
    }
    for binding in listener.firstSeen.keys { bindings.insert(binding) }
    var holdings = bindings.map { binding in
      let acts = (listener.acts[binding] ?? LastReadings()).map { Optional<Bool?>.some($0) }
      let registry = listener.registries.named(binding.side.text).map { owners in
        Optional<Bool?>.some(owners.map { $0.contains(binding.owner) })
      }
      // A registry without sides says that an owner holds it nowhere, but not where one does.
      let nowhere = unsided.map { owners -> Bool?? in
        guard let owners else { return .some(nil) }
        return owners.contains(binding.owner) ? nil : .some(false)
      }
      let all = acts.merged(with: registry).merged(with: nowhere)
      let values = Set(all.candidates.map(\.value))
      return Holding(
        owner: binding.owner, side: binding.side, isHeld: values.count == 1 && !all.isCrowded ? values.first ?? nil : nil,
        events: all.candidates.map(\.at), firstSeen: listener.firstSeen[binding])
    }
    let known = Set(bindings.map(\.owner))
    for reading in unsided.candidates {
      for owner in reading.value ?? [] where !known.contains(owner) {
        let isSole = unsided.candidates.allSatisfy { $0.value?.contains(owner) == true }
        if holdings.contains(where: { $0.owner == owner }) { continue }
        holdings.append(
          Holding(owner: owner, side: nil, isHeld: isSole ? true : nil, events: [reading.at], firstSeen: reading.at))
      }
    }
    return holdings.sorted {
      ($0.side?.text ?? "") == ($1.side?.text ?? "")
        ? $0.owner.text.precedesInBytes($1.owner.text) : ($0.side?.text ?? "").precedesInBytes($1.side?.text ?? "")
    }
  }

  /// A listener is as expected where it is held once, by the right owner at the right side.
  func judge(_ expected: Expectation.Listener) -> AlignmentJudgement {
    guard let listener = evidence.listeners[ExactText(expected.listener)] else { return .nothingSeen }
    let holdings = holdings(of: listener)
    let held = holdings.filter { $0.isHeld == true }
    let open = holdings.filter { $0.isHeld == nil }
    let observed = held.isEmpty ? nil : held.map(\.text).joined(separator: ", ")
    let events = holdings.flatMap(\.events)
    func judgement(_ result: AlignmentResult, _ message: String, _ of: [EventMoment]? = nil) -> AlignmentJudgement {
      .init(result, message, observed: observed, events: of ?? events)
    }
    if listener.isCrowded { return judgement(.unknown, "there are too many bindings to judge") }
    if events.isEmpty && listener.lastUnreadable == nil && listener.registries.isEmpty { return .nothingSeen }
    let owner = expected.owner.map { ExactText($0) }
    let side = expected.side.map { ExactText(context.site($0)) }
    func matches(_ holding: Holding) -> Bool? {
      if let owner, holding.owner != owner { return false }
      guard let side else { return true }
      return holding.side.map { $0 == side }
    }
    // Of several that would be right the one bound last is.
    let right = held.filter { matches($0) == true }
      .max { left, right in
        guard let one = left.firstSeen, let other = right.firstSeen else { return left.firstSeen == nil }
        return one.precedes(other)
      }
    guard let right else {
      if !open.isEmpty || holdings.contains(where: { $0.isHeld != false && matches($0) == nil }) {
        return judgement(.unknown, "who holds it at the end is open")
      }
      if let unreadable = listener.lastUnreadable {
        return judgement(.unknown, "an act on it can't be read", events + [unreadable])
      }
      if holdings.isEmpty, listener.registries.at(nil).candidates.contains(where: { $0.value == nil }) {
        return judgement(.unknown, "the last reading of its registry can't be read")
      }
      let registries = listener.registries.byPlace().flatMap { $0.readings.candidates.map(\.at) }
      return held.isEmpty
        ? judgement(.misaligned, "nobody holds it", events + registries)
        : judgement(.misaligned, "it is held by \(held.map(\.text).joined(separator: ", "))")
    }
    let others = held.filter { $0.owner != right.owner || $0.side != right.side }
    let doubles = others.filter { other in
      guard let last = other.last, let since = right.firstSeen else { return false }
      return since.surelyPrecedes(last) || since.event.place == last.event.place
    }
    if !doubles.isEmpty {
      return judgement(
        .misaligned, "it is held twice, also by \(doubles.map(\.text).joined(separator: ", "))",
        right.events + doubles.flatMap(\.events))
    }
    if let other = others.first {
      return judgement(.unknown, "\(other.text) held it before and was not seen to release it")
    }
    if let other = open.first { return judgement(.unknown, "whether \(other.text) holds it too is open") }
    if let unreadable = listener.lastUnreadable, let last = right.last, !unreadable.surelyPrecedes(last) {
      return judgement(.unknown, "a later act on it can't be read", events + [unreadable])
    }
    return judgement(.aligned, "it is held once, by \(right.text)", right.events)
  }

  /// Whether a listener has left the old side; nil where it is to stay there.
  func moved(_ expected: Expectation.Listener) -> AlignmentJudgement? {
    if let side = expected.side, context.site(side) == route.from { return nil }
    guard let listener = evidence.listeners[ExactText(expected.listener)], !listener.isCrowded else {
      return .nothingSeen
    }
    let holdings = holdings(of: listener)
    let old = holdings.filter { $0.side == ExactText(route.from) }
    let new = holdings.filter { $0.side.map { $0 != ExactText(route.from) } ?? false && $0.isHeld == true }
    let held = old.filter { $0.isHeld == true }
    let stale = held.filter { holding in
      guard let last = holding.last else { return false }
      return new.contains { $0.firstSeen.map { !$0.surelyPrecedes(last) } ?? false }
    }
    if stale.count < held.count {
      return .init(
        .misaligned, "it is held by \(held.map(\.text).joined(separator: ", "))", events: held.flatMap(\.events))
    }
    if let other = stale.first {
      return .init(
        .unknown, "\(other.text) held it before and was not seen to release it", events: holdings.flatMap(\.events))
    }
    if old.contains(where: { $0.isHeld == nil }) || listener.lastUnreadable != nil {
      return .init(.unknown, "whether the old side holds it is open", events: old.flatMap(\.events))
    }
    if old.isEmpty && new.isEmpty {
      let isEmptyThere = listener.registries.named(route.from).candidates
      if isEmptyThere.isEmpty || isEmptyThere.contains(where: { $0.value == nil }) {
        return .init(.unknown, "nothing shows at which side it is held", events: holdings.flatMap(\.events))
      }
      return .init(.aligned, "nobody holds it at \(route.from)", events: isEmptyThere.map(\.at))
    }
    return .init(.aligned, "nobody holds it at \(route.from)", events: (old.isEmpty ? new : old).flatMap(\.events))
  }

  /// Every listener of the plan, and others that more than one may hold.
  func ownedOnce() -> [(subject: String?, judgement: AlignmentJudgement)] {
    let planned = Set(expect.listeners.map { ExactText($0.listener) })
    let others = evidence.listeners.filter { name, listener in
      !planned.contains(name) && holdings(of: listener).filter { $0.isHeld != false }.count > 1
    }
    .keys.sorted { $0.text.precedesInBytes($1.text) }
    var judged: [(subject: String?, judgement: AlignmentJudgement)] = expect.listeners.map { ($0.listener, judge($0)) }
    judged += others.map { (Optional($0.text), judge(Expectation.Listener(listener: $0.text))) }
    if evidence.crowded.contains(where: { [.listenerBound, .listenerReleased, .listenerObserved].contains($0) }) {
      judged.append((nil, .init(.unknown, "there are too many listeners to judge")))
    }
    return judged
  }

  /// A consumer is as expected where it is bound at its side, and `isAlone` asks that it is bound at no other.
  ///
  /// That it never bound is shown by the run having come so far that it should have.
  func judge(_ expected: Expectation.Consumer, isAlone: Bool) -> AlignmentJudgement {
    let seen = evidence.consumers[ConsumerKey(expected.topic, expected.group)] ?? .init()
    let side = expected.side.map(context.site)
    let sides = seen.sides.names
    let bound = sides.filter { name in
      let values = Set(seen.sides.at(name).candidates.map(\.value))
      return values == [true]
    }
    let observed = bound.isEmpty ? nil : "bound at \(bound.joined(separator: ", "))"
    let there = side.map { seen.sides.named($0) } ?? bound.first.map { seen.sides.named($0) } ?? LastReadings()
    guard !there.isEmpty else {
      let elsewhere = sides.flatMap { seen.sides.named($0).candidates.map(\.at) }
      if !seen.sides.at(nil).isEmpty {
        return .init(
          .unknown, "at which side it is bound was not said", observed: observed,
          events: seen.sides.at(nil).candidates.map(\.at))
      }
      let place = side.map { " at \($0)" } ?? ""
      guard let closing else {
        return .init(.unknown, "it has not bound\(place) yet", observed: observed, events: elsewhere)
      }
      if side == nil, !elsewhere.isEmpty {
        let isOpen = sides.contains { Set(seen.sides.at($0).candidates.map(\.value)) != [false] }
        return .init(
          isOpen ? .unknown : .misaligned, isOpen ? "whether it is bound is open" : "it is unbound",
          events: elsewhere)
      }
      return .init(
        .misaligned, "it had not bound\(place) \(closing.text), nor did it later", observed: observed,
        events: elsewhere + [closing.event].compactMap(\.self), restsOnAbsence: true)
    }
    let readings = side.map { seen.sides.at($0) } ?? there
    let judged = readings.judge(
      { isBound in isBound.map { $0 ? .aligned : .misaligned } ?? .unknown }, shown: { _ in nil })
    let events = judged?.events ?? []
    switch judged?.result ?? .unknown {
    case .misaligned: return .init(.misaligned, "it is unbound", observed: observed ?? "unbound", events: events)
    case .unknown: return .init(.unknown, "whether it is bound at the end is open", observed: observed, events: events)
    case .aligned: break
    }
    guard isAlone, let side else { return .init(.aligned, "it is bound", observed: observed, events: events) }
    var parts: [AlignmentJudgement] = [.init(.aligned, "it is bound there alone", observed: observed, events: events)]
    for other in sides where other != side {
      let readings = seen.sides.at(other)
      let values = Set(readings.candidates.map(\.value))
      if values == [false] { continue }
      let last = readings.candidates.map(\.at).max { $0.precedes($1) }
      let since = seen.firstBound[ExactText(side)]
      let isLater = if let last, let since { since.surelyPrecedes(last) } else { false }
      let isDouble = values == [true] && isLater
      parts.append(
        .init(
          isDouble ? .misaligned : .unknown,
          isDouble ? "it is bound at \(other) too" : "it was bound at \(other) and was not seen to unbind there",
          events: events + readings.candidates.map(\.at)))
    }
    return .worst(of: parts) ?? .nothingSeen
  }
}
