package import CloudEvents
internal import JSONText

/// What an event says of one thing, as it was written.
package enum StateValue: Hashable, Sendable {
  case text(String)
  /// A JSON number, digit by digit.
  case number(String)
  case flag(Bool)
  case time(Timestamp)
  case texts([String])
  /// The event that counts says nothing of it.
  case absent

  /// The text of a text or a number.
  package var text: String? {
    switch self {
    case .text(let text), .number(let text): text
    default: nil
    }
  }

  package var flag: Bool? { if case .flag(let flag) = self { flag } else { nil } }
  package var time: Timestamp? { if case .time(let time) = self { time } else { nil } }
  package var texts: [String]? { if case .texts(let texts) = self { texts } else { nil } }
  /// The number, where it is an integer of 64 bits.
  package var integer: Int64? { if case .number(let text) = self { Int64(text) } else { nil } }
  /// The number as nearly as binary floating point has it.
  package var double: Double? { if case .number(let text) = self { Double(text) } else { nil } }

  /// The value of a member of any form: a text as it is, all else as JSON.
  init(written value: JSONValue) {
    switch value {
    case .string(let text): self = .text(text)
    case .number(let text): self = .number(text)
    case .bool(let flag): self = .flag(flag)
    case .null: self = .absent
    case .array, .object: self = .text(String(decoding: JSONWriter.bytes(of: value), as: UTF8.self))
    }
  }

  /// Texts and times are compared by their bytes, not by canonical equivalence.
  package static func == (left: StateValue, right: StateValue) -> Bool {
    switch (left, right) {
    case (.text(let one), .text(let other)), (.number(let one), .number(let other)):
      one.utf8.elementsEqual(other.utf8)
    case (.flag(let one), .flag(let other)): one == other
    case (.time(let one), .time(let other)): one.nanoseconds == other.nanoseconds
    case (.texts(let one), .texts(let other)):
      one.count == other.count && zip(one, other).allSatisfy { $0.utf8.elementsEqual($1.utf8) }
    case (.absent, .absent): true
    default: false
    }
  }

  package func hash(into hasher: inout Hasher) {
    switch self {
    case .text(let text), .number(let text): hasher.combine(ExactText(text))
    case .flag(let flag): hasher.combine(flag)
    case .time(let time): hasher.combine(time.nanoseconds)
    case .texts(let texts): hasher.combine(texts.map { ExactText($0) })
    case .absent: hasher.combine(0 as UInt8)
    }
  }
}
