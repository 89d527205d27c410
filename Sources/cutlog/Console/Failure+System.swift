#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

extension Failure {
  /// What the last system call said of a path.
  ///
  /// - Parameter action: What was tried, as in "could not read".
  static func ofSystem(_ path: String, _ action: String) -> Failure {
    let code = errno
    return switch code {
    case ENOENT: Failure(path, "no such file")
    case EISDIR: Failure(path, "is a directory, expected a file")
    case EACCES, EPERM, EROFS: Failure(path, "no permission to \(action)")
    case ENOSPC, EDQUOT, EFBIG: Failure(path, "the disk is full: could not \(action)")
    default: Failure(path, "could not \(action): \(String(cString: strerror(code)))")
    }
  }
}
