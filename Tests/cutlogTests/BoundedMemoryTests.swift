import Foundation
import JSONText
import Testing

/// However large or endless what is given, it is refused or found in memory that doesn't grow with it.
@Suite struct BoundedMemoryTests {
  /// The outcome of a line of bash, and the most memory that any of its processes had resident.
  private struct Measured {
    var outcome: Sandbox.Outcome
    var kilobytes: Int
  }

  /// Asks the system for the peak of the processes; address space is limited as well, so that none takes the machine.
  private static let meter = """
    import os, resource, sys
    child = os.fork()
    if child == 0:
        resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30))
        os.execv("/bin/bash", ["bash", "-c", sys.argv[2]])
    _, status, usage = os.wait4(child, 0)
    with open(sys.argv[1], "w") as file: file.write(str(usage.ru_maxrss))
    sys.exit(os.waitstatus_to_exitcode(status) % 256)
    """

  private func measure(_ sandbox: Sandbox, _ script: String) throws -> Measured {
    let outcome = try sandbox.run(
      URL(fileURLWithPath: "/usr/bin/python3"), ["-c", Self.meter, ".peak", script])
    return Measured(outcome: outcome, kilobytes: try #require(Int(try sandbox.text(".peak"))))
  }

  /// What it takes to do nothing, and a stream with its windows and workers: some 60 MB more in practice.
  private func limit(_ sandbox: Sandbox) throws -> Int {
    let idle = try measure(sandbox, "cutlog --version")
    #expect(idle.outcome.status == 0)
    return idle.kilobytes + 200_000
  }

  @discardableResult
  private func python(_ sandbox: Sandbox, _ script: String) throws -> Sandbox.Outcome {
    let outcome = try sandbox.run(URL(fileURLWithPath: "/usr/bin/python3"), ["-c", script])
    #expect(outcome.status == 0, "\(outcome.error)")
    return outcome
  }

  private func expectRefused(
    _ sandbox: Sandbox, _ commands: [String], statuses: Set<Int32> = [2], limit: Int,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    for command in commands {
      let measured = try measure(sandbox, command)
      let said = "\(command): \(measured.outcome.error.prefix(300))"
      #expect(statuses.contains(measured.outcome.status), "\(said)", sourceLocation: sourceLocation)
      #expect(measured.kilobytes < limit, "\(said)", sourceLocation: sourceLocation)
      #expect(!measured.outcome.error.contains("Fatal error"), "\(said)", sourceLocation: sourceLocation)
      #expect(measured.outcome.error.utf8.count < 100_000, "\(command)", sourceLocation: sourceLocation)
    }
  }

  @Test func `a line of 10 or 100 MB is refused by record, from a file and from a pipe`() throws {
    let sandbox = try Sandbox.withOpenStream()
    try python(
      sandbox,
      """
      head = '{"specversion":"1.0","id":"x","source":"/t","type":"dev.cutlog.note.added","time":"2026-11-22T21:57:59Z","data":{"text":"'
      for size in 10, 100:
          open("event%d" % size, "w").write(head + "x" * size * 1000000 + '"}}\\n')
          open("word%d" % size, "w").write("x" * size * 1000000)
          open("deep%d" % size, "w").write("[" * size * 1000000 + "\\n")
      """)
    let before = try sandbox.bytes("night.jsonl.gz")
    let limit = try limit(sandbox)
    for kind in ["event", "word", "deep"] {
      let commands = [10, 100].flatMap { size in
        ["cutlog record night.jsonl.gz \(kind)\(size)", "cat \(kind)\(size) | cutlog record night.jsonl.gz -"]
      }
      try expectRefused(sandbox, commands + ["cutlog record night.jsonl.gz \(kind)10 --check"], limit: limit)
    }
    #expect(try sandbox.bytes("night.jsonl.gz") == before)
    // Of what a live feed brings the rest of the line is skipped, and what follows is recorded.
    try sandbox.write(Sandbox.run.joined(separator: "\n"), to: "run")
    let fed = try measure(sandbox, "cat event10 run | cutlog record night.jsonl.gz - --quarantine refused --json")
    #expect(fed.outcome.status == 0, "\(fed.outcome.error)")
    #expect(fed.kilobytes < limit)
    let answer = try JSONValue(parsing: Array(fed.outcome.output.utf8))
    #expect(answer["accepted"]?.integer == Int64(Sandbox.run.count))
    #expect(answer["refused"]?.integer == 1)
    #expect(try sandbox.bytes("refused").count < 2_000_000)
  }

  /// Makes members that inflate to so many times 1 MiB without a line end, alone and behind a stream.
  private static let bombs = """
    import zlib, struct, sys
    plain = bytes([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF])
    block = bytes([0x1F, 0x8B, 8, 4, 0, 0, 0, 0, 0, 0xFF, 6, 0, 0x42, 0x43, 2, 0])
    stream = open("night.jsonl.gz", "rb").read()
    def member(head, unit, count):
        deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
        body = deflate.compress(unit * (1 << 20)) + deflate.flush(zlib.Z_FULL_FLUSH)
        return head + body * count + b"\\x03\\x00" + struct.pack("<II", 0, (count << 20) & 0xFFFFFFFF)
    for count in 10, 4096:
        for name, head in ("plain", plain), ("block", block + b"\\xFF\\xFF"), ("short", block + b"\\x40\\x00"):
            bomb = member(head, b"x", count)
            open("%s%d.gz" % (name, count), "wb").write(bomb)
            open("behind-%s%d.gz" % (name, count), "wb").write(stream + bomb)
    """

  @Test func `a member that inflates to 10 MB or 4 GB without a line end is found out in bounded memory`() throws {
    let sandbox = try Sandbox.withOpenStream()
    try python(sandbox, Self.bombs)
    let limit = try limit(sandbox)
    for name in ["plain10", "plain4096", "block4096", "short4096"] {
      try expectRefused(
        sandbox, ["cutlog verify \(name).gz --json", "cutlog show \(name).gz", "cat \(name).gz | cutlog show -"],
        limit: limit)
      let behind = try measure(sandbox, "cutlog verify behind-\(name).gz --json")
      #expect(behind.kilobytes < limit, "\(name)")
      let verification = try JSONValue(parsing: Array(behind.outcome.output.utf8))["verification"]
      // The log before it stands.
      #expect(behind.outcome.status == (verification?["container"]?.string == "damaged" ? 1 : 0), "\(name)")
      #expect(verification?["verdict"]?.string == "open", "\(name)")
      #expect(verification?["size"]?.integer == 4, "\(name)")
      let shown = try measure(sandbox, "cutlog show behind-\(name).gz --json | tail -n 1")
      #expect(shown.kilobytes < limit, "\(name)")
      #expect(shown.outcome.output.contains(#""id":"seal-4""#), "\(name)")
    }
  }

  @Test func `a plan that multiplies itself, is nested without end or holds megabytes in one scalar or in many values takes little memory`() throws {
    let sandbox = try Sandbox()
    try python(
      sandbox,
      """
      head, tail = "plan: p\\nversion: 1\\n", "tasks:\\n  - { id: a, duration: 5m }\\n"
      def plan(name, middle): open(name, "w").write(head + middle + tail)
      bomb, last = "a: &a [x,x,x,x,x,x,x,x,x]\\n", "a"
      for name in "bcdefghij":
          bomb += "%s: &%s [%s]\\n" % (name, name, ",".join(["*" + last] * 9)); last = name
      plan("bomb.yaml", bomb)
      plan("merge.yaml", "x: &x { a: 1 }\\n" + "y: { <<: *x }\\n")
      plan("brackets.yaml", "x: " + "[" * 100000 + "]" * 100000 + "\\n")
      plan("braces.yaml", "x: " + "{ a: " * 100000 + "}" * 100000 + "\\n")
      plan("dashes.yaml", "x:\\n" + "".join(" " * level + "- \\n" for level in range(1, 1000)))
      plan("key.yaml", "x" * 3900000 + ": 1\\n")
      plan("stars.yaml", "title: " + "*a " * 1000000 + "\\n")
      plan("title.yaml", "title: " + "x" * 3900000 + "\\n")
      open("id.yaml", "w").write("plan: p\\nversion: 1\\ntasks:\\n  - { id: " + "a" * 3900000 + ", duration: 5m }\\n")
      open("duration.yaml", "w").write("plan: p\\nversion: 1\\ntasks:\\n  - { id: a, duration: " + "9" * 3900000 + "m }\\n")
      open("version.yaml", "w").write("plan: p\\nversion: " + "9" * 3900000 + "\\n" + tail)
      plan("many.yaml", "x: [" + "a," * 249000 + "a]\\n")
      plan("lines.yaml", "# \\n" * 499000)
      plan("toomany.yaml", "x: [" + "a," * 1500000 + "a]\\n")
      open("brackets.json", "w").write("[" * 4000000)
      open("braces.json", "w").write('{"a":' * 1000000)
      """)
    let limit = try limit(sandbox)
    let refused = [
      "bomb.yaml", "merge.yaml", "brackets.yaml", "braces.yaml", "dashes.yaml", "key.yaml", "stars.yaml", "duration.yaml",
      "version.yaml", "many.yaml", "toomany.yaml", "brackets.json", "braces.json",
    ]
    try expectRefused(sandbox, refused.map { "cutlog plan \($0)" }, limit: limit)
    try expectRefused(sandbox, ["title.yaml", "id.yaml"].map { "cutlog plan \($0) --json" }, statuses: [0, 2], limit: limit)
    try sandbox.expect("keygen", "a/b", "-o", "k")
    // A title may be long, but not so long that the stream's first lines can't hold it as a document.
    try expectRefused(sandbox, refused.map { "cutlog open s.gz --plan \($0) --key k" }, limit: limit)
    #expect(!sandbox.exists("s.gz"))
  }

  @Test func `what never ends is refused wherever something small is read`() throws {
    let sandbox = try Sandbox.withOpenStream()
    try sandbox.expect("prove", "night.jsonl.gz", "--index", "1", "-o", "proof")
    try sandbox.bash("cutlog show night.jsonl.gz --json | sed -n 2p > line")
    let limit = try limit(sandbox)
    let before = try sandbox.bytes("night.jsonl.gz")
    for source in ["/dev/zero", "<(yes '— a')"] {
      try expectRefused(
        sandbox,
        [
          "cutlog check-proof \(source) line", "cutlog check-proof proof \(source)",
          "cutlog check-proof proof line --log \(source)", "cutlog check-proof proof line --trust \(source)",
          "cutlog sign \(source) --key ops.key", "cutlog recover night.jsonl.gz --key \(source)",
          "cutlog anchor night.jsonl.gz --attach \(source)", "cutlog anchor night.jsonl.gz --attach proof --trust \(source)",
          "cutlog close night.jsonl.gz --signature \(source)", "cutlog close night.jsonl.gz --key \(source)",
          "cutlog approve night.jsonl.gz go --statement \(source) --signature proof",
          "cutlog approve night.jsonl.gz go --statement proof --signature \(source)",
          "cutlog attach night.jsonl.gz \(source)", "cutlog revise night.jsonl.gz --plan \(source) --reason r",
          "cutlog verify night.jsonl.gz --at-least \(source)", "cutlog record night.jsonl.gz \(source)",
          "cutlog withhold \(source) --index 1 --reason secret -o out", "cutlog prove \(source) --index 1 -o out",
        ], limit: limit)
    }
    #expect(try sandbox.bytes("night.jsonl.gz") == before)
    #expect(try sandbox.names().filter { $0.hasPrefix("out") } == [])
  }
}
