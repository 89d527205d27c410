package import CloudEvents

/// Whom a reader allows to act under which name: the lines of an OpenSSH allowed-signers file (ssh-keygen(1)).
package struct AllowedSigners: Sendable {
  /// What the list says of a key that acts under a name.
  package enum Standing: String, Sendable {
    case allowed
    /// The key stands nowhere in the list.
    case unknownKey = "signature.unknown-key"
    /// The key is listed, but not for this name.
    case otherPrincipal = "signature.other-principal"
    /// The key is listed for this name, but not for cutlog's namespace.
    case otherNamespace = "signature.other-namespace"
    /// The key is listed for this name, but not for this time.
    case notThen = "signature.not-then"
  }

  private(set) var signers: [AllowedSigner] = []

  /// A list that allows nobody.
  package init() {}

  /// Reads a file and adds its lines.
  ///
  /// - Throws: `AllowedSignersError` for the first line that isn't one.
  package mutating func add(_ bytes: [UInt8]) throws(AllowedSignersError) {
    for (number, line) in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
      var parser = AllowedSignerParser(line, number: number + 1)
      if var signer = try parser.signer() {
        signer.line = Array(line)
        signers.append(signer)
      }
    }
  }

  /// The lines with one of some keys, in wire form, as they were written: a list that judges these keys alike.
  package func text(of keys: Set<[UInt8]>) -> [UInt8] {
    signers.filter { keys.contains($0.key) }.flatMap { $0.line + [0x0A] }
  }

  /// What the list says of a key under a name; it must be allowed at each of the times.
  package func standing(
    of key: SSHPublicKey, as principal: String, at times: [Timestamp],
    namespace: String = SSHSignature.statementNamespace
  ) -> Standing {
    // The line that comes nearest decides what is said.
    var standing = Standing.unknownKey
    for signer in signers where signer.key == key.blob {
      guard signer.principals.matches(principal) else {
        if standing == .unknownKey { standing = .otherPrincipal }
        continue
      }
      guard signer.namespaces?.matches(namespace) ?? true else {
        if standing != .notThen { standing = .otherNamespace }
        continue
      }
      guard times.allSatisfy(signer.isValid) else {
        standing = .notThen
        continue
      }
      return .allowed
    }
    return standing
  }
}
