#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif
import CloudEvents
import SealedLog

/// Files that are found by how their names begin.
enum FolderEntries {
  /// The regular files whose paths begin so, sorted by name: of nothing else is it safe to open it.
  static func paths(beginningWith prefix: String) -> [String] {
    let slash = prefix.lastIndex(of: "/")
    let folder = slash.map { String(prefix[...$0]) } ?? ""
    let start = slash.map { prefix[prefix.index(after: $0)...] } ?? prefix[...]
    guard let entries = opendir(folder.isEmpty ? "." : folder) else { return [] }
    defer { closedir(entries) }
    var names: [String] = []
    while let entry = readdir(entries) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      // A file that is still being written has another ending.
      if name.utf8.starts(with: start.utf8), !name.dropFirst(start.count).contains(".tmp-") { names.append(name) }
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.map { folder + $0 }.filter {
      FileStatus(atPath: $0, followingLinks: false)?.kind == .regular
    }
  }

  /// Whether a path is that of a folder, and of no link to one; nil where nothing is there.
  static func isFolder(_ path: String) -> Bool? {
    FileStatus(atPath: path, followingLinks: false).map { $0.kind == .folder }
  }

  /// An end for the name of a new file: sorted by name, files are in the order in which they were made.
  static func newSuffix(_ services: RecorderServices) -> String {
    let stamp = services.now().description.filter { $0 != "-" && $0 != ":" }
    return "\(stamp)-\(Hexadecimal.encode(services.random(4)))"
  }

  /// The path from the root on, whether or not the file is there.
  static func absolute(_ path: String) -> String {
    if let resolved = realpath(path, nil) {
      defer { free(resolved) }
      return String(cString: resolved)
    }
    guard !path.hasPrefix("/"), let folder = realpath(".", nil) else { return path }
    defer { free(folder) }
    return "\(String(cString: folder))/\(path)"
  }
}
