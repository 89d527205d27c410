internal import CutoverModel
internal import JSONText

extension MadeClaim {
  /// Reads a `claim.made`; what is missing or malformed is nil and named among the faults.
  init(_ event: CutoverEvent) {
    self.init(Claim(), at: .event(event.reference))
    var reader = Reader(data: event.data, accuracy: TimeSpan(nanoseconds: event.moment.accuracy))
    claim = reader.claim()
    claim.service = event.service
    claim.dataset = event.dataset
    claim.region = event.region
    faults = reader.faults
  }
}

/// Reads the members of one claim.
private struct Reader {
  let data: JSONValue
  /// How uncertain the event's times are.
  let accuracy: TimeSpan
  var faults: [ClaimFault] = []

  mutating func claim() -> Claim {
    var claim = Claim()
    claim.text = text("claim")
    claim.relation = text("relation").flatMap { word in
      let relation = Claim.Relation(rawValue: word)
      if relation == nil { faults.append(.malformed("relation", "about, at-most or at-least")) }
      return relation
    }
    switch (present("stated"), present("count")) {
    case (let stated?, nil):
      claim.stated = stated.string.flatMap(StatedDuration.init)
      if claim.stated == nil { faults.append(.malformed("stated", "a duration such as PT24H11M")) }
      claim.from = place("from")
      claim.to = place("to")
      claim.tolerance = present("tolerance").flatMap { value in
        let span = value.string.flatMap { TimeSpan($0) }.flatMap { $0 >= .zero ? $0 : nil }
        if span == nil { faults.append(.malformed("tolerance", "a duration such as PT5M where one is stated")) }
        return span.map { .span($0) }
      }
    case (nil, let count?):
      claim.count = number(count)
      if claim.count == nil { faults.append(.malformed("count", "an integer of zero or more")) }
      claim.unit = text("unit")
      claim.tolerance = present("tolerance").flatMap { value in
        let count = number(value)
        if count == nil { faults.append(.malformed("tolerance", "an integer of zero or more where a count is stated")) }
        return count.map { .count($0) }
      }
      for member in ["from", "to"] where present(member) != nil {
        faults.append(.malformed(member, "left out where a count is stated"))
      }
    case (nil, nil): faults.append(.missing("stated"))
    case (_?, _?): faults.append(.malformed("count", "left out where a duration is stated"))
    }
    return claim
  }

  private func present(_ member: String) -> JSONValue? {
    guard let value = data[member] else { return nil }
    if case .null = value { return nil }
    return value
  }

  private mutating func text(_ member: String) -> String? {
    guard let value = present(member) else {
      faults.append(.missing(member))
      return nil
    }
    if let text = value.string, !text.isEmpty { return text }
    faults.append(.malformed(member, "a text"))
    return nil
  }

  private func number(_ value: JSONValue) -> Int64? { value.integer.flatMap { $0 >= 0 ? $0 : nil } }

  private mutating func place(_ member: String) -> Claim.Place? {
    guard let value = present(member) else {
      faults.append(.missing(member))
      return nil
    }
    if let text = value.string, let place = Claim.Place(time: text, accuracy: accuracy) { return place }
    if let source = value["source"]?.string, let id = value["id"]?.string { return .event(source: source, id: id) }
    faults.append(.malformed(member, "source and id of an event, or an RFC 3339 time"))
    return nil
  }
}
