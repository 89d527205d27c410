public import JSONText

/// Why a line is no event that a stream may hold.
public enum EnvelopeError: Error, Hashable, Sendable {
  /// The line leaves the JSON grammar.
  case text(JSONTextError)
  /// A required attribute is missing.
  case missing(attribute: String)
  /// An attribute is there but isn't what it must be; the offset is that of its value.
  case invalid(attribute: String, reason: String, offset: Int)

  /// The byte in the line where it goes wrong.
  public var offset: Int {
    switch self {
    case .text(let error): error.offset
    case .missing: 0
    case .invalid(_, _, let offset): offset
    }
  }
}

extension EnvelopeError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .text(let error): error.code.rawValue
    case .missing(let attribute): "attribute `\(attribute)` is missing"
    case .invalid(let attribute, let reason, _): "attribute `\(attribute)` \(reason)"
    }
  }
}
