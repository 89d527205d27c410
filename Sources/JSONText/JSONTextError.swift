/// A place where bytes stop being strict JSON.
///
/// `offset` counts bytes from the start of the text that was given. Two errors are equal when code and
/// offset are.
public struct JSONTextError: Error, Hashable, Sendable {
  /// What is wrong with the text.
  public enum Code: String, Hashable, Sendable {
    case empty = "empty text"
    case byteOrderMark = "byte order mark"
    case notAnObject = "not a JSON object"
    case unexpectedByte = "unexpected character"
    case unexpectedEnd = "text ends inside a value"
    case trailingBytes = "characters after the value"
    case whitespace = "whitespace outside a string"
    case controlCharacter = "raw control character in a string"
    case invalidUTF8 = "invalid UTF-8"
    case invalidEscape = "invalid escape"
    case loneSurrogate = "lone surrogate"
    case noncharacter = "code point that is no character"
    case invalidNumber = "invalid number"
    case integerOutOfRange = "integer outside ±(2^53−1)"
    case duplicateName = "duplicate member name"
    case tooDeep = "nested deeper than 64"
  }

  public let code: Code
  public let offset: Int

  public init(_ code: Code, at offset: Int) {
    self.code = code
    self.offset = offset
  }
}

extension JSONTextError: CustomStringConvertible {
  public var description: String { "\(code.rawValue) at byte \(offset)" }
}
