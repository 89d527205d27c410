import ArgumentParser
import Attestation
import CloudEvents
import JSONText
import Reports
import SealedLog

/// Has an outsider bear witness to a stream's checkpoint.
struct Anchor: Verb {
  static let configuration = CommandConfiguration(
    commandName: "anchor",
    abstract: "Have an outsider bear witness to the last checkpoint.",
    discussion: HelpText.discussion(
      """
      With --request writes the query for a time-stamping authority (RFC 3161) over the last checkpoint; a FILE that ends \
      in .checkpoint gets the checkpoint itself, for a witness. With --attach takes the authority's reply, a witness's \
      cosignature line or a cosigned checkpoint. It becomes a line of the stream. A closed stream takes no line: there \
      cosignatures are added to STREAM.checkpoint, and the authority's reply is kept as STREAM.checkpoint.tsr. What is over \
      no seal of the stream is refused.
      """,
      examples: [
        "cutlog anchor night.jsonl.gz --request night.tsq",
        "curl -H 'Content-Type: application/timestamp-query' --data-binary @night.tsq TSA-URL -o night.tsr",
        "cutlog anchor night.jsonl.gz --attach night.tsr",
      ],
      status: [
        (0, "written, or attached"), (1, "the stream is tampered with"),
        (2, "no stream, or the reply does not fit it"), (64, "usage"),
      ]))

  @Argument(help: "The stream.") var stream: String
  @Option(help: ArgumentHelp("Write what is to be sent to this file.", valueName: "file")) var request: String?
  @Option(help: ArgumentHelp("Take the answer from this file, or - for standard input.", valueName: "file"))
  var attach: String?
  @Option(help: ArgumentHelp("Trust the keys in this file instead of the user's own trust file.", valueName: "file"))
  var trust: String?
  @OptionGroup var state: StateOption
  @OptionGroup var form: JSONOption

  func validate() throws {
    guard (request == nil) != (attach == nil) else {
      throw ValidationError("give either --request FILE or --attach FILE")
    }
    guard stream != "-" else { throw ValidationError("the stream must be a file") }
  }

  func perform(in surroundings: Surroundings) throws -> ExitStatus {
    var options = ReadingOptions.none
    options.trust = trust
    let reading = try StreamReading(options, surroundings, isVerify: true)
    let read = try reading.read(StreamInput(stream), with: NoFold())
    guard read.verification.isIntact, let note = read.verification.note, let checkpoint = read.verification.checkpoint
    else {
      throw read.refusal(hint: "`cutlog verify \(stream)` shows every finding")
    }
    if let request {
      try write(request, note, checkpoint, surroundings)
      if form.json { try surroundings.console.write(document(read.summary, "requested", request, [])) }
      return .done
    }
    let given = try AnchorGiven(bytes: ReadWhole.fileOrInput(attach ?? "-"), name: attach ?? "-")
    let trust = try reading.trust.anchorTrust()
    let fitting = try given.fitting(read.verification, by: trust, now: surroundings.services.now())
    for anchor in fitting where anchor.problem != nil {
      surroundings.console.warn(
        given.name, "\(anchor.judged.name ?? "the signer") is not in the trust file: for you it does not count",
        hint: "`\(anchor.judged.kind == .rfc3161 ? "tsa CERTFILE" : "witness NAME VKEY")` in a trust file makes it count")
    }
    let isClosed = read.verification.verdict == .closed
    let files = StreamFiles(stream: stream, stateDirectory: state.directory)
    let outcome =
      isClosed
      ? try AnchorAttachment.beside(files, note, fitting) : try AnchorAttachment.line(files, fitting, read.verification, surroundings)
    let anchors = outcome.anchors.map(\.judged)
    if form.json {
      let summary = isClosed ? read.summary : surroundings.summary(of: stream) ?? read.summary
      try surroundings.console.write(
        document(summary, outcome.isNew ? "attached" : "duplicate", outcome.file, anchors))
    } else {
      var page = Page()
      for anchor in anchors {
        page.facts([
          (outcome.isNew ? "attached" : "was there already", .code(anchor.kind.rawValue)),
          ("by", anchor.name.map { .code($0) }), ("time", anchor.time.map { "\($0.description)" }),
          ("over size", "\(anchor.size)"), ("line", anchor.index.map { "\($0)" }),
          ("file", outcome.file.map { .code($0) }),
        ])
      }
      try surroundings.console.write(page)
    }
    return .done
  }

  private func write(
    _ path: String, _ note: SignedNote, _ checkpoint: Checkpoint, _ surroundings: Surroundings
  ) throws {
    let isCheckpoint = path.hasSuffix(".checkpoint")
    let bytes =
      isCheckpoint
      ? Array(note.description.utf8)
      : TimestampRequest(checkpoint: checkpoint.text, nonce: surroundings.services.random(8)).bytes
    try OutputFile.write(bytes, to: path, keeping: [stream], surroundings.console)
    guard path != "-", !form.json else { return }
    var page = Page()
    page.facts([
      ("written to", .code(path)), ("for", isCheckpoint ? "a witness (C2SP)" : "a time-stamping authority (RFC 3161)"),
      ("over size", "\(checkpoint.size)"), ("root", .code(checkpoint.root.base64)),
    ])
    try surroundings.console.write(page)
    surroundings.console.note("`cutlog anchor \(stream) --attach FILE` takes the answer")
  }

  private func document(
    _ summary: StreamSummary, _ verdict: String, _ file: String?, _ anchors: [JudgedAnchor]
  ) -> ReportDocument {
    var document = ReportDocument(verb: "anchor", verdict: verdict)
    document.streams = [summary]
    document.body = [
      JSONMember("file", .text(file)), JSONMember("anchors", .array(anchors.map(\.json))),
    ]
    return document
  }
}
