import SealedLog

/// A file with a secret key, one line in Go's form.
enum KeyFile {
  /// Reads a secret key; warns where others may read the file.
  ///
  /// - Throws: `Failure` if there is no file or it holds no key.
  static func read(_ path: String, _ console: Console) throws -> SigningKey {
    guard path == "-" || DurableFile.exists(path) else {
      throw Failure(
        path, "no such file, expected a secret key", hint: "an identity is made once, by `cutlog keygen NAME -o FILE`")
    }
    let bytes = try ReadWhole.fileOrInput(path, as: .secretKey)
    let text = String(decoding: bytes, as: UTF8.self)
    guard let line = text.split(whereSeparator: \.isNewline).first, let key = SigningKey(line) else {
      throw Failure(
        path, "holds no secret key, expected one line `PRIVATE+KEY+NAME+ID+KEY`",
        hint: VerifierKey(text.split(whereSeparator: \.isWhitespace).first ?? "") == nil
          ? nil : "this is the public half; the secret one is the file without .pub")
    }
    if path != "-", let status = FileStatus(atPath: path), status.permissions & 0o077 != 0 {
      console.warn(path, "others may read this secret key", hint: "chmod 600 \(path)")
    }
    return key
  }
}
