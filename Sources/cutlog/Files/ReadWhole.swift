#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Reading of files and standard input to their end, as far as what they are to be can reach.
enum ReadWhole {
  /// All bytes of a file, or of standard input for `-`.
  ///
  /// - Throws: `Failure` if there is no such file, it is a directory, it can't be read, it is longer than its kind may
  ///   be, or it is a secret key where none is wanted.
  static func fileOrInput(_ path: String, as kind: InputKind = .document) throws -> [UInt8] {
    path == "-" ? try descriptor(0, name: "standard input", kind) : try file(path, as: kind)
  }

  /// All bytes of a file, also of those whose length the system doesn't know.
  static func file(_ path: String, as kind: InputKind = .document) throws -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Failure.ofSystem(path, "read") }
    defer { close(descriptor) }
    return try self.descriptor(descriptor, name: path, kind)
  }

  /// All bytes from where the descriptor stands.
  static func descriptor(_ descriptor: Int32, name: String, _ kind: InputKind) throws -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: kind.pieceBytes)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw Failure.ofSystem(name, "read") }
      if count == 0 { break }
      bytes.append(contentsOf: buffer[..<count])
      guard bytes.count <= kind.maximumBytes else {
        throw Failure(name, "has more than \(kind.maximumBytes) bytes, expected \(kind.name)", hint: kind.hint)
      }
    }
    try kind.refuseSecret(bytes, name: name)
    return bytes
  }
}
