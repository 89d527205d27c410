import Foundation
import SealedLog
import TestSupport
import Testing

/// Proofs that are handed on as files.
@Suite struct ProofFileTests {
  private static let line = 5

  private static func prove(_ wanted: ProofFold.Wanted, in name: String = "example.jsonl.gz") throws -> (
    output: ProofFold.Output, note: SignedNote
  ) {
    let read = try StreamVerifier.fold(MemorySource(Vectors.bytes("format-1/\(name)")), with: ProofFold(wanted))
    return (try #require(read.output), try #require(read.verification.note))
  }

  private static func file() throws -> ProofFile {
    let (output, note) = try prove(.index(line))
    let proof = try #require(output.found.first?.proof)
    return try #require(ProofFile(proof: proof, note: note))
  }

  private static func leaf() throws -> [UInt8] {
    Array(try Vectors.text("format-1/example.jsonl").split(separator: "\n")[line].utf8)
  }

  private static func logKey() throws -> VerifierKey {
    let seed = (0x20...0x3F).map { UInt8($0) }
    return try #require(SigningKey(name: "example.com/lead/p/20261122T215800Z-3f9a", seed: seed)).verifier
  }

  @Test func `a proof has the form of C2SP, byte for byte`() throws {
    let note = try Self.prove(.index(Self.line)).note
    #expect(
      try Self.file().description == """
        c2sp.org/tlog-proof@v1
        index 5
        NdpNoROKSry0wO1W1kcFyATzdoQGahxGQQXy3p95JiQ=
        CuMn8MOtUEJirrIGKtmsn2jbmB7f6j4m5KZKIJPRz5c=
        S+K+0dnYUMs5U64eyP80Qmuz8YYNwRxZuc/dcvF4AgE=
        QTYoYtIb/XLtlCN4N9IkqJ1au2H6OMqiChya8CbMWhk=

        \(note)
        """)
  }

  @Test func `a proof is read as it was written, with extra data and without`() throws {
    var file = try Self.file()
    #expect(ProofFile(Array(file.description.utf8)) == file)
    file.extra = Array("anything".utf8)
    let text = file.description
    #expect(text.hasPrefix("c2sp.org/tlog-proof@v1\nextra YW55dGhpbmc=\nindex 5\n"))
    #expect(ProofFile(Array(text.utf8)) == file)
    file.extra = nil
    file.proof = InclusionProof(index: 0, path: [])
    #expect(ProofFile(Array(file.description.utf8)) == file)
  }

  @Test func `what is not written so is no proof`() throws {
    let text = try Self.file().description
    for (old, new) in [
      ("@v1", "@v2"), ("index 5", "index 05"), ("index 5", "index -5"), ("index 5", "index +5"), ("index 5", "index  5"),
      ("index 5\n", ""), ("index 5", "index 5 "), ("index 5\n", "index 5\r\n"), ("\n\n", "\n"), ("\n\n", "\n\n\n"),
      ("NdpN", "Ndp"), ("index 5", "extra !\nindex 5"), ("index 5", "index 5\nindex 5"),
      ("index 5", "index 99999999999999999999"), ("index 5", "extra\nindex 5"), ("c2sp", "\u{FEFF}c2sp"),
    ] {
      let range = try #require(text.range(of: old))
      #expect(ProofFile(Array(text.replacingCharacters(in: range, with: new).utf8)) == nil, "\(old) -> \(new)")
    }
    #expect(ProofFile(Array(text.utf8) + [0x0A]) == nil)
    #expect(ProofFile(Array(text.utf8).dropLast() + []) == nil)
    #expect(ProofFile([]) == nil)
    #expect(ProofFile([0xFF, 0x0A, 0x0A]) == nil)
  }

  /// A signature line of a key that the reader doesn't know counts for nothing, so its bytes are free.
  @Test func `a proof altered at any byte that a known key vouches for doesn't hold`() throws {
    let bytes = Array(try Self.file().description.utf8)
    let (leaf, log) = (try Self.leaf(), try Self.logKey())
    let unknown = try #require(bytes.text.range(of: "— \(log.name)/epoch"))
    let covered = bytes.text[..<unknown.lowerBound].utf8.count
    for place in bytes.indices {
      for change in [UInt8(1), 0x20, 0x80] {
        var altered = bytes
        altered[place] ^= change
        guard let file = ProofFile(altered) else { continue }
        let check = ProofCheck(file, line: leaf, log: log, trusted: [])
        #expect(check.holds == (place >= covered), "byte \(place) ^ \(change)")
      }
    }
  }

  @Test func `a proof cut anywhere before its last signature line is none, or holds by the signatures left`() throws {
    let bytes = Array(try Self.file().description.utf8)
    for end in bytes.indices {
      guard let file = ProofFile(Array(bytes[..<end])) else { continue }
      #expect(bytes[end - 1] == 0x0A)
      #expect(file.note.signatures.count < 3)
    }
  }

  @Test func `a line altered at any byte isn't proved`() throws {
    let (file, log) = (try Self.file(), try Self.logKey())
    let leaf = try Self.leaf()
    #expect(ProofCheck(file, line: leaf, log: log, trusted: []).holds)
    for place in leaf.indices {
      var altered = leaf
      altered[place] ^= 1
      let root = file.proof.root(of: MerkleTree.leafHash(altered), size: file.checkpoint.size)
      #expect(root != file.checkpoint.root)
    }
    #expect(ProofCheck(file, line: leaf + [0x0A], log: log, trusted: []).findings.map(\.rule) == ["proof.inclusion"])
  }

  @Test func `each thing that is wrong has its rule`() throws {
    let (file, leaf, log) = (try Self.file(), try Self.leaf(), try Self.logKey())
    func rules(_ file: ProofFile, _ log: VerifierKey?, _ trusted: [VerifierKey] = []) -> [String] {
      ProofCheck(file, line: leaf, log: log, trusted: trusted).findings.map(\.rule)
    }
    let stranger = try #require(SigningKey(name: log.name, seed: Array(repeating: 7, count: 32)))
    let other = try #require(SigningKey(name: "example.com/other", seed: Array(repeating: 7, count: 32)))
    #expect(rules(file, stranger.verifier) == ["proof.signature"])
    #expect(rules(file, other.verifier) == ["proof.origin"])
    // Signed by a stranger under the log's name: the log's own signature is missing.
    let text = file.note.text
    let forged = try #require(ProofFile(proof: file.proof, note: SignedNote(signing: text, with: [stranger])))
    #expect(rules(forged, log) == ["proof.signature"])
    let identity = try #require(VerifierKey(Vectors.text("format-1/identity.pub").split(separator: "\n")[0]))
    var broken = file
    broken.note.signatures[2].bytes[3] ^= 1
    #expect(rules(broken, nil, [identity]) == ["proof.signature"])
    #expect(rules(broken, log, [identity]) == ["proof.signature"])
    var moved = file
    moved.proof.index = 9
    #expect(rules(moved, log) == ["proof.inclusion"])
  }

  @Test func `the identity's signature vouches as the log's does, and no signature for nothing`() throws {
    let (file, leaf) = (try Self.file(), try Self.leaf())
    let identity = try #require(VerifierKey(Vectors.text("format-1/identity.pub").split(separator: "\n")[0]))
    #expect(ProofCheck(file, line: leaf, log: nil, trusted: [identity]).signers == [identity])
    let untrusted = ProofCheck(file, line: leaf, log: nil, trusted: [])
    #expect(untrusted.holds)
    #expect(untrusted.signers == [])
  }

  @Test func `every sealed line of a stream is proved against its last seal, and the last seal by none`() throws {
    let lines = try Vectors.text("format-1/example.jsonl").split(separator: "\n")
    for (index, line) in lines.enumerated() {
      let (output, note) = try Self.prove(.index(index))
      let found = try #require(output.found.first)
      #expect(output.count == 1)
      #expect(found.index == index)
      #expect(output.size == 9)
      #expect(Checkpoint(text: note.text)?.root == output.root)
      if index == 9 {
        #expect(found.proof == nil)
      } else {
        let leaf = MerkleTree.leafHash(Array(line.utf8))
        #expect(found.proof?.proves(leaf, size: 9, root: output.root) == true)
      }
    }
    #expect(try Self.prove(.index(10)).output.found.isEmpty)
  }

  @Test func `an event is found by id and source, and a withheld line by its index`() throws {
    #expect(try Self.prove(.event(id: "e1", source: nil)).output.found.first?.index == 5)
    #expect(try Self.prove(.event(id: "e1", source: "/t")).output.found.first?.index == 5)
    #expect(try Self.prove(.event(id: "e1", source: "/other")).output.found.isEmpty)
    let stub = try #require(try Self.prove(.index(5), in: "example-withheld.jsonl").output.found.first)
    #expect(stub.isWithheld)
    #expect(stub.leaf == MerkleTree.leafHash(try Self.leaf()))
    #expect(stub.proof == (try Self.prove(.index(5)).output.found.first?.proof))
  }
}

extension [UInt8] {
  fileprivate var text: String { String(decoding: self, as: UTF8.self) }
}
