#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Reading of files and standard input to their end.
enum ReadWhole {
  /// All bytes of a file, or of standard input for `-`.
  ///
  /// - Throws: `Failure` if there is no such file, it is a directory, or it can't be read.
  static func fileOrInput(_ path: String) throws -> [UInt8] {
    path == "-" ? try descriptor(0, name: "standard input") : try file(path)
  }

  /// The same, of at most so many bytes.
  ///
  /// - Throws: `Failure` if there are more: nothing beyond is read into memory.
  static func fileOrInput(_ path: String, limit: Int, hint: String) throws -> [UInt8] {
    let isInput = path == "-"
    let name = isInput ? "standard input" : path
    let descriptor = isInput ? 0 : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Failure.ofSystem(path, "read") }
    defer { if !isInput { close(descriptor) } }
    let bytes = try self.descriptor(descriptor, name: name, limit: limit)
    guard bytes.count <= limit else {
      throw Failure(name, "has more than \(limit) bytes, expected at most so many", hint: hint)
    }
    return bytes
  }

  /// All bytes of a file, also of those whose length the system doesn't know.
  static func file(_ path: String) throws -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Failure.ofSystem(path, "read") }
    defer { close(descriptor) }
    return try self.descriptor(descriptor, name: path)
  }

  private static func descriptor(_ descriptor: Int32, name: String, limit: Int = .max) throws -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw Failure.ofSystem(name, "read") }
      if count == 0 { return bytes }
      bytes.append(contentsOf: buffer[..<count])
      if bytes.count > limit { return bytes }
    }
  }
}
