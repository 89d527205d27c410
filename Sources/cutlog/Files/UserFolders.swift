#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Where the user's own files lie (XDG Base Directory Specification).
struct UserFolders {
  private let environment: [String: String]

  init(_ environment: [String: String]) { self.environment = environment }

  /// The user's trust file; nil if there is no home.
  var trust: String? { folder("XDG_CONFIG_HOME", fallback: ".config").map { $0 + "/trust" } }

  /// The folder of what is remembered; nil if there is no home.
  var state: String? { folder("XDG_STATE_HOME", fallback: ".local/state") }

  private func folder(_ variable: String, fallback: String) -> String? {
    // The specification has relative paths ignored.
    if let path = environment[variable], path.hasPrefix("/") { return path + "/cutlog" }
    guard let home = environment["HOME"], home.hasPrefix("/") else { return nil }
    return "\(home)/\(fallback)/cutlog"
  }

  /// Makes a folder with all above it.
  static func make(_ path: String, mode: UInt32 = 0o700) throws {
    var prefix = path.hasPrefix("/") ? "/" : ""
    for part in path.split(separator: "/") {
      prefix += prefix.isEmpty || prefix == "/" ? String(part) : "/\(part)"
      guard mkdir(prefix, mode_t(mode)) == 0 || errno == EEXIST || errno == EISDIR else {
        throw Failure.ofSystem(prefix, "make the folder")
      }
    }
  }
}
