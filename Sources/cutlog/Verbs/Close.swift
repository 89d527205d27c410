import ArgumentParser
import JSONText
import Reports
import SealedLog

/// Closes a stream for good.
struct Close: Verb {
  static let configuration = CommandConfiguration(
    commandName: "close",
    abstract: "Close a stream: seal it, erase its secrets, compress it.",
    discussion: HelpText.discussion(
      """
      Nothing can follow; a later remark goes into an addendum. The closing checkpoint is left in STREAM.checkpoint: mail, \
      print or publish it, so that others can tell if the stream is ever shown in another form. With the identity key the \
      closing seal is signed by the identity too. Where that key is kept elsewhere, --request writes what it is to sign, and \
      --signature closes; what is recorded in between makes the request void.
      """,
      examples: [
        "cutlog close night.jsonl.gz --key ops.key", "cutlog close night.jsonl.gz --request night.request",
        "cutlog close night.jsonl.gz --signature night.signature",
      ],
      status: [(0, "closed"), (2, "no stream, closed already, or impossible"), (64, "usage")]))

  @Argument(help: "The stream.") var stream: String
  @OptionGroup var identity: IdentityOptions
  @OptionGroup var state: StateOption
  @OptionGroup var form: JSONOption

  func perform(in surroundings: Surroundings) throws -> ExitStatus {
    let services = surroundings.services
    let files = StreamFiles(stream: stream, stateDirectory: state.directory)
    let answer = RequestAnswer(
      verb: "close", goesOn: "cutlog close \(stream)", stream: stream, form: form, surroundings: surroundings)
    if identity.cancel { return try answer.cancel(files) }
    let spool = EventSpool(files: files, surroundings: surroundings)
    // What a signature was requested for must not grow.
    if identity.signature == nil {
      try? spool.recordWaiting()
      try? WaitingRefusals(files: files, surroundings: surroundings).record()
    }
    if let request = identity.request {
      let asked = try Failure.wrap { () throws(StreamError) in
        var writer = try StreamWriter(files, services: services)
        return try writer.requestClosing()
      }
      try answer.tell(asked, in: request, surroundings.summary(of: stream))
      return .done
    }
    let signer = try surroundings.signer(identity)
    let note: SignedNote
    do throws(StreamError) {
      note = try StreamWriter.close(files, signer: signer, services: services)
    } catch { throw Failure(error) }
    guard let checkpoint = Checkpoint(text: note.text) else { throw Failure(stream, "closed with no checkpoint") }
    if form.json {
      var document = ReportDocument(verb: "close", verdict: "closed")
      var known = StreamSummary(verdict: Verification.Verdict.closed.rawValue, isIntact: true)
      known.origin = checkpoint.origin
      known.size = checkpoint.size
      known.root = checkpoint.root.base64
      document.streams = [surroundings.summary(of: stream) ?? known]
      document.body = [
        JSONMember("size", .integer(checkpoint.size)), JSONMember("root", .string(checkpoint.root.base64)),
        JSONMember("checkpoint", .string(note.description)),
        JSONMember("checkpointFile", .string(files.checkpoint)),
      ]
      try surroundings.console.write(document)
    } else {
      var page = Page()
      page.paragraph("closed at size \(checkpoint.size); the closing checkpoint is in \(code: files.checkpoint):")
      page.preformatted(note.description)
      try surroundings.console.write(page)
    }
    for path in spool.waiting {
      surroundings.console.warn(
        path, "holds an event that could not be recorded before the stream was closed",
        hint: "an addendum can take it: `cutlog open NEW --kind addendum --follows \(stream) --as remarks-on`, then `cutlog record NEW \(path)`")
    }
    if signer == nil {
      surroundings.console.note("the closing seal is not signed by the identity; --key or --request would have it signed")
    }
    return .done
  }
}
