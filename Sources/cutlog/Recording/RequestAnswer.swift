import JSONText
import Reports
import SealedLog

/// The answer of a verb that asks an identity elsewhere to sign, or gives up what it asked.
struct RequestAnswer {
  /// The verb, and how it goes on with the signature.
  var verb: String
  var goesOn: String
  var stream: String
  var form: JSONOption
  var surroundings: Surroundings

  /// Writes the request's file and tells what to do with it.
  func tell(_ request: SigningRequest, in file: String, _ summary: StreamSummary? = nil) throws {
    try OutputFile.write(request.bytes, to: file, keeping: [stream], surroundings.console)
    if file == "-" { return }
    if form.json {
      try surroundings.console.write(
        document(
          "requested", request, summary,
          [JSONMember("request", .string(file)), JSONMember("text", .string(request.text))]))
      return
    }
    var page = Page()
    page.facts([
      ("requested", .code(file)), ("for", .code(request.origin)),
      ("to be signed by", .code(request.signers.map(\.text).joined(separator: " and "))),
      ("there", "cutlog sign \(code: file) --key KEY -o SIGNATURE"),
      ("then here", "\(code: goesOn) --signature SIGNATURE"),
    ])
    try surroundings.console.write(page)
  }

  /// Gives up what waits.
  func cancel(_ files: StreamFiles) throws -> ExitStatus {
    let request = try? StreamRequests.waiting(files, services: surroundings.services)
    try Failure.wrap { () throws(StreamError) in
      try StreamRequests.cancel(files, services: surroundings.services)
    }
    if form.json {
      try surroundings.console.write(document("cancelled", request, nil, []))
    } else {
      try surroundings.console.write("the request for \(TerminalText.escaped(request?.origin ?? stream)) is given up\n")
    }
    return .done
  }

  private func document(
    _ verdict: String, _ request: SigningRequest?, _ summary: StreamSummary?, _ more: [JSONMember]
  ) -> ReportDocument {
    var document = ReportDocument(verb: verb, verdict: verdict)
    document.streams = summary.map { [$0] } ?? []
    let checkpoint = request.flatMap { Checkpoint(text: $0.text) }
    document.body = [
      JSONMember("origin", .text(request?.origin)), JSONMember("size", .integer(checkpoint?.size)),
      JSONMember("root", .text(checkpoint?.root.base64)), JSONMember("identity", .text(request?.signers.first?.text)),
    ]
    document.body += more
    return document
  }
}
