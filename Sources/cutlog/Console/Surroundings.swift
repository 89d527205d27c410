import SealedLog

/// What a verb knows of the world: the terminal, the environment, the clock.
///
/// The demo runs the same verbs with surroundings of its own.
struct Surroundings {
  var console: Console
  var environment: [String: String]
  var services: RecorderServices
  /// Where seen checkpoints are remembered; nil where nothing is to be remembered.
  var remembered: RememberedCheckpoints?
  /// Whether the machine has no id, so that its host name stands in.
  var isMachineToldByHostName = false

  /// Those of this process.
  static func ofProcess() -> Surroundings {
    let environment = SystemEnvironment.variables
    let machine = SystemServices.machine()
    return Surroundings(
      console: Console(environment: environment), environment: environment,
      services: SystemServices.recorder(environment, machine: machine),
      remembered: UserFolders(environment).state.map { RememberedCheckpoints(folder: $0 + "/checkpoints") },
      isMachineToldByHostName: machine.isHostName)
  }

  /// The same for what is done again: what is said of it was said before.
  var silent: Surroundings {
    var surroundings = self
    surroundings.console = Console(output: { _ in true }, error: { _ in true }, form: console.form)
    return surroundings
  }

  var folders: UserFolders { UserFolders(environment) }
}
