#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// What the system tells of a file without opening it.
///
/// The C structure behind it is named in this layer alone: a module that imports Foundation besides, be it through a
/// package, may find its members in CoreFoundation's name, and then doesn't compile.
package struct FileStatus: Sendable {
  /// What kind of a file it is.
  package enum Kind: Sendable {
    case regular, folder, symbolicLink, other
  }

  package let kind: Kind
  /// Bytes.
  package let length: Int
  /// The permission bits.
  package let permissions: UInt32
  /// The number of the user that it belongs to.
  package let owner: UInt32
  /// Which file it is, whatever its name.
  package let identity: FileIdentity
  /// When its content and its entry were last changed: seconds and nanoseconds of each.
  let changes: SIMD4<Int>

  /// The file of that name, or what a symbolic link of that name leads to if links are followed; nil if nothing is
  /// there or the system doesn't tell.
  package init?(atPath path: String, followingLinks: Bool = true) {
    var status = stat()
    guard (followingLinks ? stat(path, &status) : lstat(path, &status)) == 0 else { return nil }
    self.init(status)
  }

  /// The file behind an open descriptor; nil if the system doesn't tell, with the cause in `errno`.
  package init?(of descriptor: Int32) {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return nil }
    self.init(status)
  }

  private init(_ status: stat) {
    kind =
      switch status.st_mode & S_IFMT {
      case S_IFREG: .regular
      case S_IFDIR: .folder
      case S_IFLNK: .symbolicLink
      default: .other
      }
    length = Int(status.st_size)
    permissions = UInt32(status.st_mode) & 0o7777
    owner = UInt32(status.st_uid)
    identity = FileIdentity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
    changes = SIMD4(status.st_mtim.tv_sec, status.st_mtim.tv_nsec, status.st_ctim.tv_sec, status.st_ctim.tv_nsec)
  }
}

/// Which file this is, whatever its name.
package struct FileIdentity: Hashable, Sendable {
  var device: UInt64
  var inode: UInt64
}
