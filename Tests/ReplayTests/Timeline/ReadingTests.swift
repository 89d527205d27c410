import CloudEvents
import CutoverModel
import TestSupport
import Testing

@testable import Replay

@Suite struct `Readings of one subject` {
  private static func lag(_ minute: Int64, _ seconds: Int, accepted: Int64? = nil) -> String {
    event(
      "replication.observed", at: clock(minute), id: "lag\(minute)",
      ["dataset": "db"].merging(accepted.map { ["acceptedtime": clock($0)] } ?? [:]) { $1 },
      data: #"{"side":"target","lagSeconds":\#(seconds)}"#)
  }

  private static func note(_ minute: Int64, accepted: Int64) -> String {
    event("note.added", at: clock(minute), id: "note\(minute)", ["acceptedtime": clock(accepted)], data: #"{"text":"x"}"#)
  }

  @Test func `say what was read at first and what at last, in any order of recording`() throws {
    let lines = [Self.lag(0, 600), Self.lag(1, 300), Self.lag(5, 0)]
    for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] {
      let entry = try #require(try timeline(order.map { lines[$0] }).entries.first)
      #expect(
        entry.line
          == "22:00–22:05 observation: replication observed: db (at first side target, lagSeconds 600; at last side target, lagSeconds 0)")
      #expect(entry.event.id == "lag0" && entry.endEvent?.id == "lag5" && entry.count == 3)
    }
  }

  @Test func `say once what the first and the last have in common`() throws {
    let same = try timeline([Self.lag(0, 7), Self.lag(1, 300), Self.lag(5, 7)]).entries
    #expect(same.map(\.text) == ["side target, lagSeconds 7"])
    #expect(try timeline([Self.lag(0, 7)]).entries.map(\.text) == ["side target, lagSeconds 7"])
  }

  @Test func `say only what one of the two ends says where the other says nothing`() throws {
    let silent = event("queue.observed", at: clock(9), data: #"{"queue":"q"}"#)
    let telling = event("queue.observed", at: clock(1), data: #"{"queue":"q","depth":3}"#)
    #expect(try timeline([telling, silent]).entries.map(\.text) == ["at first depth 3"])
  }

  @Test func `are all found in their entry`() throws {
    let entry = try #require(try timeline([Self.lag(0, 9), Self.lag(1, 8), Self.lag(2, 7)]).entries.first)
    #expect(entry.readings == (0...2).map { EventPlace(stream: 0, index: $0) })
  }

  @Test func `that were told late are known late`() throws {
    let told = try timeline([
      event("run.began", at: clock(0), ["acceptedtime": clock(0)]), Self.lag(1, 600, accepted: 20),
      Self.lag(3, 300, accepted: 20), Self.lag(20, 0, accepted: 20), event("run.ended", at: clock(30), ["acceptedtime": clock(30)]),
    ])
    #expect(told.known == [EventPlace(stream: 0, index: 1): try Timestamp(clock(20))])
    #expect(told.toldFrom == nil)
  }

  @Test func `and events of types that the vocabulary doesn't know are known late too`() throws {
    let unknown = event("x", at: clock(1), ["acceptedtime": clock(9)]).replacing("dev.cutlog.x", with: "com.example.x")
    let told = try timeline([
      event("run.began", at: clock(0), ["acceptedtime": clock(0)]), unknown,
      event("run.ended", at: clock(30), ["acceptedtime": clock(30)]),
    ])
    #expect(told.known == [EventPlace(stream: 0, index: 1): try Timestamp(clock(9))])
  }

  @Test func `of an import say nothing of when they were known, and take nothing from other streams`() throws {
    let live = [
      event("stream.opened", at: clock(0), data: #"{"kind":"live"}"#), Self.note(1, accepted: 12), Self.lag(2, 5, accepted: 12),
    ]
    let imported = [
      event("stream.opened", at: clock(40), data: #"{"kind":"import"}"#), Self.note(3, accepted: 40), Self.lag(4, 9, accepted: 40),
      event("run.ended", at: clock(30), ["acceptedtime": clock(40)]),
    ]
    for (order, number) in [([live, imported], 0), ([imported, live], 1)] {
      var fold = TimelineFold()
      for stream in order { fold = try applying(fold, at: stream.placed) }
      let told = fold.finish()
      let accepted = try Timestamp(clock(12))
      // Readings of both streams are one entry, whose last one the import has.
      #expect(told.known == [EventPlace(stream: number, index: 1): accepted, EventPlace(stream: number, index: 2): accepted])
    }
  }

  @Test func `are no bound of what a timeline tells where a task was paused after them`() throws {
    let told = try timeline([
      Self.lag(1, 5), happens("started", "a", 9), happens("paused", "a", 12), happens("completed", "b", 0), happens("started", "b", 2),
    ])
    let extent = try #require(told.extent)
    #expect(extent.first.stated.description == clock(0) && extent.last.stated.description == clock(12))
  }
}
