#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif
import JSONText
import SealedLog

/// What is about to be quarantined, kept beside the stream until both the quarantine and the stream have it.
///
/// The quarantine is written before the stream notes what is in it, so that no note is without its input. A process that
/// is killed in between leaves this file, and the next writer finishes what it says. One session has one file, and locks
/// it: a file that somebody holds is none that was left behind.
final class RefusalJournal {
  private let path: String
  private let descriptor: Int32

  /// Makes the session's file, empty.
  ///
  /// - Throws: `Failure` if it can't be made.
  init(_ files: StreamFiles, suffix: String) throws {
    path = files.refusals + suffix
    while true {
      let made = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
      guard made >= 0 else { throw Failure.ofSystem(path, "open for writing") }
      while flock(made, LOCK_EX) != 0 {
        guard errno == EINTR else {
          defer { close(made) }
          throw Failure.ofSystem(path, "lock")
        }
      }
      // Before it was locked another session may have taken it for one that was left, and removed it.
      if Self.isNamed(made, path) {
        descriptor = made
        return
      }
      close(made)
    }
  }

  /// Takes over a file that another session left.
  ///
  /// Nil where it is gone, its session still runs, or it is no file of this user alone: it says what is to be written
  /// where.
  init?(left path: String) {
    self.path = path
    descriptor = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else { return nil }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0, Self.isNamed(descriptor, path), let held = FileStatus(of: descriptor),
      held.kind == .regular, held.owner == geteuid(), held.permissions & 0o022 == 0
    else { return nil }
  }

  /// Whether a file still has its name.
  private static func isNamed(_ descriptor: Int32, _ path: String) -> Bool {
    guard let held = FileStatus(of: descriptor), let named = FileStatus(atPath: path) else { return false }
    return held.identity == named.identity
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Keeps what is about to be quarantined; on return it is on the disk.
  ///
  /// - Throws: `Failure` if the disk doesn't take it; then nothing of it is left.
  func keep(_ entry: [UInt8]) throws {
    guard ftruncate(descriptor, 0) == 0, lseek(descriptor, 0, SEEK_SET) == 0,
      SystemOutput.write(entry, to: descriptor), fdatasync(descriptor) == 0
    else {
      let failure = Failure.ofSystem(path, "write")
      clear()
      throw failure
    }
    try? DurableFile.syncDirectory(of: path)
  }

  /// All bytes of the file: of this one, whatever has its name by now.
  func bytes() throws -> [UInt8] {
    guard lseek(descriptor, 0, SEEK_SET) == 0 else { throw Failure.ofSystem(path, "read") }
    return try ReadWhole.descriptor(descriptor, name: path, .journal)
  }

  /// Forgets what was kept, once it is done.
  func clear() { _ = ftruncate(descriptor, 0) }

  /// Removes the file.
  func remove() { unlink(path) }

  /// Removes the file unless it says what may not be done yet.
  func removeIfClear() {
    if FileStatus(of: descriptor)?.length == 0 { remove() }
  }
}
