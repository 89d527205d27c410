import CloudEvents
import CutoverModel
import Testing

@testable import Replay

@Suite struct `Lanes` {
  private static let text = """
    22:00 run.began
    22:01 task.started freeze layer=data service=pay region=west
    22:05 task.completed freeze
    22:03 task.started sync layer=data service=pay region=north
    22:06 task.paused sync
    22:08 task.resumed sync
    22:10 task.completed sync
    22:11 dns.changed layer=network service=*
    22:12 task.started smoke layer=compute
    22:20 run.ended
    """

  @Test func `hold their entries in order and how long they were worked at`() throws {
    let told = try timeline(Self.text)
    #expect(told.entries.map(\.event.id) == ["e0", "e1", "e3", "e7", "e8", "e9"])
    #expect(
      told.lanes.map(\.marble) == [
        "layer data [1, 2] 7m 00s", "layer network [3] 0s", "layer compute [4] 8m 00s", "layer – [0, 5] 0s",
        "service pay [1, 2] 7m 00s", "service * [3] 0s", "service – [0, 4, 5] 8m 00s",
        "region west [1] 4m 00s", "region north [2] 5m 00s", "region – [0, 3, 4, 5] 8m 00s",
        "task freeze [1] 4m 00s", "task sync [2] 5m 00s", "task smoke [4] 8m 00s", "task – [0, 3, 5] 0s",
      ])
    #expect(told.lanes.first?.first?.description == "2026-11-22T22:01:00Z")
    #expect(told.lanes.first?.last?.description == "2026-11-22T22:10:00Z")
  }

  private func filtered(_ change: (inout TimelineFilter) -> Void) throws -> Timeline {
    var filter = TimelineFilter()
    change(&filter)
    return try timeline(Self.text).filtered(by: filter)
  }

  @Test func `of a part are those of its entries`() throws {
    let part = try filtered { $0.layer = "data" }
    #expect(part.entries.map(\.task) == ["freeze", "sync"])
    #expect(part.lanes(by: .task).map(\.marble) == ["task freeze [0] 4m 00s", "task sync [1] 5m 00s"])
    #expect(part.gaps.spans.isEmpty && part.filter?.layer == "data")
  }

  @Test func `a part holds what fits all that is asked`() throws {
    #expect(try filtered { $0.service = "pay" }.entries.map(\.event.id) == ["e1", "e3", "e7"])
    #expect(try filtered { $0.region = "west" }.entries.map(\.event.id) == ["e1"])
    #expect(try filtered { $0.task = "sync" }.entries.map(\.event.id) == ["e3"])
    #expect(try filtered { $0.service = "pay"; $0.layer = "network" }.entries.map(\.event.id) == ["e7"])
    #expect(try filtered { $0.service = "nobody's" }.entries.map(\.event.id) == ["e7"])
    #expect(try filtered { _ in }.entries.count == 6)
  }

  @Test func `a part of the time holds what lasts into it`() throws {
    func ids(_ since: String?, _ until: String?) throws -> [String] {
      func time(_ clock: String?) throws -> Timestamp? { try clock.map { try Timestamp("2026-11-22T\($0):00Z") } }
      return try filtered {
        $0.since = try? time(since)
        $0.until = try? time(until)
      }.entries.map(\.event.id)
    }
    #expect(try ids("22:08", "22:11") == ["e3"])
    #expect(try ids("22:10", "22:12") == ["e3", "e7"])
    #expect(try ids("22:15", nil) == ["e8", "e9"])
    #expect(try ids(nil, "22:01") == ["e0"])
  }

  @Test func `a part of the time holds gaps, gates and roles that reach into it`() throws {
    let text = """
      22:00 role.taken lead by=alice
      22:01 task.started a
      22:05 task.completed a
      22:06 gate.requested go
      22:10 gate.approved go
      22:12 task.started b
      22:13 task.completed b
      22:20 run.ended
      """
    var filter = TimelineFilter()
    filter.since = try Timestamp("2026-11-22T22:11:00Z")
    let part = try timeline(text).filtered(by: filter)
    #expect(part.gaps.marble == ["22:10–22:12 idle a→b 2m 00s", "22:13–22:20 idle b→ 7m 00s"])
    #expect(part.gates.isEmpty)
    #expect(part.roles.map(\.marble) == ["lead alice 22:00–?"])
  }
}
