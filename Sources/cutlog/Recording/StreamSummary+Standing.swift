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
