#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif
import ArgumentParser
import Reports
import SealedLog

/// A complete recording, check and judgement, with the commands shown.
struct Demo: Verb {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "Record, seal, verify and judge a cutover, with the commands shown.",
    discussion: HelpText.discussion(
      """
      Takes an invented cutover (a rehearsal, the night, the failback a week later) through everything that cutlog does, \
      and leaves streams, checkpoints, plans, events and a report in DIR. Needs no network, and touches nothing outside DIR.
      """, examples: ["cutlog demo", "cutlog demo /tmp/first-look"],
      status: [(0, "done"), (2, "DIR is not empty, or can't be written"), (64, "usage")]))

  @Argument(help: ArgumentHelp("The folder; made if it isn't there.", valueName: "dir")) var folder = "./cutlog-demo"

  func perform(in surroundings: Surroundings) throws -> ExitStatus {
    let script = DemoScript(folder: folder.count > 1 && folder.hasSuffix("/") ? String(folder.dropLast()) : folder)
    try prepare(script)
    let console = surroundings.console
    try console.write(
      """
      Payments moves from one region to another, at night. The cutover is invented; what goes wrong is not: it is what
      goes wrong in real ones. Three runs: a rehearsal, the night, and the failback a week later.

      """)
    for step in script.steps {
      try console.write((step.remark.map { "\n# \($0)\n" } ?? "") + "$ \(Self.shown(step))\n")
      let status = try execute(step, in: surroundings)
      guard status == step.status else {
        throw Failure(
          "demo", "`\(Self.shown(step))` ended with status \(status.rawValue), expected \(step.status.rawValue)")
      }
      if status != .done { try console.write("(cutlog ends with status \(status.rawValue): \(step.ending))\n") }
    }
    try console.write(
      """

      All of it is in \(TerminalText.escaped(script.folder)): plans, events, three streams with their .checkpoint, report.md.
      A stream is plain JSON Lines, gzipped: zcat \(TerminalText.escaped(Self.quoted(script.live))) | jq -c .type

      """)
    return .done
  }

  /// Makes the folder, or refuses one that has something in it, and puts the inputs there.
  private func prepare(_ script: DemoScript) throws {
    try UserFolders.make(script.folder, mode: 0o755)
    guard let entries = opendir(script.folder) else { throw Failure.ofSystem(script.folder, "read") }
    defer { closedir(entries) }
    while let entry = readdir(entries) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      guard name == "." || name == ".." else {
        throw Failure(
          script.folder, "is not empty, expected a new folder", hint: "`cutlog demo OTHER` takes another one")
      }
    }
    try Failure.wrap { () throws(StreamError) in
      for file in Samples.files {
        try DurableFile.write(file.bytes, to: script.folder + "/" + file.name, replacing: false)
      }
    }
  }

  /// Runs the verb as the command line would, with its output and errors in the order in which they come.
  private func execute(_ step: DemoScript.Step, in outer: Surroundings) throws -> ExitStatus {
    guard var verb = try CutlogCommand.parseAsRoot(step.arguments) as? any Verb else {
      throw Failure("demo", "`\(Self.shown(step))` is no command")
    }
    var output: [UInt8] = []
    let sink: Console.Sink = { bytes in
      output.append(contentsOf: bytes)
      return true
    }
    var surroundings = outer
    var form = outer.console.form
    form.width = form.width ?? 136
    surroundings.console = Console(output: sink, error: step.isSilent ? { _ in true } : sink, form: form)
    surroundings.remembered = nil
    let status = verb.execute(in: surroundings)
    try outer.console.write(bytes: Self.cut(output, by: step.cut))
    return status
  }

  private static func cut(_ output: [UInt8], by cut: DemoScript.Cut?) -> [UInt8] {
    let lines = output.split(separator: 0x0A, omittingEmptySubsequences: false)
    let kept: ArraySlice<ArraySlice<UInt8>>
    switch cut {
    case .head(let count): kept = lines.prefix(count)
    case .before(let text): kept = lines.prefix { !String(decoding: $0, as: UTF8.self).contains(text) }
    case nil: return output
    }
    return kept.count < lines.count ? Array((kept + [[]]).joined(separator: [0x0A])) : output
  }

  private static func shown(_ step: DemoScript.Step) -> String {
    // The folder's name may be anything; what steers a terminal can't be shown as a shell would take it.
    let command = TerminalText.escaped((["cutlog"] + step.arguments).map(quoted).joined(separator: " "))
    let silent = step.isSilent ? " 2>/dev/null" : ""
    let filter =
      switch step.cut {
      case .head(let count): " | head -n \(count)"
      case .before(let text): " | sed '/\(text)/,$d'"
      case nil: ""
      }
    return command + silent + filter
  }

  /// The word as a shell takes it.
  private static func quoted(_ word: String) -> String {
    let isPlain =
      !word.isEmpty
      && word.utf8.allSatisfy { byte in
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: "./_-+=:@,".utf8.contains(byte)
        }
      }
    return isPlain
      ? word : "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
  }
}
