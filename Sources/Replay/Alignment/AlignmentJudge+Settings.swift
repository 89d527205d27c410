internal import CutoverModel

/// DNS, endpoints and parameters.
extension AlignmentJudge {
  /// A DNS name is as expected where every resolver that was asked gave the expected answers after the last change.
  func judge(_ expected: Expectation.DNSRecord) -> AlignmentJudgement {
    guard let seen = evidence.dns[ExactText(DNSAnswers.name(expected.name))] else { return .nothingSeen }
    let wanted = DNSAnswers(expected.answers)
    let changes = seen.changes.candidates
    var isAnyFresh = false
    var parts = seen.resolvers.sorted { $0.key.text.precedesInBytes($1.key.text) }.map { resolver, readings in
      let who = resolver.text.isEmpty ? "a resolver" : resolver.text
      let fresh = readings.candidates.filter { reading in changes.allSatisfy { $0.at.surelyPrecedes(reading.at) } }
      if fresh.isEmpty || fresh.count < readings.candidates.count {
        let isOld = readings.candidates.contains { reading in
          changes.contains { reading.at.surelyPrecedes($0.at) }
        }
        return AlignmentJudgement(
          .unknown,
          isOld
            ? "\(who) was last asked before the record was changed"
            : "whether \(who) was asked after the record was changed is open",
          observed: readings.judge({ _ in .unknown }, shown: { $0?.text })?.observed,
          events: readings.candidates.map(\.at) + changes.map(\.at))
      }
      isAnyFresh = true
      return part(readings, wanted, who, " answers ")
    }
    if !isAnyFresh, var part = changes.isEmpty ? nil : part(seen.changes, wanted, "the record", " was set to ") {
      if part.result == .aligned {
        part.result = .unknown
        part.message = "the record was set as expected, and no resolver was asked since"
      }
      parts.append(part)
    }
    if seen.isCrowded { parts.append(.init(.unknown, "there are too many resolvers to judge")) }
    return .worst(of: parts) ?? .nothingSeen
  }

  private func part(
    _ readings: LastReadings<DNSAnswers?>, _ wanted: DNSAnswers, _ who: String, _ verb: String
  ) -> AlignmentJudgement {
    let judged = readings.judge(
      { answers in answers.map { $0 == wanted ? .aligned : .misaligned } ?? .unknown },
      shown: { $0.map { "\(who)\(verb)\($0.text)" } })
    guard let judged else { return .nothingSeen }
    let message: String =
      switch judged.result {
      case .aligned: "every resolver asked answers as expected"
      case .misaligned: "\(who)\(verb)something else than expected"
      case .unknown: judged.isOpen ? "what \(who) answered last is open" : "the last answer of \(who) can't be read"
      }
    return .init(judged.result, message, observed: judged.observed, events: judged.events)
  }

  func judge(_ expected: Expectation.Endpoint) -> AlignmentJudgement {
    judge(evidence.endpoints[ExactText(expected.key)], expected.value, legacy: expected.legacy)
  }

  func judge(_ expected: Expectation.Setting) -> AlignmentJudgement {
    judge(evidence.configuration[ExactText(expected.key)], expected.value, legacy: [])
  }

  /// A setting is as expected where it has the value in every region but the one that is left.
  private func judge(
    _ placed: PlacedReadings<SettingValue>?, _ wanted: String, legacy: [String]
  ) -> AlignmentJudgement {
    guard let placed, !placed.isEmpty else { return .nothingSeen }
    let legacy = Set(legacy.map { ExactText($0) })
    var parts = placed.byPlace(without: route.from).map { place, readings in
      part(readings, ExactText(wanted), legacy, place.map { " in \($0)" } ?? "")
    }
    if parts.isEmpty { return .init(.unknown, "it was observed in \(route.from) alone, which is left") }
    if placed.isCrowded { parts.append(.init(.unknown, "there are too many regions to judge")) }
    return .worst(of: parts) ?? .nothingSeen
  }

  private func part(
    _ readings: LastReadings<SettingValue>, _ wanted: ExactText, _ legacy: Set<ExactText>, _ place: String
  ) -> AlignmentJudgement {
    func test(_ value: SettingValue) -> AlignmentResult {
      switch value {
      case .text(let text): text == wanted ? .aligned : .misaligned
      case .none: .misaligned
      case .unreadable: .unknown
      }
    }
    guard let judged = readings.judge(test, shown: { $0.shown.map { $0 + place } }) else { return .nothingSeen }
    let isLegacy = readings.candidates.contains { reading in
      if case .text(let text) = reading.value { legacy.contains(text) } else { false }
    }
    let message: String =
      switch judged.result {
      case .aligned: "it is as expected"
      case .misaligned: isLegacy ? "it is a legacy value\(place)" : "it is something else than expected\(place)"
      case .unknown: judged.isOpen ? "what it was last\(place) is open" : "the last reading\(place) gives no value"
      }
    return .init(judged.result, message, observed: judged.observed, events: judged.events)
  }
}
