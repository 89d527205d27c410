import Foundation
import JSONText
import TestSupport
import Testing

/// `report --check`: whether a report follows from streams.
@Suite struct ReportCheckTests {
  /// What a check said.
  private struct Answer {
    var status: Int32
    var verdict: String?
    var differences: [JSONValue]
    var rules: Set<String>
    var error: String

    func differences(of kind: String) -> [JSONValue] { differences.filter { $0["kind"]?.string == kind } }
    var kinds: Set<String> { Set(differences.compactMap { $0["kind"]?.string }) }
    var lines: [Int] { differences(of: "content").compactMap { $0["line"]?.integer.map { Int($0) } } }
  }

  private static let policy = """
    policy: ours
    version: 2
    controls: [ { id: C1, title: One } ]
    rules:
      - { id: begins, title: A run begins, why: it does, severity: low, controls: [C1], template: existence, activation: run.began }
      - { id: quiet, title: Nothing is noted, why: it is, severity: high, controls: [C1], template: absence, activation: note.added }
    """

  private func check(_ sandbox: Sandbox, _ file: String, _ arguments: String...) throws -> Answer {
    let outcome = try sandbox.run(Sandbox.program, ["report", "--check", file, "--json"] + arguments)
    let document = try JSONValue(parsing: Array(outcome.output.utf8))
    return Answer(
      status: outcome.status, verdict: document["verdict"]?.string,
      differences: document["check"]?["differences"]?.array ?? [],
      rules: Set(document["problems"]?.array?.compactMap { $0["rule"]?.string } ?? []), error: outcome.error)
  }

  /// Writes a copy of a file with a text replaced.
  private func alter(_ sandbox: Sandbox, _ file: String, _ old: String, _ new: String, to copy: String) throws {
    let text = try sandbox.text(file)
    #expect(text.contains(old), "\(old) is not in \(file)")
    try sandbox.write(text.replacing(old, with: new), to: copy)
  }

  private static let forms = [
    ("run.md", "run"), ("run.json", "run"), ("audit.md", "audit"), ("audit.json", "audit"), ("audit.csv", "audit"),
    ("audit.oscal.json", "audit"), ("record.md", "test-record"), ("record.json", "test-record"),
  ]

  // MARK: - It follows

  @Test(arguments: SampleTests.names + ["aks-payments"])
  func `each form of a report of a sample follows, and doesn't once it is altered`(name: String) throws {
    let sandbox = try Sandbox()
    let isPayments = name == "aks-payments"
    let stream = SampleTests.file(name, "\(isPayments ? "live" : name).jsonl.gz").path
    let trust = SampleTests.file(name, "trust").path
    try sandbox.write(Self.policy, to: "ours.yaml")
    for (file, form) in Self.forms {
      try sandbox.expect("report", stream, "--trust", trust, "--policy", "ours.yaml", "--form", form, "-o", file)
      let answer = try check(sandbox, file, stream, "--trust", trust, "--policy", "ours.yaml")
      #expect(answer.verdict == "follows", "\(file): \(answer)")
      #expect(answer.status == 0 && answer.differences.isEmpty, "\(file): \(answer)")
      var bytes = try sandbox.bytes(file)
      // A digit in the middle; of a CSV file a letter at the front of a row, for half of it may be what was asked.
      let place = try #require(
        file.hasSuffix(".csv")
          ? bytes.firstIndex { $0 == 0x0A }.map { $0 + 3 }
          : bytes[..<(bytes.count / 2)].lastIndex { (0x31...0x38).contains($0) })
      bytes[place] += 1
      try sandbox.write(bytes, to: "altered")
      let altered = try check(sandbox, "altered", stream, "--trust", trust, "--policy", "ours.yaml")
      #expect(altered.verdict == "differs" && altered.status == 1, "\(file): \(altered)")
      #expect(!altered.differences(of: "content").isEmpty)
    }
  }

  @Test func `an audit of several runs by packs follows, whichever way its streams are named`() throws {
    let sandbox = try Sandbox()
    let trust = PaymentsSampleTests.path("trust")
    let runs = ["live", "rehearsal-2"].map { PaymentsSampleTests.path("\($0).jsonl.gz") }
    for file in ["a.md", "a.json", "a.csv", "a.oscal.json"] {
      try sandbox.expect(
        "report", runs[0], runs[1], "--trust", trust, "--policy", "failback", "--policy", "soc2", "--form", "audit", "-o", file)
      let answer = try check(sandbox, file, runs[1], runs[0], "--trust", trust)
      #expect(answer.verdict == "follows" && answer.differences.isEmpty, "\(file): \(answer)")
      let half = try check(sandbox, file, runs[1], "--trust", trust)
      #expect(half.verdict == "undecided" && half.status == 3)
      #expect(half.rules.contains("report-stream-missing"))
    }
  }

  @Test func `each line of a sample's report that is altered is told by its number`() throws {
    let sandbox = try Sandbox()
    let (stream, trust) = (PaymentsSampleTests.path("live.jsonl.gz"), PaymentsSampleTests.path("trust"))
    try sandbox.expect("report", stream, "--trust", trust, "--policy", "failback", "-o", "r.md")
    let lines = try sandbox.text("r.md").split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let statement = try #require(lines.firstIndex(of: "cutlog/report/v1"))
    let end = try #require(lines[statement...].firstIndex(of: "```"))
    let numbers = lines.indices.filter { !lines[$0].isEmpty && !(statement..<end).contains($0) }
    #expect(numbers.count > 500)
    // Lines far apart, so that those between say where each of them belongs.
    let distance = numbers.count / 90 + 1
    for first in 0..<distance {
      let batch = stride(from: first, to: numbers.count, by: distance).map { numbers[$0] }
      var altered = lines
      for number in batch {
        if let digit = altered[number].firstIndex(where: \.isNumber) {
          altered[number].replaceSubrange(digit...digit, with: altered[number][digit] == "7" ? "8" : "7")
        } else {
          altered[number] += "."
        }
      }
      try sandbox.write(altered.joined(separator: "\n"), to: "altered.md")
      let answer = try check(sandbox, "altered.md", stream, "--trust", trust)
      #expect(answer.status == 1)
      #expect(answer.lines == batch.map { $0 + 1 })
    }
  }

  @Test func `each line of what a report says that it follows from is told`() throws {
    let sandbox = try Sandbox.withClosedStream()
    try sandbox.write(Self.policy, to: "ours.yaml")
    try sandbox.expect("report", "night.jsonl.gz", "--policy", "ours.yaml", "-o", "r.md")
    let lines = try sandbox.text("r.md").split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let statement = try #require(lines.firstIndex(of: "cutlog/report/v1"))
    let end = try #require(lines[statement...].firstIndex(of: "```"))
    let expected: [String: (Int32, String)] = [
      "cutlog/report/v1": (2, ""), "program": (0, "program"), "form": (1, "content"), "policy": (1, "policy"), "run": (1, "content"),
      "plan": (1, "content"), "stream": (1, "stream"), "size": (1, "stream"), "root": (1, "stream"), "signer": (0, "trust"),
    ]
    for number in statement..<end {
      let word = String(lines[number].prefix { $0 != " " })
      var altered = lines
      switch word {
      case "form": altered[number] = "form test-record"
      case "signer": altered[number] = altered[number].replacing(" trusted", with: " not-trusted")
      case "program":
        // The version stands in two places, and the first is believed for the second.
        for place in [number, lines.count - 2] { altered[place] = altered[place].replacing("0.1.0", with: "0.1.1") }
      case "policy": altered[number] = altered[number].dropLast() + (altered[number].hasSuffix("0") ? "1" : "0")
      case "size": altered[number] += "1"
      default:
        let middle = altered[number].index(altered[number].endIndex, offsetBy: -4)
        altered[number].replaceSubrange(middle...middle, with: altered[number][middle] == "1" ? "2" : "1")
      }
      #expect(altered != lines, "\(word)")
      // What follows of the trust of a signer stands in two places more.
      if word == "signer" {
        altered = altered.map { $0.hasPrefix("- signed by") ? $0.replacing(", trusted", with: ", not trusted") : $0 }
      }
      try sandbox.write(altered.joined(separator: "\n"), to: "altered.md")
      let outcome = try sandbox.cutlog("report", "--check", "altered.md", "night.jsonl.gz", "--policy", "ours.yaml", "--json")
      let (status, kind) = try #require(expected[word], "\(word)")
      // A report that calls the signer not trusted also has to say so in a note and a finding.
      let isNote = word == "signer"
      #expect(outcome.status == (isNote ? 1 : status), "\(word): \(outcome.output)")
      #expect(status == 2 || outcome.output.contains("\"kind\": \"\(kind)\""), "\(word): \(outcome.output)")
    }
  }

  // MARK: - Trust and program

  @Test func `a reader who trusts others is told so, and the report follows all the same`() throws {
    let sandbox = try Sandbox.withClosedStream()
    try sandbox.expect("report", "night.jsonl.gz", "-o", "trusting.md")
    try sandbox.write("# nobody\n", to: "nobody")
    try sandbox.expect("report", "night.jsonl.gz", "--trust", "nobody", "-o", "distrusting.json")
    #expect(try sandbox.text("trusting.md") != sandbox.text("distrusting.json"))
    for (file, arguments) in [("trusting.md", ["--trust", "nobody"]), ("distrusting.json", [])] {
      let outcome = try sandbox.run(Sandbox.program, ["report", "--check", file, "night.jsonl.gz"] + arguments)
      #expect(outcome.status == 0, "\(outcome.output)")
      #expect(outcome.output.contains("follows: \(file)"))
      #expect(outcome.output.contains("report-other-trust"))
      #expect(outcome.output.contains("trust, signer of "))
    }
    // What the report says of trust is not what the reader is told of the stream.
    let told = try sandbox.cutlog("report", "--check", "trusting.md", "night.jsonl.gz", "--trust", "nobody")
    #expect(told.output.contains("(not trusted)"))
    #expect(told.error.contains("is not trusted"))
  }

  @Test func `by another list of signers a difference decides nothing where people have signed`() throws {
    let sandbox = try Sandbox()
    let (stream, trust) = (PaymentsSampleTests.path("live.jsonl.gz"), PaymentsSampleTests.path("trust"))
    try sandbox.expect("report", stream, "--trust", trust, "-o", "r.md")
    try sandbox.expect("report", stream, "--trust", trust, "--policy", "cutover-baseline", "--form", "audit", "-o", "a.md")
    let vkey = try #require(try String(contentsOfFile: trust, encoding: .utf8).split(separator: "\n").first)
    try sandbox.write("\(vkey)\n", to: "without")
    let same = try check(sandbox, "r.md", stream, "--trust", "without")
    #expect(same.verdict == "follows" && same.status == 0)
    #expect(same.kinds == ["trust"])
    let other = try check(sandbox, "a.md", stream, "--trust", "without")
    #expect(other.verdict == "undecided" && other.status == 3, "\(other)")
    #expect(other.rules.contains("report-other-signers"))
    #expect(try check(sandbox, "a.md", stream, "--trust", trust).status == 0)
    // Where nobody has signed, no list can explain a difference.
    let silent = try Sandbox.withClosedStream()
    try silent.expect("report", "night.jsonl.gz", "-o", "r.md")
    try alter(silent, "r.md", "form run", "allowed-signers \(String(repeating: "0", count: 64))", to: "x.md")
    try alter(silent, "x.md", "allowed-signers", "form run\nallowed-signers", to: "x.md")
    #expect(try check(silent, "x.md", "night.jsonl.gz").verdict == "follows")
    try alter(silent, "x.md", "8m 00s", "7m 00s", to: "y.md")
    let answer = try check(silent, "y.md", "night.jsonl.gz")
    #expect(answer.verdict == "differs", "\(answer)")
  }

  @Test func `a report by another version follows if only its name is another, and else is undecided`() throws {
    let sandbox = try Sandbox.withClosedStream()
    try sandbox.expect("report", "night.jsonl.gz", "-o", "r.md")
    try alter(sandbox, "r.md", "cutlog 0.1.0", "cutlog 7.2", to: "other.md")
    let other = try check(sandbox, "other.md", "night.jsonl.gz")
    #expect(other.verdict == "follows" && other.kinds == ["program"])
    try alter(sandbox, "other.md", "8m 00s", "7m 00s", to: "altered.md")
    let altered = try check(sandbox, "altered.md", "night.jsonl.gz")
    #expect(altered.verdict == "undecided" && altered.status == 3)
    #expect(altered.rules == ["report-other-program"])
    // Which stream it is of is no matter of the program.
    try alter(sandbox, "other.md", "\nsize 1", "\nsize 2", to: "altered.md")
    #expect(try check(sandbox, "altered.md", "night.jsonl.gz").verdict == "differs")
  }

  // MARK: - Streams

  @Test func `a report of an earlier state of a stream is judged by what was there then`() throws {
    let sandbox = try Sandbox.withOpenStream()
    let events = try sandbox.file(Sandbox.run.prefix(4).joined(separator: "\n"))
    try sandbox.expect("record", "night.jsonl.gz", events)
    for file in ["r.md", "r.json"] { try sandbox.expect("report", "night.jsonl.gz", "-o", file) }
    try alter(sandbox, "r.md", "22:04", "22:03", to: "altered.md")
    #expect(try check(sandbox, "r.md", "night.jsonl.gz").differences.isEmpty)
    let further = try sandbox.file(Sandbox.run.joined(separator: "\n"))
    try sandbox.expect("record", "night.jsonl.gz", further)
    for step in 0..<2 {
      for file in ["r.md", "r.json"] {
        let answer = try check(sandbox, file, "night.jsonl.gz")
        #expect(answer.verdict == "follows" && answer.status == 0, "\(answer)")
        #expect(answer.rules == ["report-earlier-state"])
      }
      let altered = try check(sandbox, "altered.md", "night.jsonl.gz")
      #expect(altered.verdict == "differs" && altered.status == 1)
      if step == 0 { try sandbox.expect("close", "night.jsonl.gz", "--key", "ops.key") }
    }
    let piped = try sandbox.bash("zcat night.jsonl.gz | cutlog report --check r.md -")
    #expect(piped.status == 0, "\(piped.error)")
    #expect(piped.output.contains("report-earlier-state"))
    // The other way round: what the report is of isn't all there.
    try sandbox.expect("report", "night.jsonl.gz", "-o", "later.md")
    try sandbox.bash("zcat night.jsonl.gz | head -n 11 > earlier.jsonl; rm -r .state")
    let later = try check(sandbox, "later.md", "earlier.jsonl")
    #expect(later.verdict == "differs" && later.status == 1)
    #expect(later.rules.contains("report-later-state"))
  }

  @Test func `a copy with lines withheld decides nothing of a report of the whole, nor the whole of a copy's`() throws {
    let sandbox = try Sandbox.withClosedStream()
    try sandbox.expect("withhold", "night.jsonl.gz", "--index", "7", "9", "--reason", "secret", "-o", "copy.gz")
    try sandbox.expect("report", "night.jsonl.gz", "-o", "whole.md")
    try sandbox.expect("report", "copy.gz", "-o", "copy.md")
    try sandbox.expect("report", "copy.gz", "--accept-withheld", "7,9,3", "-o", "accepted.json")
    #expect(try sandbox.text("accepted.json").contains("\"acceptWithheld\": \"7,9\""))
    for file in ["copy.md", "accepted.json"] {
      let own = try check(sandbox, file, "copy.gz")
      #expect(own.verdict == "follows" && own.differences.isEmpty, "\(own)")
    }
    for (file, stream) in [("whole.md", "copy.gz"), ("copy.md", "night.jsonl.gz"), ("accepted.json", "night.jsonl.gz")] {
      let answer = try check(sandbox, file, stream)
      #expect(answer.verdict == "undecided" && answer.status == 3, "\(file): \(answer)")
      #expect(answer.rules.contains("report-withheld"))
    }
    try alter(sandbox, "copy.md", "\nwithheld 7,9", "\nwithheld 7,9\naccept-withheld 7", to: "odd.md")
    #expect(try sandbox.cutlog("report", "--check", "odd.md", "copy.gz").status == 1)
  }

  @Test func `another stream, one too many and one that was altered don't follow`() throws {
    let sandbox = try Sandbox.withClosedStream()
    try sandbox.expect("report", "night.jsonl.gz", "-o", "r.json")
    try sandbox.expect("open", "other.gz", "--plan", "plan.yaml", "--key", "ops.key", "--origin", "a/b")
    for streams in [["other.gz"], ["night.jsonl.gz", "other.gz"]] {
      let outcome = try sandbox.run(Sandbox.program, ["report", "--check", "r.json"] + streams)
      #expect(outcome.status == 1, "\(streams): \(outcome.output)")
      #expect(outcome.output.contains("stream, a/b:"))
    }
    #expect(try sandbox.cutlog("report", "--check", "r.json", "night.jsonl.gz", "night.jsonl.gz").status == 2)
    try sandbox.bash("zcat night.jsonl.gz | sed 's/22:10:00Z/22:09:00Z/' > bad.jsonl")
    let refused = try sandbox.cutlog("report", "--check", "r.json", "bad.jsonl")
    #expect(refused.status == 1)
    #expect(refused.output == "")
    #expect(refused.error.contains("the stream is tampered"))
    // What was made of a stream that can't be believed can follow from it, and is no evidence.
    _ = try sandbox.cutlog("report", "bad.jsonl", "--unverified", "-o", "bad.md")
    let unverified = try check(sandbox, "bad.md", "bad.jsonl", "--unverified")
    #expect(unverified.verdict == "follows", "\(unverified)")
    #expect(unverified.status == 1)
    #expect(unverified.rules.contains("unverified"))
    #expect(try check(sandbox, "r.json", "bad.jsonl", "--unverified").status == 1)
    // Another stream under the same name.
    try sandbox.bash("mkdir again; cp night.jsonl.gz again; rm -r .state")
    try alter(sandbox, "r.json", "\"root\": \"", "\"root\": \"A", to: "root.json")
    let root = try check(sandbox, "root.json", "night.jsonl.gz")
    #expect(root.verdict == "differs" && root.kinds == ["stream"])
  }

  // MARK: - Policies

  @Test func `a policy that is a file must be there, and be the same`() throws {
    let sandbox = try Sandbox.withClosedStream()
    try sandbox.write(Self.policy, to: "ours.yaml")
    try sandbox.write(Self.policy + "\n# other bytes\n", to: "other.yaml")
    try sandbox.write(Self.policy.replacing("policy: ours", with: "policy: theirs"), to: "theirs.yaml")
    try sandbox.expect("report", "night.jsonl.gz", "--policy", "ours.yaml", "--policy", "failback", "-o", "r.md")
    let missing = try check(sandbox, "r.md", "night.jsonl.gz")
    #expect(missing.verdict == "undecided" && missing.status == 3)
    #expect(missing.rules == ["report-policy-missing"])
    let other = try check(sandbox, "r.md", "night.jsonl.gz", "--policy", "other.yaml")
    #expect(other.verdict == "differs" && other.status == 1)
    #expect(other.differences(of: "policy").count == 1)
    let unused = try check(sandbox, "r.md", "night.jsonl.gz", "--policy", "theirs.yaml", "--policy", "ours.yaml")
    #expect(unused.verdict == "follows", "\(unused)")
    #expect(unused.rules == ["report-policy-unused"])
    // No file is read because the report names it, and none of its words is a path.
    try alter(sandbox, "r.md", "policy ours 2 file", "policy ours.yaml 2 file", to: "path.md")
    #expect(try check(sandbox, "path.md", "night.jsonl.gz").rules == ["report-policy-missing"])
  }

  @Test func `a file that a report calls a control pack is told`() throws {
    let sandbox = try Sandbox.withClosedStream()
    try sandbox.write(Self.policy.replacing("policy: ours", with: "policy: soc2"), to: "soc2.yaml")
    try sandbox.write(Self.policy, to: "ours.yaml")
    for name in ["soc2", "ours"] {
      let arguments = ["night.jsonl.gz", "--policy", "\(name).yaml"]
      #expect(try sandbox.run(Sandbox.program, ["report"] + arguments + ["--form", "audit", "-o", "a.json"]).status == 0)
      try alter(sandbox, "a.json", "\"pack\": false", "\"pack\": true", to: "forged.json")
      #expect(try check(sandbox, "a.json", "night.jsonl.gz", "--policy", "\(name).yaml").verdict == "follows")
      let forged = try check(sandbox, "forged.json", "night.jsonl.gz", "--policy", "\(name).yaml")
      #expect(forged.verdict == "differs" && forged.status == 1, "\(name): \(forged)")
      #expect(forged.differences(of: "policy").count == 1)
      // Of what another version had, nobody can tell here.
      try alter(sandbox, "forged.json", "\"0.1.0\"", "\"7.2\"", to: "other.json")
      let other = try check(sandbox, "other.json", "night.jsonl.gz", "--policy", "\(name).yaml")
      #expect(other.verdict == "follows" && other.rules.contains("report-policy-file"), "\(name): \(other)")
    }
    // A pack that is given as a file is the pack.
    #expect(try sandbox.bash("cutlog policy soc2 --print > pack.yaml").status == 0)
    try sandbox.expect("report", "night.jsonl.gz", "--policy", "soc2", "--form", "audit", "-o", "b.json")
    #expect(try check(sandbox, "b.json", "night.jsonl.gz", "--policy", "pack.yaml").differences.isEmpty)
  }

  // MARK: - What is no report

  @Test func `what is no report is refused, and a command that makes no sense`() throws {
    let sandbox = try Sandbox.withClosedStream()
    try sandbox.expect("report", "night.jsonl.gz", "-o", "r.md")
    try sandbox.expect("report", "night.jsonl.gz", "-o", "r.json")
    try sandbox.bash(
      """
      head -c 4000 /dev/urandom > random; : > empty; iconv -t UTF-16 r.md > wide.md; head -c 400 r.json > torn.json
      grep -v '^root' r.md > short.md; sed 's/^form run/form audit/' r.md > form.md; mkdir folder
      sed 's/"form": "run"/"form": "story"/' r.json > form.json; sed 's/^size .*/size -1/' r.md > negative.md
      sed 's/^size .*/size 99999999999999999999/' r.md > large.md; python3 -c 'print("[" * 100000)' > deep.json
      python3 -c 'print("{\\"a\\":" * 100000)' > deeper.json; truncate -s 300M huge
      """)
    for file in [
      "random", "empty", "wide.md", "torn.json", "short.md", "folder", "form.json", "negative.md", "large.md", "deep.json",
      "deeper.json", "huge", "nosuch", "ops.key", "plan.yaml", "night.jsonl.gz", "/dev/zero",
    ] {
      let outcome = try sandbox.cutlog("report", "--check", file, "night.jsonl.gz")
      #expect(outcome.status == 2, "\(file): \(outcome.error)")
      #expect(outcome.error.hasPrefix("cutlog: error: \(file)"), "\(outcome.error)")
      #expect(outcome.output == "")
    }
    #expect(try sandbox.cutlog("report", "--check", "form.md", "night.jsonl.gz").status == 1)
    for arguments in [
      ["--check", "r.md", "night.jsonl.gz", "-o", "x.md"], ["--check", "r.md", "night.jsonl.gz", "--form", "run"],
      ["--check", "r.md", "night.jsonl.gz", "--accept-withheld", "5"], ["--check", "-", "-"], ["--check", "r.md"],
      ["night.jsonl.gz"], ["night.jsonl.gz", "-o", "x.txt"], ["night.jsonl.gz", "-o", "x.oscal.json"],
      ["night.jsonl.gz", "-o", "x.md", "--form", "audit"], ["night.jsonl.gz", "-o", "x.csv", "--form", "test-record", "--policy", "soc2"],
      ["night.jsonl.gz", "-o", "x.oscal.json", "--form", "test-record", "--policy", "soc2"],
      ["night.jsonl.gz", "-o", "x.md", "--form", "story"], ["--check", "r.md", "night.jsonl.gz", "--pack", "d"],
    ] {
      let outcome = try sandbox.run(Sandbox.program, ["report"] + arguments)
      #expect(outcome.status == 64, "\(arguments): \(outcome.error)")
    }
    let piped = try sandbox.bash("cutlog report --check - night.jsonl.gz < r.json")
    #expect(piped.status == 0, "\(piped.error)")
  }

  @Test func `line ends, a mark and another layout are told and change nothing`() throws {
    let sandbox = try Sandbox.withClosedStream()
    try sandbox.write(Self.policy, to: "ours.yaml")
    for file in ["r.md", "r.json", "r.csv"] { try sandbox.expect("report", "night.jsonl.gz", "--policy", "ours.yaml", "-o", file) }
    try sandbox.bash(
      """
      sed 's/$/\\r/' r.md > crlf.md; printf '\\xef\\xbb\\xbf' | cat - r.json > mark.json; tr -d '\\r' < r.csv > lf.csv
      jq -c . r.json > flat.json; sed 's/$/  /' r.md > blanks.md
      python3 -c 'import csv, sys; csv.writer(open("quoted.csv", "w"), quoting=csv.QUOTE_ALL).writerows(csv.reader(open("r.csv")))'
      """)
    for file in ["crlf.md", "mark.json", "lf.csv", "flat.json", "blanks.md", "quoted.csv"] {
      let answer = try check(sandbox, file, "night.jsonl.gz", "--policy", "ours.yaml")
      #expect(answer.verdict == "follows" && answer.status == 0, "\(file): \(answer)")
      #expect(answer.kinds == ["text"], "\(file)")
    }
  }
}
