import ArgumentParser
import JSONText
import Reports
import SealedLog

/// Seals a document into a stream.
struct Attach: Verb {
  static let configuration = CommandConfiguration(
    commandName: "attach",
    abstract: "Seal a document into the stream.",
    discussion: HelpText.discussion(
      """
      A screenshot, a log, a configuration: the bytes are carried by the stream, with their SHA-256, and `cutlog extract` gives \
      them back. A document fits one batch: nearly 4 MiB of text, nearly 3 MiB of other bytes.
      """,
      examples: [
        "cutlog attach night.jsonl.gz replica-status.txt",
        "kubectl get pods -o json | cutlog attach night.jsonl.gz - --name pods.json",
      ], status: HelpText.writing))

  @Argument(help: "The stream.") var stream: String
  @Argument(help: "The document, or - for standard input.") var file: String
  @Option(help: ArgumentHelp("What it is called in the stream; by default the file's name.", valueName: "name"))
  var name: String?
  @Option(help: ArgumentHelp("By default told from the name.", valueName: "type")) var mediaType: String?
  @OptionGroup var state: StateOption
  @OptionGroup var form: JSONOption

  func validate() throws {
    if file == "-", name == nil { throw ValidationError("what comes from standard input needs a --name") }
    if let name, name.isEmpty || name.contains("/") || name.utf8.count > 255 {
      throw ValidationError("--name is one path component, not empty and without /")
    }
    if let name, name == "plan" || name.hasPrefix("plan@") {
      throw ValidationError("`\(name)` is how `extract` calls the stream's plan; take another name")
    }
    if let mediaType, !MediaType.isValid(mediaType) {
      throw ValidationError("\(mediaType) is no media type, expected such as text/plain")
    }
  }

  func perform(in surroundings: Surroundings) throws -> ExitStatus {
    let bytes = try ReadWhole.fileOrInput(
      file,
      as: InputKind(
        name: "a document that fits into a batch", maximumBytes: StreamWriter.maximumBytes,
        hint: "attach it in pieces, compressed, or only its SHA-256 in a note"))
    let name = self.name ?? file.split(separator: "/").last.map(String.init) ?? file
    let document = AttachedDocument(
      name: name, mediaType: mediaType ?? MediaType.ofFile(name, bytes), bytes: bytes)
    let files = StreamFiles(stream: stream, stateDirectory: state.directory)
    var writer = try Failure.wrap { () throws(StreamError) in try StreamWriter(files, services: surroundings.services) }
    let receipt: Receipt
    do throws(StreamError) { receipt = try writer.attach(document) } catch { throw Failure(error) }
    surroundings.tellOfRecovery(receipt.recovered, stream)
    guard form.json else {
      var page = Page()
      page.facts([
        ("attached", .code(name)), ("type", .code(document.mediaType)), ("SHA-256", .code(document.digest.hex)),
        ("bytes", "\(bytes.count)"), ("sealed at", "size \(receipt.size)"),
      ])
      try surroundings.console.write(page)
      return .done
    }
    var answer = ReportDocument(verb: "attach", verdict: "attached")
    let standing = try Failure.wrap { () throws(StreamError) in try writer.standing() }
    answer.streams = [surroundings.summary(of: standing)]
    answer.body = [JSONMember("document", document.json), JSONMember("size", .integer(receipt.size))]
    try surroundings.console.write(answer)
    return .done
  }
}

extension AttachedDocument {
  /// What the JSON documents say of it.
  var json: JSONValue {
    .object([
      JSONMember("name", .string(name)), JSONMember("mediaType", .string(mediaType)),
      JSONMember("sha256", .string(digest.hex)), JSONMember("size", .integer(bytes.count)),
    ])
  }
}
