package import Foundation

/// A time-stamping authority of one's own, made with openssl in a folder of its own, and a stranger beside it.
package final class TestAuthority: Sendable {
  package let folder: URL

  package struct Unexpected: Error, CustomStringConvertible {
    package var description: String
  }

  /// Certificates that `token` and `reply` sign with.
  package enum Signer: String, CaseIterable, Sendable {
    case ecdsa, p384, rsa
    /// Valid in 2020 alone.
    case expired
    /// Without an extended key usage.
    case plain
    /// With the right one, but not critical.
    case weak
    /// By another root.
    case stranger
    /// RSA of 1024 bits.
    case short
    /// By a root whose key is not for signing certificates.
    case clerked
    /// By a root with an RSA key, and signed with SHA-1.
    case dated
  }

  private static let script = #"""
    set -e
    cat > openssl.cnf <<'END'
    [req]
    distinguished_name = dn
    prompt = no
    [dn]
    CN = unused
    [ca]
    default_ca = local
    [local]
    new_certs_dir = .
    database = index.txt
    rand_serial = yes
    default_md = sha256
    policy = any
    unique_subject = no
    [any]
    commonName = supplied
    [root]
    basicConstraints = critical,CA:TRUE
    keyUsage = critical,keyCertSign,cRLSign
    subjectKeyIdentifier = hash
    [clerk]
    basicConstraints = critical,CA:TRUE
    keyUsage = critical,digitalSignature
    [stamping]
    basicConstraints = CA:FALSE
    keyUsage = critical,digitalSignature
    extendedKeyUsage = critical,timeStamping
    [weak]
    basicConstraints = CA:FALSE
    extendedKeyUsage = timeStamping
    [plain]
    basicConstraints = CA:FALSE
    [tsa]
    default_tsa = stamps
    [stamps]
    serial = serial
    crypto_device = builtin
    signer_digest = sha256
    default_policy = 1.2.3.4.1
    digests = sha256, sha384, sha512
    accuracy = secs:1, millisecs:500, microsecs:100
    ess_cert_id_chain = no
    END
    touch index.txt
    echo 01 > serial
    root() {
      [ -e $1.key ] || openssl ecparam -name prime256v1 -genkey -noout -out $1.key
      openssl req -new -key $1.key -subj "/CN=$2" -config openssl.cnf -out $1.csr
      openssl ca -batch -config openssl.cnf -selfsign -keyfile $1.key -in $1.csr -out $1.pem -notext \
        -startdate 20200101000000Z -enddate 20500101000000Z -extensions ${3:-root}
    }
    signer() {
      openssl req -new -key $1.key -subj "/CN=Stamps $1" -config openssl.cnf -out $1.csr
      openssl ca -batch -config openssl.cnf -cert $2.pem -keyfile $2.key -in $1.csr -out $1.pem -notext \
        -startdate 20200101000000Z -enddate $4 -extensions $3 -md ${5:-sha256}
    }
    root trusted 'Test root'
    root other 'Test root'
    root clerk 'Clerk' clerk
    openssl genrsa -out old.key 2048
    root old 'Old root'
    for name in ecdsa expired plain weak stranger clerked dated; do
      openssl ecparam -name prime256v1 -genkey -noout -out $name.key
    done
    openssl ecparam -name secp384r1 -genkey -noout -out p384.key
    openssl genrsa -out rsa.key 2048
    openssl genrsa -out short.key 1024
    for name in ecdsa p384 rsa short; do signer $name trusted stamping 20400101000000Z; done
    signer expired trusted stamping 20201231235959Z
    signer plain trusted plain 20400101000000Z
    signer weak trusted weak 20400101000000Z
    signer stranger other stamping 20400101000000Z
    signer clerked clerk stamping 20400101000000Z
    signer dated old stamping 20400101000000Z sha1
    """#

  package init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("cutlog-tsa-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try bash(Self.script)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// The authority's root in PEM.
  package var root: [UInt8] {
    get throws { try bytes("trusted.pem") }
  }

  package func path(_ name: String) -> String { folder.appendingPathComponent(name).path }
  package func bytes(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: folder.appendingPathComponent(name)))
  }
  package func write(_ bytes: [UInt8]) throws -> String {
    let name = UUID().uuidString
    try Data(bytes).write(to: folder.appendingPathComponent(name))
    return name
  }

  /// What `openssl ts` replies to a query now.
  package func reply(to query: [UInt8], _ signer: Signer = .ecdsa) throws -> [UInt8] {
    let name = try write(query)
    let serial = UUID().uuidString
    // A serial file of its own: several tests stamp at once.
    try bash(
      """
      set -e
      echo 01 > \(serial).serial; sed 's/^serial = .*/serial = \(serial).serial/' openssl.cnf > \(serial).cnf
      openssl ts -reply -config \(serial).cnf -section stamps -queryfile \(name) -signer \(signer).pem \
        -inkey \(signer).key -out \(name).tsr
      """)
    return try bytes("\(name).tsr")
  }

  /// A token for any time, signed by `openssl cms`.
  ///
  /// - Parameters:
  ///   - time: As in a GeneralizedTime, such as `20261122215801Z`.
  ///   - options: Further words for `openssl cms -sign`.
  package func token(
    over text: String, at time: String, _ signer: Signer = .ecdsa, accuracy: [UInt8] = [], options: String = ""
  ) throws -> [UInt8] {
    let document = try write(Array(text.utf8))
    try bash("openssl dgst -sha256 -binary -out \(document).digest \(document)")
    let imprint = try element(
      0x30,
      element(0x30, [0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00])
        + element(0x04, bytes("\(document).digest")))
    let statement = element(
      0x30,
      [0x02, 0x01, 0x01, 0x06, 0x04, 0x2A, 0x03, 0x04, 0x01] + imprint + [0x02, 0x01, 0x07]
        + element(0x18, Array(time.utf8)) + accuracy)
    let name = try write(statement)
    try bash(
      """
      openssl cms -sign -in \(name) -binary -nodetach -cades -econtent_type 1.2.840.113549.1.9.16.1.4 \
        -signer \(signer).pem -inkey \(signer).key -md sha256 -outform DER -out \(name).tst \(options)
      """)
    return try bytes("\(name).tst")
  }

  private func element(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] { [tag, UInt8(content.count)] + content }

  /// Runs a script in the folder; gives what it printed.
  @discardableResult
  package func bash(_ script: String) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments = ["-c", script]
    process.currentDirectoryURL = folder
    let log = folder.appendingPathComponent("log-\(UUID().uuidString)")
    try Data().write(to: log)
    let handle = try FileHandle(forUpdating: log)
    process.standardOutput = handle
    process.standardError = handle
    process.standardInput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    let output = String(decoding: try Data(contentsOf: log), as: UTF8.self)
    guard process.terminationStatus == 0 else { throw Unexpected(description: output) }
    return output
  }
}
