#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif
import SealedLog

/// Results that go to a file that the user names.
enum OutputFile {
  /// Writes the whole file or nothing (beside, synced, renamed), or to standard output for `-`.
  ///
  /// A symbolic link is followed, an existing file keeps its permissions, and what is no regular file is written
  /// through.
  /// - Parameter streams: The streams that are read: neither they nor what lies beside them is overwritten. Nor is any
  ///     secret key or state of a stream.
  /// - Throws: `Failure` if the file can't be written, or is one that must not be.
  static func write(_ bytes: [UInt8], to path: String, keeping streams: [String], _ console: Console) throws {
    if path == "-" { return try console.write(bytes: bytes) }
    try NamedFile.refuse(path, as: "the output", ifAmong: streams.flatMap { NamedFile.streamFiles($0) })
    try NamedFile.refuseSecret(path, as: "the output")
    if let failure = NamedFile.missingFolder(of: path) { throw failure }
    var target = path
    if let resolved = realpath(path, nil) {
      target = String(cString: resolved)
      free(resolved)
    }
    guard let status = FileStatus(atPath: target) else {
      return try Failure.wrap { () throws(StreamError) in try DurableFile.write(bytes, to: target, replacing: true) }
    }
    switch status.kind {
    case .regular:
      try Failure.wrap { () throws(StreamError) in
        try DurableFile.write(bytes, to: target, mode: status.permissions, replacing: true)
      }
    case .folder: throw Failure(path, "is a directory, expected a file")
    case .symbolicLink, .other:
      let descriptor = open(target, O_WRONLY | O_CLOEXEC)
      guard descriptor >= 0 else { throw Failure.ofSystem(path, "open for writing") }
      defer { close(descriptor) }
      guard SystemOutput.write(bytes, to: descriptor) else { throw Failure.ofSystem(path, "write") }
    }
  }
}
