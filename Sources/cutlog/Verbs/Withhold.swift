import ArgumentParser
import JSONText
import Reports
import SealedLog

extension WithholdingRequest.Reason: ExpressibleByArgument {}

/// Copies a stream without what some of its lines say.
struct Withhold: Verb {
  static let configuration = CommandConfiguration(
    commandName: "withhold",
    abstract: "Copy a stream with some events withheld; it still verifies.",
    discussion: HelpText.discussion(
      """
      Each line withheld is replaced by a stub with its leaf hash and the reason, so that every seal over it still holds. \
      The copy is a new file, the original stays. --keep makes an excerpt: all events but those are withheld. The recorder's \
      own lines (keys, seals, the plan) can't be withheld. Short or guessable content can be found again by trying, from its \
      hash, unless the stream was opened with --salted. What other lines say of a withheld one stays in them.
      """,
      examples: [
        "cutlog withhold night.jsonl.gz --index 12 --reason secret -o night-public.jsonl.gz",
        "cutlog withhold night.jsonl.gz --index 12 15 --reason personal-data -o copy.jsonl.gz",
        "cutlog withhold night.jsonl.gz --keep 8,9 --reason third-party -o excerpt.jsonl.gz",
      ],
      status: [
        (0, "written"), (1, "the stream is tampered with or rolled back"),
        (2, "no such line, one that can't be withheld, or a file in the way"), (64, "usage"),
      ]), aliases: ["redact"])

  @Argument(help: "The stream, or - for standard input.") var stream: String
  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("Withhold these lines, counted from 0: 5 7, or 5,7.", valueName: "n"))
  var index: [IndexList] = []
  @Option(parsing: .upToNextOption, help: ArgumentHelp("Withhold all events but these.", valueName: "n"))
  var keep: [IndexList] = []
  @Option(help: ArgumentHelp("secret, personal-data, third-party or legal.", valueName: "reason"))
  var reason: WithholdingRequest.Reason
  @Option(name: .shortAndLong, help: ArgumentHelp("The copy, a new file.", valueName: "file")) var output: String
  @OptionGroup var trust: TrustOption
  @OptionGroup var form: JSONOption

  func validate() throws {
    guard index.isEmpty != keep.isEmpty else { throw ValidationError("give either --index or --keep") }
    guard output != "-" else { throw ValidationError("the copy goes to a file, not to standard output") }
  }

  private var request: WithholdingRequest {
    WithholdingRequest(
      keep.isEmpty ? .only(Set(index.flatMap(\.indexes))) : .allBut(Set(keep.flatMap(\.indexes))), reason: reason)
  }

  func perform(in surroundings: Surroundings) throws -> ExitStatus {
    try NamedFile.refuse(output, as: "the output", ifAmong: NamedFile.streamFiles(stream))
    let reading = try StreamReading(trust.reading, surroundings)
    let input = try StreamInput(stream)
    // Whether the stream is closed decides how the copy is laid out, so it is read twice.
    let first = try reading.read(input, with: NoFold())
    guard let checkpoint = first.verification.checkpoint else { throw first.refusal }
    let copy = try Failure.wrap { () throws(StreamError) in
      try WithheldCopy(request, isOpen: first.verification.verdict == .open, to: output)
    }
    let read = try reading.read(input, with: copy, held: [checkpoint], isQuiet: true)
    guard read.output != nil else { throw read.refusal }
    try refuse(copy)
    let sidecar = try sidecar(read.verification)
    try Failure.wrap { () throws(StreamError) in try copy.publish(as: read.verification, sidecar: sidecar) }
    for index in copy.known.sorted() {
      surroundings.console.note(
        keep.isEmpty
          ? "line \(index) was withheld before; its stub stays as it is"
          : "line \(index) is withheld already, so it can't be kept")
    }
    if read.verification.opened?.isSalted != true, !copy.withheld.isEmpty {
      surroundings.console.warn(
        stream, "is not salted: whoever guesses a withheld line can tell by its hash that the guess is right",
        hint: "`cutlog open --salted` prevents that for streams to come")
    }
    try answer(read, copy, sidecar: sidecar, surroundings.console)
    return .done
  }

  private func refuse(_ copy: WithheldCopy) throws {
    if let beyond = request.named.filter({ $0 >= copy.lines }).min() {
      throw Failure(stream, "has no line \(beyond): its sealed lines are 0 to \(copy.lines - 1)")
    }
    guard keep.isEmpty, let own = copy.own.first else { return }
    throw Failure(
      stream, "line \(own.index) is the recorder's own (\(own.type)) and can't be withheld, expected an event",
      hint: "without it the stream would not verify; `cutlog show \(stream)` lists the events")
  }

  /// The closing checkpoint, with the signatures that were gathered on it beside the original.
  private func sidecar(_ verification: Verification) throws -> SignedNote? {
    guard verification.verdict == .closed, let note = verification.note else { return nil }
    guard stream != "-", let bytes = try? ReadWhole.file(StreamFiles(stream: stream).checkpoint),
      let gathered = SignedNote(String(decoding: bytes, as: UTF8.self)), gathered.text == note.text,
      note.signatures.allSatisfy(gathered.signatures.contains)
    else { return note }
    return gathered
  }

  private func answer(
    _ read: ReadStream<WithheldCopy>, _ copy: WithheldCopy, sidecar: SignedNote?, _ console: Console
  ) throws {
    let checkpointFile = sidecar == nil ? nil : StreamFiles(stream: output).checkpoint
    if form.json {
      var document = ReportDocument(verb: "withhold", verdict: "written")
      document.streams = [read.summary]
      document.problems = read.problems
      document.body = [
        JSONMember(
          "copy",
          [
            "file": .string(output), "checkpointFile": .text(checkpointFile), "reason": .string(reason.rawValue),
            "withheld": .array(copy.withheld.map { .integer($0) }),
            "withheldBefore": .array(read.verification.withheld.map { .integer($0) }),
            "events": .integer(copy.events), "lines": .integer(copy.lines),
          ])
      ]
      return try console.write(document)
    }
    var page = Page()
    page.paragraph(read.summary.phrase)
    let withheld = Count.of(copy.withheld.count, "line") + (copy.withheld.isEmpty ? "" : ", as \(reason.rawValue)")
    let before = read.verification.withheld.count
    page.facts([
      ("copy", .code(output)), ("checkpoint", checkpointFile.map { .code($0) }),
      ("withheld", "\(withheld)\(before > 0 ? "; \(before) before" : "")"),
      ("left", "\(Count.of(copy.events, "event"))"),
    ])
    page.paragraph("It verifies as the original does, under the same root.")
    try console.write(page)
  }
}
