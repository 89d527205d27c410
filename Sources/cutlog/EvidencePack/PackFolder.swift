#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif
import CAssets
import SealedLog

/// A folder that is there whole or not at all.
///
/// It is filled beside its place and gets its name at the end; a folder of that name must be missing or empty. What was
/// not published is removed.
final class PackFolder {
  /// Where it will be.
  let path: String
  /// Where it is filled.
  let temporary: String
  /// Paths in it with the SHA-256 of what they hold.
  private(set) var digests: [(path: String, digest: Digest)] = []
  private var folders: [String] = []
  private var isPublished = false

  /// The name of the list of digests.
  static let manifest = "MANIFEST"

  /// - Throws: `Failure` if something of that name is there already, unless it is an empty folder, or none can be made.
  init(_ argument: String) throws {
    var path = Self.plain(argument)
    if let resolved = realpath(path, nil) {
      path = String(cString: resolved)
      free(resolved)
    }
    self.path = path
    temporary = "\(path).tmp-\(getpid())"
    if path.isEmpty { throw Failure(argument, "names no folder") }
    try Self.refuse(path, as: argument)
    if let failure = NamedFile.missingFolder(of: path) { throw failure }
    guard mkdir(temporary, 0o777) == 0 else { throw Failure.ofSystem(temporary, "make a folder") }
  }

  deinit { if !isPublished { remove() } }

  /// The path without slashes at its end.
  static func plain(_ path: String) -> String {
    var path = path
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    return path
  }

  /// Refuses what is no empty folder.
  private static func refuse(_ path: String, as argument: String) throws {
    guard let isFolder = FolderEntries.isFolder(path) else { return }
    guard isFolder, let entries = opendir(path) else {
      throw Failure(argument, "is there already and is no folder, expected a new name")
    }
    defer { closedir(entries) }
    var count = 0
    while readdir(entries) != nil { count += 1 }
    // Each folder has entries for itself and the one above.
    if count > 2 { throw Failure(argument, "is a folder that is not empty, expected a new name", hint: "nothing is overwritten") }
  }

  /// Makes a folder in it, whose parent is there.
  func makeFolder(_ name: String) throws {
    guard !folders.contains(name) else { return }
    guard mkdir("\(temporary)/\(name)", 0o777) == 0 else { throw Failure.ofSystem(path, "make a folder in it") }
    folders.append(name)
  }

  /// Writes a file; its folders are made where they are missing.
  func add(_ bytes: [UInt8], as name: String) throws {
    var end = name.startIndex
    while let slash = name[end...].firstIndex(of: "/") {
      try makeFolder(String(name[..<slash]))
      end = name.index(after: slash)
    }
    let file = open("\(temporary)/\(name)", O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard file >= 0 else { throw Failure.ofSystem(path, "make a file in it") }
    defer { close(file) }
    guard SystemOutput.write(bytes, to: file), fsync(file) == 0 else { throw Failure.ofSystem(path, "write a file in it") }
    digests.append((name, Digest(hashing: bytes)))
  }

  /// The same for text.
  func add(_ text: String, as name: String) throws { try add(Array(text.utf8), as: name) }

  /// Counts a file that something else wrote into it.
  func adopt(_ name: String) throws {
    var digest = RunningDigest()
    let file = open("\(temporary)/\(name)", O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw Failure.ofSystem(path, "read what was written") }
    defer { close(file) }
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(file, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw Failure.ofSystem(path, "read what was written") }
      if count == 0 { break }
      digest.update(buffer[..<count])
    }
    digests.append((name, digest.digest))
  }

  /// Writes the list of digests, as `sha256sum` reads it, and gives the folder its name.
  ///
  /// - Returns: the digest of the list.
  /// - Throws: `Failure` if something of that name has come meanwhile.
  func publish() throws -> Digest {
    let lines = digests.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
      .map { "\($0.digest.hex)  \($0.path)\n" }
    let manifest = Array(lines.joined().utf8)
    try add(manifest, as: Self.manifest)
    for folder in folders + ["."] {
      try Failure.wrap { () throws(StreamError) in try DurableFile.syncDirectory(of: "\(temporary)/\(folder)/x") }
    }
    guard rename(temporary, path) == 0 else {
      if errno == ENOTEMPTY || errno == EEXIST || errno == ENOTDIR {
        throw Failure(path, "has come to be while the pack was made, expected a new name")
      }
      throw Failure.ofSystem(path, "give the pack its name")
    }
    isPublished = true
    try Failure.wrap { () throws(StreamError) in try DurableFile.syncDirectory(of: path) }
    return Digest(hashing: manifest)
  }

  /// Removes what was written so far.
  private func remove() {
    for folder in folders.reversed() + [""] {
      let name = folder.isEmpty ? temporary : "\(temporary)/\(folder)"
      for file in FolderEntries.paths(beginningWith: name + "/") { unlink(file) }
      rmdir(name)
    }
  }
}

/// The programs that a pack carries.
enum PackTools {
  static var files: [(name: String, bytes: [UInt8])] {
    (0..<cutlog_tool_count()).map { number in
      var length = 0
      let first = cutlog_tool_bytes(number, &length)
      return (String(cString: cutlog_tool_name(number)), Array(UnsafeBufferPointer(start: first, count: length)))
    }
  }
}
