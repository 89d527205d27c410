import ArgumentParser
import CloudEvents
import CutoverModel

/// `ATTRIBUTE=VALUE` on the command line: a CloudEvents attribute that an amendment sets.
struct AttributeValue: ExpressibleByArgument {
  var name: String
  var value: String

  init?(argument: String) {
    guard let equals = argument.firstIndex(of: "="), equals != argument.startIndex else { return nil }
    name = String(argument[..<equals])
    value = String(argument[argument.index(after: equals)...])
  }

  /// What makes the event this one and no other, and what only the recorder says.
  private static let fixed: Set<String> = ["specversion", "id", "source", "type", "acceptedtime", "salt", "data"]

  /// Why it can't be set; nil if it can.
  var problem: String? {
    // CloudEvents 1.0: lower-case letters and digits.
    guard name.utf8.allSatisfy({ (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) }) else {
      return "`\(name)` is no attribute, expected lower-case letters and digits"
    }
    if Self.fixed.contains(name) {
      return "`\(name)` can't be amended: retract the event and record the right one"
    }
    switch name {
    case "time" where (try? Timestamp(value)) == nil: return "time `\(value)` is no time, expected RFC 3339 with a zone"
    case "timeaccuracy" where TimeSpan(value) == nil: return "timeaccuracy `\(value)` is no duration, expected such as PT1M"
    case "mode" where !["live", "dry-run", "isolated"].contains(value):
      return "mode `\(value)` is none, expected live, dry-run or isolated"
    default: return value.isEmpty ? "`\(name)` has no value" : nil
    }
  }
}
