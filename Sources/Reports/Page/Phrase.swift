package import Replay

/// A line of text whose parts say what they are, so that each form can show and escape them in its own way.
///
/// Interpolated values are text and never markup: `"\(code: id) of \(service)"`.
package struct Phrase: Hashable, Sendable {
  /// How a verdict strikes the reader.
  package enum Tone: Hashable, Sendable { case good, bad, open }

  package enum Run: Hashable, Sendable {
    case plain(String)
    case code(String)
    case strong(String)
    case verdict(String, Tone)
    /// What was recorded or stated: it strikes like a verdict, but rests on no judgement.
    case fact(String, Tone)

    /// What names an event: its index, or stream and index. Where the report lists its events it leads there.
    case event(String, EventPlace)

    /// The text without its meaning.
    package var text: String {
      switch self {
      case .plain(let text), .code(let text), .strong(let text), .verdict(let text, _), .fact(let text, _),
        .event(let text, _):
        text
      }
    }
  }

  package var runs: [Run]

  package init(_ runs: [Run]) { self.runs = runs }

  /// Plain text.
  package init(_ text: String) { runs = text.isEmpty ? [] : [.plain(text)] }

  package static func code(_ text: String) -> Phrase { Phrase([.code(text)]) }
  package static func strong(_ text: String) -> Phrase { Phrase([.strong(text)]) }
  package static func verdict(_ text: String, _ tone: Tone) -> Phrase { Phrase([.verdict(text, tone)]) }

  package static func event(_ text: String, _ place: EventPlace) -> Phrase { Phrase([.event(text, place)]) }

  package static func fact(_ text: String, _ tone: Tone) -> Phrase { Phrase([.fact(text, tone)]) }

  package static func + (left: Phrase, right: Phrase) -> Phrase { Phrase(left.runs + right.runs) }

  /// The phrases one after another, with a text between them.
  package static func joined(_ phrases: [Phrase], by separator: String) -> Phrase {
    var runs: [Run] = []
    for (number, phrase) in phrases.enumerated() {
      if number > 0 { runs.append(.plain(separator)) }
      runs += phrase.runs
    }
    return Phrase(runs)
  }

  /// The phrases as people list them: `a, b and c`.
  package static func enumeration(_ phrases: [Phrase]) -> Phrase {
    guard let last = phrases.last, phrases.count > 1 else { return phrases.first ?? "" }
    return joined(Array(phrases.dropLast()), by: ", ") + " and " + last
  }

  /// The phrase with each part no longer than so many characters of Unicode, the last an ellipsis where it was longer.
  func cut(to most: Int) -> Phrase {
    guard runs.contains(where: { $0.text.utf8.count > most }) else { return self }
    return Phrase(
      runs.map { (run: Run) -> Run in
        let text = EventLine.cut(run.text, to: most)
        return switch run {
        case .plain: .plain(text)
        case .code: .code(text)
        case .strong: .strong(text)
        case .verdict(_, let tone): .verdict(text, tone)
        case .fact(_, let tone): .fact(text, tone)
        case .event(_, let place): .event(text, place)
        }
      })
  }

  /// The phrase with the names of events as mere text.
  var unlinked: Phrase {
    Phrase(
      runs.map { (run: Run) -> Run in
        if case .event(let text, _) = run { return .plain(text) }
        return run
      })
  }

  /// The text without what its parts are.
  package var text: String { runs.map(\.text).joined() }
}

extension Phrase: ExpressibleByStringInterpolation {
  package struct StringInterpolation: StringInterpolationProtocol {
    var runs: [Run] = []

    package init(literalCapacity: Int, interpolationCount: Int) {}

    package mutating func appendLiteral(_ literal: String) {
      if !literal.isEmpty { runs.append(.plain(literal)) }
    }

    package mutating func appendInterpolation(_ text: String) {
      if !text.isEmpty { runs.append(.plain(text)) }
    }
    package mutating func appendInterpolation(_ number: some BinaryInteger) {
      runs.append(.plain(String(number)))
    }
    package mutating func appendInterpolation(_ phrase: Phrase) { runs.append(contentsOf: phrase.runs) }
    package mutating func appendInterpolation(code text: String) { runs.append(.code(text)) }
    package mutating func appendInterpolation(strong text: String) { runs.append(.strong(text)) }
  }

  package init(stringLiteral value: String) { self.init(value) }
  package init(stringInterpolation: StringInterpolation) { runs = stringInterpolation.runs }
}
