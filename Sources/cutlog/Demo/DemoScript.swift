/// The commands of the demo, as a user would type them.
struct DemoScript {
  /// One command with what is said before it.
  struct Step {
    /// Nothing where the command belongs to the one before.
    var remark: String?
    var arguments: [String]
    /// How it must end, and what that says.
    var status = ExitStatus.done
    var ending = "an objective is missed"
    /// What of its output is shown; all of it where nothing is said.
    var cut: Cut?
    /// Whether its warnings, shown before, are left out.
    var isSilent = false
  }

  /// A part of an output, as a filter behind the command takes it.
  enum Cut {
    /// So many lines.
    case head(Int)
    /// What stands before the first line that has a text.
    case before(String)
  }

  /// The folder as it was named.
  let folder: String

  private var key: String { folder + "/demo.key" }
  private var trust: String { folder + "/trust" }
  var live: String { folder + "/live.jsonl.gz" }
  private var rehearsal: String { folder + "/rehearsal-2.jsonl.gz" }
  private var failback: String { folder + "/failback.jsonl.gz" }

  private func file(_ name: String) -> String { folder + "/" + name }

  var steps: [Step] { opening + night + wayBack }

  private var opening: [Step] {
    [
      Step(
        remark: "An identity, once. Outsiders pin its public half; --trust keeps it out of your own trust file.",
        arguments: ["keygen", "example.com/demo", "-o", key, "--trust", trust]),
      Step(
        remark: "The plan: is it sound, can it be kept?", arguments: ["plan", file("plan.yaml")], cut: .head(8)),
      Step(
        remark: "The second rehearsal, a week before, by the plan as it was then. It is sealed into the stream.",
        arguments: [
          "open", rehearsal, "--plan", file("plan-v2.yaml"), "--key", key, "--kind", "rehearsal", "--starts",
          "2026-09-26T09:00:00Z", "--environment", "staging",
        ]),
      Step(arguments: ["record", rehearsal, file("rehearsal-2.jsonl")]),
      Step(arguments: ["close", rehearsal, "--key", key], cut: .head(1)),
      Step(
        remark: "It held what it was to hold.", arguments: ["objectives", rehearsal, "--trust", trust], cut: .head(5)),
    ]
  }

  private var night: [Step] {
    [
      Step(
        remark: "The night itself: what people typed, what pipeline, cluster, databases and probes reported.",
        arguments: [
          "open", live, "--plan", file("plan.yaml"), "--key", key, "--starts", "2026-10-03T21:00:00Z", "--environment",
          "production",
        ], cut: .head(4), isSilent: true),
      Step(arguments: ["record", live, file("live.jsonl")]),
      Step(
        remark: "Closed for good. Mail, print or publish the checkpoint, and nobody can quietly change the stream.",
        arguments: ["close", live, "--key", key]),
      Step(remark: "Anyone can check it, offline.", arguments: ["verify", live, "--closed", "--trust", trust]),
      Step(
        remark:
          "Were the objectives met? The same night is over 45 minutes by the clock of the business, under 45 since the go.",
        arguments: ["objectives", live, "--trust", trust], status: .doesNotHold,
        cut: .before("from: line")),
      Step(
        remark: "Why? At 22:03 half of the traffic comes, and the pods grow over the memory that production gives them.",
        arguments: [
          "show", live, "--trust", trust, "--service", "payments", "--since", "2026-10-03T22:02:00Z", "--until",
          "2026-10-03T22:23:00Z",
        ]),
      Step(
        remark: "What the lead could have seen at ten past ten: are we late, when are we done, can we still go back?",
        arguments: ["status", live, "--trust", trust, "--at", "T+1h10m"], cut: .before("Next")),
      Step(
        remark: "Which part of the way made it late? Each second of the slip counts once.",
        arguments: ["variance", live, "--trust", trust], cut: .before("What it would have taken")),
      Step(
        remark: "And what went otherwise than in the rehearsal?",
        arguments: ["compare", rehearsal, live, "--trust", trust], cut: .before("Tasks")),
      Step(
        remark: "And at the end, is everything as the plan wants it? Done is not verified.",
        arguments: ["state", live, "--trust", trust, "--expected"], status: .doesNotHold,
        ending: "something is not as planned", cut: .before("consumer-bound")),
      Step(
        remark: "What was written about the night on Monday, held against what was recorded.",
        arguments: ["claims", live, "--trust", trust], status: .doesNotHold,
        ending: "a claim is contradicted", cut: .before("claim  made")),
      Step(
        remark: "Was it done by the rules? `cutlog policy cutover-baseline` explains each; this is what it came to.",
        arguments: ["audit", live, "--trust", trust, "--policy", "cutover-baseline"], status: .doesNotHold,
        ending: "a rule is violated", cut: .before("Vacuous and satisfied")),
    ]
  }

  private var wayBack: [Step] {
    [
      Step(
        remark: "A week later the way back, with users. The stream says which one it undoes.",
        arguments: [
          "open", failback, "--plan", file("plan-failback.yaml"), "--key", key, "--kind", "failback", "--starts",
          "2026-10-10T20:00:00Z", "--environment", "production", "--follows", live, "--as", "undoes",
        ], cut: .head(3), isSilent: true),
      Step(arguments: ["record", failback, file("failback.jsonl")]),
      Step(arguments: ["close", failback, "--key", key], cut: .head(1)),
      Step(arguments: ["objectives", failback, "--trust", trust], cut: .before("from: line")),
      Step(
        remark: "Every listener owned once, DNS restored, the right revision, smoke tests passed?",
        arguments: ["state", failback, "--trust", trust, "--expected"], cut: .head(16)),
      Step(
        remark: "If it were done once more by this plan, how would it go? From two runs, so only a range.",
        arguments: ["forecast", file("plan.yaml"), "--history", rehearsal, live, "--trust", trust],
        cut: .before("What it rests on")),
      Step(
        remark: "The whole story of the night in one page, for those who were not there. Open it in a browser: it checks itself.",
        arguments: ["report", live, "-o", file("report.html"), "--history", rehearsal, "--trust", trust]),
      Step(
        remark: "The draft of a postmortem, for those who are to write one.",
        arguments: ["report", live, "-o", file("report.md"), "--trust", trust]),
      Step(
        remark: "Whoever is handed a report can tell whether it follows from the streams.",
        arguments: ["report", "--check", file("report.html"), live, "--history", rehearsal, "--trust", trust]),
    ]
  }
}
