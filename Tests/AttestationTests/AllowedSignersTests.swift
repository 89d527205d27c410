import CloudEvents
import Foundation
import Testing

@testable import Attestation

@Suite struct AllowedSignersTests {
  private static let key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcH"

  private func signers(_ text: String) throws -> AllowedSigners {
    var signers = AllowedSigners()
    try signers.add(Array(text.utf8))
    return signers
  }

  @Test func `comments and empty lines are passed over, and files add up`() throws {
    var list = try signers("# people\n\n  \t\na@b \(Self.key) comment with words\r\n")
    try list.add(Array("c@d \(Self.key)".utf8))
    #expect(list.signers.count == 2)
  }

  @Test(arguments: [
    ("a@b", "names no key"), ("a@b namespaces=\"x\" foo", "no kind of key"), ("a@b ssh-ed25519", "no base64"), ("a@b ssh-ed25519 ####", "no base64"),
    ("a@b ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIAcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcH", "not of the kind ssh-rsa"),
    ("a@b cert-authority \(key)", "certificate authorities are not taken"),
    ("a\"b \(key)", "inside a principal"), ("al\"ice\" \(key)", "inside a principal"),
    ("\"a\"b \(key)", "behind a quotation"), ("\"ab \(key)", "does not end"),
    ("a@b no-such-option \(key)", "is no option"), ("a@b namespaces=cutlog \(key)", "quotation marks"),
    ("a@b namespaces=\"cutlog \(key)", "does not end"), ("a@b namespaces=\"\" \(key)", "names none"),
    ("a@b namespaces=\"a\",namespaces=\"b\" \(key)", "twice"), ("a@b valid-after=\"20260101\" \(key)", "has no zone"),
    ("a@b valid-after=\"2026Z\" \(key)", "is no time"), ("a@b valid-after=\"20261301Z\" \(key)", "is no time"),
    ("a@b valid-after=\"20260102Z\",valid-before=\"20260101Z\" \(key)", "never valid"),
    (", \(key)", "names no principal"), ("\"a@b \(key)", "does not end"),
  ])
  func `a line that isn't one is refused with its number and the reason`(line: String, reason: String) {
    let error = #expect(throws: AllowedSignersError.self) { try signers("# first\n\(line)\n") }
    #expect(error?.line == 2)
    #expect(error?.message.contains(reason) == true, "\(error?.message ?? "")")
  }

  /// What is said here is said by `ssh-keygen -Y verify` too.
  @Test func `the list allows exactly what ssh-keygen allows`() throws {
    let keys = try KeyFolder()
    let (signer, other) = (try TestSigner(7), try TestSigner(8))
    let text = "message\n"
    let signature = try SSHSignature(armor: signer.sign(text))
    let at = try Timestamp("2026-11-22T22:00:00Z")
    let options = "-O verify-time=20261122220000Z"
    for (front, principal, expected) in [
      ("alice@example.com", "alice@example.com", .allowed), ("*@example.com", "alice@example.com", .allowed),
      ("*,!alice@*", "alice@example.com", .otherPrincipal), ("bob,alice", "alice", .allowed),
      ("\"alice,bob\"", "bob", .allowed), ("Alice", "alice", .otherPrincipal), ("al?ce", "alice", .allowed),
      ("alice namespaces=\"cutlog\"", "alice", .allowed), ("alice namespaces=\"git,file\"", "alice", .otherNamespace),
      ("alice namespaces=\"*,!cutlog\"", "alice", .otherNamespace), ("alice NAMESPACES=\"cut*\"", "alice", .allowed),
      ("alice valid-after=\"20261122220000Z\"", "alice", .allowed),
      ("alice valid-after=\"20261122220001Z\"", "alice", .notThen),
      ("alice valid-before=\"20261122220000Z\"", "alice", .allowed),
      ("alice valid-before=\"202611222159Z\"", "alice", .notThen),
      ("alice valid-after=\"20261101Z\",valid-before=\"20261201Z\"", "alice", .allowed),
      ("alice namespaces=\"cutlog\",valid-before=\"20260101Z\"", "alice", .notThen),
    ] as [(String, String, AllowedSigners.Standing)] {
      let list = "\(front) \(other.publicLine)\n\(front) \(signer.publicLine)\n"
      let standing = try signers(list).standing(of: signature.publicKey, as: principal, at: [at])
      #expect(standing == expected, "\(front)")
      let isTaken = try keys.verifies(
        text, signature.armor, allowed: list, principal: principal, options: options)
      #expect(isTaken == (standing == .allowed), "\(front)")
    }
  }

  @Test func `a key must be allowed at every moment that counts, and one good line is enough`() throws {
    let signer = try TestSigner(7)
    let key = try SSHPublicKey(blob: signer.blob)
    let (early, late) = (try Timestamp("2026-01-01T00:00:00Z"), try Timestamp("2026-03-01T00:00:00Z"))
    let list = try signers("a valid-before=\"20260201Z\" \(signer.publicLine)\n")
    #expect(list.standing(of: key, as: "a", at: [early]) == .allowed)
    #expect(list.standing(of: key, as: "a", at: [early, late]) == .notThen)
    let longer = try signers(
      "a valid-before=\"20260201Z\" \(signer.publicLine)\na valid-before=\"20260401Z\" \(signer.publicLine)\n")
    #expect(longer.standing(of: key, as: "a", at: [early, late]) == .allowed)
    #expect(AllowedSigners().standing(of: key, as: "a", at: [early]) == .unknownKey)
  }
}
