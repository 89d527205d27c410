import CutoverModel
import TestSupport
import Testing

@testable import Replay

@Suite struct `The words of an entry` {
  private func words(
    _ type: String, _ attributes: [String: String] = [:], _ data: String? = nil
  ) throws -> String {
    let entries = try timeline([event(type, at: clock(0), attributes, data: data)]).entries
    return entries.map { "\($0.kind.rawValue): \($0.title)\($0.text.map { " (\($0))" } ?? "")" }
      .joined(separator: "; ")
  }

  @Test func `name what the event is about`() throws {
    #expect(
      try words(
        "dns.changed", [:],
        #"{"name":"pay.example.com","answers":["10.2.0.8","10.2.0.9"],"ttl":30}"#)
        == "system: dns changed: pay.example.com (answers 10.2.0.8 10.2.0.9, ttl 30)")
    #expect(
      try words("consumer.bound", [:], #"{"topic":"payments","group":"settle","side":"target"}"#)
        == "system: consumer bound: payments (settle) (side target)")
    #expect(
      try words("data.reconciled", ["dataset": "db"], #"{"matches":true,"source":5,"target":5}"#)
        == "data: data reconciled: db (matches true, source 5, target 5)")
    #expect(
      try words("traffic.shifted", ["subject": "lb/pay"], #"{"to":"target","percent":50}"#)
        == "system: traffic shifted: lb/pay (to target, percent 50)")
    #expect(
      try words("source.clock", [:], #"{"source":"/db","offset":"PT1H","reason":"winter time"}"#)
        == "correction: source clock: /db (offset PT1H. winter time)")
  }

  @Test func `leave signatures out`() throws {
    #expect(
      try words(
        "gate.approved", ["gate": "go"], #"{"statement":"cutlog/act/v1","signature":"AAAA"}"#)
        == "gate: gate go approved")
  }

  @Test func `tell what the writer wrote`() throws {
    #expect(
      try words("incident.declared", [:], #"{"severity":"1"}"#)
        == "incident: incident declared (severity 1)")
    #expect(
      try words("role.taken", [:], #"{"role":"lead","from":"bob"}"#)
        == "role: role lead taken (from bob)")
    #expect(
      try words("event.retracted", [:], #"{"about":{"source":"/a","id":"e7"},"reason":"typo"}"#)
        == "correction: event e7 retracted (typo)")
    #expect(
      try words("service.down", ["service": "pay", "region": "west"])
        == "impact: pay down in west")
  }

  @Test(arguments: EventKind.allCases) func `exist for every kind of event`(kind: EventKind) throws
  {
    let told = try words(kind.rawValue)
    #expect(told.hasPrefix("\(kind.entryKind.rawValue): "))
    #expect(!told.hasSuffix(": "))
  }
}
