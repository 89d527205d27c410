import CloudEvents
import SealedLog

/// What is said of an input that has the source and id of another event.
enum Conflict {
  /// The most bytes of each line that are shown.
  private static let shownLength = 500

  /// Why it is refused; also what the stream keeps of it.
  static func reason(_ storedIndex: Int, of stream: String) -> String {
    guard storedIndex >= 0 else {
      return "brings an `acceptedtime`, which only a stored line may; it is no line of \(stream)"
    }
    return "has the source and id of line \(storedIndex) of \(stream) but is another event"
  }

  /// The stored line, where it is known, and the given one, for a person to compare.
  static func both(_ stored: [UInt8]?, given: some Collection<UInt8>) -> String {
    (stored.map { "; stored: \(cut($0))" } ?? "") + "; given: \(cut(given))"
  }

  /// As much of an input as is shown.
  static func front(_ line: some Collection<UInt8>) -> [UInt8] { Array(line.prefix(shownLength + 1)) }

  private static func cut(_ line: some Collection<UInt8>) -> String {
    let text = String(decoding: line.prefix(shownLength), as: UTF8.self)
    return line.count > shownLength ? text + "…" : text
  }

  /// The fronts of stored lines by their indexes, in one pass; those that can't be read are left out.
  static func lines(_ indexes: Set<Int>, of stream: String) -> [Int: [UInt8]] {
    guard indexes.contains(where: { $0 >= 0 }), let source = try? FileSource(path: stream) else { return [:] }
    return (try? StreamVerifier.fold(source, with: Lines(indexes: indexes)))?.output ?? [:]
  }

  private struct Lines: EventFold {
    var indexes: Set<Int>
    var found: [Int: [UInt8]] = [:]
    mutating func apply(_ event: EventView) {
      if indexes.contains(event.index) { found[event.index] = front(event.line) }
    }
    consuming func finish() -> [Int: [UInt8]] { found }
  }
}
