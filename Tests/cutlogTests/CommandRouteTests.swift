import ArgumentParser
import Testing

@testable import cutlog

/// A command line means the same whether its verb is parsed alone, read plainly or found by the whole parser.
@Suite struct CommandRouteTests {
  /// Good and bad lines for all ways.
  static let lines: [[String]] = [
    [], ["--version"], ["--help"], ["-h"], ["help"], ["help", "event"], ["evnt"], ["event"], ["event", "--help"], ["event", "-h"],
    ["event", "--version"], ["event", "s"], ["event", "s", "service.down"], ["event", "s", "service.down", "extra"],
    ["event", "s", "service.down", "--service", "payments", "--json"], ["event", "s", "--service=payments", "service.down"],
    ["event", "s", "service.down", "--service"], ["event", "s", "service.down", "--service", "--json"],
    ["event", "s", "service.down", "--service", "-x"], ["event", "s", "service.down", "--servce", "x"], ["event", "s", "service.down", "-x"],
    ["event", "s", "service.down", "--service", ""], ["event", "", "service.down"], ["event", "s", "--", "service.down"],
    ["event", "s", "--", "-x"], ["event", "-", "service.down"], ["event", "--json", "s", "service.down", "--json"],
    ["event", "s", "service.down", "--task", "a", "--task", "b"], ["event", "s", "x.y", "--at", "noon"], ["event", "s", "x.y", "--at", "2026-11-22T22:00:00+01:00"],
    ["event", "s", "x.y", "--set", "a=1", "--set", "b=two", "--set", "c={\"d\":[true]}"], ["event", "s", "x.y", "--set", "a=1", "--set", "a=2"],
    ["event", "s", "x.y", "--set", "=1"], ["event", "s", "x.y", "--set", "a"], ["event", "s", "x.y", "--id", "i", "--source", "q", "--state", "d"],
    ["event", "s", "x.y", "--dataset", "d", "--layer", "l", "--region", "r", "--gate", "g", "--wave", "w", "--actor", "a", "--mode", "m"],
    ["event", "help", "verify"], ["event", "--task", "event", "s", "x.y"], ["event", "s", "x.y", "--text", "t"], ["event", "s", "x.y", "--e\u{301}t", "t"],
    ["start", "s", "t"], ["start", "s", "t", "--task", "u"], ["start", "s"], ["done", "s", "t", "--set", "a=b"], ["fail", "s", "t", "--json"],
    ["skip", "s", "t", "--actor", "é"], ["note", "s", "it is done", "--task", "t"], ["note", "s", "--dash"], ["note", "s", "a\u{301}", "--set", "text=b"],
    ["verify"], ["verify", "s"], ["verify", "s", "--closed", "--json"], ["verify", "--at-least"], ["show", "s", "--since", "foo"], ["log", "s"], ["redact"],
    ["run", "s", "t", "--", "echo", "--help", "--version", "-x"], ["run", "s", "t", "--json", "--", "a"], ["run", "s", "t"], ["check", "s", "t", "--", "true"],
    ["identity"], ["identity", "--help"], ["plan", "p.yaml"], ["plan", "--help"], ["policy", "list"], ["record", "s"], ["record", "s", "-", "--check"],
    ["record", "s", "a", "b"], ["keygen", "a/b", "-o", "k"], ["keygen", "a/b", "-ok"], ["close", "s", "--key", "k", "--cancel"],
    ["approve", "s", "go-live", "--as", "ann"], ["objectives", "s", "--accept-withheld", "x"], ["forecast", "p", "--draws", "0"],
    ["report", "s", "--experimental-dump-help"], ["event", "--generate-completion-script", "bash"], ["event", "---completion", "s"],
  ]

  /// What a command line comes to: a command with its values, or a message and a status.
  private func outcome(_ parse: () throws -> any ParsableCommand) -> String {
    do {
      let command = try parse()
      // What the parser gives for help can't be told by its values.
      if command is any Verb { return "\(command)" }
      var asked = command
      do { try asked.run() } catch { return "\(CutlogCommand.exitCode(for: error)) \(CutlogCommand.fullMessage(for: error))" }
      return "\(type(of: command))"
    } catch {
      return "\(CutlogCommand.exitCode(for: error)) \(CutlogCommand.fullMessage(for: error))"
    }
  }

  @Test(arguments: lines)
  func `a verb that is parsed alone gives what the whole parser gives, and the same messages`(words: [String]) {
    #expect(outcome { try CutlogCommand.parsed(words) } == outcome { try CutlogCommand.parseAsRoot(words) })
  }

  @Test(arguments: lines)
  func `a line that is read plainly is the command that the parser gives`(words: [String]) throws {
    guard let plain = EventCommand(words) else { return }
    let parsed = try #require(try CutlogCommand.parseAsRoot(words) as? any EventVerb)
    #expect("\(plain)" == "\(parsed.command)")
  }

  @Test func `all usual lines of the six verbs are read plainly`() {
    let plain = Self.lines.filter { EventCommand($0) != nil }
    #expect(Set(plain.map { $0[0] }) == ["event", "start", "done", "fail", "skip", "note"])
    #expect(plain.count == 14)
  }

  @Test(arguments: ["event", "start", "done", "fail", "skip", "note"])
  func `every option of such a verb is read plainly`(verb: String) throws {
    let help = CutlogCommand.helpMessage(for: try #require(VerbTable.type(of: verb)))
    let names = help.split(whereSeparator: \.isNewline).filter { $0.hasPrefix("  --") }
      .map { String($0.dropFirst(2).prefix { $0 != " " }) }.filter { $0 != "--version" }
    #expect(names.count >= 14)
    for name in names {
      let value = name == "--at" ? "2026-11-22T22:00:00Z" : name == "--set" ? "a=b" : "x"
      let line = [verb, "s", "x.y", name] + (name == "--json" ? [] : [value])
      let plain = try #require(EventCommand(line), "\(line)")
      let parsed = try #require(try CutlogCommand.parseAsRoot(line) as? any EventVerb)
      #expect("\(plain)" == "\(parsed.command)")
    }
  }

  @Test func `each verb is found by the name that its help gives it`() {
    for group in VerbTable.groups {
      for entry in group.verbs { #expect(entry.type._commandName == entry.word) }
    }
    #expect(VerbTable.type(of: "redact") == nil)
  }

  @Test func `the version is told alone and by the parser alike`() throws {
    let sandbox = try Sandbox()
    let told = try sandbox.cutlog("--version")
    #expect(told.status == 0 && told.output == CutlogCommand.configuration.version + "\n" && told.error.isEmpty)
    #expect(try sandbox.cutlog("--version", "--version").output == told.output)
  }
}
