import Crypto
import Foundation
import SealedLog
import Testing

@testable import Attestation

@Suite struct SSHSignatureTests {
  private static let text = "cutlog/act/v1\norigin o\n"

  @Test(arguments: [
    ("-t ed25519", ""), ("-t ed25519", "-O hashalg=sha256"), ("-t ecdsa -b 256", ""), ("-t rsa -b 2048", ""),
    ("-t rsa -b 3072", "-O hashalg=sha256"),
  ])
  func `what ssh-keygen signs is taken, and written again byte for byte`(kind: String, options: String) throws {
    let keys = try KeyFolder()
    try keys.make("k", kind)
    let armor = try keys.sign(Self.text, with: "k", options: options)
    let signature = try SSHSignature(armor: armor)
    #expect(signature.armor == armor)
    #expect(signature.namespace == "cutlog")
    #expect(signature.publicKey.blob == (try keys.blob("k")))
    #expect(signature.isValid(over: Array(Self.text.utf8)))
    #expect(!signature.isValid(over: Array((Self.text + "\n").utf8)))
    let listed = try keys.bash("ssh-keygen -l -f k.pub").output
    #expect(listed.split(separator: " ")[1] == signature.publicKey.fingerprint)
    let allowed = "a@b " + (try keys.text("k.pub"))
    #expect(try keys.verifies(Self.text, signature.armor, allowed: allowed, principal: "a@b"))
  }

  /// ECDSA numbers are shorter or longer by chance: many signatures meet all their encodings.
  @Test func `a hundred ECDSA signatures of ssh-keygen are taken`() throws {
    let keys = try KeyFolder()
    try keys.make("k", "-t ecdsa -b 256")
    try keys.write(Self.text, to: "m")
    try keys.bash("for i in $(seq 100); do ssh-keygen -q -Y sign -n cutlog -f k < m > $i.sig; done")
    for number in 1...100 {
      let signature = try SSHSignature(armor: keys.text("\(number).sig"))
      #expect(signature.isValid(over: Array(Self.text.utf8)))
    }
  }

  @Test(arguments: ["-t rsa -b 1024", "-t ecdsa -b 384"])
  func `weak and unusual keys are refused with the reason`(kind: String) throws {
    let keys = try KeyFolder()
    try keys.make("k", kind)
    let armor = try keys.sign(Self.text, with: "k")
    let error = #expect(throws: SSHSignatureError.self) { try SSHSignature(armor: armor) }
    #expect(error?.code == .key)
    #expect(error?.message.contains(kind.hasPrefix("-t rsa") ? "1024 bits" : "ecdsa-sha2-nistp384") == true)
  }

  /// Every other value of every byte of the frame. In key and signature, whose checking takes long, every flip of a bit,
  /// and with `CUTLOG_EXHAUSTIVE` every value too.
  @Test func `no change of one byte of a signature crashes, or verifies`() throws {
    let signature = try SSHSignature(armor: TestSigner(7).sign(Self.text))
    let blob = signature.blob
    let message = Array(Self.text.utf8)
    let isExhaustive = ProcessInfo.processInfo.environment["CUTLOG_EXHAUSTIVE"] != nil
    let key = try #require(blob.firstRange(of: signature.publicKey.blob.suffix(32)))
    let costly = Set(key).union((blob.count - 64)..<blob.count)
    var (verified, rewritten) = (0, 0)
    for place in blob.indices {
      let changes = costly.contains(place) && !isExhaustive ? (0..<8).map { UInt8(1 << $0) } : Array(1...255)
      for change in changes {
        var changed = blob
        changed[place] ^= change
        guard let signature = try? SSHSignature(blob: changed) else { continue }
        // Compared without the macro, which would take most of the time.
        if signature.blob != changed { rewritten += 1 }
        if signature.isValid(over: message) { verified += 1 }
      }
    }
    #expect(verified == 0)
    #expect(rewritten == 0)
  }

  @Test func `every shorter and every longer signature is refused`() throws {
    let blob = try SSHSignature(armor: TestSigner(7).sign(Self.text)).blob
    for length in 0..<blob.count {
      #expect(throws: SSHSignatureError.self) { try SSHSignature(blob: Array(blob.prefix(length))) }
    }
    for byte in [0, 1, 255] as [UInt8] {
      #expect(throws: SSHSignatureError.self) { try SSHSignature(blob: blob + [byte]) }
    }
    #expect(throws: SSHSignatureError.self) {
      try SSHSignature(blob: blob + [UInt8](repeating: 0, count: 1 << 20))
    }
  }

  @Test func `lengths that nobody has are refused at every place`() throws {
    let blob = try SSHSignature(armor: TestSigner(7).sign(Self.text)).blob
    for place in 0...(blob.count - 4) {
      for length in [[255, 255, 255, 255], [127, 255, 255, 255], [128, 0, 0, 0]] as [[UInt8]] {
        var changed = blob
        changed.replaceSubrange(place..<(place + 4), with: length)
        let isValid = (try? SSHSignature(blob: changed))?.isValid(over: Array(Self.text.utf8)) ?? false
        #expect(!isValid)
      }
    }
  }

  @Test func `the reserved field must be empty`() throws {
    let signer = try TestSigner(7)
    let s = TestSigner.string(_:) as (String) -> [UInt8]
    let blob =
      Array("SSHSIG".utf8) + [0, 0, 0, 1] + TestSigner.string(signer.blob) + s("cutlog") + s("x") + s("sha512")
      + TestSigner.string(s("ssh-ed25519") + TestSigner.string([UInt8](repeating: 0, count: 64)))
    let error = #expect(throws: SSHSignatureError.self) { try SSHSignature(blob: blob) }
    #expect(error?.message.contains("reserved") == true)
  }

  @Test(arguments: [
    "", "x", "-----BEGIN SSH SIGNATURE-----\n-----END SSH SIGNATURE-----\n",
    "-----BEGIN SSH SIGNATURE-----\nAAAA\n\n-----END SSH SIGNATURE-----\n",
    "-----BEGIN SSH SIGNATURE-----\nAA A\n-----END SSH SIGNATURE-----\n",
    "-----BEGIN SSH SIGNATURE-----\r\nAAAA\r\n-----END SSH SIGNATURE-----\r\n",
  ])
  func `what is no armor is refused`(text: String) {
    #expect(throws: SSHSignatureError.self) { try SSHSignature(armor: text) }
  }

  @Test func `an armor broken at another width is the same signature`() throws {
    let armor = try TestSigner(7).sign(Self.text)
    let signature = try SSHSignature(armor: armor)
    #expect(signature.armor != armor)
    #expect(try SSHSignature(armor: signature.armor) == signature)
    #expect(try SSHSignature(armor: String(armor.dropLast())) == signature)
    let keys = try KeyFolder()
    let allowed = "a@b \(try TestSigner(7).publicLine)\n"
    #expect(try keys.verifies(Self.text, signature.armor, allowed: allowed, principal: "a@b"))
  }

  // MARK: - Hardware tokens

  /// A signature as a token makes it, over the application, flags, counter and message.
  private func token(_ kind: String, flags: UInt8) throws -> (armor: String, publicLine: String) {
    let s = TestSigner.string(_:) as (String) -> [UInt8]
    let signed =
      Array("SSHSIG".utf8) + s("cutlog") + s("") + s("sha512")
      + TestSigner.string(Array(SHA512.hash(data: Array(Self.text.utf8))))
    let counter: [UInt8] = [0, 0, 1, 2]
    let data =
      Array(SHA256.hash(data: Array("ssh:".utf8))) + [flags] + counter + Array(SHA256.hash(data: signed))
    let (blob, value): ([UInt8], [UInt8])
    if kind.hasPrefix("sk-ssh-ed25519") {
      let key = Curve25519.Signing.PrivateKey()
      blob = s(kind) + TestSigner.string(Array(key.publicKey.rawRepresentation)) + s("ssh:")
      value = Array(try key.signature(for: data))
    } else {
      let key = P256.Signing.PrivateKey()
      blob = s(kind) + s("nistp256") + TestSigner.string(Array(key.publicKey.x963Representation)) + s("ssh:")
      let raw = Array(try key.signature(for: data).rawRepresentation)
      func number(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        let rest = Array(bytes.drop { $0 == 0 })
        return TestSigner.string(rest[0] >= 0x80 ? [0] + rest : rest)
      }
      value = number(raw[..<32]) + number(raw[32...])
    }
    let signature = s(kind) + TestSigner.string(value) + [flags] + counter
    return (
      TestSigner.armor(
        Array("SSHSIG".utf8) + [0, 0, 0, 1] + TestSigner.string(blob) + s("cutlog") + s("") + s("sha512")
          + TestSigner.string(signature)),
      "\(kind) \(Data(blob).base64EncodedString())"
    )
  }

  @Test(arguments: ["sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com"])
  func `a hardware token's signature is taken, as ssh-keygen takes it`(kind: String) throws {
    let (armor, line) = try token(kind, flags: 1)
    let signature = try SSHSignature(armor: armor)
    #expect(signature.isValid(over: Array(Self.text.utf8)))
    #expect(!signature.isValid(over: Array("x".utf8)))
    #expect(try SSHSignature(blob: signature.blob) == signature)
    let keys = try KeyFolder()
    #expect(try keys.verifies(Self.text, signature.armor, allowed: "a@b \(line)\n", principal: "a@b"))
    // The counter and the flags are signed.
    var changed = signature.blob
    changed[changed.count - 1] ^= 1
    #expect(try !SSHSignature(blob: changed).isValid(over: Array(Self.text.utf8)))
    changed[changed.count - 5] ^= 4
    #expect(try !SSHSignature(blob: changed).isValid(over: Array(Self.text.utf8)))
  }

  @Test func `a token that nobody touched is refused`() throws {
    let (armor, _) = try token("sk-ssh-ed25519@openssh.com", flags: 0)
    #expect(#expect(throws: SSHSignatureError.self) { try SSHSignature(armor: armor) }?.code == .presence)
  }

  @Test(arguments: [
    ([1, 0, 1], 256, true), ([3], 256, true), ([2], 256, false), ([1], 256, false), ([1, 0, 1], 255, false),
    ([1, 0, 1], 1_025, false), ([1, 0, 0, 0, 0, 1], 256, false),
  ] as [([UInt8], Int, Bool)])
  func `an RSA key has a sound exponent and length`(exponent: [UInt8], bytes: Int, isTaken: Bool) {
    // The factors of a modulus don't matter to whoever reads it.
    let modulus = [0, 0xC3] + [UInt8](repeating: 0x5B, count: bytes - 1)
    let blob = TestSigner.string("ssh-rsa") + TestSigner.string(exponent) + TestSigner.string(modulus)
    if isTaken {
      #expect(throws: Never.self) { try SSHPublicKey(blob: blob) }
    } else {
      #expect(#expect(throws: SSHSignatureError.self) { try SSHPublicKey(blob: blob) }?.code == .key)
    }
  }

  // MARK: - Canonical encodings

  @Test func `numbers have one encoding`() {
    func positive(_ bytes: [UInt8]) -> [UInt8]? {
      var reader = SSHWireReader(TestSigner.string(bytes))
      return reader.positive()
    }
    #expect(positive([1]) == [1])
    #expect(positive([0, 0x80]) == [0x80])
    for bytes in [[], [0], [0x80], [0, 1], [0, 0, 0x80]] as [[UInt8]] { #expect(positive(bytes) == nil, "\(bytes)") }
  }
}
