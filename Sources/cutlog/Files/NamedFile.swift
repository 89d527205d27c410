#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif
import Reports
import SealedLog

/// Files that are the same although their names differ.
enum NamedFile {
  /// A stream and everything that may lie beside it.
  static func streamFiles(_ stream: String, stateDirectory: String? = nil) -> [String] {
    guard stream != "-" else { return [] }
    let files = StreamFiles(stream: stream, stateDirectory: stateDirectory)
    return [
      files.stream, files.state, files.identifiers, files.pending, files.lock, files.checkpoint, files.timestamp,
    ]
  }

  /// Refuses a file to be written that is one of those in use.
  static func refuse(_ path: String, as role: String, ifAmong others: [String]) throws {
    guard let identity = identity(path) else {
      guard !others.contains(where: { $0.utf8.elementsEqual(path.utf8) }) else { throw refusal(path, role, path) }
      return
    }
    for other in others where self.identity(other) == identity { throw refusal(path, role, other) }
  }

  /// Refuses a file to be written, or added to, that holds a secret key or the state of a stream now.
  ///
  /// What can't be read is not refused here: it will be, or not, when it is opened for writing.
  static func refuseSecret(_ path: String, as role: String) throws {
    // Nothing is opened that could wait or be changed by that.
    guard FileStatus(atPath: path)?.kind == .regular else { return }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    var front = [UInt8](repeating: 0, count: 4096)
    front.removeLast(front.count - max(0, pread(descriptor, &front, front.count, 0)))
    let isKey = SecretText.isFile(front)
    guard isKey || StreamFiles.isState(front) else { return }
    throw Failure(
      path, "can't be \(role): it holds \(isKey ? "a secret key" : "the state of a stream")", hint: "name another file")
  }

  /// Why a file couldn't be made where its folder is missing; nil where that isn't why.
  static func missingFolder(of path: String) -> Failure? {
    let folder = DurableFile.folder(of: path)
    guard !DurableFile.exists(folder) else { return nil }
    return Failure(path, "there is no folder \(folder)", hint: "make it first, or name another")
  }

  private static func refusal(_ path: String, _ role: String, _ other: String) -> Failure {
    Failure(path, "can't be \(role): it is \(other), which this command uses", hint: "name another file")
  }

  private static func identity(_ path: String) -> FileIdentity? {
    FileStatus(atPath: path).flatMap { $0.kind == .regular ? $0.identity : nil }
  }
}
