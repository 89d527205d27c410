import Reports

/// What this program is called.
enum Program {
  static let name = ProgramName(name: "cutlog", version: "0.1.0")
}
