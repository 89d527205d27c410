import CloudEvents
import SealedLog

/// An input that has the source and id of a stored event, but is another one.
enum Conflict {
  /// The most bytes of each line that are shown.
  private static let shownLength = 500

  static func message(stored index: Int, given: some Collection<UInt8>, stream: String) -> String {
    guard index >= 0 else {
      return "brings an `acceptedtime`, which only a stored line may; it is no line of \(stream)"
    }
    let stored = line(index, of: stream).map { "; stored: \(cut($0))" } ?? ""
    return "has the source and id of line \(index) of \(stream) but is another event\(stored); given: \(cut(given))"
  }

  static func failure(subject: String, stored index: Int, given: [UInt8], stream: String) -> Failure {
    Failure(
      subject, message(stored: index, given: given, stream: stream),
      hint: "an event is never changed; give the new one an id of its own")
  }

  private static func cut(_ line: some Collection<UInt8>) -> String {
    let text = String(decoding: line.prefix(shownLength), as: UTF8.self)
    return line.count > shownLength ? text + "…" : text
  }

  private static func line(_ index: Int, of stream: String) -> [UInt8]? {
    guard let source = try? FileSource(path: stream) else { return nil }
    return (try? StreamVerifier.fold(source, with: LineAt(index: index)))?.output ?? nil
  }

  private struct LineAt: EventFold {
    var index: Int
    var line: [UInt8]?
    mutating func apply(_ event: EventView) {
      if event.index == index { line = Array(event.line) }
    }
    consuming func finish() -> [UInt8]? { line }
  }
}
