import CloudEvents
import CutoverModel
import Replay
import TestSupport
import Testing

@testable import Reports

@Suite struct `The player of a run` {
  private static let hostile = "\\u001b[2J\\u202e\\u009b"

  private func player(_ further: [String] = []) throws -> ReplayPlayer {
    func accepted(_ minute: String) -> String { "2026-11-22T23:\(minute):00Z" }
    let lines = [
      event("run.began", at: "2026-11-22T22:00:00Z", ["acceptedtime": accepted("00")]),
      event("task.started", at: "2026-11-22T22:01:00Z", ["task": "a", "layer": "data", "acceptedtime": accepted("01")]),
      event("service.down", at: "2026-11-22T22:05:00Z", ["service": "pay", "layer": "network", "acceptedtime": accepted("02")]),
      event("task.completed", at: "2026-11-22T22:10:00Z", ["task": "a", "layer": "data", "acceptedtime": accepted("03")]),
      event("service.up", at: "2026-11-22T23:30:00Z", ["service": "pay", "layer": "network", "acceptedtime": "2026-11-22T23:30:00Z"]),
    ]
    let playback = try folding(PlaybackFold(plan: nil, options: .init()), over: lines + further)
    return ReplayPlayer(
      playback, name: "night", start: try Timestamp("2026-11-22T22:00:00Z"),
      points: [
        PlaybackPoint(time: try Timestamp("2026-11-22T22:05:00Z"), kind: .impact, title: "pay down"),
        PlaybackPoint(time: try Timestamp("2026-11-22T22:50:00Z"), kind: .missed, title: "objective rto missed"),
      ])
  }

  private func shown(_ player: inout ReplayPlayer, _ columns: Int = 80, _ rows: Int = 24, isUnicode: Bool = true) -> [String] {
    player.frame(columns: columns, rows: rows, isUnicode: isUnicode).map { $0.map(\.text).joined() }
  }

  private func press(_ player: inout ReplayPlayer, _ keys: ReplayPlayer.Key...) { for key in keys { _ = player.press(key) } }

  @Test func `steps from event to event and back`() throws {
    var player = try player()
    #expect(player.position == 1)
    press(&player, .next, .next)
    #expect(player.position == 3 && player.cursor.description == "2026-11-22T22:05:00Z")
    #expect(shown(&player).contains { $0.contains("▸ 22:05:00  pay down") })
    #expect(shown(&player).contains { $0.contains("pay down 22:05:00") })
    press(&player, .previous)
    #expect(player.position == 2)
    press(&player, .last, .next)
    #expect(player.position == 5 && player.word == "no later event")
    press(&player, .first, .previous)
    #expect(player.position == 1 && player.word == "no earlier event")
  }

  @Test func `goes from finding to finding, also to where no event is`() throws {
    var player = try player()
    press(&player, .nextPoint)
    #expect(player.word == "impact: pay down" && player.position == 3)
    press(&player, .nextPoint)
    #expect(player.cursor.description == "2026-11-22T22:50:00Z" && player.position == 4)
    press(&player, .nextPoint)
    #expect(player.word == "no later finding")
    press(&player, .previousPoint)
    #expect(player.position == 3)
  }

  @Test func `plays at its speed, jumps over what has no events, and stops at the end`() throws {
    var player = try player()
    player.pass(TimeSpan(seconds: 10))
    #expect(player.position == 1)
    press(&player, .playPause)
    player.pass(TimeSpan(seconds: 1))
    #expect(player.cursor.description == "2026-11-22T22:01:00Z" && player.position == 2)
    press(&player, .faster)
    player.pass(TimeSpan(seconds: 1))
    #expect(player.cursor.description == "2026-11-22T22:03:00Z")
    player.pass(TimeSpan(seconds: 4))
    #expect(player.cursor.description == "2026-11-22T22:11:00Z" && player.position == 4)
    player.pass(TimeSpan(nanoseconds: 1))
    #expect(player.position == 5 && player.word?.hasPrefix("skipped 1h 18m") == true, "\(player.word ?? "")")
    player.pass(TimeSpan(seconds: 1))
    #expect(!player.isPlaying && player.word == "this was the last event")
    press(&player, .playPause)
    #expect(player.isPlaying && player.position == 1)
    for _ in 0..<40 { press(&player, .faster) }
    #expect(player.speed == 86_400)
    player.pass(TimeSpan(nanoseconds: .max))
    for _ in 0..<40 { press(&player, .slower) }
    #expect(player.speed == 1)
  }

  @Test func `steps through the events of one layer`() throws {
    var player = try player()
    press(&player, .layers, .next, .next)
    #expect(player.position == 4)
    #expect(shown(&player)[0].contains("layer data"))
    #expect(!shown(&player).contains { $0.contains("▸ 22:05:00") })
    press(&player, .layers)
    #expect(shown(&player)[0].contains("network"))
    press(&player, .layers)
    #expect(player.layer == nil)
  }

  @Test func `turns to what was known, and says when nothing was`() throws {
    var player = try player()
    press(&player, .next, .perspective)
    #expect(player.position == 0)
    #expect(player.notice == "nothing was known by then: the recorder accepted its first event at 2026-11-22T23:00:00Z")
    // It is shown whole, and for as long as it is so.
    press(&player, .faster)
    for columns in [40, 80] {
      #expect(shown(&player, columns).joined(separator: " ").contains("first event at 2026-11-22T23:00:00Z"))
    }
    press(&player, .next, .next)
    #expect(player.position == 2 && player.cursor.description == "2026-11-22T23:01:00Z")
    #expect(shown(&player).contains { $0.contains("known 23:01:00") })
    #expect(player.notice == nil)
  }

  @Test func `times of other days and years have their dates, also those at which something was known`() throws {
    let lines = [
      event("service.down", at: "2018-10-21T22:52:00Z", ["service": "pay", "acceptedtime": "2026-11-26T05:59:14Z"]),
      event("service.up", at: "2026-11-25T22:00:00Z", ["service": "pay", "acceptedtime": "2026-11-26T06:00:00Z"]),
    ]
    let playback = try folding(PlaybackFold(plan: nil, options: .init()), over: lines)
    var player = ReplayPlayer(playback, name: "old", start: nil, points: [])
    press(&player, .perspective, .last)
    let frame = shown(&player)
    #expect(frame.contains { $0.contains("2018-10-21 22:52:00  known 2026-11-26 05:59:14  pay down") }, "\(frame)")
    #expect(frame.contains { $0.contains("11-25 22:00:00  known 11-26 06:00:00  pay up") }, "\(frame)")
  }

  @Test func `the head keeps the position where there is no room for the name`() throws {
    var player = try player()
    player.name = String(repeating: "night ", count: 10)
    player.remark = "this is not evidence"
    press(&player, .layers, .layers, .perspective, .next)
    let frame = shown(&player)
    #expect(player.position > 0)
    #expect(frame[0].contains("  \(player.position)/5  ") && frame[0].contains("network"), "\(frame[0])")
    #expect(frame.contains("this is not evidence"))
    #expect(shown(&player, 200)[0].contains("layer network  60x  night night"))
  }

  @Test(arguments: [(true, "…"), (false, "~")]) func `lines that are cut say so`(isUnicode: Bool, sign: String) throws {
    let text = String(repeating: "word ", count: 50)
    var player = try player([event("note.added", at: "2026-11-22T22:00:30Z", id: "n", data: #"{"text":"\#(text)"}"#)])
    press(&player, .next)
    let line = try #require(shown(&player, 60, isUnicode: isUnicode).first { $0.contains("22:00:30") && $0.contains("word") })
    #expect(line.hasSuffix(sign) && DisplayWidth.columns(of: line) == 60, "\(line)")
  }

  @Test func `shows its keys, and goes back by any of them`() throws {
    var player = try player()
    press(&player, .help)
    #expect(shown(&player).contains { $0.contains("Nothing is executed") })
    let goesOn = player.press(.quit)
    #expect(goesOn && !player.showsHelp)
    let isOver = !player.press(.quit)
    #expect(isOver)
  }

  @Test(arguments: [(20, 3), (40, 10), (80, 24), (200, 60)], [true, false])
  func `every frame fits, whatever the events say`(size: (Int, Int), isUnicode: Bool) throws {
    var player = try player([
      event("task.started", at: "2026-11-22T22:01:30Z", id: "h", ["task": Self.hostile + String(repeating: "東", count: 300), "actor": Self.hostile],
        data: #"{"reason":"\#(Self.hostile)"}"#),
      event("service.down", at: "2026-11-22T22:01:31Z", id: "i", ["service": Self.hostile]),
    ])
    for key in ReplayPlayer.Key.allCases where key != .quit {
      _ = player.press(key)
      let lines = shown(&player, size.0, size.1, isUnicode: isUnicode)
      #expect(lines.count <= size.1)
      for line in lines {
        #expect(DisplayWidth.columns(of: line) <= size.0, "\(line)")
        #expect(!line.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x9B || $0.value == 0x202E }, "\(line)")
        if !isUnicode { #expect(line.utf8.allSatisfy { $0 < 0x80 }, "\(line)") }
      }
    }
  }

  @Test func `a run without events is shown too`() throws {
    let playback = try folding(PlaybackFold(plan: nil, options: .init()), over: [])
    var player = ReplayPlayer(playback, name: "empty", start: nil, points: [])
    for key in ReplayPlayer.Key.allCases where key != .quit {
      _ = player.press(key)
      player.pass(TimeSpan(seconds: 1))
      #expect(shown(&player).count == (player.showsHelp ? ReplayPlayer.help.count : 24))
    }
  }
}
