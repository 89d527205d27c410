#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// What the system says of the process and its user.
enum SystemEnvironment {
  /// The environment variables.
  static var variables: [String: String] {
    var variables: [String: String] = [:]
    // glibc's `environ` is a C global that Swift can't import safely; /proc holds the same.
    guard let bytes = try? ReadWhole.file("/proc/self/environ", as: .system) else { return variables }
    for entry in bytes.split(separator: 0) {
      guard let equals = entry.firstIndex(of: UInt8(ascii: "=")) else { continue }
      let name = String(decoding: entry[..<equals], as: UTF8.self)
      variables[name] = String(decoding: entry[(equals + 1)...], as: UTF8.self)
    }
    return variables
  }

  /// Where temporary files go if the user says so.
  static var temporaryFolder: String? {
    getenv("TMPDIR").map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
  }

  /// `USER@HOST`, as far as the system knows them.
  static func userAtHost(_ environment: [String: String]) -> String {
    var user = environment["USER"] ?? environment["LOGNAME"]
    if user?.isEmpty ?? true {
      user = nameInPasswordFile(getuid()) ?? String(getuid())
    }
    return "\(user ?? "unknown")@\(hostName)"
  }

  /// A user's name in `/etc/passwd`; nil if there is none.
  ///
  /// Directory services are not asked: that would load the system's libraries into a program that is to run without them.
  private static func nameInPasswordFile(_ user: uid_t) -> String? {
    guard let file = fopen("/etc/passwd", "re") else { return nil }
    defer { fclose(file) }
    while let entry = fgetpwent(file) {
      if entry.pointee.pw_uid == user { return String(cString: entry.pointee.pw_name) }
    }
    return nil
  }

  /// The name of this host.
  static var hostName: String {
    var name = [CChar](repeating: 0, count: 256)
    guard gethostname(&name, name.count - 1) == 0 else { return "unknown" }
    return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// How many processors there are to work on.
  static var processors: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }
}
