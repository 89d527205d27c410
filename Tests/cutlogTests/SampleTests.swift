import Foundation
import Testing

/// The samples that a newcomer opens first.
@Suite struct SampleTests {
  static let names = [
    "cloudflare-2019", "fastly-2021", "github-2018", "gitlab-2017", "linear-2024", "roblox-2021", "wikimedia-2023",
  ]

  static func file(_ name: String, _ file: String) -> URL {
    Sandbox.package.appendingPathComponent("samples/\(name)/\(file)")
  }

  @Test func `every folder of a sample is known here`() throws {
    let samples = Sandbox.package.appendingPathComponent("samples")
    let found = try FileManager.default.contentsOfDirectory(atPath: samples.path).filter { name in
      FileManager.default.fileExists(atPath: samples.appendingPathComponent("\(name)/\(name).jsonl.gz").path)
    }
    #expect(found.sorted() == Self.names)
    let page = try String(contentsOf: samples.appendingPathComponent("README.md"), encoding: .utf8)
    for name in Self.names { #expect(page.contains("(\(name)/README.md)")) }
  }

  @Test(arguments: names) func `a sample's stream is closed, trusted and contains its checkpoint`(name: String) throws {
    let sandbox = try Sandbox()
    let stream = Self.file(name, "\(name).jsonl.gz").path
    let outcome = try sandbox.cutlog(
      "verify", stream, "--closed", "--trust", Self.file(name, "trust").path, "--at-least", stream + ".checkpoint")
    #expect(outcome.status == 0, "\(outcome.error)")
    #expect(outcome.output.hasPrefix("closed: example.com/cutlog-sample/\(name)/"))
  }

  @Test(arguments: names) func `a sample's report is what its stream gives today`(name: String) throws {
    let sandbox = try Sandbox()
    let stream = Self.file(name, "\(name).jsonl.gz").path
    let kept = Self.file(name, "report.md")
    let outcome = try sandbox.cutlog("report", stream, "--trust", Self.file(name, "trust").path, "-o", "report.md")
    #expect(outcome.status == 0, "\(outcome.error)")
    let report = try sandbox.text("report.md")
    if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
      try report.write(to: kept, atomically: true, encoding: .utf8)
    }
    #expect(report == (try String(contentsOf: kept, encoding: .utf8)))
  }

  @Test(arguments: names) func `a sample's stream holds the events and the plan of its folder`(name: String) throws {
    let sandbox = try Sandbox()
    let stream = Self.file(name, "\(name).jsonl.gz").path
    let trust = Self.file(name, "trust").path
    let events = try String(contentsOf: Self.file(name, "events.jsonl"), encoding: .utf8).split(separator: "\n")
    let shown = try sandbox.cutlog("show", stream, "--json", "--trust", trust).output
    for line in events { #expect(shown.contains(line.dropLast() + ",\"acceptedtime\"")) }
    let recorded = shown.split(separator: "\n").count { $0.contains(",\"acceptedtime\"") }
    #expect(recorded == events.count)
    #expect(try sandbox.cutlog("extract", stream, "plan", "-o", "plan.yaml", "--trust", trust).status == 0)
    #expect(try sandbox.bytes("plan.yaml") == [UInt8](Data(contentsOf: Self.file(name, "plan.yaml"))))
  }

  @Test func `the commands of the samples' page run as they stand`() throws {
    let sandbox = try Sandbox()
    let page = try String(
      contentsOf: Sandbox.package.appendingPathComponent("samples/README.md"), encoding: .utf8)
    let block = try #require(page.components(between: "```sh\ncd gitlab-2017\n", and: "```"))
    let commands = block.split(separator: "\n")
    #expect(commands.count == 4)
    for command in commands {
      #expect(command.hasPrefix("cutlog "))
      let outcome = try sandbox.bash("cd '\(Sandbox.package.path)/samples/gitlab-2017' && \(command)")
      // An objective is missed.
      #expect(outcome.status == (command.hasPrefix("cutlog objectives") ? 1 : 0), "\(command): \(outcome.error)")
    }
  }

  @Test func `a sample is recorded anew by one command`() throws {
    let sandbox = try Sandbox()
    let samples = Sandbox.package.appendingPathComponent("samples").path
    let outcome = try sandbox.bash(
      """
      mkdir -p samples/fastly-2021 && cp '\(samples)/record' samples
      cp '\(samples)/fastly-2021/plan.yaml' '\(samples)/fastly-2021/events.jsonl' samples/fastly-2021
      CUTLOG='\(Sandbox.program.path)' samples/record fastly-2021 && cd samples/fastly-2021 &&
        cutlog verify fastly-2021.jsonl.gz --closed --trust trust --at-least fastly-2021.jsonl.gz.checkpoint
      """)
    #expect(outcome.status == 0, "\(outcome.error)")
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: sandbox.path("samples/fastly-2021")).sorted() == [
        "events.jsonl", "fastly-2021.jsonl.gz", "fastly-2021.jsonl.gz.checkpoint", "plan.yaml", "report.md", "trust",
      ])
  }
}
