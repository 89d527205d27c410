import SealedLog

/// A public key on the command line: a vkey, or a file that holds one.
enum PublicKey {
  /// - Throws: `Failure` if it is neither.
  static func read(_ argument: String) throws -> VerifierKey {
    if let key = VerifierKey(argument) { return key }
    guard DurableFile.exists(argument) else {
      throw Failure(
        argument, "is neither a vkey nor a file, expected NAME+ID+KEY or a .pub file of `cutlog keygen`")
    }
    let text = String(decoding: try ReadWhole.file(argument), as: UTF8.self)
    guard let word = text.split(whereSeparator: \.isWhitespace).first, let key = VerifierKey(word) else {
      throw Failure(
        argument, "holds no vkey, expected NAME+ID+KEY as in a .pub file of `cutlog keygen`",
        hint: text.hasPrefix("PRIVATE+KEY+") ? "this is the secret half; the public one is the file with .pub" : nil)
    }
    return key
  }
}
