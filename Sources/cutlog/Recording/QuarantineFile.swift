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
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    return Int(status.st_size)
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
