import Foundation
import JSONText
import SealedLog
import TestSupport
import Testing

/// The corpus of tampered streams: each file is found out by its own rule, at its first bad line, with what is still proved.
///
/// `Tests/Vectors/make_corpus.py` writes it from the specification and fixed keys, with nothing of ours.
@Suite struct CorpusTests {
  struct Corpus: Decodable {
    var scenarios: [Scenario]
  }

  struct Scenario: Decodable, CustomTestStringConvertible, Sendable {
    var file: String
    var what: String
    var verdict: String
    var container: String
    var rule: String?
    var index: Int?
    var proved: Int?
    var held: String?
    var tail: Int?
    var withheld: [Int]?
    var testDescription: String { "\(file): \(what)" }
  }

  static let scenarios: [Scenario] = {
    let corpus = try? JSONDecoder().decode(Corpus.self, from: Data(Vectors.bytes("tamper/corpus.json")))
    return corpus?.scenarios ?? []
  }()

  @Test func `the corpus has a file for each class of tampering`() throws {
    #expect(Self.scenarios.count >= 140)
    #expect(Set(Self.scenarios.compactMap(\.rule)).count >= 25)
    let files = try FileManager.default.contentsOfDirectory(atPath: Vectors.path("tamper"))
      .filter { $0.hasSuffix(".jsonl") || $0.hasSuffix(".jsonl.gz") }
    #expect(Set(files) == Set(Self.scenarios.map(\.file)))
  }

  @Test(arguments: scenarios)
  func `every scenario has the verdict, the first finding and the proof that it is to have`(
    scenario: Scenario
  ) throws {
    var options = StreamVerifier.Options()
    if let held = scenario.held {
      let note = try #require(SignedNote(Vectors.text("tamper/\(held)")))
      options.held = [try #require(Checkpoint(text: note.text))]
    }
    let verification = try StreamVerifier.verify(
      MemorySource(Vectors.bytes("tamper/\(scenario.file)")), options: options)
    #expect(verification.verdict.rawValue == scenario.verdict)
    #expect(verification.container.rawValue == scenario.container)
    #expect(verification.checkpoint?.size == scenario.proved)
    #expect(verification.errors.first?.rule == scenario.rule)
    if let index = scenario.index { #expect(verification.errors.first?.index == index) }
    #expect(verification.tail.lines == scenario.tail ?? verification.tail.lines)
    #expect(verification.withheld == scenario.withheld ?? [])
  }

  @Test func `the corpus follows from its script to the byte`() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("corpus-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
    process.arguments = [Vectors.path("make_corpus.py"), folder.path]
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    let kept = try FileManager.default.contentsOfDirectory(atPath: Vectors.path("tamper")).sorted()
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == kept)
    for name in kept {
      #expect(try Data(contentsOf: folder.appendingPathComponent(name)) == Data(Vectors.bytes("tamper/\(name)")), "\(name)")
    }
  }

  // MARK: - Member by member

  /// Every way to change one member of an object, at any depth: another value, gone, and one more beside it.
  static func edits(of value: JSONValue) -> [JSONValue] {
    switch value {
    case .string(let text):
      let last = text.last.map { $0 == "A" ? "B" : "A" } ?? "A"
      return [.string(text + "A"), .string(text.dropLast() + last)]
    case .number(let text): return [.number(text == "1" ? "2" : "1"), .string(text)]
    case .bool(let flag): return [.bool(!flag)]
    case .null: return [.bool(true)]
    case .array(let elements):
      return elements.indices.flatMap { place in
        edits(of: elements[place]).map { changed in
          var all = elements
          all[place] = changed
          return .array(all)
        }
      } + [.array(elements + [.string("more")])]
    case .object(let members):
      var out: [JSONValue] = [.object(members + [JSONMember("more", "member")])]
      for place in members.indices {
        var without = members
        without.remove(at: place)
        out.append(.object(without))
        for changed in edits(of: members[place].value) {
          var all = members
          all[place].value = changed
          out.append(.object(all))
        }
      }
      return out
    }
  }

  @Test func `each of the recorder's lines edited, member by member, is found from that line to its seal`() throws {
    let lines = try Vectors.text("tamper/untouched.jsonl").split(separator: "\n").map(String.init)
    let parsed = try lines.map { try JSONValue(parsing: Array($0.utf8)) }
    let origin = try #require(parsed[0]["source"]?.string)
    let seals = parsed.indices.filter { parsed[$0]["type"]?.string == "dev.cutlog.seal" }
    let cases = parsed.indices.filter { parsed[$0]["source"]?.string == origin }.flatMap { place in
      Self.edits(of: parsed[place]).map { (place, String(decoding: JSONWriter.bytes(of: $0), as: UTF8.self)) }
    }
    #expect(cases.count > 700)
    let failures = MutationTests.collected(cases.count) { number -> String? in
      let (place, line) = cases[number]
      guard line != lines[place] else { return nil }
      var changed = lines
      changed[place] = line
      let verification = try StreamVerifier.verify(
        MemorySource(Array((changed.joined(separator: "\n") + "\n").utf8)))
      let seal = seals.first { $0 >= place } ?? place
      let before = seals.last { $0 < place }
      guard !verification.isIntact else { return "line \(place) is taken as \(line.prefix(200))" }
      if place <= seals[0] { return verification.verdict == .unreadable ? nil : "line \(place): \(verification.verdict)" }
      let first = verification.errors.first?.index
      let isNamed = first.map { (place...seal).contains($0) } ?? false
      return isNamed && verification.checkpoint?.size == before
        ? nil : "line \(place): \(verification.errors.prefix(2).map { "\($0.rule) \($0.index ?? -1)" }), \(line.prefix(300))"
    }
    #expect(failures.isEmpty, "\(failures.count): \(failures.prefix(5).joined(separator: "\n"))")
  }
}
