#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The user's own `ssh-keygen`, which knows passphrases, agents and hardware keys.
enum SSHKeygen {
  /// Signs a text with an SSH key; gives the armored signature.
  ///
  /// The terminal and standard error stay the user's: that is where a passphrase is asked for.
  /// - Throws: `Failure` if there is no `ssh-keygen` or it does not sign.
  static func sign(_ text: String, namespace: String, key: String, _ environment: [String: String]) throws -> String {
    let input = try temporaryFile(Array(text.utf8), folder: environment["TMPDIR"] ?? "/tmp")
    defer { close(input) }
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw Failure.ofSystem("ssh-keygen", "make a pipe") }
    defer { close(ends[0]) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    let arguments = ["ssh-keygen", "-q", "-Y", "sign", "-n", namespace, "-f", key]
    let process: pid_t
    do {
      defer { close(ends[1]) }
      process = try start(arguments, input: input, output: ends[1], environment)
    }
    var output: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 12)
    while true {
      let count = read(ends[0], &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { break }
      // A signature is far shorter: what comes beyond is not looked at.
      if output.count < 1 << 17 { output.append(contentsOf: buffer[..<count]) }
    }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 {
      guard errno == EINTR else { throw Failure.ofSystem("ssh-keygen", "wait for it") }
    }
    guard status == 0 else {
      throw Failure(
        key, "ssh-keygen did not sign with it, and says above why",
        hint: "expected an SSH private key, or the public half of one that an agent holds")
    }
    return String(decoding: output, as: UTF8.self)
  }

  private static func start(
    _ arguments: [String], input: Int32, output: Int32, _ environment: [String: String]
  ) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, input, 0)
    posix_spawn_file_actions_adddup2(&actions, output, 1)
    var words = arguments.map { strdup($0) } + [nil]
    var variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for text in words + variables { free(text) } }
    var process: pid_t = 0
    let code = posix_spawnp(&process, arguments[0], &actions, nil, &words, &variables)
    guard code != ENOENT else {
      throw Failure(
        "ssh-keygen", "not found on the PATH, expected that of OpenSSH 8.2 or later",
        hint: "install OpenSSH's client, or have the statement signed elsewhere: --request FILE writes it")
    }
    guard code == 0 else {
      throw Failure("ssh-keygen", "could not be started: \(String(cString: strerror(code)))")
    }
    return process
  }

  /// A file that has no name any more, read from its beginning.
  private static func temporaryFile(_ bytes: [UInt8], folder: String) throws -> Int32 {
    var template = Array("\(folder)/cutlog-XXXXXX".utf8CString)
    let descriptor = mkstemp(&template)
    guard descriptor >= 0 else { throw Failure.ofSystem(folder, "make a file in it") }
    unlink(template)
    guard fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0, SystemOutput.write(bytes, to: descriptor),
      lseek(descriptor, 0, Int32(SEEK_SET)) == 0
    else {
      let failure = Failure.ofSystem(folder, "write a file in it")
      close(descriptor)
      throw failure
    }
    return descriptor
  }
}
