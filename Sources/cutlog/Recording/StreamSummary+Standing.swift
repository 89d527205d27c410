import Reports
import SealedLog

extension StreamSummary {
  /// What is known of an open stream without reading it.
  static func open(origin: String, size: Int) -> StreamSummary {
    var summary = StreamSummary(verdict: Verification.Verdict.open.rawValue, isIntact: true)
    summary.origin = origin
    summary.size = size
    return summary
  }
}

extension Surroundings {
  /// What the writer knows of its stream; costs the same at any length.
  func summary(of standing: (opened: OpenedStream?, checkpoint: Checkpoint)) -> StreamSummary {
    var summary = StreamSummary.open(origin: standing.checkpoint.origin, size: standing.checkpoint.size)
    summary.root = standing.checkpoint.root.base64
    guard let opened = standing.opened else { return summary }
    summary.run = opened.run
    let isTrusted = (try? TrustFile.read(nil, folders))?.identities.contains(opened.identity) ?? false
    summary.signer = .init(name: opened.identity.name, vkey: opened.identity.text, trusted: isTrusted)
    return summary
  }

  /// What a stream proves now, for the documents of verbs that append; nil where it can't be read.
  ///
  /// Reads and verifies the whole stream, and remembers nothing. The verb is done by then, so nothing here fails it.
  func summary(of stream: String) -> StreamSummary? {
    var surroundings = self
    surroundings.remembered = nil
    let reading = try? StreamReading(.none, surroundings, isVerify: true)
    return try? reading?.read(StreamInput(stream), with: NoFold()).summary
  }
}
