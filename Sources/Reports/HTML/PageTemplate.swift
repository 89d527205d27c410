/// A text with slots `{{name}}`, which are filled once and never looked at again.
package struct PageTemplate: Sendable {
  /// Why a text can't be filled.
  package enum Unfillable: Error, Hashable {
    /// The text has a slot for which nothing is given.
    case unfilled(String)
    /// Something is given for which the text has no slot.
    case unknown(String)
    /// The text has a slot twice.
    case repeated(String)
  }

  private enum Part {
    case text(Substring)
    case slot(String)
  }

  private var parts: [Part] = []

  /// Takes a text apart; a name is of lower case letters and hyphens, and whatever else stands between braces is text.
  package init(_ text: String) {
    var rest = Substring(text)
    var before = rest.startIndex
    while let open = rest[before...].firstRange(of: "{{"), let close = rest[open.upperBound...].firstRange(of: "}}") {
      let name = rest[open.upperBound..<close.lowerBound]
      guard !name.isEmpty, name.utf8.allSatisfy({ (0x61...0x7A).contains($0) || $0 == 0x2D }) else {
        before = open.upperBound
        continue
      }
      parts += [.text(rest[..<open.lowerBound]), .slot(String(name))]
      rest = rest[close.upperBound...]
      before = rest.startIndex
    }
    parts.append(.text(rest))
  }

  /// The text with every slot filled.
  ///
  /// - Throws: `Unfillable` unless slots and values are the same, each once.
  package func filled(with values: [String: String]) throws(Unfillable) -> String {
    var out = ""
    var used: Set<String> = []
    for part in parts {
      switch part {
      case .text(let text): out += text
      case .slot(let name):
        guard used.insert(name).inserted else { throw .repeated(name) }
        guard let value = values[name] else { throw .unfilled(name) }
        out += value
      }
    }
    if let other = values.keys.filter({ !used.contains($0) }).min() { throw .unknown(other) }
    return out
  }
}
