import CloudEvents
import CutoverModel
import JSONText
import TestSupport
import Testing

@Suite struct `kinds of events` {
  @Test(arguments: EventKind.allCases) func `are found by their full type`(kind: EventKind) {
    #expect(kind.type == "dev.cutlog." + kind.rawValue)
    #expect(EventKind(type: kind.type) == kind)
    #expect(EventKind(type: kind.rawValue) == nil)
    #expect(EventKind(type: kind.type + "x") == nil)
    #expect(EventKind(type: String(kind.type.dropLast())) == nil)
    #expect(EventKind(type: kind.type.uppercased()) == nil)
    let bytes = Array(kind.type.utf8)
    #expect(bytes.withUnsafeBufferPointer { EventKind(rawType: $0) } == kind)
  }

  @Test(arguments: [
    "", "dev.cutlog.", "dev.cutlog", "dev.cutlog.seal", "dev.cutlog.stream.opened",
    "com.example.task.started", "Dev.cutlog.task.started",
    "dev.cutlog.\u{301}task.started", "dev.cutlog.task.started\u{200D}",
    "dev.cutlog.task\u{2024}started", "dev\u{2024}cutlog.task.started",
    "dev.cutlog.task.start\u{65}\u{301}d",
  ])
  func `of others are none of ours, however alike they look`(type: String) {
    #expect(EventKind(type: type) == nil)
    #expect(Array(type.utf8).withUnsafeBufferPointer { EventKind(rawType: $0) } == nil)
  }

  @Test func `are a hundred words at most and each stands once`() {
    #expect(Set(EventKind.allCases.map(\.rawValue)).count == EventKind.allCases.count)
    #expect(
      EventKind.allCases.allSatisfy { kind in
        kind.rawValue.utf8.count { $0 == UInt8(ascii: ".") } == 1
      })
  }

  // MARK: - Whole events

  private struct Collect: EventFold {
    var events: [CutoverEvent] = []
    var kinds: [EventKind?] = []
    mutating func apply(_ event: EventView) {
      events.append(CutoverEvent(event))
      kinds.append(EventKind(event))
    }
    consuming func finish() -> ([CutoverEvent], [EventKind?]) { (events, kinds) }
  }

  @Test func `an event is decoded with everything that folds read`() throws {
    let (events, kinds) = try folding(
      Collect(),
      over: [
        event(
          "service.down", at: "2026-11-22T21:58:00Z", id: "e1",
          [
            "actor": "alice", "service": "pay", "region": "west", "timeaccuracy": "PT1M",
            "mode": "dry-run", "task": "t", "wave": "w",
            "gate": "g", "layer": "data", "dataset": "db", "subject": "s", "onbehalfof": "o",
            "recordedby": "r",
            "acceptedtime": "2026-11-22T21:58:01.000000000Z",
          ],
          data: #"{"level":0}"#),
        event("note.added", at: "2026-11-22T21:58:00.12Z", id: "e2").replacing(
          "note.added", with: #"note.adde\u0064"#),
        event("unheard.of", at: "2026-11-22T21:58:00Z", ["mode": "other", "timeaccuracy": "soon"]),
      ])
    let first = events[0]
    #expect(
      first.reference
        == EventReference(
          index: 0, source: "/test", id: "e1", time: try Timestamp("2026-11-22T21:58:00Z"),
          type: "dev.cutlog.service.down"))
    #expect(first.kind == .serviceDown)
    #expect(first.moment.accuracy == 60_000_000_000)
    #expect(first.mode == .dryRun)
    #expect(first.accepted?.description == "2026-11-22T21:58:01.000000000Z")
    #expect(
      [first.actor, first.onBehalfOf, first.recordedBy, first.task, first.wave, first.gate] == [
        "alice", "o", "r", "t", "w", "g",
      ])
    #expect(
      [first.layer, first.service, first.dataset, first.region, first.subject] == [
        "data", "pay", "db", "west", "s",
      ])
    #expect(first.data["level"]?.integer == 0)
    #expect(events[1].kind == .noteAdded)
    #expect(events[1].moment.accuracy == 10_000_000)
    #expect(events[1].data.members == nil)
    #expect(events[2].kind == nil)
    #expect(events[2].mode == .live)
    #expect(events[2].moment.accuracy == 1_000_000_000)
    #expect(kinds == [.serviceDown, .noteAdded, nil])
  }

  @Test func `an accuracy below zero counts as none`() throws {
    let (events, _) = try folding(
      Collect(), over: [event("note.added", at: "2026-11-22T21:58:00Z", ["timeaccuracy": "-PT1M"])])
    #expect(events[0].moment.accuracy == 0)
  }
}
