#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The file to which refused inputs go, as they came, each ended by a line end.
final class QuarantineFile {
  private let path: String
  private let descriptor: Int32

  init(_ path: String) throws {
    self.path = path
    descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw Failure(path, "could not be opened for writing: \(String(cString: strerror(errno)))")
    }
  }

  deinit { close(descriptor) }

  func add(_ input: some Collection<UInt8>) throws {
    let bytes = Array(input) + [0x0A]
    let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    guard count == bytes.count else { throw Failure(path, "could not be written: \(String(cString: strerror(errno)))") }
  }

  /// Waits until everything is on the disk.
  func sync() throws {
    guard fdatasync(descriptor) == 0 || errno == EINVAL || errno == EROFS else {
      throw Failure(path, "could not be synced: \(String(cString: strerror(errno)))")
    }
  }
}
