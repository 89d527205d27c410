/// The commands of the demo, as a user would type them.
struct DemoScript {
  /// One command with what is said before it.
  struct Step {
    var remark: String
    var arguments: [String]
    /// How it must end.
    var status = ExitStatus.done
    /// How many lines of its output are shown.
    var shownLines: Int?
  }

  /// The folder as it was named.
  let folder: String

  var plan: String { folder + "/plan.yaml" }
  var events: String { folder + "/events.jsonl" }
  var stream: String { folder + "/github-2018.jsonl.gz" }
  var report: String { folder + "/report.md" }
  private var key: String { folder + "/demo.key" }
  private var trust: String { folder + "/trust" }

  var steps: [Step] {
    [
      Step(
        remark: "An identity, once. Outsiders pin its public half; --trust keeps it out of your own trust file.",
        arguments: ["keygen", "example.com/demo", "-o", key, "--trust", trust]),
      Step(
        remark: "The plan: is it sound, can it be kept? (It states no durations, so nothing is reckoned here.)",
        arguments: ["plan", plan]),
      Step(
        remark: "A stream with the plan sealed inside. Kind import: the incident is recorded years afterwards.",
        arguments: ["open", stream, "--plan", plan, "--key", key, "--kind", "import"]),
      Step(
        remark: "What happened: 43 events of October 2018, each with its source and accurate to the minute.",
        arguments: ["record", stream, events]),
      Step(
        remark: "Closed for good. Mail, print or publish the checkpoint, and nobody can quietly change the stream.",
        arguments: ["close", stream, "--key", key]),
      Step(
        remark: "Anyone can check it, offline.", arguments: ["verify", stream, "--closed", "--trust", trust]),
      Step(
        remark: "What happened when.", arguments: ["timeline", stream, "--trust", trust], shownLines: 17),
      Step(
        remark: "Were the objectives met? Each verdict names the events that it rests on; what is missing is named.",
        arguments: ["objectives", stream, "--trust", trust], status: .doesNotHold),
      Step(
        remark: "The whole story in one file.", arguments: ["report", stream, "-o", report, "--trust", trust]),
    ]
  }
}
