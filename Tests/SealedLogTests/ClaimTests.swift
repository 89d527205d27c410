import Foundation
@testable import SealedLog
import TestSupport
import Testing

/// Numbers that a line, a checkpoint or a proof only claims are judged, and nothing is reserved or counted by them.
@Suite struct ClaimTests {
  private static let claims = [
    "0", "2147483647", "2147483648", "4294967296", "9007199254740991", "9007199254740992", "9223372036854775807",
    "9223372036854775808", "18446744073709551616", "-1", "-9223372036854775808", "1e308", "1.5",
  ]


  @Test func `every number that a recorder's line claims can be anything`() throws {
    let folder = Vectors.path("tamper")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".jsonl") }.sorted()
    let number = try Regex<(Substring, Substring)>(#""([a-z]+)":\d+[,}]"#)
    let checkpointSize = try Regex<Substring>(#"\\n\d+\\n"#)
    var seen: Set<String> = []
    for name in names {
      let lines = String(decoding: try Vectors.bytes("tamper/\(name)"), as: UTF8.self).split(separator: "\n")
      for (place, line) in lines.enumerated() {
        guard let type = line.firstMatch(of: /"type":"(dev\.cutlog\.[a-z.]+)"/)?.output.1 else { continue }
        var ranges = line.matches(of: number).map { (String($0.output.1), $0.output.1.endIndex..<$0.range.upperBound) }
        if let size = line.firstMatch(of: checkpointSize) { ranges.append(("checkpoint", size.range)) }
        for (member, range) in ranges where seen.insert("\(type) \(member)").inserted {
          for claim in Self.claims {
            let value = member == "checkpoint" ? "\\n\(claim)\\n" : "\":\(claim)\(line[range].suffix(1))"
            var changed = lines
            changed[place] = Substring(line.replacingCharacters(in: range, with: value))
            let text = changed.joined(separator: "\n") + "\n"
            guard text != lines.joined(separator: "\n") + "\n" else { continue }
            var options = StreamVerifier.Options()
            options.includesUnverified = true
            let documents = try StreamVerifier.fold(
              MemorySource(Array(text.utf8)), with: DocumentFold(.all), options: options)
            let verdict = documents.verification.verdict
            #expect(verdict != .closed || type.contains("withheld"), "\(name): \(type) \(member) \(claim)")
          }
        }
      }
    }
    for expected in [
      "dev.cutlog.document.attached size", "dev.cutlog.document.attached part", "dev.cutlog.document.attached parts",
      "dev.cutlog.seal checkpoint", "dev.cutlog.stream.closed events", "dev.cutlog.withheld index",
      "dev.cutlog.key.announced own", "dev.cutlog.anchor size", "dev.cutlog.stream.recovered bytes",
      "dev.cutlog.stream.recovered size",
    ] { #expect(seen.contains(expected), "\(expected) is in no vector") }
  }

  @Test func `a proof may claim any index and any size`() throws {
    let key = try #require(SigningKey(name: "example.com/log", seed: Array(0..<32)))
    let line = Array("{}".utf8)
    let leaf = MerkleTree.leafHash(line)
    for index in Self.claims {
      for size in Self.claims {
        let text = "example.com/log\n\(size)\n\(leaf.base64)\n"
        let note = SignedNote(signing: text, with: [key])
        for count in [0, 1, 63, 64, 65, 1000] {
          let path = String(repeating: leaf.base64 + "\n", count: count)
          let bytes = Array("\(ProofFile.firstLine)\nindex \(index)\n\(path)\n\(note.description)".utf8)
          guard let proof = ProofFile(bytes) else { continue }
          #expect(Int(index).map { $0 >= 0 } == true && Int(size).map { $0 >= 0 } == true && count <= 64)
          let check = ProofCheck(proof, line: line, log: key.verifier, trusted: [])
          #expect(check.signers == [key.verifier])
          #expect(!check.holds, "index \(index) of \(size) with \(count) hashes")
        }
      }
    }
  }

  @Test func `sizes that a consistency proof is asked for can be anything`() {
    let digest = MerkleTree.leafHash([])
    let sizes = Self.claims.compactMap { Int($0) }
    for old in sizes {
      for new in sizes {
        for count in [0, 1, 64, 65, 200] {
          let proof = ConsistencyProof(oldSize: old, newSize: new, path: Array(repeating: digest, count: count))
          #expect(!proof.proves(oldRoot: digest, newRoot: MerkleTree.leafHash([1])), "\(old) \(new) \(count)")
        }
      }
    }
  }

  @Test func `a checkpoint of any size can be held`() throws {
    let stream = try StreamFixture()
    try stream.open()
    try stream.record("e1")
    let digest = MerkleTree.leafHash([])
    for size in Self.claims.compactMap({ Int($0) }) where size >= 0 {
      let verification = try stream.verify(held: [Checkpoint(origin: StreamFixture.origin, size: size, root: digest)])
      #expect(verification.verdict == (size > 7 ? .rolledBack : .tampered), "\(size)")
    }
  }

  @Test func `a state whose numbers are anything is refused`() throws {
    let stream = try StreamFixture()
    try stream.open()
    let state = try [UInt8](Data(contentsOf: URL(fileURLWithPath: stream.files.state)))
    let slot = state[4096..<8192].contains { $0 != 0 } ? 4096 : 8192
    func refuses(_ place: Int, _ value: UInt64, record start: Int) throws {
      var changed = state
      for byte in 0..<8 { changed[start + place + byte] = UInt8(truncatingIfNeeded: value >> UInt64(byte * 8)) }
      guard changed != state else { return }
      let digest = Digest(hashing: Array(changed[start..<(start + 4064)]))
      changed.replaceSubrange((start + 4064)..<(start + 4096), with: digest.bytes)
      try stream.replace(changed, at: stream.files.state)
      #expect(throws: StreamError.self, "\(start) \(place) \(value)") { try stream.record("e1") }
    }
    let before = try stream.bytes
    for value: UInt64 in [1 << 31, 1 << 32, 1 << 53, (1 << 63) - 1, 1 << 63, .max] {
      for place in [48, 64] { try refuses(place, value, record: 0) }
      for place in [8, 16, 24] { try refuses(place, value, record: slot) }
      if value >= 1 << 53 { for place in [0, 40] { try refuses(place, value, record: slot) } }
    }
    #expect(try stream.bytes == before)
  }
}
