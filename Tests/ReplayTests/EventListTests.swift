import CloudEvents
import CutoverModel
import Replay
import TestSupport
import Testing

/// The list of a run's events.
@Suite struct EventListTests {
  private func list(_ count: Int, most: Int, first: Int) throws -> EventList {
    let lines = (0..<count).map { event("note.added", at: "2026-11-22T22:00:00Z", id: "n\($0)") }
    return try folding(EventListFold(most: most, first: first), over: lines)
  }

  @Test func `up to a number of lines each one is listed`() throws {
    let list = try list(5, most: 5, first: 2)
    #expect(list.isWhole && list.lines == 5)
    #expect(list.rows.map(\.event.reference.id) == ["n0", "n1", "n2", "n3", "n4"])
  }

  @Test func `of more lines the first are listed, and all are counted`() throws {
    let list = try list(9, most: 5, first: 2)
    #expect(!list.isWhole && list.lines == 9)
    #expect(list.rows.map(\.event.index) == [0, 1])
  }
}
