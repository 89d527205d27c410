import ArgumentParser
import CloudEvents

/// An RFC 3339 time on the command line, with the text that was typed.
struct TimeArgument: ExpressibleByArgument {
  var text: String
  var time: Timestamp

  init?(argument: String) {
    guard let time = try? Timestamp(argument) else { return nil }
    text = argument
    self.time = time
  }
}
