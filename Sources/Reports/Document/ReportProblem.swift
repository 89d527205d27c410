package import JSONText
internal import Replay

/// Something that a reader should know: a finding, a warning, a note.
package struct ReportProblem: Hashable, Sendable {
  package enum Severity: String, Hashable, Sendable { case error, warning, note }

  package var severity: Severity
  /// A stable name.
  package var rule: String
  package var message: String
  package var file: String?
  package var line: Int?
  package var column: Int?
  /// The line of the stream that it concerns, the first if there are several.
  package var index: Int?
  /// The origin of that stream, where it is known.
  package var stream: String?
  /// Its number from 1, where the answer is about several.
  package var streamNumber: Int?
  /// How many events are concerned, where that is counted.
  package var count: Int?

  package init(
    _ severity: Severity, rule: String, message: String, file: String? = nil, line: Int? = nil,
    column: Int? = nil, index: Int? = nil, count: Int? = nil
  ) {
    self.severity = severity
    self.rule = rule
    self.message = message
    self.file = file
    self.line = line
    self.column = column
    self.index = index
    self.count = count
  }
}

extension ReportProblem {
  /// The problem as every JSON document has it; no secret key is in it.
  package var json: JSONValue {
    var members = [
      JSONMember("severity", .string(severity.rawValue)), JSONMember("rule", .string(rule)),
      JSONMember("message", .string(SecretText.hidden(in: message))),
      JSONMember("file", .text(file.map(SecretText.hidden))),
      JSONMember("line", .integer(line)), JSONMember("column", .integer(column)),
      JSONMember("index", .integer(index)),
    ]
    if let stream { members.append(JSONMember("stream", .string(stream))) }
    if let count { members.append(JSONMember("count", .integer(count))) }
    return .object(members)
  }

  /// One line: severity, place, message, rule.
  package var phrase: Phrase {
    var phrase: Phrase = "\(severity.rawValue): "
    if let file {
      phrase =
        phrase
        + "\(code: [file, line.map(String.init), column.map(String.init)].compactMap(\.self).joined(separator: ":")): "
    }
    phrase = phrase + "\(message) (\(code: rule)"
    if let index {
      let place = Phrase([.event("\(index)", EventPlace(stream: (streamNumber ?? 1) - 1, index: index))])
      phrase = phrase + ", line \(place) of \(streamNumber.map { "stream \($0)" } ?? "the stream")"
    }
    if let count, count > 1 { phrase = phrase + " and \(count - 1) more" }
    return phrase + ")"
  }
}
