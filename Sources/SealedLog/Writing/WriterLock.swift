#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// The right to write one batch: an advisory lock on a file of its own, held until `release`.
///
/// The lock is `flock`'s on the whole file. Before it there is a turnstile, a lock on the file's first byte: whoever
/// waits holds it, so that a writer that has just released the lock and wants it again comes second.
final class WriterLock {
  private let file: FileDescriptor

  private static let pauseMilliseconds = 5

  /// Takes the lock, waiting at most so many milliseconds for another writer.
  ///
  /// - Throws: `StreamError` `.locked` when the time is over.
  init(path: String, patienceMilliseconds: Int) throws(StreamError) {
    var waited = 0
    var file = try Self.open(path)
    while true {
      if Self.passTurnstile(file) {
        if flock(file.number, LOCK_EX | LOCK_NB) == 0 {
          // Whoever closed the stream meanwhile has removed the name: then this lock guards nothing.
          if FileDescriptor.identity(atPath: path) == (try file.identity()) { break }
          file = try Self.open(path)
          continue
        }
        guard errno == EWOULDBLOCK || errno == EINTR else { throw FileDescriptor.error(path, "lock") }
      }
      guard waited < patienceMilliseconds else {
        throw StreamError(
          .locked, path, "another writer has held the lock for \(patienceMilliseconds / 1000) s",
          hint: "see who writes with `fuser \(path)`; the lock goes with its process")
      }
      poll(nil, 0, Int32(Self.pauseMilliseconds))
      waited += Self.pauseMilliseconds
    }
    Self.leaveTurnstile(file)
    self.file = file
  }

  /// Gives the right to the next writer; also happens when the last reference goes.
  func release() { flock(file.number, LOCK_UN) }

  private static func open(_ path: String) throws(StreamError) -> FileDescriptor {
    try FileDescriptor(path: path, flags: O_RDWR | O_CREAT, mode: 0o600)
  }

  /// F_OFD_SETLK of Linux, a lock that belongs to the open file; the headers hide its name from Swift.
  private static let setOpenFileLock: Int32 = 37

  /// True if the turnstile is held now, or the file system has none.
  private static func passTurnstile(_ file: FileDescriptor) -> Bool {
    var lock = firstByte(Int16(F_WRLCK))
    return fcntl(file.number, setOpenFileLock, &lock) == 0 || (errno != EAGAIN && errno != EACCES)
  }

  private static func leaveTurnstile(_ file: FileDescriptor) {
    var lock = firstByte(Int16(F_UNLCK))
    _ = fcntl(file.number, setOpenFileLock, &lock)
  }

  private static func firstByte(_ type: Int16) -> flock {
    var lock = flock()
    lock.l_type = type
    lock.l_whence = Int16(SEEK_SET)
    lock.l_start = 0
    lock.l_len = 1
    return lock
  }
}
