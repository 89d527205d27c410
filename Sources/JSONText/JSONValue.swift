/// A JSON value that keeps the order of its members and the text of its numbers.
///
/// Numbers stay the text that was written, so nothing is lost to binary floating point. Members are looked up
/// by their UTF-8, never by canonical equivalence.
public indirect enum JSONValue: Sendable {
  case null
  case bool(Bool)
  case number(String)
  case string(String)
  case array([JSONValue])
  case object([JSONMember])
}

/// One name and value of a JSON object.
public struct JSONMember: Sendable {
  public var name: String
  public var value: JSONValue

  public init(_ name: String, _ value: JSONValue) {
    self.name = name
    self.value = value
  }
}

extension JSONValue {
  /// The member of that name, or nil if there is none or this is no object.
  public subscript(_ name: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.name.utf8.elementsEqual(name.utf8) }?.value
  }

  public var string: String? {
    if case .string(let text) = self { text } else { nil }
  }

  public var bool: Bool? {
    if case .bool(let flag) = self { flag } else { nil }
  }

  /// The value as an integer, if it is a number written without fraction and exponent that fits.
  public var integer: Int64? {
    if case .number(let text) = self { Int64(text) } else { nil }
  }

  /// The nearest double, if this is a number; only for display and estimates.
  public var double: Double? {
    if case .number(let text) = self { Double(text) } else { nil }
  }

  public var array: [JSONValue]? {
    if case .array(let elements) = self { elements } else { nil }
  }

  public var members: [JSONMember]? {
    if case .object(let members) = self { members } else { nil }
  }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  public init(stringLiteral value: String) { self = .string(value) }
  public init(integerLiteral value: Int64) { self = .number(String(value)) }
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
  public init(dictionaryLiteral elements: (String, JSONValue)...) {
    self = .object(elements.map { JSONMember($0.0, $0.1) })
  }
}

extension JSONValue {
  /// Reads one strict JSON text; whitespace outside strings is allowed.
  ///
  /// - Throws: `JSONTextError` where the text leaves the grammar of `JSONScanner`.
  public init(parsing text: UnsafeBufferPointer<UInt8>) throws(JSONTextError) {
    var scanner = JSONScanner()
    var members: ContiguousArray<JSONMemberSpan> = []
    try scanner.scan(text, root: .any, whitespace: .allowed, members: &members)
    self.init(scanned: text)
  }

  /// Reads one strict JSON text; whitespace outside strings is allowed.
  public init(parsing text: some Sequence<UInt8>) throws(JSONTextError) {
    let bytes = ContiguousArray(text)
    var value: JSONValue?
    var failure: JSONTextError?
    bytes.withUnsafeBufferPointer { buffer in
      do throws(JSONTextError) { value = try JSONValue(parsing: buffer) } catch { failure = error }
    }
    if let failure { throw failure }
    self = value ?? .null
  }

  /// Builds the value of a text that `JSONScanner` has already accepted.
  public init(scanned text: UnsafeBufferPointer<UInt8>) {
    var cursor = JSONCursor(text)
    self = cursor.readValue()
  }
}
