#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif
import SealedLog

/// What comes from a pipe or a device, kept so that it can be read more than once.
enum InputSpool {
  enum Content {
    case memory([UInt8])
    case file(FileSource)
  }

  /// How much is kept in memory, how much at all, and how much of what doesn't begin as a stream does.
  struct Limits {
    var memory = 1 << 24
    var total = 1 << 32
    var foreign = 1 << 20
  }

  /// Reads a descriptor to its end.
  ///
  /// - Throws: `Failure` if it can't be read or kept, or is longer than the limits allow.
  static func read(
    _ descriptor: Int32, name: String, folder: String?, limits: Limits = Limits()
  ) throws -> Content {
    let spool = SpoolFile(for: name, folder: folder, memory: limits.memory)
    var front: [UInt8] = []
    var total = 0
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Self.read(descriptor, &buffer)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw Failure.ofSystem(name, "read") }
      if count == 0 { break }
      total += count
      if front.count < 2 { front += buffer[..<min(2, count)] }
      if total > limits.foreign, front[0] != UInt8(ascii: "{"), !front.starts(with: [0x1F, 0x8B]) {
        throw Failure(
          name, "is no stream: it begins neither as gzip nor as a JSON line, and doesn't end within \(limits.foreign) bytes")
      }
      guard total <= limits.total else {
        throw Failure(
          name, "has more than \(limits.total) bytes, which is too much to keep from a pipe or a device",
          hint: "write it to a file and name that")
      }
      try spool.append(buffer[..<count])
    }
    return try spool.content()
  }

  private static func read(_ descriptor: Int32, _ buffer: inout [UInt8]) -> Int {
    buffer.withUnsafeMutableBytes { room in
      #if canImport(Glibc)
        Glibc.read(descriptor, room.baseAddress, room.count)
      #else
        Musl.read(descriptor, room.baseAddress, room.count)
      #endif
    }
  }
}
