import Dispatch
import SealedLog
import Synchronization
import TestSupport
import Testing

/// Every bit of a small closed stream flipped, and the file cut at every byte.
///
/// A reader that follows the command line's rules ends in status 1 for `tampered`, `rolled-back` and a damaged
/// container, in 2 for `unreadable`; what ends in 0 must have the very lines that were written, and be called re-encoded.
@Suite struct MutationTests {
  /// What a changed file came to.
  enum Outcome: Hashable {
    /// Status 1 or 2, with the rule that was broken first.
    case found(rule: String)
    /// The same lines in a container that is said to be `re-encoded`.
    case sameLines
    /// The same lines in a container that is said to be `damaged`: status 1, with the rule.
    case sameLinesDamaged(rule: String)
    /// None of these: a defect.
    case missed
  }

  static func judge(_ bytes: [UInt8], lines: [String], held: [Checkpoint] = []) throws -> Outcome {
    var options = StreamVerifier.Options()
    options.workers = 1
    options.held = held
    let verified = try StreamVerifier.fold(
      MemorySource(bytes), with: StreamFixture.Lines(), options: options)
    let verification = verified.verification
    guard verification.isIntact else {
      return verification.errors.first.map { .found(rule: $0.rule) } ?? .missed
    }
    let isSame = verified.output == lines
    switch verification.container {
    case .damaged:
      guard let rule = verification.errors.first?.rule else { return .missed }
      return isSame ? .sameLinesDamaged(rule: rule) : .found(rule: rule)
    case .reEncoded: return isSame && verification.verdict == .closed ? .sameLines : .missed
    case .asWritten: return .missed
    }
  }

  static func outcomes(_ count: Int, _ mutate: @Sendable (Int) throws -> Outcome) -> [Outcome] {
    let results = Mutex<[Int: Outcome]>([:])
    DispatchQueue.concurrentPerform(iterations: 8) { part in
      for item in stride(from: part, to: count, by: 8) {
        let outcome = (try? mutate(item)) ?? .missed
        results.withLock { $0[item] = outcome }
      }
    }
    return results.withLock { all in (0..<count).map { all[$0] ?? .missed } }
  }

  /// What `body` tells of each item, the nils and the order of them left out.
  static func collected(_ count: Int, _ body: @Sendable (Int) throws -> String?) -> [String] {
    let found = Mutex<[String]>([])
    DispatchQueue.concurrentPerform(iterations: 8) { part in
      for item in stride(from: part, to: count, by: 8) {
        let told: String?
        do { told = try body(item) } catch { told = "\(error)" }
        if let told { found.withLock { $0.append(told) } }
      }
    }
    return found.withLock { $0 }
  }

  @Test(arguments: VectorTests.blocked)
  func `every flipped bit is found or leaves the very lines in a container that is not as written`(
    name: String
  ) throws {
    let good = try Vectors.bytes("format-1/\(name)")
    let lines = try Vectors.text("format-1/example.jsonl").split(separator: "\n").map(String.init)
    let outcomes = Self.outcomes(good.count * 8) { bit in
      var bytes = good
      bytes[bit / 8] ^= 1 << (bit % 8)
      return try Self.judge(bytes, lines: lines)
    }
    let missed = outcomes.indices.filter { outcomes[$0] == .missed }
    #expect(missed.isEmpty, "bits \(missed.prefix(20)) of \(missed.count)")
    // Each of the three ends occurs, or the test proves less than it says.
    #expect(outcomes.contains(.sameLines))
    #expect(outcomes.contains(.sameLinesDamaged(rule: "container.checksum")))
    #expect(outcomes.contains { if case .found = $0 { true } else { false } })
  }

  @Test(arguments: VectorTests.blocked)
  func `a file cut at any byte is known to whoever holds the closing checkpoint`(name: String) throws {
    let good = try Vectors.bytes("format-1/\(name)")
    let lines = try Vectors.text("format-1/example.jsonl").split(separator: "\n").map(String.init)
    let closing = try #require(StreamVerifier.verify(MemorySource(good)).checkpoint)
    let outcomes = Self.outcomes(good.count) { length in
      try Self.judge(Array(good[..<length]), lines: lines, held: [closing])
    }
    for (length, outcome) in outcomes.enumerated() {
      if length >= good.count - BGZF.endOfFile.count {
        #expect(outcome == .sameLinesDamaged(rule: "container.end-of-file"), "cut at \(length)")
      } else {
        guard case .found(let rule) = outcome else {
          Issue.record("cut at \(length): \(outcome)")
          continue
        }
        #expect(
          rule == "checkpoint.rolled-back" || rule == "stream.unreadable", "cut at \(length): \(rule)")
      }
    }
  }

  @Test(arguments: VectorTests.blocked)
  func `a file cut at any byte is closed only where nothing but the end-of-file block is hurt`(
    name: String
  ) throws {
    let good = try Vectors.bytes("format-1/\(name)")
    for length in 0..<good.count {
      let verification = try StreamVerifier.verify(MemorySource(Array(good[..<length])))
      if length >= good.count - BGZF.endOfFile.count {
        #expect(verification.verdict == .closed, "cut at \(length)")
        #expect(verification.container == .damaged, "cut at \(length)")
      } else {
        #expect(verification.verdict == .open || verification.verdict == .unreadable, "cut at \(length)")
      }
    }
  }

  @Test func `every changed byte of plain lines is found`() throws {
    let good = try Vectors.bytes("format-1/example.jsonl")
    let outcomes = Self.outcomes(good.count) { place in
      var bytes = good
      bytes[place] ^= 0x01
      return try Self.judge(bytes, lines: [])
    }
    for (place, outcome) in outcomes.enumerated() {
      // Without its last LF the last line is what a torn write leaves; only a held checkpoint tells.
      if place == good.count - 1 { continue }
      guard case .found = outcome else {
        Issue.record("byte \(place) of \(good.count): \(outcome)")
        continue
      }
    }
  }

  @Test func `every line dropped, repeated or swapped with the next is found`() throws {
    let lines = try Vectors.text("format-1/example.jsonl").split(separator: "\n").map(String.init)
    for place in lines.indices {
      var dropped = lines
      dropped.remove(at: place)
      var repeated = lines
      repeated.insert(lines[place], at: place)
      var swapped = lines
      if place + 1 < lines.count { swapped.swapAt(place, place + 1) } else { swapped.swapAt(0, place) }
      for changed in [dropped, repeated, swapped] {
        let verification = try StreamVerifier.verify(
          MemorySource(Array((changed.joined(separator: "\n") + "\n").utf8)))
        let isLastDropped = changed.count < lines.count && place == lines.count - 1
        if isLastDropped {
          #expect(verification.verdict == .open)
        } else {
          #expect(!verification.isIntact, "line \(place): \(changed.count) lines")
          #expect(!verification.errors.isEmpty)
        }
      }
    }
  }

  @Test func `bytes and lines behind the end are found`() throws {
    let good = try Vectors.bytes("format-1/example.jsonl.gz")
    for added in [[0x00], [0x0A], Array("{}\n".utf8), good, Array(good[..<40])] as [[UInt8]] {
      let verification = try StreamVerifier.verify(MemorySource(good + added))
      #expect(
        verification.container == .damaged || verification.verdict == .tampered,
        "\(added.count) bytes: \(verification.verdict) \(verification.container)")
      #expect(!verification.errors.isEmpty)
    }
    let marked = try StreamVerifier.verify(MemorySource(good + BGZF.endOfFile))
    #expect(marked.verdict == .closed)
    #expect(marked.findings.map(\.rule) == ["container.empty-block"])
  }
}
