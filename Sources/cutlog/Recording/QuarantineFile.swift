#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif
import SealedLog

/// The file to which refused inputs go, as they came, each ended by a line end.
final class QuarantineFile {
  private let path: String
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
    try Self.syncFolder(of: path)
  }

  deinit { close(descriptor) }

  /// Appends an input, or, where the disk takes only a part of it, nothing.
  func add(_ input: some Collection<UInt8>) throws {
    var status = stat()
    let isFile = fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    guard SystemOutput.write(Array(input) + [0x0A], to: descriptor) else {
      let failure = Failure.ofSystem(path, "write")
      if isFile { _ = ftruncate(descriptor, status.st_size) }
      throw failure
    }
  }

  /// Waits until everything is on the disk.
  func sync() throws {
    // Devices and pipes can't be synced.
    guard fdatasync(descriptor) == 0 || errno == EINVAL || errno == EROFS else { throw Failure.ofSystem(path, "sync") }
  }

  private static func syncFolder(of path: String) throws {
    let folder = DurableFile.folder(of: path)
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Failure.ofSystem(folder, "open") }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 || errno == EINVAL || errno == EROFS else { throw Failure.ofSystem(folder, "sync") }
  }
}
