import SealedLog

/// A file with signature lines, as `cutlog sign` writes them.
enum SignatureFile {
  /// - Throws: `Failure` if there is no file or it holds no signature lines.
  static func read(_ path: String) throws -> [SignedNote.Signature] {
    guard let signatures = IdentitySigner.signatures(in: try ReadWhole.fileOrInput(path)) else {
      throw Failure(
        path, "holds no signature, expected lines `— NAME BASE64` as `cutlog sign` writes them",
        hint: "sign the request with `cutlog sign REQUEST --key KEY -o FILE`")
    }
    return signatures
  }
}

extension Surroundings {
  /// Whoever signs by these options; nil where nothing is to be signed.
  func signer(_ options: IdentityOptions) throws -> IdentitySigner? {
    if let path = options.key { return IdentitySigner(keys: [try KeyFile.read(path, console)]) }
    if let path = options.signature { return IdentitySigner(signatures: try SignatureFile.read(path)) }
    return nil
  }
}
