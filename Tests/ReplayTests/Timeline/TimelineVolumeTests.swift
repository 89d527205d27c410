import CloudEvents
import CutoverModel
import TestSupport
import Testing

@testable import Replay

@Suite struct `A timeline of many events` {
  @Test func `tells readings of one subject as one entry`() throws {
    var lines: [String] = []
    for minute in 0..<100 {
      lines.append(
        event(
          "queue.observed", at: clock(Int64(minute)), id: "q\(minute)",
          data: #"{"queue":"settle","side":"source","depth":\#(100 - minute)}"#))
    }
    lines.append(event("queue.observed", at: clock(50), data: #"{"queue":"mail","depth":3}"#))
    var random = FixedRandom(1)
    for _ in 0..<10 {
      let timeline = try timeline(lines.shuffled(using: &random))
      #expect(timeline.entries.map(\.count) == [100, 1])
      #expect(timeline.entries[0].event.id == "q0" && timeline.entries[0].endEvent?.id == "q99")
      #expect(
        timeline.entries.map(\.line) == [
          "22:00–23:39 observation: queue observed: settle (at first side source, depth 100; at last side source, depth 1)",
          "22:50 observation: queue observed: mail (depth 3)",
        ])
    }
  }

  @Test func `lists the earliest of a type and counts the rest`() throws {
    var lines = (0..<100).map {
      event("note.added", at: clock(Int64($0)), id: "n\($0)", data: #"{"text":"\#($0)"}"#)
    }
    lines.append(event("fault.occurred", at: clock(200)))
    var random = FixedRandom(1)
    for _ in 0..<20 {
      let entries = try timeline(lines.shuffled(using: &random), limit: 7).entries
      #expect(entries.map(\.kind) == Array(repeating: .note, count: 7) + [.further, .incident])
      #expect(entries.prefix(7).map(\.text) == (0..<7).map { "\($0)" })
      #expect(entries[7].count == 93)
      #expect(entries[7].title == "93 further: note.added")
      #expect(entries[7].event.id == "n7" && entries[7].endEvent?.id == "n99")
    }
  }

  @Test func `keeps types of others under one limit`() throws {
    let lines = (0..<20).map { number in
      event("x", at: clock(Int64(number))).replacing("dev.cutlog.x", with: "com.example.t\(number)")
    }
    let entries = try timeline(lines, limit: 3).entries
    #expect(entries.map(\.kind) == [.other, .other, .other, .further])
    #expect(entries[0].title == "com.example.t0")
    #expect(entries[3].count == 17)
  }

  @Test func `tells subjects beyond its limit together`() {
    var digest = ObservationDigest(limit: 2)
    for queue in ["a", "b", "c", "d", "a"] {
      let line = event("queue.observed", at: clock(1), data: #"{"queue":"\#(queue)"}"#)
      if let event = try? folding(Decoding(), over: [line]) {
        digest.add(event, isImport: false)
      }
    }
    #expect(digest.entries.map(\.count).sorted() == [1, 2, 2])
    #expect(digest.entries.contains { $0.title == "queue.observed: further subjects" })
  }

  @Test func `tells so many tasks apart and lists the events of others`() throws {
    let plan = plan([task("planned", 5)])
    let count = TimelineFold.subjectLimit + 5
    var lines = (0..<count).map { happens("started", "t\($0)", 0, data: #"{"attempt":1}"#) }
    lines += [happens("started", "planned", 1), happens("completed", "planned", 2), event("run.ended", at: clock(9))]
    lines.insert(happens("completed", "t0", 1), at: 1)
    let told = try timeline(lines, plan: plan, limit: 3)
    #expect(told.entries.filter { $0.course != nil }.count == TimelineFold.subjectLimit + 1)
    #expect(told.entries.filter { $0.kind == .further }.map(\.title) == ["2 further: task.started"])
    #expect(told.findings.first { $0.rule == "timeline-shortened" }?.count == 7)
  }

  @Test func `claims no gap where tasks that it doesn't follow may have run`() throws {
    var lines = (0..<TimelineFold.subjectLimit).flatMap { [happens("started", "t\($0)", 0), happens("completed", "t\($0)", 1)] }
    lines.append(event("run.ended", at: clock(9)))
    #expect(try timeline(lines).gaps.marble == ["22:01–22:09 idle t\(TimelineFold.subjectLimit - 1)→ 8m 00s (7m 59s … 8m 01s)"])
    lines.append(happens("started", "one more", 2))
    #expect(try timeline(lines).gaps.spans.map(\.span.lower) == [.zero])
  }

  @Test func `cuts long texts and keeps hostile ones as they are`() throws {
    let long = String(repeating: "ä", count: 3_000)
    let entries = try timeline([
      event("note.added", at: clock(1), data: #"{"text":"\#(long)"}"#),
      event("note.added", at: clock(2), data: #"{"text":"<script>\u001b[31m"}"#),
      event("phase.entered", at: clock(3), data: #"{"phase":"\#(long)"}"#),
    ]).entries
    #expect(entries[0].text?.unicodeScalars.count == 2_001)
    #expect(entries[1].text == "<script>\u{1b}[31m")
    #expect(entries[2].title.unicodeScalars.count == 201)
  }

  private struct Decoding: EventFold {
    var event: CutoverEvent?
    mutating func apply(_ view: EventView) { event = CutoverEvent(view) }
    consuming func finish() -> CutoverEvent? { event }
  }
}
