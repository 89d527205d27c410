import ArgumentParser

/// All verbs by what they are for, each with its word: the help is made of it, and a command line finds its verb here.
enum VerbTable {
  typealias Entry = (word: String, type: any ParsableCommand.Type)

  static let groups: [(name: String, verbs: [Entry])] = [
    (
      "Record",
      [
        ("keygen", Keygen.self), ("open", Open.self), ("record", Record.self), ("event", Event.self),
        ("start", Start.self), ("done", Done.self), ("fail", Fail.self), ("skip", Skip.self), ("note", Note.self),
        ("run", RunVerb.self), ("check", CheckVerb.self), ("approve", Approve.self), ("reject", Reject.self),
        ("decide", Decide.self), ("waive", Waive.self), ("attest", Attest.self), ("amend", Amend.self),
        ("retract", Retract.self), ("attach", Attach.self), ("revise", Revise.self), ("anchor", Anchor.self),
        ("close", Close.self), ("recover", Recover.self), ("identity", Identity.self), ("sign", Sign.self),
      ]
    ),
    (
      "Check",
      [
        ("verify", Verify.self), ("prove", Prove.self), ("check-proof", CheckProof.self), ("withhold", Withhold.self),
        ("plan", PlanVerb.self), ("policy", PolicyVerb.self),
      ]
    ),
    (
      "Read",
      [
        ("show", Show.self), ("extract", Extract.self), ("status", Status.self), ("timeline", TimelineVerb.self),
        ("state", State.self), ("replay", ReplayVerb.self),
      ]
    ),
    (
      "Judge",
      [
        ("objectives", Objectives.self), ("variance", VarianceVerb.self), ("compare", Compare.self),
        ("claims", Claims.self), ("audit", AuditVerb.self), ("forecast", ForecastVerb.self),
      ]
    ),
    ("Hand on", [("report", Report.self), ("demo", Demo.self)]),
  ]

  /// The verb of that word; nil for anything else, aliases among it.
  static func type(of word: String) -> (any ParsableCommand.Type)? {
    for group in groups {
      if let entry = group.verbs.first(where: { $0.word == word }) { return entry.type }
    }
    return nil
  }
}
