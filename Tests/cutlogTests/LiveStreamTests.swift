import Foundation
import JSONText
import Testing

/// Reading verbs beside those that write.
@Suite struct LiveStreamTests {
  /// Feeds a running `record -`, reads before, between and at the same time as everything that writes, and keeps each
  /// answer as `VERB.NUMBER` with its status in `VERB.NUMBER.status`. It goes on as soon as a reader sees what was fed.
  private static let script = """
    mkfifo feed
    cutlog record night.jsonl.gz - < feed > recorded 2> recorded.error &
    recorder=$!
    exec 3> feed
    number=0
    ask() { # one answer of each reading verb
      number=$((number + 1))
      cutlog verify night.jsonl.gz --json > verify.$1.$number 2> verify.$1.$number.error; echo $? > verify.$1.$number.status
      cutlog show night.jsonl.gz --json > show.$1.$number 2> show.$1.$number.error; echo $? > show.$1.$number.status
      cutlog objectives night.jsonl.gz --json > objectives.$1.$number 2> objectives.$1.$number.error
      echo $? > objectives.$1.$number.status
    }
    for turn in 1 2 3 4; do
      printf '%s\\n' "${event/ID/live$turn}" >&3
      for attempt in $(seq 500); do
        ask before
        grep -q '"id":"live'$turn'"' show.before.$number && break
      done
      # The recorder waits for its input now: what a crash of another writer leaves, and that writer's next attempt.
      head -c $((turn * 37)) night.jsonl.gz >> night.jsonl.gz
      cutlog note night.jsonl.gz "beside $turn" > noted.$turn 2> noted.$turn.error &
      writer=$!
      ask beside
      wait $writer || exit 1
    done
    exec 3>&-
    wait $recorder
    """

  @Test func `readers beside a running recorder see whole sealed lines, ever more of them, and nothing altered`() throws {
    let sandbox = try Sandbox.withOpenStream()
    let feed =
      #"{"specversion":"1.0","id":"ID","source":"/feed","type":"dev.cutlog.note.added","time":"2026-11-22T22:00:00Z","data":{"text":"fed"}}"#
    let outcome = try sandbox.bash(Self.script, environment: ["event": feed])
    let complaint = try sandbox.text("recorded.error")
    #expect(outcome.status == 0, "\(outcome.error)\(complaint)")
    #expect(try sandbox.text("recorded").hasPrefix("accepted 4, duplicates 0, refused 0"))

    func answers(_ verb: String) throws -> [String] {
      let names = try sandbox.names().filter { $0.hasPrefix("\(verb).") && $0.split(separator: ".").count == 3 }
      return names.sorted { Self.number($0) < Self.number($1) }
    }
    var size: Int64 = 0
    for name in try answers("verify") {
      try expectStatus(0, of: name, in: sandbox)
      let verification = try JSONValue(parsing: sandbox.bytes(name))["verification"]
      #expect(verification?["verdict"]?.string == "open", "\(name)")
      #expect(verification?["container"]?.string == "as-written", "\(name)")
      #expect(verification?["findings"]?.array?.isEmpty == true, "\(name)")
      let seen = try #require(verification?["size"]?.integer)
      #expect(seen >= size, "\(name)")
      size = seen
    }
    var lines: [Substring] = []
    for name in try answers("show") {
      try expectStatus(0, of: name, in: sandbox)
      let text = try sandbox.text(name)
      let shown = text.dropLast().split(separator: "\n", omittingEmptySubsequences: false)
      #expect(text.hasSuffix("}\n"), "\(name)")
      #expect(shown.last?.contains(#""type":"dev.cutlog.seal""#) == true, "\(name)")
      #expect(Array(shown.prefix(lines.count)) == lines, "\(name)")
      lines = shown
    }
    for name in try answers("objectives") {
      // Undecided as long as the run goes on.
      try expectStatus(3, of: name, in: sandbox)
      let stream = try JSONValue(parsing: sandbox.bytes(name))["streams"]?.array?.first
      #expect(stream?["verdict"]?.string == "open", "\(name)")
    }
    let ids = try sandbox.events("note.added").compactMap { $0["id"]?.string }
    #expect(ids.filter { $0.hasPrefix("live") } == ["live1", "live2", "live3", "live4"])
    #expect(ids.count == 8)
    #expect(try sandbox.events("stream.recovered").count == 4)
    try sandbox.expectVerified()
  }

  private func expectStatus(_ status: Int, of name: String, in sandbox: Sandbox) throws {
    let error = try sandbox.text("\(name).error")
    #expect(try sandbox.text("\(name).status") == "\(status)\n", "\(name): \(error)")
  }

  private static func number(_ name: String) -> Int { name.split(separator: ".").last.flatMap { Int($0) } ?? -1 }
}
