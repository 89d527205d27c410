package import CloudEvents
package import CutoverModel
package import JSONText

/// Values in the forms that every JSON document of cutlog uses.
extension JSONValue {
  /// The text, or null.
  package static func text(_ text: String?) -> JSONValue { text.map(JSONValue.string) ?? .null }

  /// The integer, or null.
  package static func integer(_ value: some BinaryInteger) -> JSONValue { .number(String(value)) }

  /// The integer, or null.
  package static func integer<Value: BinaryInteger>(_ value: Value?) -> JSONValue {
    value.map { .number(String($0)) } ?? .null
  }

  /// The span as decimal seconds, or null.
  package static func seconds(_ span: TimeSpan?) -> JSONValue {
    span.map { .number($0.decimalSeconds) } ?? .null
  }

  /// The time in RFC 3339 (UTC), or null.
  package static func time(_ time: Timestamp?) -> JSONValue {
    time.map { .string($0.description) } ?? .null
  }

  /// Index, source, id, time and type of the event with its stream's origin, or null.
  package static func event(_ event: EventReference?) -> JSONValue {
    guard let event else { return .null }
    return [
      "index": .integer(event.index), "source": .string(event.source), "id": .string(event.id),
      "time": .time(event.time), "type": .string(event.type), "stream": .text(event.origin),
    ]
  }

  /// The texts as an array.
  package static func texts(_ texts: [String]) -> JSONValue { .array(texts.map(JSONValue.string)) }
}
