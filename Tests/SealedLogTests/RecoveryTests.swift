import Foundation
@testable import SealedLog
import Testing

@Suite struct RecoveryTests {
  @Test func `a torn tail of any length is set aside, and the stream says so`() throws {
    let stream = try StreamFixture()
    try stream.open()
    try stream.record("e1")
    let sealed = try stream.bytes
    try stream.record("e2")
    let whole = try stream.bytes
    for cut in stride(from: 1, to: whole.count - sealed.count, by: 61) {
      // A crash between the state's first sync and the end of the write.
      let other = try StreamFixture()
      try other.open()
      try other.record("e1")
      try other.replace(Array(whole[..<(sealed.count + cut)]))
      let tail = try other.verify()
      #expect(tail.verdict == .open)
      #expect(tail.container == .asWritten)
      #expect(tail.tail.bytes == cut)
      let receipt = try other.record("e2")
      #expect(receipt.accepted == 1)
      #expect(receipt.recovered?.bytes == Int64(cut))
      let verification = try other.verify()
      #expect(verification.findings == [])
      #expect(verification.recoveries.count == 1)
      #expect(verification.bridges == [])
      let torn = try FileManager.default.contentsOfDirectory(atPath: other.directory.path)
        .filter { $0.contains(".torn-\(sealed.count)-") }
      let kept = try Data(contentsOf: other.directory.appendingPathComponent(#require(torn.first)))
      #expect([UInt8](kept) == Array(whole[sealed.count..<(sealed.count + cut)]))
      _ = try other.close()
      #expect(try other.verify().verdict == .closed)
    }
  }

  @Test func `of two recoveries at one time the second finds nothing to do`() throws {
    let stream = try StreamFixture()
    try stream.open()
    try FileManager.default.removeItem(atPath: stream.files.state)
    _ = try StreamRecovery.recover(stream.files, identity: stream.identity, services: stream.services)
    // It saw that the state was lost before the first had the lock.
    let error = #expect(throws: StreamError.self) {
      try StreamRecovery.bridge(stream.files, over: nil, identity: stream.identity, services: stream.services)
    }
    #expect(error?.code == .notNeeded)
    #expect(try stream.verify().bridges.count == 1)
  }

  @Test func `a batch that reached the disk before the crash is rolled forward`() throws {
    let stream = try StreamFixture()
    try stream.open()
    try stream.record("e1")
    let before = try Data(contentsOf: URL(fileURLWithPath: stream.files.state))
    try stream.record("e2")
    // The slot of the batch before is still there, as after a crash between the batch's sync and the erasing.
    var state = try Data(contentsOf: URL(fileURLWithPath: stream.files.state))
    for slot in 0..<2 {
      let range = (4096 + slot * 4096)..<(8192 + slot * 4096)
      if state[range].allSatisfy({ $0 == 0 }) { state.replaceSubrange(range, with: before[range]) }
    }
    try stream.replace([UInt8](state), at: stream.files.state)
    #expect(try stream.record("e2").duplicates == 1)
    #expect(try stream.record("e3").accepted == 1)
    let verification = try stream.verify()
    #expect(verification.findings == [])
    #expect(verification.events == 3)
    #expect(verification.recoveries == [])
  }

  @Test func `a stream that was rolled back is refused and left as it is`() throws {
    let stream = try StreamFixture()
    try stream.open()
    let opening = try stream.bytes
    try stream.record("e1")
    try stream.replace(opening)
    let error = #expect(throws: StreamError.self) { try stream.record("e2") }
    #expect(error?.code == .stateStale)
    #expect(try stream.bytes == opening)
  }

  @Test func `a state that is older than the stream is refused and loses nothing`() throws {
    let stream = try StreamFixture()
    try stream.open()
    try stream.record("e1")
    let old = try [UInt8](Data(contentsOf: URL(fileURLWithPath: stream.files.state)))
    try stream.record("e2")
    let whole = try stream.bytes
    try stream.replace(old, at: stream.files.state)
    let error = #expect(throws: StreamError.self) { try stream.record("e3") }
    #expect(error?.code == .stateStale)
    #expect(try stream.bytes == whole)
  }

  @Test func `a state of another machine or of another file is refused`() throws {
    let stream = try StreamFixture()
    try stream.open()
    let elsewhere = StreamFixture.services(machine: "another")
    var error = #expect(throws: StreamError.self) { _ = try StreamWriter(stream.files, services: elsewhere) }
    #expect(error?.code == .stateForeign)
    let copy = StreamFiles(stream: stream.directory.appendingPathComponent("copy.jsonl.gz").path)
    try FileManager.default.copyItem(atPath: stream.files.stream, toPath: copy.stream)
    try FileManager.default.copyItem(atPath: stream.files.state, toPath: copy.state)
    error = #expect(throws: StreamError.self) { _ = try StreamWriter(copy, services: stream.services) }
    #expect(error?.code == .stateForeign)
  }

  @Test func `a renamed pair goes on`() throws {
    let stream = try StreamFixture()
    try stream.open()
    try stream.record("e1")
    let renamed = StreamFiles(stream: stream.directory.appendingPathComponent("renamed.gz").path)
    try FileManager.default.moveItem(atPath: stream.files.stream, toPath: renamed.stream)
    try FileManager.default.moveItem(atPath: stream.files.state, toPath: renamed.state)
    var writer = try StreamWriter(renamed, services: stream.services)
    #expect(try writer.commit([stream.prepare(stream.note("e2"))]).accepted == 1)
  }

  @Test func `a lost state is bridged with the identity, and every verification lists it`() throws {
    let stream = try StreamFixture()
    try stream.open()
    try stream.record("e1")
    try FileManager.default.removeItem(atPath: stream.files.state)
    let error = #expect(throws: StreamError.self) { try stream.record("e2") }
    #expect(error?.code == .stateMissing)
    #expect(error?.hint?.contains("recover") == true)
    let stranger = try #require(SigningKey(name: "example.com/other", seed: Array(1..<33)))
    #expect(throws: StreamError.self) {
      try StreamRecovery.recover(stream.files, identity: stranger, services: stream.services)
    }
    let outcome = try StreamRecovery.recover(
      stream.files, identity: stream.identity, services: stream.services)
    #expect(outcome.record.cause == .stateLost)
    #expect(outcome.setAside == nil)
    #expect(try stream.record("e1").duplicates == 1)
    #expect(try stream.record("e2").accepted == 1)
    let verification = try stream.verify()
    #expect(verification.findings == [])
    #expect(verification.bridges == [8])
    _ = try stream.close()
    #expect(try stream.verify().bridges == [8])
  }

  @Test func `recovering a stream whose state is whole makes no bridge`() throws {
    let stream = try StreamFixture()
    try stream.open()
    let before = try stream.bytes
    #expect(throws: StreamError.self) {
      try StreamRecovery.recover(stream.files, identity: stream.identity, services: stream.services)
    }
    #expect(try stream.bytes == before)
    try stream.replace(before + BGZF.headerPrefix)
    let outcome = try StreamRecovery.recover(
      stream.files, identity: stream.identity, services: stream.services)
    #expect(outcome.record.cause == .torn)
    #expect(outcome.setAside != nil)
    let verification = try stream.verify()
    #expect(verification.findings == [])
    #expect(verification.bridges == [])
    #expect(verification.recoveries == [5])
    #expect(verification.note == outcome.note)
  }

  @Test func `a held lock is an error after the patience is over`() throws {
    let stream = try StreamFixture()
    try stream.open()
    let lock = try #require(FileHandle(forUpdatingAtPath: stream.files.lock))
    #expect(flock(lock.fileDescriptor, LOCK_EX) == 0)
    let before = try stream.bytes
    let error = #expect(throws: StreamError.self) { try stream.record("e1") }
    #expect(error?.code == .locked)
    #expect(try stream.bytes == before)
    #expect(flock(lock.fileDescriptor, LOCK_UN) == 0)
    #expect(try stream.record("e1").accepted == 1)
  }

  @Test func `opening never replaces a file`() throws {
    let stream = try StreamFixture()
    try stream.open()
    let before = try stream.bytes
    let error = #expect(throws: StreamError.self) { try stream.open() }
    #expect(error?.code == .alreadyExists)
    #expect(try stream.bytes == before)
  }

  @Test func `two writers take turns batch by batch`() throws {
    let stream = try StreamFixture()
    try stream.open()
    var first = try stream.writer()
    var second = try stream.writer()
    for number in 0..<5 {
      #expect(try first.commit([stream.prepare(stream.note("a\(number)"))]).accepted == 1)
      #expect(try second.commit([stream.prepare(stream.note("b\(number)"))]).accepted == 1)
      #expect(try second.commit([stream.prepare(stream.note("a\(number)"))]).duplicates == 1)
    }
    let verification = try stream.verify()
    #expect(verification.findings == [])
    #expect(verification.events == 10)
  }
}
