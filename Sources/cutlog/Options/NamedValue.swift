import ArgumentParser
import JSONText

/// `NAME=VALUE` on the command line, typed: JSON where the value is a number, bool, array or object, else a string.
struct NamedValue {
  var name: String
  var value: JSONValue

  /// - Throws: `ValidationError` that says what was expected.
  init(argument: String) throws {
    guard let equals = argument.firstIndex(of: "="), equals != argument.startIndex else {
      throw ValidationError("expected NAME=VALUE")
    }
    name = String(argument[..<equals])
    value = Self.typed(String(argument[argument.index(after: equals)...]))
  }

  private static func typed(_ text: String) -> JSONValue {
    guard let value = try? JSONValue(parsing: Array(text.utf8)) else { return .string(text) }
    switch value {
    case .number, .bool, .array, .object: return value
    case .string, .null: return .string(text)
    }
  }
}
