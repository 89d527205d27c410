import CloudEvents
import JSONText
import Testing

@Suite struct `the envelope of an event` {
  static let good =
    #"{"specversion":"1.0","id":"1","source":"/s","type":"t","time":"2026-11-22T21:58:00Z"}"#

  private func error(_ line: String) -> EnvelopeError? {
    var scanner = EnvelopeScanner()
    var members: ContiguousArray<JSONMemberSpan> = []
    return Array(line.utf8).withUnsafeBufferPointer { buffer in
      do throws(EnvelopeError) {
        _ = try scanner.scan(buffer, members: &members)
        return nil
      } catch {
        return error
      }
    }
  }

  @Test func `is taken with its five attributes in any order and anything beside them`() {
    #expect(error(Self.good) == nil)
    #expect(
      error(
        #"{"data":[1],"time":"2026-11-22T21:58:00+01:00","x":{},"type":"t","source":"s","id":"i","specversion":"1.0","é":null}"#
      ) == nil)
  }

  @Test(arguments: ["specversion", "id", "source", "type", "time"])
  func `without one of them is refused by name`(name: String) {
    let other = Self.good.replacing("\"\(name)\":", with: "\"\(name)x\":")
    #expect(error(other) == .missing(attribute: name))
    #expect(error(other)?.description == "attribute `\(name)` is missing")
    let capital = Self.good.replacing("\"\(name)\":", with: "\"\(name.uppercased())\":")
    #expect(error(capital) == .missing(attribute: name))
  }

  @Test(
    arguments: ["id", "source", "type", "time", "specversion"],
    ["\"\"", "1", "null", "true", "[]", "{}"])
  func `with one that is no text or empty is refused at its value`(name: String, value: String)
    throws
  {
    let members = try JSONValue(parsing: Self.good.utf8).members ?? []
    let line =
      "{"
      + members.map {
        "\"\($0.name)\":" + ($0.name == name ? value : JSONWriter.text(of: $0.value))
      }.joined(separator: ",") + "}"
    let start = try #require(line.firstRange(of: "\"\(name)\":")?.upperBound)
    let offset = line.utf8.distance(from: line.startIndex, to: start) + (value == "\"\"" ? 1 : 0)
    #expect(
      error(line)
        == .invalid(attribute: name, reason: "must be a string that is not empty", offset: offset))
  }

  @Test(arguments: ["0.3", "1.1", "1", "1.0 ", "1.00"]) func `of another version is refused`(
    version: String
  ) {
    #expect(
      error(Self.good.replacing("1.0", with: version))
        == .invalid(attribute: "specversion", reason: "is not \"1.0\"", offset: 16))
  }

  @Test func `with a time that is none is refused with the reason`() {
    let line = Self.good.replacing("21:58:00Z", with: "21:58:60Z")
    #expect(
      error(line)
        == .invalid(
          attribute: "time", reason: "names no instant of the calendar (second 60 is not taken)",
          offset: 63))
  }

  @Test func `that leaves the grammar is refused with the byte`() {
    #expect(error(Self.good + " ") == .text(JSONTextError(.whitespace, at: 85)))
    #expect(error(Self.good + " ")?.offset == 85)
    #expect(
      error(Self.good.replacing("}", with: ",\"id\":2}"))?.description == "duplicate member name")
    #expect(
      error(Self.good.replacing("}", with: ",\"\\u0069d\":2}"))?.description
        == "duplicate member name")
  }

  @Test func `is found through escaped names`() {
    let line = Self.good.replacing("\"source\"", with: "\"sour\\u0063e\"").replacing(
      "\"id\"", with: "\"\\u0069\\u0064\"")
    #expect(error(line) == nil)
  }

  @Test func `of any number of members is found where it is`() {
    let many = (0..<70_000).map { "\"m\($0)\":0" }.joined(separator: ",")
    let line = "{" + many + "," + Self.good.dropFirst()
    #expect(error(line) == .missing(attribute: "specversion"))
    #expect(error(Self.good.dropLast() + "," + many + "}") == nil)
  }

  @Test func `is refused in every truncation`() {
    for end in Self.good.utf8.indices {
      #expect(error(String(Self.good[..<end])) != nil)
    }
  }
}
