#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif
import Reports
import SealedLog

/// Reads a file or a live pipe in pieces, and returns in time when a pipe falls silent.
final class InputReader {
  enum Outcome { case bytes, silence, end }

  let name: String
  private let descriptor: Int32
  private var isAtStart = true
  /// What is told how many bytes were read.
  var progress: Progress?
  private var buffer = [UInt8](repeating: 0, count: 1 << 18)

  /// Opens a file, or standard input for `-`.
  ///
  /// - Throws: `Failure` if there is no such file, it is a directory, or it can't be read.
  init(_ path: String) throws {
    if path == "-" {
      name = "standard input"
      descriptor = 0
      return
    }
    name = path
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Failure.ofSystem(path, "read") }
    if FileStatus(of: descriptor)?.kind == .folder {
      throw Failure(path, "is a directory, expected a file of events")
    }
  }

  /// How many bytes a file has; nil for a pipe.
  var length: Int? {
    FileStatus(of: descriptor).flatMap { $0.kind == .regular ? $0.length : nil }
  }

  deinit { if descriptor != 0 { close(descriptor) } }

  /// Appends what there is; waits at most so many milliseconds for it, or for ever.
  func read(into bytes: inout [UInt8], timeoutMilliseconds: Int?) throws -> Outcome {
    var descriptors = [pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)]
    while true {
      let ready = poll(&descriptors, 1, Int32(timeoutMilliseconds ?? -1))
      if ready < 0, errno == EINTR { continue }
      if ready == 0 { return .silence }
      let count = buffer.withUnsafeMutableBytes { system_read(descriptor, $0) }
      if count < 0, errno == EINTR || errno == EAGAIN { continue }
      guard count >= 0 else { throw Failure.ofSystem(name, "read") }
      if count == 0 { return .end }
      if isAtStart, SecretText.isFile(buffer[..<min(count, 4096)]) {
        throw Failure(name, "this is a secret key, expected events")
      }
      isAtStart = false
      bytes.append(contentsOf: buffer[..<count])
      progress?.advance(by: count)
      return .bytes
    }
  }
}

private func system_read(_ descriptor: Int32, _ buffer: UnsafeMutableRawBufferPointer) -> Int {
  read(descriptor, buffer.baseAddress, buffer.count)
}
