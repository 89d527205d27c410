import TestSupport
import Testing

@testable import Replay

/// Whatever a remark holds, it either corrects something or is a finding.
@Suite struct `Remarks of any form` {
  private static let values = [
    "null", "true", "1", "-1e9", "\"\"", #""d1""#, #""/test""#, #""PT1H""#, #""-PT5S""#, "[]", "[1]", "{}",
    #"{"source":"/test","id":"d1"}"#, #"{"source":"/test","id":"x"}"#, #"{"source":"ops/a","id":"d1"}"#,
    #"{"id":"d1"}"#, #"{"time":"2026-11-22T22:09:00Z"}"#, #"{"time":""}"#, #"{"id":"y","region":"r"}"#,
    #"{"data.a":{"b":[null]},"service":null}"#, #"{"service":{"a":1}}"#, #"{"\u0000":"\u0000","data.":1}"#,
    #"{"data.\ud83d\ude00":"\"\\"}"#, #"{"timeaccuracy":"soon"}"#, #"{"mode":7}"#,
  ]
  /// What makes a member whole.
  private static let usual = ["about": values[12], "source": values[6], "offset": values[7], "set": values[16]]

  @Test(arguments: 0..<20)
  func `correct something or are a finding, and nothing crashes`(seed: Int) throws {
    var random = FixedRandom(UInt64(seed))
    var effects = 0
    for _ in 0..<50 {
      let type = ["event.amended", "event.retracted", "source.clock"].randomElement(using: &random) ?? ""
      var members: [String] = []
      for name in ["about", "set", "source", "offset", "accuracy", "reason"] {
        let isUsual = Int.random(in: 0..<3, using: &random) > 0
        let value = isUsual ? Self.usual[name] : Self.values.randomElement(using: &random)
        if let value { members.append("\"\(name)\":\(value)") }
      }
      var lines = story("22:00 d1 service.down service=pay\n22:10 u1 service.up service=pay")
      lines.append(
        event(type, at: "2026-11-22T22:30:00Z", id: "x", source: "/other", data: "{\(members.joined(separator: ","))}"))
      let (_, summary) = try correcting(ObjectivesFold(plan: payPlan([rto("5m")])), over: lines.placed)
      #expect(try correcting(TimelineFold(), over: lines.placed).summary == summary)
      #expect(!summary.isEmpty || summary.findings.contains { $0.indexes == [3] }, "\(lines[3])")
      if !summary.isEmpty { effects += 1 }
    }
    #expect(effects > 0 && effects < 50)
  }
}
