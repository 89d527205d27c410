#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A command that runs as a child, with pipes for its standard output and standard error.
///
/// It has this process's standard input, environment, folder, terminal and process group, and the signals as they were
/// when this process was started.
struct ChildProcess {
  /// Why a command could not be started.
  struct NotStarted: Error {
    /// In words, without the command.
    var reason: String
  }

  let identifier: pid_t
  /// The reading ends, which don't block.
  let output: Int32
  let error: Int32

  /// - Throws: `NotStarted` if there is no such command or it can't be run.
  init(_ command: CommandWords, mask: sigset_t) throws(NotStarted) {
    let output = try Self.makePipe()
    let error: (reading: Int32, writing: Int32)
    do throws(NotStarted) { error = try Self.makePipe() } catch {
      close(output.reading)
      close(output.writing)
      throw error
    }
    var identifier = pid_t()
    let code = Self.spawn(command, mask: mask, output: output.writing, error: error.writing, &identifier)
    close(output.writing)
    close(error.writing)
    guard code == 0 else {
      close(output.reading)
      close(error.reading)
      let reason =
        switch code {
        case ENOENT: "no such command"
        case EACCES, EPERM: "no permission to run it"
        default: String(cString: strerror(code))
        }
      throw NotStarted(reason: reason)
    }
    for end in [output.reading, error.reading] { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
    self.identifier = identifier
    self.output = output.reading
    self.error = error.reading
  }

  /// Sends a signal; only before the end was taken by `takeEnd`, for then the number may be another's.
  func send(_ signal: Int32) { kill(identifier, signal) }

  /// How it ended; nil while it runs.
  func takeEnd() -> ChildEnd? {
    var status: Int32 = 0
    return waitpid(identifier, &status, WNOHANG) == identifier ? ChildEnd(waitStatus: status) : nil
  }

  private static func makePipe() throws(NotStarted) -> (reading: Int32, writing: Int32) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw NotStarted(reason: "no pipe: \(String(cString: strerror(errno)))") }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (ends[0], ends[1])
  }

  private static func spawn(
    _ command: CommandWords, mask: sigset_t, output: Int32, error: Int32, _ identifier: inout pid_t
  ) -> Int32 {
    // As the kernel keeps it: names and values need not be UTF-8.
    guard let variables = try? ReadWhole.file("/proc/self/environ", as: .system) else { return EIO }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, output, 1)
    posix_spawn_file_actions_adddup2(&actions, error, 2)

    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var mask = mask
    posix_spawnattr_setsigmask(&attributes, &mask)
    // The one signal whose handling every verb changes.
    var changed = sigset_t()
    sigemptyset(&changed)
    sigaddset(&changed, SIGXFSZ)
    posix_spawnattr_setsigdefault(&attributes, &changed)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

    var arguments = command.bytes.map(copy) + [nil]
    var environment = variables.split(separator: 0).map { copy(Array($0)) } + [nil]
    defer { for text in arguments + environment { free(text) } }
    guard let name = arguments[0] else { return ENOENT }
    return posix_spawnp(&identifier, name, &actions, &attributes, &arguments, &environment)
  }

  private static func copy(_ text: [UInt8]) -> UnsafeMutablePointer<CChar>? {
    (text + [0]).withUnsafeBufferPointer { bytes in
      bytes.withMemoryRebound(to: CChar.self) { $0.baseAddress.flatMap { strdup($0) } }
    }
  }
}
