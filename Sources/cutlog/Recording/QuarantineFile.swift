#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif
import SealedLog

/// The file to which refused inputs go, as they came, each ended by a line end.
final class QuarantineFile {
  let path: String
  private let descriptor: Int32

  /// Opens the file for appending, and makes it, with its name on the disk, if there is none.
  ///
  /// - Throws: `Failure` if it can't be opened, or holds a secret key or the state of a stream.
  init(_ path: String) throws {
    self.path = path
    try NamedFile.refuseSecret(path, as: "the quarantine")
    if let failure = NamedFile.missingFolder(of: path) { throw failure }
    descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw Failure.ofSystem(path, "open for writing") }
    try Failure.wrap { () throws(StreamError) in try DurableFile.syncDirectory(of: path) }
  }

  deinit { close(descriptor) }

  /// How long the file is; nil for a device or a pipe.
  var length: Int? {
    guard let status = FileStatus(of: descriptor), status.kind == .regular else { return nil }
    return status.length
  }

  /// What a quarantine holds from an offset on, as far as it is wanted; nothing where there is none.
  ///
  /// - Throws: `Failure` if it can't be read or is no regular file.
  static func bytes(of path: String, from offset: Int, atMost count: Int) throws -> [UInt8] {
    // Nothing is waited for that was put there in its stead.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    if descriptor < 0, errno == ENOENT { return [] }
    guard descriptor >= 0 else { throw Failure.ofSystem(path, "read") }
    defer { close(descriptor) }
    guard FileStatus(of: descriptor)?.kind == .regular else {
      throw Failure(path, "is no regular file")
    }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while bytes.count < count {
      let read = pread(descriptor, &buffer, min(buffer.count, count - bytes.count), off_t(offset + bytes.count))
      if read < 0, errno == EINTR { continue }
      guard read >= 0 else { throw Failure.ofSystem(path, "read") }
      if read == 0 { break }
      bytes.append(contentsOf: buffer[..<read])
    }
    return bytes
  }

  /// Appends inputs, each with its line end, or, where the disk takes only a part of them, nothing.
  func add(_ content: some Collection<UInt8>) throws {
    let length = length
    guard SystemOutput.write(Array(content), to: descriptor) else {
      let failure = Failure.ofSystem(path, "write")
      if let length { _ = ftruncate(descriptor, length) }
      throw failure
    }
  }

  /// Waits until everything is on the disk.
  func sync() throws {
    // Devices and pipes can't be synced.
    guard fdatasync(descriptor) == 0 || errno == EINVAL || errno == EROFS else { throw Failure.ofSystem(path, "sync") }
  }
}
