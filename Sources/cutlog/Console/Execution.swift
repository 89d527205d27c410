#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Does what a command line asks, and tells of failures as people are told.
enum Execution {
  /// Does it in the surroundings of this process.
  static func ofProcess(_ body: (Surroundings) -> ExitStatus) -> ExitStatus {
    // A limit on file sizes is then an error like a full disk, and no death in the middle of a batch.
    signal(SIGXFSZ, SIG_IGN)
    return body(.ofProcess())
  }

  /// - Parameters:
  ///   - verb: Whose JSON document tells of a failure.
  ///   - json: Whether the answer is to be a JSON document; asked after a failure only.
  static func perform(
    _ verb: String, json: @autoclosure () -> Bool, in surroundings: Surroundings, body: () throws -> ExitStatus
  ) -> ExitStatus {
    let failure: Failure
    do {
      let status = try body()
      try surroundings.console.flush()
      return status
    } catch let error as Failure {
      failure = error
    } catch {
      failure = Failure("cutlog", "\(error)")
    }
    let console = surroundings.console
    console.report(failure)
    if json(), !console.hasWritten {
      try? console.write(failure.document(verb))
      try? console.flush()
    }
    return failure.status
  }
}
