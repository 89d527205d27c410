#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif
import SealedLog

/// What comes from a pipe or a device, kept so that it can be read more than once: little in memory, more in a file.
///
/// The file has no name and goes with the process. It lies in `TMPDIR`, else in /var/tmp, which unlike /tmp is seldom
/// held in memory.
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
    var bytes: [UInt8] = []
    var file: Int32?
    var total = 0
    // Closed on every way out but the one that hands it over.
    defer { if let file { close(file) } }
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Self.read(descriptor, &buffer)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw Failure.ofSystem(name, "read") }
      if count == 0 { break }
      total += count
      bytes.append(contentsOf: buffer[..<count])
      if file == nil, total > limits.foreign, bytes[0] != UInt8(ascii: "{"), !bytes.starts(with: [0x1F, 0x8B]) {
        throw Failure(
          name, "is no stream: it begins neither as gzip nor as a JSON line, and doesn't end within \(limits.foreign) bytes")
      }
      guard total <= limits.total else {
        throw Failure(
          name, "has more than \(limits.total) bytes, which is too much to keep from a pipe or a device",
          hint: "write it to a file and name that")
      }
      if bytes.count >= limits.memory {
        if file == nil { file = try Self.file(in: folder ?? "/var/tmp", name) }
        guard let file, SystemOutput.write(bytes, to: file) else {
          throw Failure.ofSystem("the temporary file for \(name)", "write")
        }
        bytes.removeAll(keepingCapacity: true)
      }
    }
    guard let whole = file else { return .memory(bytes) }
    guard SystemOutput.write(bytes, to: whole) else {
      throw Failure.ofSystem("the temporary file for \(name)", "write")
    }
    file = nil
    return .file(try Failure.wrap { () throws(StreamError) in try FileSource(taking: whole, name: name) })
  }

  private static func file(in folder: String, _ name: String) throws -> Int32 {
    var template = Array("\(folder)/cutlog-XXXXXX".utf8CString)
    let file = mkstemp(&template)
    guard file >= 0 else { throw Failure.ofSystem(folder, "make a temporary file for \(name)") }
    _ = fcntl(file, F_SETFD, FD_CLOEXEC)
    unlink(template)
    return file
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
