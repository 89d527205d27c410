import ArgumentParser
import CloudEvents

/// An RFC 3339 time on the command line, with the text that was typed.
struct TimeArgument {
  var text: String
  var time: Timestamp

  /// - Throws: `ValidationError` that says what was expected.
  init(argument: String) throws {
    guard let time = try? Timestamp(argument) else {
      throw ValidationError("expected an RFC 3339 time with zone such as 2026-11-22T22:00:00Z")
    }
    text = argument
    self.time = time
  }
}
