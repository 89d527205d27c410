#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// An open file, closed with its last reference; not inherited by children.
package final class FileDescriptor: Sendable {
  let number: Int32
  let path: String

  /// - Throws: `StreamError` named for the cause: no such file, permission, directory, already there, disk full.
  init(path: String, flags: Int32, mode: UInt32 = 0o644) throws(StreamError) {
    self.path = path
    number = open(path, flags | O_CLOEXEC, mode_t(mode))
    guard number >= 0 else { throw Self.error(path, "open") }
    guard let status = FileStatus(of: number) else {
      let error = Self.error(path, "inspect")
      close(number)
      throw error
    }
    if status.kind == .folder {
      close(number)
      throw StreamError(.isDirectory, path, "is a directory, expected a file")
    }
  }

  /// Takes over a descriptor that is open already.
  init(taking number: Int32, path: String) {
    self.number = number
    self.path = path
  }

  deinit { close(number) }

  func length() throws(StreamError) -> Int {
    try status().length
  }

  /// How long the file is, and when it was last changed: two that are equal were taken of the same bytes.
  struct Standing: Equatable {
    var length: Int
    private var changes: SIMD4<Int>

    fileprivate init(_ status: FileStatus) {
      length = status.length
      changes = status.changes
    }
  }

  func standing() throws(StreamError) -> Standing {
    Standing(try status())
  }

  /// The permission bits.
  func mode() throws(StreamError) -> UInt32 {
    try status().permissions
  }

  /// Sets the permission bits; that it can't be done is no error.
  func setMode(_ mode: UInt32) { _ = fchmod(number, mode_t(mode)) }

  /// Device and inode of whatever has that name now; nil if nothing has.
  static func identity(atPath path: String) -> FileIdentity? {
    FileStatus(atPath: path)?.identity
  }

  /// Device and inode.
  func identity() throws(StreamError) -> FileIdentity {
    try status().identity
  }

  private func status() throws(StreamError) -> FileStatus {
    guard let status = FileStatus(of: number) else { throw Self.error(path, "inspect") }
    return status
  }

  /// Reads at an offset until the buffer is full or the file ends.
  func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(StreamError) -> Int {
    var done = 0
    while done < buffer.count {
      let count = pread(number, buffer.baseAddress?.advanced(by: done), buffer.count - done, off_t(offset + done))
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw Self.error(path, "read") }
      if count == 0 { break }
      done += count
    }
    return done
  }

  /// The bytes of a range; fewer where the file ends.
  func read(_ count: Int, at offset: Int) throws(StreamError) -> [UInt8] {
    var failure: StreamError?
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      do throws(StreamError) {
        filled = try read(into: UnsafeMutableRawBufferPointer(buffer), at: offset)
      } catch { failure = error }
    }
    if let failure { throw failure }
    return bytes
  }

  /// Writes all bytes at an offset.
  func write(_ bytes: [UInt8], at offset: Int) throws(StreamError) {
    let result = bytes.withUnsafeBytes { all in Result { () throws(StreamError) in try write(all, at: offset) } }
    try result.get()
  }

  /// Writes all bytes at an offset.
  func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(StreamError) {
    var done = 0
    while done < bytes.count {
      let count = pwrite(number, bytes.baseAddress?.advanced(by: done), bytes.count - done, off_t(offset + done))
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw Self.error(path, "write") }
      done += count
    }
  }

  /// Waits until the data is on the disk.
  func sync() throws(StreamError) {
    guard fdatasync(number) == 0 else { throw Self.error(path, "sync") }
  }

  func truncate(to length: Int) throws(StreamError) {
    guard ftruncate(number, off_t(length)) == 0 else { throw Self.error(path, "truncate") }
  }

  /// The error of the last system call on a path.
  static func error(_ path: String, _ action: String) -> StreamError {
    let code = errno
    let reason = String(cString: strerror(code))
    switch code {
    case ENOENT: return StreamError(.noSuchFile, path, "no such file")
    case EACCES, EPERM, EROFS: return StreamError(.permission, path, "no permission to \(action)")
    case EISDIR: return StreamError(.isDirectory, path, "is a directory, expected a file")
    case EEXIST: return StreamError(.alreadyExists, path, "is there already")
    case ENOSPC, EDQUOT, EFBIG:
      return StreamError(
        .diskFull, path, "the disk is full: could not \(action)",
        hint: "free some space and repeat the command; what was acknowledged is safe")
    default: return StreamError(.inputOutput, path, "could not \(action): \(reason)")
    }
  }
}
