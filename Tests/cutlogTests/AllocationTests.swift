import Foundation
import Testing

/// What reading allocates is counted by a library that stands before the system's allocator.
@Suite struct AllocationTests {
  private static let events = 4_000

  /// Writes events of three kinds into a file, most of them such as a night has by the hundred thousand.
  private func write(_ count: Int, to name: String, in sandbox: Sandbox) throws {
    var text = ""
    for number in 0..<count {
      let head = #"{"specversion":"1.0","id":"\#(name)-\#(number)-of-the-night","source":"/cluster/ne/probe-\#(number % 7)""#
      let time = #""time":"2026-11-22T21:\#(10 + number / 60 % 40):\#(10 + number % 50).\#(100 + number % 900)Z""#
      switch number % 10 {
      case 0..<6:
        text += #"\#(head),"type":"dev.cutlog.queue.observed",\#(time),"subject":"queue/settlement-\#(number % 50)","service":"payments","data":{"queue":"settlement","side":"target","depth":\#(number % 5_000)}}"#
      case 6..<9:
        text += #"\#(head),"type":"dev.cutlog.replication.observed",\#(time),"subject":"database/payments","dataset":"payments-db","data":{"side":"target","sourcePosition":"\#(number * 131)","targetPosition":"\#(number * 131)","inSync":true,"lagSeconds":0.\#(number % 9)}}"#
      default:
        text += #"\#(head),"type":"dev.cutlog.note.added",\#(time),"subject":"deployment/payments/api","actor":"alice@example.com","data":{"text":"step \#(number) of the night looks good from here, going on"}}"#
      }
      text += "\n"
    }
    try sandbox.write(text, to: name)
  }

  /// The program of the tests is not optimised and allocates where the released one doesn't, so a number of allocations is
  /// allowed; one more for an event exceeds it. That the released one needs none, `Tests/bench/instructions` shows.
  @Test(arguments: [("verify", 3.8), ("objectives", 13.1)])
  func `an event costs no more allocations than are known, neither when it is verified nor when it is folded`(
    verb: String, most: Double
  ) throws {
    let sandbox = try Sandbox()
    let source = Sandbox.package.appendingPathComponent("Tests/bench/allocations.c").path
    #expect(try sandbox.bash("cc -O1 -fPIC -shared -o .allocations.so \(source)").status == 0)
    try sandbox.expect("keygen", "example.com/lead", "-o", "key", "--trust", "trust")
    try sandbox.write(
      """
      plan: night
      version: 1
      services: [ { id: payments, datasets: [payments-db] } ]
      objectives: [ { id: rpo, metric: rpo, dataset: payments-db, limit: 0s } ]
      tasks: [ { id: move, duration: 5m } ]

      """, to: "plan.yaml")
    var counts: [Int] = []
    for factor in [1, 2] {
      let name = "events\(factor)"
      try write(Self.events * factor, to: name, in: sandbox)
      try sandbox.expect("open", "\(name).gz", "--plan", "plan.yaml", "--key", "key")
      try sandbox.expect("record", "\(name).gz", name)
      let outcome = try sandbox.cutlog(
        verb, "\(name).gz", "--trust", "trust",
        environment: ["LD_PRELOAD": sandbox.path(".allocations.so"), "ALLOCATIONS": sandbox.path(".count")])
      #expect([0, 1, 3].contains(outcome.status), "\(outcome.error)")
      counts.append(try #require(Int(try sandbox.text(".count").trimmingCharacters(in: .newlines))))
    }
    // What starting and the opening cost is in both.
    let each = Double(counts[1] - counts[0]) / Double(Self.events)
    #expect(each < most, "\(each) allocations an event")
  }
}
