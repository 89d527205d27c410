import ArgumentParser
import SealedLog

/// What the report takes to write an evidence pack too.
struct PackOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Also write the findings with all evidence for them into this new folder, to be checked without cutlog.",
      valueName: "dir"))
  var pack: String?
  @Option(
    help: ArgumentHelp(
      "Withhold from the pack all events that no finding cites: secret, personal-data, third-party or legal.",
      valueName: "reason"))
  var excerpt: WithholdingRequest.Reason?

  /// - Throws: `ValidationError` for what doesn't go together.
  func check(_ streams: [String]) throws {
    if excerpt != nil, pack == nil { throw ValidationError("--excerpt goes with --pack") }
    if pack != nil, streams.contains("-") {
      throw ValidationError("--pack reads a stream several times: expected a file, not standard input")
    }
  }

  /// Writes the pack of some streams of one run; nil if none is asked for.
  ///
  /// - Parameter output: The report that will be written too.
  /// - Throws: `Failure` if a stream is refused, the pack can't be written whole, or the report would lie in it.
  func write(
    _ streams: [String], beside output: String, by policy: PolicyOption, _ withheld: WithheldOption, _ reading: ReadingOptions,
    _ surroundings: Surroundings
  ) throws -> EvidencePack.Written? {
    guard let pack else { return nil }
    // What is written into a pack afterwards would not stand in its list.
    let folder = DurableFile.folder(of: output)
    guard FolderEntries.absolute(folder) != FolderEntries.absolute(PackFolder.plain(pack)) else {
      throw Failure(output, "would lie in the evidence pack, expected another folder", status: .usage)
    }
    if let failure = NamedFile.missingFolder(of: output) { throw failure }
    let policies = try policy.policies()
    var run = try RunInput(streams, reading, surroundings.silent)
    let audit = try run.audit(by: policies, withheld.acceptance())
    let findings = try EvidencePack.Findings(run, audit, by: policies, withheld.acceptance(), isWhole: excerpt == nil)
    return try EvidencePack.write(run, audit, by: policies, to: pack, excerpt: excerpt, findings: findings)
  }
}
