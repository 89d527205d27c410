#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif
import SealedLog

/// Bytes that are written once and then read more than once: little in memory, more in a file without a name.
///
/// The file goes with the process, or with what reads it. It lies in `TMPDIR`, else in /var/tmp, which unlike /tmp is
/// seldom held in memory.
final class SpoolFile {
  private let name: String
  private let folder: String
  private let memory: Int
  private var bytes: [UInt8] = []
  private var file: Int32?

  /// - Parameters:
  ///   - name: What the bytes are of, for people.
  ///   - folder: Where a file is made, if not in /var/tmp.
  ///   - memory: How many bytes are kept in memory.
  init(for name: String, folder: String?, memory: Int) {
    self.name = name
    self.folder = folder ?? "/var/tmp"
    self.memory = memory
  }

  deinit { if let file { close(file) } }

  /// - Throws: `Failure` if the file can't be made or written.
  func append(_ more: some Sequence<UInt8>) throws {
    bytes.append(contentsOf: more)
    guard bytes.count >= memory else { return }
    if file == nil { file = try Self.file(in: folder, name) }
    try flush()
  }

  /// All bytes, to be read from their beginning.
  ///
  /// - Throws: `Failure` if the file can't be written or read.
  func content() throws -> InputSpool.Content {
    guard let whole = file else { return .memory(bytes) }
    try flush()
    file = nil
    return .file(try Failure.wrap { () throws(StreamError) in try FileSource(taking: whole, name: name) })
  }

  private func flush() throws {
    guard let file, SystemOutput.write(bytes, to: file) else {
      throw Failure.ofSystem("the temporary file for \(name)", "write")
    }
    bytes.removeAll(keepingCapacity: true)
  }

  private static func file(in folder: String, _ name: String) throws -> Int32 {
    var template = Array("\(folder)/cutlog-XXXXXX".utf8CString)
    let file = mkstemp(&template)
    guard file >= 0 else { throw Failure.ofSystem(folder, "make a temporary file for \(name)") }
    _ = fcntl(file, F_SETFD, FD_CLOEXEC)
    unlink(template)
    return file
  }
}
