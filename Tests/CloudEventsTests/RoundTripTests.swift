import CloudEvents
import JSONText
import TestSupport
import Testing

@Suite struct EventRoundTripTests {
  /// Builds each event again from what the reader gives of it.
  private struct Rebuilding: EventFold {
    var lines: [String] = []
    mutating func apply(_ event: EventView) {
      guard let members = (try? JSONValue(parsing: event.line))?.members else { return }
      var builder = EventBuilder(
        id: String(event.id), source: String(event.source), type: String(event.type), time: event.time)
      for member in members {
        switch member.name {
        case "specversion", "id", "source", "type", "time": continue
        case "subject": builder.subject = member.value.string
        case "data": builder.data = member.value
        default: builder.attributes.append((member.name, member.value.string ?? ""))
        }
      }
      lines.append(String(decoding: builder.line, as: UTF8.self))
    }
    consuming func finish() -> [String] { lines }
  }

  @Test func `an event that was built is read, and built again it is the same line`() throws {
    var dice = SeededDice(seed: 2)
    for round in 0..<500 {
      let time = Timestamp(
        nanoseconds: Int64(dice.integer()) * (dice.roll(2) == 0 ? 1 : -1) * 100, fractionDigits: [0, 3, 6, 9][dice.roll(4)])
      // The time's fraction is cut to the digits that are written.
      var event = EventBuilder(
        id: "i" + dice.text().filter { $0 != "\0" }, source: "/\(dice.roll(100))", type: "com.example.\(dice.roll(9))",
        time: try Timestamp(time.description))
      if dice.roll(2) == 0 { event.subject = "s" + dice.text() }
      for number in 0..<dice.roll(4) { event.attributes.append(("a\(number)", dice.text())) }
      if dice.roll(3) > 0 { event.data = .object([JSONMember("text", .string(dice.text())), JSONMember("n", .number("\(dice.integer())"))]) }
      let line = String(decoding: event.line, as: UTF8.self)
      #expect(try folding(Rebuilding(), over: [line]) == [line], "round \(round)")
    }
  }

  @Test func `every event line of a sealed stream is its value written again`() throws {
    for name in ["format-1/example.jsonl", "tamper/act.jsonl"] {
      let lines = try Vectors.text(name).split(separator: "\n")
      #expect(lines.count > 5)
      for line in lines {
        #expect(JSONWriter.text(of: try JSONValue(parsing: Array(line.utf8))) == line)
      }
    }
  }
}
