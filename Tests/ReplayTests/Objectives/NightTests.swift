import CutoverModel
import Replay
import Testing

/// Small timelines in, states, episodes and verdicts out, as text.
@Suite struct `A night` {
  @Test func `of two regions is as its worst one`() throws {
    let night = try Night(
      """
      east  .x....o......
      west  ...~......o..
      """)
    #expect(
      try night.told(rto("10m"), rto("4m", .downtime)) == """
        states    .xxxxx~~~~ooo
        episodes  .[--------]..
        pay-rto   met, 9m 00s
        pay-rto   missed, 5m 00s
        """)
  }

  @Test func `of several services keeps them apart, and takes them together where no service is asked for`() throws {
    let night = try Night(
      """
      all  .x..o........
      web  ..~......o...
      """)
    #expect(
      try night.told(rto("5m"), rto("5m") { $0.service = nil }) == """
        states    .xxxooooooooo
        episodes  .[--]........
        pay-rto   met, 3m 00s
        pay-rto   missed, 8m 00s
        finding   service-unknown
        """)
  }

  @Test func `that flaps has one episode for gaps shorter than settle`() throws {
    let night = try Night(
      """
      all  .x.o.x.o...................x.o
      """)
    #expect(
      try night.told(rto("10m")) == """
        states    .xxooxxoooooooooooooooooooooxxo
        episodes  .[-----]...................[-]
        pay-rto   met, 6m 00s
        """.replacing("ooooooooooooooooooooxxo", with: "ooooooooooooooooooooxxo"))
    #expect(
      try night.told(rto("5m") { $0.settle = .minutes(1) }).contains("pay-rto   met, 2m 00s"))
  }

  @Test func `is judged by the level that an objective asks for`() throws {
    let night = try Night(
      """
      east  .9..5...9..o.
      west  .......8.o...
      """)
    #expect(
      try night.told(rto("4m") { $0.minimumLevel = 80 }, rto("4m")) == """
        states    .~~~~~~~~~~oo
        episodes  .[---------].
        pay-rto   met, 4m 00s
        pay-rto   missed, 10m 00s
        """)
  }

  @Test func `that isn't over is known only as far as something shows it`() throws {
    let night = try Night(
      """
      east  .x.....~..
      west  ....x...o.
      """)
    #expect(
      try night.told(rto("6m"), rto("7m"), rto("7m", .untilValidated)) == """
        states    .xxxxxxx~~
        episodes  .[--------
        pay-rto   missed, at least 6m 00s, lacks service.up in east
        pay-rto   unknown, at least 6m 00s, lacks service.up in east
        pay-rto   unknown, unknown, lacks service.up in east; service.validated after the episode's end
        """)
  }

  @Test func `of a freeze, a rollback and a retry has an episode for each freeze`() throws {
    let night = try Night(
      """
      run       (......r..............................)
      west db   ..F....O...................F...........
      north db  .............................==.O......
      """)
    #expect(
      try night.told(rto("6m"), rpo("0s"), freezeImpact: .degraded) == """
        states    ..~~~~~ooooooooooooooooooo~~~~~ooooooo
        episodes  ..[----]...................[----]......
        pay-rto   met, 5m 00s
        pay-rpo   met, 0s
        """)
  }

  @Test func `counts what began within the run, and says what lasts into it`() throws {
    let night = try Night(
      """
      run  ...(........................)....
      all  .x..o.x...o.....................x
      """)
    // Less than settle apart, but the second impact is the run's own.
    #expect(
      try night.told(rto("5m")) == """
        states    .xxxooxxxxooooooooooooooooooooooox
        episodes  .[--------].....................[
        pay-rto   met, 4m 00s
        finding   episode-from-before-run
        """)
  }

  @Test func `waits for its backlog`() throws {
    let night = try Night(
      """
      all  .x...o.........
      run  ..b.......c....
      """)
    #expect(
      try night.told(rto("8m", .businessCleared), rto("8m")) == """
        states    .xxxxoooooooooo
        episodes  .[---].........
        pay-rto   missed, 9m 00s
        pay-rto   met, 4m 00s
        """)
  }

  @Test func `without impact that ended with a no-go is judged by nothing`() throws {
    #expect(
      try Night("run  (..n.)").told(rto("1m"), rpo("0s")) == """
        states    ......
        episodes  ......
        pay-rto   does not apply
        pay-rpo   does not apply
        """)
    let impact = try Night(
      """
      run  (..n..)
      all  .x.o...
      """)
    #expect(try impact.told(rto("1m")).contains("pay-rto   missed, 2m 00s"))
    let resumed = try Night("run  (.n.g.)")
    #expect(try resumed.told(rto("1m")).contains("pay-rto   unknown"))
  }

  @Test func `of a move is lost up to what was recoverable, and what is lost later is residual`() throws {
    let night = try Night(
      """
      west db   ..F..........
      north db  R....P.O..R..
      """)
    #expect(
      try night.told(rpo("1m"), rpo("2m")) == """
        states    .............
        episodes  .............
        pay-rpo   missed, 2m 00s, residual 0s
        pay-rpo   met, 2m 00s, residual 0s
        """)
  }

  @Test func `of divergence is judged by its count until it is reconciled for good`() throws {
    func counted(_ limit: Int64) -> Objective {
      var objective = rpo("0s")
      objective.limit = .count(limit, unit: "writes")
      return objective
    }
    let open = try Night("db  .D..L....")
    #expect(
      try open.told(counted(11), counted(12), rpo("0s")).hasSuffix(
        """
        pay-rpo   missed, 12 writes
        pay-rpo   met, 12 writes
        pay-rpo   missed, unknown
        """))
    let resolved = try Night("db  .D..m....")
    #expect(try resolved.told(counted(0)).contains("pay-rpo   unknown"))
    let undone = try Night("db  .D..m..M.")
    #expect(try undone.told(counted(0)).contains("pay-rpo   missed, 7 writes"))
  }

  @Test func `rolled back after the other side took writes is unknown without evidence of those`() throws {
    let night = try Night(
      """
      west db   RF.........O.
      north db  ..==..O..F...
      """)
    // What was recoverable in the west before the move says nothing of the writes that the north took.
    #expect(
      try night.told(rpo("5m")).contains(
        "pay-rpo   unknown, unknown, lacks data.recoverable, or positions in replication.observed, of db"))
    let copied = try Night(
      """
      west db   .F........R.O.
      north db  ..==..O..F....
      """)
    #expect(try copied.told(rpo("0s")).contains("pay-rpo   met, 0s"))
  }

  @Test func `takes announced maintenance out only if it was announced before the impact`() throws {
    let net = rto("5m") { $0.excludesAnnounced = true }
    let announced = try Night(
      """
      run  e...........
      all  ...x......o.
      """)
    #expect(try announced.told(net).contains("pay-rto   met, 4m 00s"))
    let late = try Night(
      """
      run  ....e.......
      all  ...x......o.
      """)
    #expect(
      try late.told(net).hasSuffix(
        """
        pay-rto   missed, 7m 00s
        finding   maintenance-announced-late
        """))
  }
}
