import ArgumentParser
import Attestation
import CloudEvents
import JSONText
import Replay
import Reports

/// Judges the recovery objectives of a run.
struct Objectives: Verb {
  static let configuration = CommandConfiguration(
    commandName: "objectives",
    abstract: "Judge the objectives for recovery time and data loss.",
    discussion: HelpText.discussion(
      """
      Each objective of the sealed plan is met, missed or unknown. Each value comes with the events that it rests on; \
      what is missing is named. Every clock is printed, one is judged. Streams of one run are folded as one. Where a line \
      is withheld nothing is met, unless --accept-withheld names that line. Amendments, retractions and stated clocks are \
      applied; verdicts are given with and without. With --with or --plan the verdicts are hypothetical: they are judged by \
      what is supposed, the answer says so, and those by the sealed plan that differ stand beside them.
      """ + HelpText.changes,
      examples: [
        "cutlog objectives night.jsonl.gz",
        "cutlog objectives night.jsonl.gz --json | jq '.objectives[] | {id, verdict, seconds}'",
        "cutlog objectives night.jsonl.gz --as-known-at 2026-11-23T02:00:00Z",
        "cutlog objectives night.jsonl.gz --with objective.pay-rto.limit=1h",
      ],
      status: [
        (0, "every objective is met"), (1, "an objective is missed, or the stream is tampered with"),
        (2, "no stream, or none that can be read"), (3, "an objective is unknown and none is missed"),
        (64, "usage, and --with what the plan can't say"),
      ]))

  @Argument(help: "The streams of one run, or - for standard input.") var streams: [String]
  @Option(
    name: .customLong("as-known-at"),
    help: ArgumentHelp("Judge by what the recorder had accepted by then.", valueName: "time"),
    transform: TimeArgument.init(argument:))
  var asKnownAt: TimeArgument?
  @OptionGroup var hypothesis: HypothesisOptions
  @OptionGroup var withheld: WithheldOption
  @OptionGroup var reading: ReadingOptions
  @OptionGroup var form: JSONOption

  func perform(in surroundings: Surroundings) throws -> ExitStatus {
    let supposition = try hypothesis.supposition(beside: streams)
    var run = try RunInput(streams, reading, surroundings, supposing: supposition)
    let signers = try run.signers()
    let acceptance = withheld.acceptance(isOfPrefix: asKnownAt != nil)
    let (corrected, recorded) = try run.foldBoth(knownBy: asKnownAt?.time) { judged in
      FoldPair(
        judged.objectivesFold(signers, acceptance), MaybeFold(judged.sealed?.objectivesFold(signers, acceptance)))
    }
    let (report, asSealed) = corrected
    let asRecorded = recorded?.0
    withheld.check(run, surroundings.console)
    if form.json {
      var document = run.document("objectives", verdict: report.verdict?.rawValue)
      document.asSealed = asSealed?.sealedJSON
      document.body = [
        JSONMember("objectives", report.json(asRecorded: asRecorded)), JSONMember("services", report.servicesJSON),
        JSONMember("outages", report.outagesJSON),
      ]
      document.problems += report.findings.map(\.problem)
      try surroundings.console.write(document)
    } else {
      var page = run.heading
      if let asKnownAt { page.note("as known at \(asKnownAt.text)") }
      if let asSealed { page.append(report.differences(asSealed: asSealed)) }
      let answer = report.page(asRecorded: asRecorded)
      page.append(run.judged.hypothesis == nil ? answer : answer.supposed)
      page.list(run.corrections.findings.map(\.problem.phrase))
      page.list(report.findings.map(\.problem.phrase))
      try surroundings.console.write(page)
    }
    // Without a plan nothing could be asked, and that is no pass.
    return run.isUnverified ? .doesNotHold : run.judged.plan == nil ? .undecided : report.status
  }
}

extension JudgedPlan {
  /// The fold that judges by this plan, with those attestations that hold.
  ///
  /// - Parameter now: The moment of a run that is under way, at which its clocks are read.
  func objectivesFold(
    _ signers: AllowedSigners?, _ acceptance: WithheldEvidence.Acceptance, at now: Timestamp? = nil
  ) -> AttestedFold {
    AttestedFold(
      ObjectivesFold(
        plan: plan,
        options: .init(
          streamKind: selection.streamKind, planIndex: selection.judged?.index, acceptance: acceptance, now: now)),
      signers: signers)
  }
}

extension ObjectivesReport {
  /// The status that a judging verb ends with.
  var status: ExitStatus {
    switch verdict {
    case .missed: .doesNotHold
    case .unknown: .undecided
    case .met, nil: .done
    }
  }
}
