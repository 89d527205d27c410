import Foundation
@testable import SealedLog
import Testing

/// Opening, closing and recovering with an identity that is kept elsewhere.
@Suite struct SigningTests {
  private let stream: StreamFixture
  private var files: StreamFiles { stream.files }

  init() throws { stream = try StreamFixture() }

  private func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: stream.directory.path).sorted()
  }

  private func sign(_ request: SigningRequest, _ key: SigningKey? = nil) throws -> IdentitySigner {
    let read = try #require(SigningRequest(request.bytes))
    let note = SignedNote(signing: read.text, with: [key ?? stream.identity])
    let file = Array(note.signatures.map(\.line).joined().utf8)
    return IdentitySigner(signatures: try #require(IdentitySigner.signatures(in: file)))
  }

  private func code(_ body: () throws -> Void) -> StreamError.Code? {
    do { try body() } catch { return (error as? StreamError)?.code }
    return nil
  }

  private func requestOpening() throws -> SigningRequest {
    try StreamOpening.request(files, StreamFixture.request, identity: stream.identity.verifier, services: stream.services)
  }

  @Test func `a stream is opened by a signature that is made elsewhere, and is the same as one opened with the key`() throws {
    let request = try requestOpening()
    #expect(try names() == ["stream.jsonl.gz.pending"])
    let attributes = try FileManager.default.attributesOfItem(atPath: files.pending)
    #expect(attributes[.posixPermissions] as? Int == 0o600)
    let (note, _) = try StreamOpening.complete(files, signer: sign(request), services: stream.services)
    #expect(try names() == ["stream.jsonl.gz", "stream.jsonl.gz.lock", "stream.jsonl.gz.state"])
    let other = try StreamFixture()
    #expect(try other.open() == note)
    #expect(try other.bytes == stream.bytes)
    #expect(try stream.record("e1").accepted == 1)
    #expect(try stream.verify().findings == [])
  }

  @Test func `a wrong or a stale signature is refused and nothing is lost`() throws {
    let first = try sign(requestOpening())
    try StreamRequests.cancel(files, services: stream.services)
    #expect(try names() == [])
    #expect(code { _ = try StreamOpening.complete(files, signer: first, services: stream.services) } == .requestMissing)
    let request = try requestOpening()
    let before = try Data(contentsOf: URL(fileURLWithPath: files.pending))
    let stranger = try #require(SigningKey(name: "example.com/lead", seed: Array(1..<33)))
    for signer in [first, try sign(request, stranger)] {
      #expect(
        code { _ = try StreamOpening.complete(files, signer: signer, services: stream.services) } == .signatureMismatch)
    }
    #expect(code { _ = try requestOpening() } == .alreadyExists)
    #expect(code { try stream.open() } == .alreadyExists)
    #expect(try Data(contentsOf: URL(fileURLWithPath: files.pending)) == before)
    #expect(try names() == ["stream.jsonl.gz.pending"])
    #expect(try StreamRequests.waiting(files, services: stream.services).bytes == request.bytes)
    _ = try StreamOpening.complete(files, signer: sign(request), services: stream.services)
    #expect(try stream.verify().verdict == .open)
  }

  @Test func `what waits counts neither as a copy nor on another machine`() throws {
    let signer = try sign(requestOpening())
    let elsewhere = StreamFixture.services(machine: "another")
    #expect(code { _ = try StreamOpening.complete(files, signer: signer, services: elsewhere) } == .stateForeign)
    let copy = StreamFiles(stream: stream.directory.appendingPathComponent("copy.gz").path)
    try FileManager.default.copyItem(atPath: files.pending, toPath: copy.pending)
    #expect(code { _ = try StreamOpening.complete(copy, signer: signer, services: stream.services) } == .stateForeign)
    let renamed = StreamFiles(stream: stream.directory.appendingPathComponent("renamed.gz").path)
    try FileManager.default.moveItem(atPath: files.pending, toPath: renamed.pending)
    _ = try StreamOpening.complete(renamed, signer: signer, services: stream.services)
    #expect(FileManager.default.fileExists(atPath: renamed.state))
  }

  @Test func `an opening that was interrupted before its secrets were erased is finished by either side`() throws {
    let signer = try sign(requestOpening())
    let waiting = stream.directory.appendingPathComponent("kept").path
    try FileManager.default.linkItem(atPath: files.pending, toPath: waiting)
    let secrets = try Data(contentsOf: URL(fileURLWithPath: waiting))
    let note = try StreamOpening.complete(files, signer: signer, services: stream.services).note
    // Erased means overwritten, not merely unlinked.
    #expect(try Data(contentsOf: URL(fileURLWithPath: waiting)).prefix(1_000).allSatisfy { $0 == 0 })
    func putBack() throws {
      let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: waiting))
      try handle.write(contentsOf: secrets)
      try handle.close()
      try FileManager.default.linkItem(atPath: waiting, toPath: files.pending)
    }
    try putBack()
    #expect(try StreamOpening.complete(files, signer: signer, services: stream.services).note == note)
    #expect(!FileManager.default.fileExists(atPath: files.pending))
    try putBack()
    #expect(try stream.record("e1").accepted == 1)
    #expect(!FileManager.default.fileExists(atPath: files.pending))
  }

  @Test func `a stream is closed by a signature that is made elsewhere`() throws {
    try stream.open()
    try stream.record("e1")
    var writer = try stream.writer()
    let request = try writer.requestClosing()
    let note = try StreamWriter.close(files, signer: sign(request), services: stream.services)
    #expect(note.text == request.text)
    #expect(try names() == ["stream.jsonl.gz", "stream.jsonl.gz.checkpoint"])
    let verification = try stream.verify()
    #expect(verification.verdict == .closed)
    #expect(verification.findings == [])
    #expect(verification.note?.isSigned(by: stream.identity.verifier) == true)
  }

  @Test func `a closing is void once the stream has grown, and is asked for again`() throws {
    try stream.open()
    var writer = try stream.writer()
    let first = try sign(writer.requestClosing())
    try stream.record("e1")
    let before = try stream.bytes
    #expect(code { _ = try StreamWriter.close(files, signer: first, services: stream.services) } == .requestStale)
    #expect(try stream.bytes == before)
    let request = try writer.requestClosing()
    #expect(code { _ = try StreamWriter.close(files, signer: first, services: stream.services) } == .signatureMismatch)
    #expect(try stream.bytes == before)
    #expect(try stream.record("e1").duplicates == 1)
    _ = try StreamWriter.close(files, signer: sign(request), services: stream.services)
    #expect(try stream.verify().verdict == .closed)
  }

  @Test func `a closing that was signed elsewhere and interrupted is finished`() throws {
    try stream.open()
    var writer = try stream.writer()
    let signer = try sign(writer.requestClosing())
    // The closing seal is durable, and nothing that comes after it has happened.
    try stream.writer().sealAsClosed(identity: stream.identity)
    _ = try StreamWriter.close(files, signer: signer, services: stream.services)
    #expect(try names() == ["stream.jsonl.gz", "stream.jsonl.gz.checkpoint"])
  }

  @Test func `a lost state is bridged by a signature that is made elsewhere`() throws {
    try stream.open()
    try stream.record("e1")
    let sealed = try stream.bytes
    try stream.replace(sealed + BGZF.headerPrefix)
    try FileManager.default.removeItem(atPath: files.state)
    guard case .requested(let request) = try StreamRecovery.request(files, services: stream.services) else {
      Issue.record("no bridge was requested")
      return
    }
    #expect(try stream.bytes == sealed + BGZF.headerPrefix)
    let stranger = try #require(SigningKey(name: "example.com/lead", seed: Array(1..<33)))
    #expect(
      code { _ = try StreamRecovery.complete(files, signer: sign(request, stranger), services: stream.services) }
        == .signatureMismatch)
    #expect(try stream.bytes == sealed + BGZF.headerPrefix)
    let outcome = try StreamRecovery.complete(files, signer: sign(request), services: stream.services)
    #expect(outcome.record.bytes == Int64(BGZF.headerPrefix.count))
    #expect(!FileManager.default.fileExists(atPath: files.pending))
    #expect(try stream.record("e1").duplicates == 1)
    let verification = try stream.verify()
    #expect(verification.findings == [])
    #expect(verification.bridges == [8])
  }

  @Test(arguments: [0, 1, 40, 400, 10_000])
  func `a bridge that was interrupted anywhere goes on with the same signature`(written: Int) throws {
    try stream.open()
    try stream.record("e1")
    let sealed = try stream.bytes
    try stream.replace(sealed + [UInt8](repeating: 0, count: 100))
    try FileManager.default.removeItem(atPath: files.state)
    guard case .requested(let request) = try StreamRecovery.request(files, services: stream.services) else { return }
    let signer = try sign(request)
    // What one run writes, in another stream of the same bytes, tells what an interrupted one leaves.
    let kept = try Data(contentsOf: URL(fileURLWithPath: files.pending))
    _ = try StreamRecovery.complete(files, signer: signer, services: stream.services)
    let whole = try stream.bytes
    let bridge = Array(whole[sealed.count...].prefix(written))
    let torn = [UInt8](repeating: 0, count: max(0, 100 - bridge.count))
    try stream.replace(sealed + bridge + torn)
    try FileManager.default.removeItem(atPath: files.state)
    try restore(kept)
    _ = try StreamRecovery.complete(files, signer: signer, services: stream.services)
    #expect(try stream.bytes == whole)
    #expect(try stream.record("e2").accepted == 1)
    #expect(try stream.verify().bridges == [8])
  }

  /// Puts back what waits, bound to its new inode.
  private func restore(_ kept: Data) throws {
    #expect(FileManager.default.createFile(atPath: files.pending, contents: nil))
    let inode = try #require(
      try FileManager.default.attributesOfItem(atPath: files.pending)[.systemFileNumber] as? UInt64)
    let text = String(decoding: kept, as: UTF8.self).replacing(/inode \d+/, with: "inode \(inode)", maxReplacements: 1)
    try stream.replace(Array(text.utf8), at: files.pending)
  }

  @Test func `a bridge is void once another one stands in the stream`() throws {
    try stream.open()
    try FileManager.default.removeItem(atPath: files.state)
    guard case .requested(let request) = try StreamRecovery.request(files, services: stream.services) else { return }
    let signer = try sign(request)
    let kept = try Data(contentsOf: URL(fileURLWithPath: files.pending))
    _ = try StreamRecovery.recover(files, identity: stream.identity, services: stream.services)
    #expect(!FileManager.default.fileExists(atPath: files.pending))
    let whole = try stream.bytes
    try restore(kept)
    #expect(code { _ = try StreamRecovery.complete(files, signer: signer, services: stream.services) } == .requestStale)
    #expect(try stream.bytes == whole)
  }
}
