import CloudEvents
import Foundation
import SealedLog
import TestSupport
import Testing

@testable import Attestation

/// For every format of personal acts and anchors: what is read and written again is the same bytes.
@Suite struct AttestationRoundTripTests {
  @Test func `random statements are written as they were read`() throws {
    var dice = SeededDice(seed: 7)
    for _ in 0..<300 {
      var statement = try Statement(StatementTests.text)
      statement.origin = dice.name()
      statement.plan = Hexadecimal.encode(dice.bytes(32))
      statement.size = 1 + dice.integer()
      statement.root = try #require(Digest(dice.bytes(32)))
      statement.principal = dice.name() + "@é"
      statement.time = Timestamp(nanoseconds: Int64(dice.integer()))
      statement.comment = dice.text(60)
      #expect(try Statement(statement.text).text == statement.text)
    }
  }

  @Test func `an armor is written as it was read once it has its one form`() throws {
    for seed in UInt8(1)...20 {
      let signature = try SSHSignature(armor: TestSigner(seed).sign("text \(seed)"))
      let armor = signature.armor
      #expect(try SSHSignature(armor: armor).armor == armor)
      #expect(try SSHSignature(blob: signature.blob).blob == signature.blob)
    }
  }

  @Test func `random cosignatures are written as they were read`() throws {
    var dice = SeededDice(seed: 8)
    for _ in 0..<200 {
      let time = (0..<8).map { UInt8(truncatingIfNeeded: dice.roll(1 << 31) >> (56 - 8 * $0)) }
      let line = SignedNote.Signature(name: dice.name(), identifier: dice.bytes(4), bytes: time + dice.bytes(64)).line
      #expect(Cosignature(line: String(line.dropLast()))?.line == String(line.dropLast()))
    }
  }

  @Test func `a time stamp query is one DER element to openssl, with nothing left over`() throws {
    var dice = SeededDice(seed: 9)
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("cutlog-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for round in 0..<8 {
      let nonce = round == 0 ? [0, 0x80, 1, 2, 3, 4, 5, 6] : dice.bytes(8)
      let bytes = TimestampRequest(checkpoint: "text \(round)\n", nonce: nonce).bytes
      let file = folder.appendingPathComponent("query-\(round)")
      try Data(bytes).write(to: file)
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
      // Taken apart and put together again by another program.
      process.arguments = ["asn1parse", "-inform", "DER", "-in", file.path, "-out", file.path + ".again", "-noout"]
      try process.run()
      process.waitUntilExit()
      #expect(process.terminationStatus == 0)
      #expect([UInt8](try Data(contentsOf: URL(fileURLWithPath: file.path + ".again"))) == bytes)
    }
  }
}
