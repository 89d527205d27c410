internal import JSONText

/// JSON written anew, so that documents of other layout can be compared.
enum JSONLayout {
  /// The most bytes of JSON that are read into a value.
  private static let most = 1 << 25

  /// The JSON as cutlog writes it; nil where it is none, or too large.
  static func written(_ bytes: [UInt8]) -> [UInt8]? {
    guard bytes.count <= most, let value = try? JSONValue(parsing: bytes) else { return nil }
    return JSONString.escapingHidden(JSONWriter.bytes(of: value, .indented)) + [0x0A]
  }

  /// The same with the members of each object in the order of their names, and numbers in one form.
  static func ordered(_ bytes: [UInt8]) -> [UInt8]? {
    guard bytes.count <= most, let value = try? JSONValue(parsing: bytes) else { return nil }
    return JSONString.escapingHidden(JSONWriter.bytes(of: ordered(value), .indented)) + [0x0A]
  }

  private static func ordered(_ value: JSONValue) -> JSONValue {
    switch value {
    case .array(let elements): return .array(elements.map(ordered))
    case .object(let members):
      let inOrder = members.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
      return .object(inOrder.map { JSONMember($0.name, ordered($0.value)) })
    case .number(let text): return .number(number(text))
    default: return value
    }
  }

  /// A number as its digits without zeros at either end, and the power of ten of the last: equal numbers give equal texts.
  private static func number(_ text: String) -> String {
    let parts = text.split(maxSplits: 1) { $0 == "e" || $0 == "E" }
    guard let mantissa = parts.first, var power = parts.count > 1 ? Int(parts[1]) : 0,
      power.magnitude < 1 << 40
    else { return text }
    let sign = mantissa.hasPrefix("-") ? "-" : ""
    let halves = mantissa.drop { $0 == "-" }.split(separator: ".", omittingEmptySubsequences: false)
    if halves.count > 1 { power -= halves[1].utf8.count }
    var digits = Substring(halves.joined()).drop { $0 == "0" }
    while digits.last == "0" {
      digits.removeLast()
      power += 1
    }
    if digits.isEmpty { return "0" }
    return power == 0 ? sign + digits : "\(sign)\(digits)e\(power)"
  }

  /// What two lines of indented JSON say, without what they have in common: the indent, the name, the comma.
  static func values(_ one: String?, _ other: String?) -> (String?, String?) {
    var (left, right) = (one.map(content), other.map(content))
    if let first = left, let second = right {
      let (bare, bareOther) = (withoutComma(first), withoutComma(second))
      if bare != bareOther { (left, right) = (bare, bareOther) }
    }
    guard let first = left, let second = right, let name = name(first), name == self.name(second) else { return (left, right) }
    return (String(first.dropFirst(name.count)), String(second.dropFirst(name.count)))
  }

  private static func content(_ line: String) -> String { String(line.drop { $0 == " " }) }

  private static func withoutComma(_ line: String) -> String { line.hasSuffix(",") ? String(line.dropLast()) : line }

  /// The name at the front of a line with its quotes, colon and space; nil where there is none.
  private static func name(_ line: String) -> Substring? {
    guard line.hasPrefix("\""), let end = line.firstRange(of: "\": ") else { return nil }
    return line[..<end.upperBound]
  }
}
