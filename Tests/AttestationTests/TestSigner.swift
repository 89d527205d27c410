import Crypto
import Foundation

/// A key of the tests that signs as the format says, written apart from the code that is tested.
struct TestSigner {
  let key: Curve25519.Signing.PrivateKey

  init(_ seed: UInt8) throws {
    key = try Curve25519.Signing.PrivateKey(rawRepresentation: [UInt8](repeating: seed, count: 32))
  }

  static func string(_ bytes: some Collection<UInt8>) -> [UInt8] {
    let count = bytes.count
    return [UInt8(count >> 24), UInt8(count >> 16 & 255), UInt8(count >> 8 & 255), UInt8(count & 255)] + bytes
  }

  static func string(_ text: String) -> [UInt8] { string(Array(text.utf8)) }

  var blob: [UInt8] { Self.string("ssh-ed25519") + Self.string(Array(key.publicKey.rawRepresentation)) }

  /// The line of an allowed-signers file without principals and options.
  var publicLine: String { "ssh-ed25519 \(Data(blob).base64EncodedString())" }

  static func armor(_ blob: [UInt8]) -> String {
    let text = Data(blob).base64EncodedString(options: [.lineLength76Characters, .endLineWithLineFeed])
    return "-----BEGIN SSH SIGNATURE-----\n\(text)\n-----END SSH SIGNATURE-----\n"
  }

  func sign(_ text: String, namespace: String = "cutlog") throws -> String {
    let front = Array("SSHSIG".utf8)
    let signed =
      front + Self.string(namespace) + Self.string("") + Self.string("sha512")
      + Self.string(Array(SHA512.hash(data: Array(text.utf8))))
    let signature = Self.string("ssh-ed25519") + Self.string(Array(try key.signature(for: signed)))
    return Self.armor(
      front + [0, 0, 0, 1] + Self.string(blob) + Self.string(namespace) + Self.string("") + Self.string("sha512")
        + Self.string(signature))
  }
}
