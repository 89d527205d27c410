#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// The right to write one batch: an advisory lock on a file of its own, held until `release`.
final class WriterLock {
  private let file: FileDescriptor

  /// Takes the lock, waiting at most so many milliseconds for another writer.
  ///
  /// - Throws: `StreamError` `.locked` when the time is over.
  init(path: String, patienceMilliseconds: Int) throws(StreamError) {
    var waited = 0
    while true {
      let file = try FileDescriptor(path: path, flags: O_RDWR | O_CREAT, mode: 0o600)
      if flock(file.number, LOCK_EX | LOCK_NB) == 0 {
        // Whoever closed the stream meanwhile has removed the name: then this lock guards nothing.
        var status = stat()
        if stat(path, &status) == 0,
          FileIdentity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino)) == (try file.identity())
        {
          self.file = file
          return
        }
        continue
      }
      guard errno == EWOULDBLOCK || errno == EINTR else { throw FileDescriptor.error(path, "lock") }
      guard waited < patienceMilliseconds else {
        throw StreamError(
          .locked, path, "another writer has held the lock for \(patienceMilliseconds / 1000) s",
          hint: "see who writes with `fuser \(path)`; the lock goes with its process")
      }
      poll(nil, 0, 10)
      waited += 10
    }
  }

  /// Gives the right to the next writer; also happens when the last reference goes.
  func release() { flock(file.number, LOCK_UN) }
}
