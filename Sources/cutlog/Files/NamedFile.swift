#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif
import SealedLog

/// Files that are the same although their names differ.
enum NamedFile {
  private struct Identity: Equatable {
    var device: UInt64
    var inode: UInt64
  }

  /// A stream and everything that may lie beside it.
  static func streamFiles(_ stream: String, stateDirectory: String? = nil) -> [String] {
    guard stream != "-" else { return [] }
    let files = StreamFiles(stream: stream, stateDirectory: stateDirectory)
    return [files.stream, files.state, files.identifiers, files.lock, files.checkpoint, files.timestamp]
  }

  /// Refuses a file to be written that is one of those in use.
  static func refuse(_ path: String, as role: String, ifAmong others: [String]) throws {
    guard let identity = identity(path) else {
      guard !others.contains(where: { $0.utf8.elementsEqual(path.utf8) }) else { throw refusal(path, role, path) }
      return
    }
    for other in others where self.identity(other) == identity { throw refusal(path, role, other) }
  }

  private static func refusal(_ path: String, _ role: String, _ other: String) -> Failure {
    Failure(path, "can't be \(role): it is \(other), which this command uses", hint: "name another file")
  }

  private static func identity(_ path: String) -> Identity? {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    return Identity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
  }
}
