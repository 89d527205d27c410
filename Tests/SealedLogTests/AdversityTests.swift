import CloudEvents
import Foundation
import JSONText
@testable import SealedLog
import TestSupport
import Testing

/// What goes wrong around a stream while it is written, and what somebody may do to it.
@Suite struct AdversityTests {
  @Test func `closing with another key than the identity is refused and the stream stays open`() throws {
    let stream = try StreamFixture()
    try stream.open()
    try stream.record("e1")
    let before = try stream.bytes
    let stranger = try #require(SigningKey(name: "example.com/other", seed: Array(1..<33)))
    let error = #expect(throws: StreamError.self) { _ = try StreamWriter.close(stream.files, identity: stranger, services: stream.services) }
    #expect(error?.code == .keyMismatch)
    #expect(try stream.bytes == before)
    #expect(try stream.record("e2").accepted == 1)
    _ = try stream.close()
    #expect(try stream.verify().verdict == .closed)
  }

  @Test func `a stream that was altered is not closed over`() throws {
    let stream = try StreamFixture()
    try stream.open()
    let opening = try stream.bytes.count
    try stream.record("e1")
    try stream.record("e2")
    var bytes = try stream.bytes
    bytes[opening + 40] ^= 1
    try stream.replace(bytes)
    let error = #expect(throws: StreamError.self) { _ = try stream.close() }
    #expect(error?.code == .tampered)
    #expect(try stream.bytes == bytes)
    #expect(FileManager.default.fileExists(atPath: stream.files.state))
  }

  @Test func `a writer that runs while the state is recovered takes the new keys`() throws {
    let stream = try StreamFixture()
    try stream.open()
    var running = try stream.writer()
    _ = try running.commit([stream.prepare(stream.note("e1"))])
    try FileManager.default.removeItem(atPath: stream.files.state)
    _ = try StreamRecovery.recover(stream.files, identity: stream.identity, services: stream.services)
    #expect(try stream.record("e2").accepted == 1)
    #expect(try running.commit([stream.prepare(stream.note("e3"))]).accepted == 1)
    let verification = try stream.verify()
    #expect(verification.findings == [])
    #expect(verification.events == 3)
    #expect(verification.bridges.count == 1)
  }

  @Test func `an old state put back never cuts off seals that it doesn't know`() throws {
    let stream = try StreamFixture()
    try stream.open()
    let old = try [UInt8](Data(contentsOf: URL(fileURLWithPath: stream.files.state)))
    try FileManager.default.removeItem(atPath: stream.files.state)
    _ = try StreamRecovery.recover(stream.files, identity: stream.identity, services: stream.services)
    try stream.record("e1")
    let whole = try stream.bytes
    try stream.replace(old, at: stream.files.state)
    let error = #expect(throws: StreamError.self) { try stream.record("e2") }
    #expect(error?.code == .stateStale)
    #expect(try stream.bytes == whole)
  }

  @Test func `a file that was replaced while it was written is not written to`() throws {
    let stream = try StreamFixture()
    try stream.open()
    var running = try stream.writer()
    let copy = stream.files.stream + ".copy"
    try FileManager.default.copyItem(atPath: stream.files.stream, toPath: copy)
    try FileManager.default.removeItem(atPath: stream.files.stream)
    try FileManager.default.moveItem(atPath: copy, toPath: stream.files.stream)
    let error = #expect(throws: StreamError.self) {
      _ = try running.commit([stream.prepare(stream.note("e1"))])
    }
    #expect(error?.code == .stateForeign)
  }

  @Test func `a batch with a hole before its seal is set aside and not rolled forward`() throws {
    let stream = try StreamFixture()
    try stream.open()
    try stream.record("e0")
    let before = try Data(contentsOf: URL(fileURLWithPath: stream.files.state))
    let start = try stream.bytes.count
    var writer = try stream.writer()
    let lines = try (0..<400).map {
      try stream.prepare(stream.note("n\($0)", "\(($0 * 7919) % 1009) " + String(repeating: "x\($0)", count: 90)))
    }
    #expect(try writer.commit(lines).accepted == 400)
    var bytes = try stream.bytes
    #expect(bytes.count - start > 4_000)
    for place in (start + 600)..<(start + 1_200) { bytes[place] = 0 }
    try stream.replace(bytes)
    var state = try Data(contentsOf: URL(fileURLWithPath: stream.files.state))
    for slot in 0..<2 {
      let range = (4096 + slot * 4096)..<(8192 + slot * 4096)
      if state[range].allSatisfy({ $0 == 0 }) { state.replaceSubrange(range, with: before[range]) }
    }
    try stream.replace([UInt8](state), at: stream.files.state)
    try? FileManager.default.removeItem(atPath: stream.files.identifiers)
    let receipt = try stream.record("e1")
    #expect(receipt.recovered?.bytes == Int64(bytes.count - start))
    let verification = try stream.verify()
    #expect(verification.findings == [])
    #expect(verification.events == 2)
  }

  @Test func `a torn end is told of even if the first attempt after it fails`() throws {
    let stream = try StreamFixture()
    try stream.open()
    try stream.replace(stream.bytes + BGZF.headerPrefix)
    // An index that can't be made: its place is taken by a folder.
    try? FileManager.default.removeItem(atPath: stream.files.identifiers)
    try FileManager.default.createDirectory(atPath: stream.files.identifiers, withIntermediateDirectories: false)
    #expect(throws: StreamError.self) { try stream.record("e1") }
    try FileManager.default.removeItem(atPath: stream.files.identifiers)
    #expect(try stream.record("e1").recovered != nil)
    #expect(try stream.verify().recoveries == [5])
  }

  @Test func `opening leaves the state of another stream alone`() throws {
    let stream = try StreamFixture()
    try stream.open()
    let state = try Data(contentsOf: URL(fileURLWithPath: stream.files.state))
    try FileManager.default.moveItem(atPath: stream.files.stream, toPath: stream.files.stream + ".moved")
    let error = #expect(throws: StreamError.self) { try stream.open() }
    #expect(error?.code == .alreadyExists)
    #expect(try Data(contentsOf: URL(fileURLWithPath: stream.files.state)) == state)
  }

  @Test func `what can't stand in a stream is refused before anything is written`() throws {
    for change in [
      { $0.run = String(repeating: "r", count: 70_000) },
      { $0.environment = "\u{FFFE}" },
      { $0.starts = "yesterday" },
      { $0.parameters = [("b", .string(String(repeating: "x", count: 70_000)))] },
      { request in
        var value: JSONValue = .string("x")
        for _ in 0..<64 { value = .array([value]) }
        request.parameters = [("deep", value)]
      },
    ] as [(inout OpeningRequest) -> Void] {
      let stream = try StreamFixture()
      #expect(throws: StreamError.self) { try stream.open(change) }
      #expect(try FileManager.default.contentsOfDirectory(atPath: stream.directory.path) == [])
    }
  }

  @Test func `closing keeps the file's permissions`() throws {
    let stream = try StreamFixture()
    try stream.open()
    try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: stream.files.stream)
    _ = try stream.close()
    let mode = try FileManager.default.attributesOfItem(atPath: stream.files.stream)[.posixPermissions]
    #expect(mode as? Int == 0o640)
  }

  @Test func `a rollback is seen whatever the container is made into`() throws {
    let stream = try StreamFixture()
    try stream.open()
    try stream.record("e1")
    let old = try stream.bytes
    try stream.record("e2")
    let held = try #require(stream.verify().checkpoint)
    for command in ["zcat | gzip -1", "zcat | gzip -9", "zcat", "cat"] {
      var options = StreamVerifier.Options()
      options.heldForOrigin = { $0 == held.origin ? [held] : [] }
      let verification = try StreamVerifier.verify(
        MemorySource(ContainerTests.piped(old, command)), options: options)
      #expect(verification.verdict == .rolledBack, "\(command)")
    }
  }

  @Test(arguments: ["cat", "gzip -6"])
  func `bytes behind the end are found in every container`(command: String) throws {
    let plain = try Vectors.bytes("format-1/example.jsonl")
    let bytes = try ContainerTests.piped(plain, command) + Array("garbage".utf8)
    let verification = try StreamVerifier.verify(MemorySource(bytes))
    #expect(verification.container == .damaged)
    #expect(!verification.errors.isEmpty)
  }

  @Test func `a foreign gzip that breaks off gives what came before, damaged`() throws {
    let stream = try StreamFixture()
    try stream.open()
    for number in 0..<30 { try stream.record("e\(number)") }
    let whole = try ContainerTests.piped(stream.bytes, "zcat | gzip -1")
    let verification = try StreamVerifier.verify(MemorySource(Array(whole.dropLast(whole.count / 4))))
    #expect(verification.verdict == .open)
    #expect(verification.container == .damaged)
    #expect(verification.events > 5)
  }

  @Test func `a stream from 1678 to 2261 is verified`() throws {
    let stream = try StreamFixture()
    let first = try Timestamp("1678-01-01T00:00:00Z").nanoseconds
    let last = try Timestamp("2261-12-31T23:59:59Z").nanoseconds
    let early = RecorderServices(
      now: { Timestamp(nanoseconds: first) }, random: stream.services.random, machine: [])
    let late = RecorderServices(
      now: { Timestamp(nanoseconds: last) }, random: stream.services.random, machine: [])
    _ = try StreamOpening.open(stream.files, StreamFixture.request, identity: stream.identity, services: early)
    var writer = try StreamWriter(stream.files, services: late)
    _ = try writer.commit([stream.prepare(stream.note("e1"))])
    let verification = try stream.verify()
    #expect(verification.findings == [])
    #expect(verification.anchors.longestUnanchoredSeconds?.hasPrefix("18429206399") == true)
  }

  @Test func `a file of line feeds or of zeros is unreadable and takes no memory`() throws {
    let feeds = try ContainerTests.blocks([UInt8](repeating: 0x0A, count: 65_280 * 80), of: 65_280)
    #expect(try StreamVerifier.verify(MemorySource(feeds)).verdict == .unreadable)
    let bomb = try ContainerTests.piped([], "head -c 300000000 /dev/zero | gzip -9")
    #expect(try StreamVerifier.verify(MemorySource(bomb)).verdict == .unreadable)
  }

  @Test func `zeros behind the last seal are a torn end however many`() throws {
    let stream = try StreamFixture()
    try stream.open()
    let bytes = try stream.bytes
    let verification = try StreamVerifier.verify(
      MemorySource(bytes + [UInt8](repeating: 0, count: 5_000_000)))
    #expect(verification.verdict == .open)
    #expect(verification.container == .asWritten)
    #expect(verification.tail.bytes == 5_000_000)
  }

  @Test func `a name that merely looks like the key's is another name`() throws {
    let stream = try StreamFixture()
    let origin = "example.com/K/1"
    try stream.open { $0.origin = origin }
    let plain = String(decoding: try ContainerTests.piped(stream.bytes, "zcat"), as: UTF8.self)
    #expect(try StreamVerifier.verify(MemorySource(Array(plain.utf8))).verdict == .open)
    let signature = try #require(plain.range(of: "— example.com/K/1 "))
    let changed = plain.replacingCharacters(in: signature, with: "— example.com/\u{212A}/1 ")
    #expect(try StreamVerifier.verify(MemorySource(Array(changed.utf8))).verdict == .unreadable)
  }

  @Test func `a garbage line behind an open plain stream leaves the log as it was`() throws {
    let stream = try StreamFixture()
    try stream.open()
    try stream.record("e1")
    let plain = try ContainerTests.piped(stream.bytes, "zcat")
    let verification = try StreamVerifier.verify(MemorySource(plain + Array("garbage\n".utf8)))
    #expect(verification.verdict == .open)
    #expect(verification.container == .damaged)
    #expect(verification.events == 1)
  }
}

