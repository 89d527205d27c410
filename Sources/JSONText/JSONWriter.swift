/// Writes JSON values as bytes, members in the order given.
public struct JSONWriter: Sendable {
  /// How a value is laid out.
  public enum Layout: Sendable {
    /// No whitespace at all.
    case compact
    /// Two spaces a level, one member a line.
    case indented
  }

  private let layout: Layout
  public private(set) var bytes: [UInt8] = []

  public init(_ layout: Layout = .compact) { self.layout = layout }

  /// The bytes of one value, without a line end.
  public static func bytes(of value: JSONValue, _ layout: Layout = .compact) -> [UInt8] {
    var writer = JSONWriter(layout)
    writer.write(value)
    return writer.bytes
  }

  /// The text of one value, without a line end.
  public static func text(of value: JSONValue, _ layout: Layout = .compact) -> String {
    String(decoding: bytes(of: value, layout), as: UTF8.self)
  }

  public mutating func write(_ value: JSONValue) { write(value, depth: 0) }

  private mutating func write(_ value: JSONValue, depth: Int) {
    switch value {
    case .null: bytes.append(contentsOf: "null".utf8)
    case .bool(let flag): bytes.append(contentsOf: (flag ? "true" : "false").utf8)
    case .number(let text): bytes.append(contentsOf: text.utf8)
    case .string(let text): JSONString.append(text.utf8, to: &bytes)
    case .array(let elements):
      bytes.append(UInt8(ascii: "["))
      for (index, element) in elements.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        newline(depth + 1)
        write(element, depth: depth + 1)
      }
      if !elements.isEmpty { newline(depth) }
      bytes.append(UInt8(ascii: "]"))
    case .object(let members):
      bytes.append(UInt8(ascii: "{"))
      for (index, member) in members.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        newline(depth + 1)
        JSONString.append(member.name.utf8, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        if layout == .indented { bytes.append(0x20) }
        write(member.value, depth: depth + 1)
      }
      if !members.isEmpty { newline(depth) }
      bytes.append(UInt8(ascii: "}"))
    }
  }

  private mutating func newline(_ depth: Int) {
    guard layout == .indented else { return }
    bytes.append(0x0A)
    bytes.append(contentsOf: repeatElement(0x20, count: depth * 2))
  }

  /// The exact decimal text of an integer scaled by a power of ten, such as nanoseconds in seconds.
  ///
  /// No exponent, no trailing zeros behind the point, no point where nothing follows it.
  public static func decimal(_ value: Int64, scale: Int) -> String {
    var digits = String(value.magnitude)
    let sign = value < 0 ? "-" : ""
    guard scale > 0 else { return sign + digits }
    if digits.utf8.count <= scale {
      digits = String(repeating: "0", count: scale + 1 - digits.utf8.count) + digits
    }
    let split = digits.index(digits.endIndex, offsetBy: -scale)
    var fraction = String(digits[split...])
    while fraction.hasSuffix("0") { fraction.removeLast() }
    let whole = digits[..<split]
    return fraction.isEmpty ? "\(sign)\(whole)" : "\(sign)\(whole).\(fraction)"
  }
}
