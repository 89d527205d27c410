import Foundation
@testable import SealedLog
import Testing

/// What a request for a signature says, and that nothing else is taken for one.
@Suite struct SigningRequestTests {
  private static func requests() throws -> [SigningRequest] {
    let stream = try StreamFixture()
    let opening = try StreamOpening.request(
      stream.files, StreamFixture.request, identity: stream.identity.verifier, services: stream.services)
    try StreamRequests.cancel(stream.files, services: stream.services)
    try stream.open()
    try stream.record("e1")
    var writer = try stream.writer()
    let closing = try writer.requestClosing()
    let new = try #require(SigningKey(name: "example.com/next", seed: Array(100..<132)))
    let rotation = try StreamIdentity.request(
      .rotate(to: new.verifier), of: stream.files, services: stream.services)
    let compromise = try StreamIdentity.request(
      .compromise(nil, since: 7), of: stream.files, services: stream.services)
    try FileManager.default.removeItem(atPath: stream.files.state)
    guard case .requested(let bridge) = try StreamRecovery.request(stream.files, services: stream.services) else {
      return []
    }
    return [opening, closing, bridge, rotation, compromise]
  }

  @Test func `reading a request and writing it again gives the same bytes`() throws {
    let requests = try Self.requests()
    #expect(requests.count == 5)
    for request in requests { #expect(SigningRequest(request.bytes)?.bytes == request.bytes) }
  }

  @Test func `a request that was changed in a byte is none, and neither is one that is cut or longer`() throws {
    for request in try Self.requests() {
      for place in stride(from: 0, to: request.bytes.count, by: request.draft == nil ? 1 : 7) {
        var bytes = request.bytes
        bytes[place] ^= 1
        #expect(SigningRequest(bytes) == nil, "byte \(place)")
      }
      #expect(SigningRequest(Array(request.bytes.dropLast())) == nil)
      #expect(SigningRequest(request.bytes + [0x0A]) == nil)
    }
  }

  @Test func `nothing else is taken for a request`() throws {
    let checkpoint = "example.com/x\n4\nS+K+0dnYUMs5U64eyP80Qmuz8YYNwRxZuc/dcvF4AgE=\n"
    for text in ["", "\n", checkpoint, "cutlog signing request v1\n\n--- text\n\(checkpoint)--- end\n", "transfer 100 to Bob\n"] {
      #expect(SigningRequest(Array(text.utf8)) == nil)
    }
    // A checkpoint over lines that no identity seals: an ordinary batch.
    let stream = try StreamFixture()
    let key = try #require(SigningKey(name: "\(StreamFixture.origin)/epoch-9", seed: Array(0..<32)))
    let draft = SealDraft(
      origin: StreamFixture.origin, time: stream.services.now(), before: MerkleFrontier(),
      payloads: [.announced(KeyAnnouncement(vkey: key.verifier, own: 1))])
    #expect(SigningRequest(draft, signer: stream.identity.verifier) == nil)
  }
}
