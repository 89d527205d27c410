import CloudEvents
import SealedLog
import TestSupport
import Testing

@testable import Attestation

/// RFC 3161 tokens made by openssl in the test run.
@Suite struct TimestampTokenTests {
  static let authority = Result { try TestAuthority() }
  static let text = "example.com/log\n7\nEotsqHj4yN7kGbxDm6G4te6Bf3HtUdUqix4/ipqF+q0=\n"

  private func trust() throws -> AnchorTrust {
    try .trusting(Self.authority.get().root)
  }

  private func read(_ token: [UInt8], _ trust: AnchorTrust, over text: String = text) throws -> AnchorReading {
    trust.read(.rfc3161, Base64.encode(token), over: text)
  }

  @Test func `openssl reads the query and replies to it with its nonce`() throws {
    let authority = try Self.authority.get()
    let query = TimestampRequest(checkpoint: Self.text, nonce: [0, 0xC2, 3, 4, 5, 6, 7, 8]).bytes
    let name = try authority.write(query)
    let shown = try authority.bash("openssl ts -query -in \(name) -text")
    #expect(shown.contains("Version: 1"))
    #expect(shown.contains("Hash Algorithm: sha256"))
    #expect(shown.contains("Nonce: 0xC2030405060708"))
    #expect(shown.contains("Certificate required: yes"))
    let reply = try authority.reply(to: query)
    let token = try TimestampToken(reply)
    #expect(token.nonce == [0xC2, 3, 4, 5, 6, 7, 8])
    #expect(token.accuracyNanoseconds == 1_500_100_000)
    #expect(token.imprint.isOf(Self.text))
    #expect(try TimestampToken(token.bytes).bytes == token.bytes)
    // What is kept beside a closed stream is a reply again, and what a line carries is a token.
    let (kept, bare, data) = try (authority.write(token.reply), authority.write(token.bytes), authority.write(Array(Self.text.utf8)))
    #expect(try authority.bash("openssl ts -verify -in \(kept) -queryfile \(name) -CAfile trusted.pem").contains("Verification: OK"))
    #expect(
      try authority.bash("openssl ts -verify -token_in -in \(bare) -data \(data) -CAfile trusted.pem").contains("Verification: OK"))
    let reading = try read(token.bytes, trust())
    #expect(reading.isTrusted)
    #expect(reading.name == "CN=Stamps ecdsa")
  }

  @Test(arguments: [
    (TestAuthority.Signer.ecdsa, ""), (.p384, ""), (.rsa, ""), (.rsa, "-keyopt rsa_padding_mode:pss -keyopt rsa_pss_saltlen:digest"),
    (.rsa, "-keyid"), (.ecdsa, "-md sha512"),
  ])
  func `every kind of signer is taken`(signer: TestAuthority.Signer, options: String) throws {
    let token = try Self.authority.get().token(over: Self.text, at: "20261122215801Z", signer, options: options)
    let reading = try read(token, trust())
    #expect(reading.problem == nil)
    #expect(reading.time?.description == "2026-11-22T21:58:01Z")
  }

  @Test func `time and accuracy are read exactly`() throws {
    let authority = try Self.authority.get()
    // Accuracy: 2 s, 3 ms, 4 µs.
    let accuracy: [UInt8] = [0x30, 0x09, 0x02, 0x01, 0x02, 0x80, 0x01, 0x03, 0x81, 0x01, 0x04]
    let token = try TimestampToken(authority.token(over: Self.text, at: "20261122215801.123456789Z", accuracy: accuracy))
    #expect(token.time.description == "2026-11-22T21:58:01.123456789Z")
    #expect(token.accuracyNanoseconds == 2_003_004_000)
    #expect(token.interval == (token.time.nanoseconds - 2_003_004_000)...(token.time.nanoseconds + 2_003_004_000))
    let coarse = try TimestampToken(authority.token(over: Self.text, at: "20261122215801.5Z"))
    #expect(coarse.interval.count == 100_000_000)
    for bad in ["20261122215801.1234567891Z", "20261122215860Z", "20261322215801Z", "202611222158Z", "20261122215801+0100"] {
      let token = try authority.token(over: Self.text, at: bad)
      #expect(throws: AnchorProblem.self) { try TimestampToken(token) }
    }
  }

  @Test(arguments: [
    (TestAuthority.Signer.stranger, "20261122215801Z", AnchorProblem.Rule.untrusted),
    (.plain, "20261122215801Z", .certificate), (.weak, "20261122215801Z", .certificate),
    (.expired, "20261122215801Z", .certificate), (.ecdsa, "20191231235959Z", .certificate),
    (.ecdsa, "20400101000001Z", .certificate), (.ecdsa, "20400101000000.1Z", .certificate),
    (.short, "20261122215801Z", .signature),
  ])
  func `a signer that may not sign then is told`(
    signer: TestAuthority.Signer, time: String, rule: AnchorProblem.Rule
  ) throws {
    let reading = try read(Self.authority.get().token(over: Self.text, at: time, signer), trust())
    #expect(reading.problem?.rule == rule)
    #expect(!reading.isTrusted)
  }

  @Test func `a certificate that has expired since still counts at its own time`() throws {
    let reading = try read(Self.authority.get().token(over: Self.text, at: "20200601000000Z", .expired), trust())
    #expect(reading.isTrusted)
  }

  @Test func `a signer is trusted by its own certificate too, and by nobody's without a trust file`() throws {
    let authority = try Self.authority.get()
    let token = try authority.token(over: Self.text, at: "20261122215801Z", .stranger)
    #expect(try read(token, AnchorTrust()).problem?.rule == .untrusted)
    #expect(try read(token, .trusting(authority.bytes("stranger.pem"))).isTrusted)
    for file in ["nothing", ""] {
      #expect(throws: AnchorTrust.NoCertificates.self) { try AnchorTrust.trusting(Array(file.utf8)) }
    }
  }

  @Test func `an issuer whose key is not for certificates vouches for none`() throws {
    let authority = try Self.authority.get()
    let token = try authority.token(over: Self.text, at: "20261122215801Z", .clerked)
    let reading = try read(token, .trusting(authority.bytes("clerk.pem")))
    #expect(!reading.isTrusted)
    #expect(reading.problem?.rule == .certificate)
  }

  @Test func `a certificate signed with SHA-1 is vouched for by nobody`() throws {
    let authority = try Self.authority.get()
    let token = try authority.token(over: Self.text, at: "20261122215801Z", .dated)
    let reading = try read(token, .trusting(authority.bytes("old.pem")))
    #expect(!reading.isTrusted)
    #expect(reading.problem?.rule == .untrusted)
    #expect(try read(token, .trusting(authority.bytes("dated.pem"))).isTrusted)
  }

  @Test func `a token over something else is told`() throws {
    let reading = try read(Self.authority.get().token(over: "other\n", at: "20261122215801Z"), trust())
    #expect(reading.problem?.rule == .checkpoint)
  }

  @Test func `a token without its certificate counts where the trust file has it`() throws {
    let authority = try Self.authority.get()
    let token = try authority.token(over: Self.text, at: "20261122215801Z", options: "-nocerts")
    #expect(try read(token, trust()).problem?.rule == .signature)
    #expect(try read(token, .trusting(authority.bytes("ecdsa.pem"))).isTrusted)
  }

  @Test func `a refusal of the authority is told as one`() throws {
    let problem = #expect(throws: AnchorProblem.self) {
      try TimestampToken([0x30, 0x05, 0x30, 0x03, 0x02, 0x01, 0x02])
    }
    #expect(problem?.message.contains("refusal") == true)
  }

  /// Nothing in a token may be altered, cut off or added, whether a signature covers it or not.
  @Test func `a token with any byte altered, cut or added is never trusted`() throws {
    let trust = try trust()
    for signer in [TestAuthority.Signer.ecdsa, .rsa] {
      let token = try Self.authority.get().token(over: Self.text, at: "20261122215801Z", signer)
      #expect(try read(token, trust).isTrusted)
      for place in token.indices {
        for change in [1, 0x80] as [UInt8] {
          var altered = token
          altered[place] ^= change
          #expect(try !read(altered, trust).isTrusted, "\(signer): byte \(place) ^ \(change)")
        }
        #expect(try !read(Array(token[..<place]), trust).isTrusted)
      }
      #expect(try !read(token + [0], trust).isTrusted)
    }
  }
}

extension AnchorTrust {
  struct NoCertificates: Error {}

  /// Trusts the authorities of a file, and no witness.
  static func trusting(_ file: [UInt8]) throws -> AnchorTrust {
    var trust = AnchorTrust()
    guard trust.authorities.add(file: file) else { throw NoCertificates() }
    return trust
  }
}
