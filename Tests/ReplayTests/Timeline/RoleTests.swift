import Testing

@testable import Replay

@Suite struct `Roles` {
  @Test func `are held until the next one takes them`() throws {
    let told = try timeline(
      """
      22:00 role.taken lead by=alice
      22:01 role.taken dba by=bob
      22:10 role.taken lead by=alice
      22:30 role.taken lead by=carol from=alice
      """)
    #expect(told.roles.map(\.marble) == ["lead alice 22:00–22:30", "lead carol 22:30–?", "dba bob 22:01–?"])
    #expect(told.rules == [])
  }

  @Test func `were held by whom they were taken over from, since when isn't known`() throws {
    let told = try timeline("22:30 role.taken lead by=carol from=alice")
    #expect(told.roles.map(\.marble) == ["lead alice ?–22:30", "lead carol 22:30–?"])
  }

  @Test func `taken over from somebody who didn't hold them are a finding`() throws {
    let told = try timeline("22:00 role.taken lead by=alice\n22:30 role.taken lead by=carol from=bob")
    #expect(told.roles.map(\.marble) == ["lead alice 22:00–22:30", "lead carol 22:30–?"])
    #expect(told.rules == ["role-handover-contradicted"])
  }

  @Test func `without a name are a finding, without a holder are kept`() throws {
    let told = try timeline("22:00 role.taken by=alice\n22:30 role.taken lead")
    #expect(told.roles.map(\.marble) == ["lead ? 22:30–?"])
    #expect(told.rules == ["role-missing"])
  }
}
