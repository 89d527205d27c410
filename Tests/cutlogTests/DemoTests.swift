import Foundation
import JSONText
import TestSupport
import Testing

/// What a newcomer meets first: the demo and the commands of the pages.
@Suite struct DemoTests {
  @Test func `the demo records, seals, verifies and judges, and leaves everything in its folder`() throws {
    let sandbox = try Sandbox()
    let outcome = try sandbox.cutlog("demo")
    #expect(outcome.status == 0, "\(outcome.error)")
    #expect(outcome.error == "")
    let streams = ["failback.jsonl.gz", "live.jsonl.gz", "rehearsal-2.jsonl.gz"]
    let sample = Sandbox.package.appendingPathComponent("samples/aks-payments")
    let inputs = [
      "failback.jsonl", "live.jsonl", "plan-failback.yaml", "plan-v2.yaml", "plan.yaml", "rehearsal-2.jsonl",
    ]
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: sandbox.path("cutlog-demo")).sorted()
        == (["demo.key", "demo.key.pub", "report.html", "report.md", "trust"] + streams + streams.map { $0 + ".checkpoint" } + inputs)
        .sorted())
    #expect(!sandbox.exists(".config"))
    #expect(!sandbox.exists(".state"))
    for name in inputs {
      #expect(
        try Data(contentsOf: sample.appendingPathComponent(name)) == Data(try sandbox.bytes("cutlog-demo/\(name)")))
    }
    // Every event of each run goes in, none twice.
    for name in ["rehearsal-2", "live", "failback"] {
      let count = try sandbox.text("cutlog-demo/\(name).jsonl").split(separator: "\n").count
      #expect(outcome.output.contains("accepted \(count), duplicates 0, refused 0"))
    }
    // The same night by two clocks: 21:30:41 to 22:21:51, and 21:39:05 to 22:21:51.
    #expect(outcome.output.contains("51m 10s (51m 09s … 51m 11s)"))
    #expect(outcome.output.contains("42m 46s (42m 45s … 42m 47s)"))
    let types = try sandbox.bash("zcat cutlog-demo/live.jsonl.gz | jq -c .type | wc -l")
    // Four lines of the opening, a key and a seal behind the events, the closing line and its seal, the opening's seal.
    let events = try sandbox.text("cutlog-demo/live.jsonl").split(separator: "\n").count
    #expect(types.output == "\(events + 9)\n")
  }

  @Test func `the commands that the demo shows can be typed and give what was shown`() throws {
    let sandbox = try Sandbox()
    let lines = try sandbox.cutlog("demo", "first look").output.split(separator: "\n").map(String.init)
    let commands = lines.filter { $0.hasPrefix("$ cutlog ") }.map { String($0.dropFirst(2)) }
    #expect(commands.count == 27)
    let reading = ["verify", "objectives", "show", "plan", "status", "variance", "compare", "forecast", "audit"].map { "cutlog \($0) " }
    for command in commands.filter({ command in reading.contains { command.hasPrefix($0) } }) {
      let typed = try sandbox.bash(command)
      #expect(typed.error == "")
      #expect(typed.status == 0)
      // The demo breaks long lines, a command whose output goes elsewhere doesn't.
      for line in typed.output.split(separator: "\n").prefix(3) where line.count < 100 { #expect(lines.contains(String(line))) }
    }
  }

  @Test func `the demo refuses a folder that has something in it`() throws {
    let sandbox = try Sandbox()
    try sandbox.write("mine", to: "precious")
    let outcome = try sandbox.cutlog("demo", ".")
    #expect(outcome.status == 2)
    #expect(outcome.error.hasPrefix("cutlog: error: .: is not empty"))
    #expect(try sandbox.names() == ["precious"])
  }

  @Test func `the incident of October 2018 gives the figures that its page expects`() throws {
    let sandbox = try Sandbox()
    let sample = Sandbox.package.appendingPathComponent("samples/github-2018")
    let outcome = try sandbox.cutlog(
      "objectives", sample.appendingPathComponent("github-2018.jsonl.gz").path, "--trust",
      sample.appendingPathComponent("trust").path, "--json")
    #expect(outcome.status == 1)
    let document = try JSONValue(parsing: Array(outcome.output.utf8))
    func objective(_ id: String) -> JSONValue? { document["objectives"]?.array?.first { $0["id"]?.string == id } }
    let cleared = objective("invented-cleared")
    #expect(cleared?["verdict"]?.string == "missed")
    #expect(cleared?["seconds"]?.integer == 87_060)
    #expect(cleared?["lowerSeconds"]?.integer == 87_000)
    #expect(cleared?["upperSeconds"]?.integer == 87_120)
    #expect(cleared?["from"]?["id"]?.string == "g02-degraded")
    #expect(cleared?["to"]?["id"]?.string == "g36-pages-cleared")
    let business = objective("invented-business")
    #expect(business?["verdict"]?.string == "met")
    #expect(business?["seconds"]?.integer == 63_120)
    #expect(business?["to"]?["id"]?.string == "g29-up")
    #expect(objective("invented-declared")?["verdict"]?.string == "unknown")
    let accepted = objective("invented-accepted")
    #expect(accepted?["verdict"]?.string == "unknown")
    #expect(accepted?["missing"]?.array?.first?.string?.contains("service.accepted") == true)
    #expect(objective("invented-mysql")?["verdict"]?.string == "missed")
    #expect(document["problems"]?.array?.contains { $0["rule"]?.string == "plan-written-afterwards" } == true)
  }

  /// The lines of a page's `sh` blocks that call the program.
  private func commands(of page: String) throws -> [String] {
    let text = try String(contentsOf: Sandbox.package.appendingPathComponent(page), encoding: .utf8)
    var commands: [String] = []
    var isShell = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("```") { isShell = line == "```sh" }
      if isShell, line.hasPrefix("cutlog ") { commands.append(String(line)) }
    }
    return commands
  }

  @Test(arguments: ["README.md", "samples/github-2018/README.md", "samples/aks-payments/README.md"])
  func `the commands of the page run as they stand`(page: String) throws {
    let sandbox = try Sandbox()
    let commands = try commands(of: page)
    #expect(commands.count >= 5)
    if page == "README.md" {
      try sandbox.write(Sandbox.plan, to: "plan.yaml")
      try sandbox.write(Sandbox.run.joined(separator: "\n") + "\n", to: "events.jsonl")
    } else {
      let sample = Sandbox.package.appendingPathComponent(page).deletingLastPathComponent()
      for name in try FileManager.default.contentsOfDirectory(atPath: sample.path) {
        try FileManager.default.copyItem(
          at: sample.appendingPathComponent(name), to: sandbox.folder.appendingPathComponent(name))
      }
    }
    for command in commands {
      let outcome = try sandbox.bash(command)
      // A verdict is an answer: what is judged may be missed or unknown.
      let isJudging = ["cutlog objectives", "cutlog audit"].contains { command.hasPrefix($0) } || command.contains("--expected")
      let allowed: Set<Int32> = isJudging ? [0, 1, 3] : [0]
      #expect(allowed.contains(outcome.status), "\(command): \(outcome.error)")
    }
  }
}
