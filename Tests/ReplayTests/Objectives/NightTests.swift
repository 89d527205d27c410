import CutoverModel
import Replay
import Testing

/// Small timelines in; states, episodes and verdicts out, as text.
@Suite struct `A night` {
  private func expect(_ told: String, _ text: String, sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(told == text, "\n\(told)", sourceLocation: sourceLocation)
  }

  @Test func `of two regions is as its worst one`() throws {
    let night = try Night(
      """
      east  .x....o......
      west  ...~......o..
      """)
    expect(
      try night.told(rto("10m"), rto("4m", .downtime)),
      """
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
    expect(
      try night.told(rto("5m"), rto("5m") { $0.service = nil }),
      """
      states    .xxxooooooooo
      episodes  .[--]........
      pay-rto   met, 3m 00s
      pay-rto   missed, 8m 00s
      finding   service-unknown
      """)
  }

  @Test func `that flaps has one episode for gaps shorter than settle`() throws {
    let night = try Night("all  .x.o.x.o..................x.o")
    expect(
      try night.told(rto("10m"), rto("5m") { $0.settle = .minutes(2) }),
      """
      states    .xxooxxoooooooooooooooooooxxo
      episodes  .[-----]..................[-]
      pay-rto   met, 6m 00s
      pay-rto   met, 2m 00s
      """)
  }

  @Test func `is judged by the level that an objective asks for`() throws {
    let night = try Night(
      """
      east  .9..5...9..o.
      west  .......8.o...
      """)
    expect(
      try night.told(rto("4m") { $0.minimumLevel = 80 }, rto("4m")),
      """
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
    expect(
      try night.told(rto("6m"), rto("7m"), rto("7m", .untilValidated)),
      """
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
      run       (......r.............................)
      west db   ..F....O..................F...........
      north db  ............................==.O......
      """)
    expect(
      try night.told(rto("6m"), rpo("0s"), freezeImpact: .degraded),
      """
      states    ..~~~~~ooooooooooooooooooo~~~~~ooooooo
      episodes  ..[----]..................[----]......
      pay-rto   met, 5m 00s
      pay-rpo   met, 0s
      """)
  }

  @Test func `counts what began within the run, although less than settle from an episode before it`() throws {
    let night = try Night(
      """
      run  .....(.......................)....
      all  .x.o...x...o.....................x
      """)
    expect(
      try night.told(rto("5m")),
      """
      states    .xxooooxxxxoooooooooooooooooooooox
      episodes  .[---------].....................[
      pay-rto   met, 4m 00s
      """)
  }

  @Test func `says where an episode from before the run lasts into it`() throws {
    let night = try Night(
      """
      run  ..(...................)
      all  .x..o.................o
      """)
    expect(
      try night.told(rto("5m")),
      """
      states    .xxxooooooooooooooooooo
      episodes  .[--]..................
      pay-rto   unknown, unknown, lacks an end of the episode that began before the run
      finding   episode-from-before-run
      finding   service-up-unimpaired
      """)
  }

  @Test func `waits for its backlog`() throws {
    let night = try Night(
      """
      all  .x...o.........
      run  ..b.......c....
      """)
    expect(
      try night.told(rto("8m", .businessCleared), rto("8m")),
      """
      states    .xxxxoooooooooo
      episodes  .[---].........
      pay-rto   missed, 9m 00s
      pay-rto   met, 4m 00s
      """)
  }

  @Test func `that ended with a no-go before any impact is judged by nothing`() throws {
    expect(
      try Night("run  (..n.)").told(rto("1m"), rpo("0s")),
      """
      states    ......
      episodes  ......
      pay-rto   does not apply
      pay-rpo   does not apply
      """)
    let impact = try Night(
      """
      run  (..n..
      all  .x.o..
      """)
    expect(
      try impact.told(rto("1m")),
      """
      states    .xxooo
      episodes  .[-]..
      pay-rto   missed, 2m 00s
      """)
    expect(
      try Night("run  (.n.g.)").told(rto("1m")),
      """
      states    .......
      episodes  .......
      pay-rto   unknown, unknown, lacks service.observed over the whole run, or impact.none
      """)
  }

  @Test func `of a move loses what was not recoverable when writes stopped, and less after a replay`() throws {
    let night = try Night(
      """
      west db   ..F..........
      north db  R....P.O......
      north db  ..........R...
      """)
    expect(
      try night.told(rpo("1m"), rpo("2m")),
      """
      states    ..............
      episodes  ..............
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
    func last(_ picture: String, _ objectives: Objective...) throws -> [String] {
      try Night(picture).told(payPlan(objectives)).split(separator: "\n").dropFirst(2)
        .map { $0.prefix { $0 != "," }.dropFirst(10) + (($0 + ",").contains(" writes,") ? " by count" : "") }
        .map { String($0) }
    }
    #expect(try last("db  .D..L....", counted(11)) == ["missed by count"])
    #expect(try last("db  .D..L....", counted(12)) == ["met by count"])
    #expect(try last("db  .D..L....", rpo("0s"), rpo("1h")) == ["missed", "unknown"])
    #expect(try last("db  .D..m....", rpo("0s")) == ["unknown"])
    #expect(try last("db  .D..m..M.", rpo("0s"), counted(6)) == ["missed", "missed by count"])
    #expect(try last("db  .D..m..M.m", rpo("0s")) == ["unknown"])
  }

  @Test func `rolled back after the other side took writes is unknown without evidence of those`() throws {
    // What was recoverable in the west before the move says nothing of the writes that the north took.
    let night = try Night(
      """
      west db   RF.........O.
      north db  ..==..O..F...
      """)
    expect(
      try night.told(rpo("5m")),
      """
      states    .............
      episodes  .............
      pay-rpo   unknown, unknown, lacks data.recoverable, or positions in replication.observed, of db
      """)
    let copied = try Night(
      """
      west db   .F........R.O.
      north db  ..==..O..F....
      """)
    expect(
      try copied.told(rpo("0s"), rpo("1m")),
      """
      states    ..............
      episodes  ..............
      pay-rpo   met, 0s
      pay-rpo   met, 0s
      """)
  }

  @Test func `takes announced maintenance out only if it was announced before the impact`() throws {
    let net = rto("5m") { $0.excludesAnnounced = true }
    let announced = try Night(
      """
      run  e...........
      all  ...x......o.
      """)
    expect(
      try announced.told(net),
      """
      states    ...xxxxxxxoo
      episodes  ...[------].
      pay-rto   met, 4m 00s
      """)
    let late = try Night(
      """
      run  ....e.......
      all  ...x......o.
      """)
    expect(
      try late.told(net),
      """
      states    ...xxxxxxxoo
      episodes  ...[------].
      pay-rto   missed, 7m 00s
      finding   maintenance-announced-late
      """)
  }
}
