#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// Whole files that are either there in full or not at all.
package enum DurableFile {
  /// Writes beside, syncs, renames into place and syncs the directory.
  ///
  /// - Parameter replacing: whether a file of that name may be there; if not, it is left untouched.
  package static func write(
    _ bytes: [UInt8], to path: String, mode: UInt32 = 0o644, replacing: Bool
  ) throws(StreamError) {
    let temporary = "\(path).tmp-\(getpid())"
    _ = try prepare(bytes, at: temporary, for: path, mode: mode)
    try publish(temporary, as: path, replacing: replacing)
  }

  /// Writes likewise a file that a lock keeps others from writing.
  ///
  /// What an interrupted write leaves has one name, so that the next one clears it away.
  static func writeLocked(
    _ bytes: [UInt8], to path: String, mode: UInt32 = 0o644, replacing: Bool
  ) throws(StreamError) {
    let temporary = unfinished(path)
    _ = try prepare(bytes, at: temporary, for: path, mode: mode)
    try publish(temporary, as: path, replacing: replacing)
  }

  /// The name of a file that `writeLocked` has not finished.
  static func unfinished(_ path: String) -> String { path + ".tmp" }

  /// Writes and syncs a file that is yet to get its name.
  static func prepare(
    _ bytes: [UInt8], at temporary: String, for path: String, mode: UInt32 = 0o644
  ) throws(StreamError) -> FileIdentity {
    unlink(temporary)
    do throws(StreamError) {
      let file = try FileDescriptor(path: temporary, flags: O_WRONLY | O_CREAT | O_EXCL, mode: mode)
      try file.write(bytes, at: 0)
      try file.sync()
      return try file.identity()
    } catch {
      unlink(temporary)
      throw StreamError(error.code, path, error.message, hint: error.hint)
    }
  }

  /// Gives a prepared file its name and syncs the directory; where that fails the prepared file is gone.
  static func publish(_ temporary: String, as path: String, replacing: Bool) throws(StreamError) {
    // A hard link fails where the name is taken; where there are no hard links the name is looked at before.
    if replacing || (link(temporary, path) != 0 && errno != EEXIST && !exists(path)) {
      guard rename(temporary, path) == 0 else {
        let error = FileDescriptor.error(path, "rename to")
        unlink(temporary)
        throw error
      }
    } else {
      let isThere = FileDescriptor.identity(atPath: temporary) == FileDescriptor.identity(atPath: path)
      unlink(temporary)
      guard isThere else { throw StreamError(.alreadyExists, path, "is there already") }
    }
    try syncDirectory(of: path)
  }

  /// The folder that a file of that name lies in.
  package static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// Waits until the names in the file's directory are on the disk.
  package static func syncDirectory(of path: String) throws(StreamError) {
    let directory = folder(of: path)
    let number = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard number >= 0 else { throw FileDescriptor.error(directory, "open") }
    defer { close(number) }
    guard fsync(number) == 0 || errno == EINVAL || errno == EROFS else { throw FileDescriptor.error(directory, "sync") }
  }

  /// All bytes of a file.
  package static func read(_ path: String) throws(StreamError) -> [UInt8] {
    let file = try FileDescriptor(path: path, flags: O_RDONLY)
    return try file.read(file.length(), at: 0)
  }

  /// The first bytes of a file whose length isn't told, such as those of the kernel.
  static func readShort(_ path: String) throws(StreamError) -> [UInt8] {
    try FileDescriptor(path: path, flags: O_RDONLY).read(256, at: 0)
  }

  package static func exists(_ path: String) -> Bool {
    FileStatus(atPath: path, followingLinks: false) != nil
  }

  /// Removes a name; that it isn't there is no error.
  static func remove(_ path: String) { unlink(path) }
}
