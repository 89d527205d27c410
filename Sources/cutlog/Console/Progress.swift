import CutoverModel
import Reports

/// Tells on a terminal how far long work has come: how much of it is done, how fast it goes, and how long it will take.
///
/// Nothing is shown within the first second, and no more than five times a second after that. The line is taken away
/// when the work is done, or before anything else is written. Work that can't be counted is named.
final class Progress {
  /// Reads a clock that only goes forward.
  typealias Stopwatch = () -> TimeSpan

  private var title: String
  private let total: Int?
  private let stopwatch: Stopwatch
  private let columns: Int
  private let write: (String) -> Void
  private let began: TimeSpan
  private var shown: TimeSpan
  private var done = 0
  private var isVisible = false

  /// - Parameters:
  ///   - title: What is done to what; escaped here.
  ///   - total: How many bytes there are; nil where that isn't known.
  ///   - columns: How wide the terminal is.
  ///   - since: When the work began; nil for now.
  init(
    _ title: String, total: Int?, columns: Int, since: TimeSpan? = nil, stopwatch: @escaping Stopwatch,
    write: @escaping (String) -> Void
  ) {
    self.title = TerminalText.escaped(title)
    self.total = total
    self.columns = columns
    self.stopwatch = stopwatch
    self.write = write
    began = since ?? stopwatch()
    // The first line comes after a second.
    shown = began + TimeSpan(nanoseconds: 800_000_000)
  }

  /// Takes in that so many further bytes are done.
  func advance(by count: Int) {
    done += count
    let now = stopwatch()
    guard now - shown >= TimeSpan(nanoseconds: 200_000_000) else { return }
    shown = now
    isVisible = true
    write("\r" + line(after: now - began) + "\u{1B}[K")
  }

  /// Goes on to work whose end can't be told: the line names it, without figures, where a second has passed.
  ///
  /// - Parameter title: What is done to what; escaped here.
  func go(on title: String) {
    self.title = TerminalText.escaped(title)
    guard stopwatch() - began >= TimeSpan(seconds: 1) else { return }
    isVisible = true
    write("\r" + String(self.title.prefix(max(0, columns - 4))) + "...\u{1B}[K")
  }

  /// Takes the line away; the next advance shows it again.
  func clear() {
    guard isVisible else { return }
    isVisible = false
    write("\r\u{1B}[K")
  }

  private func line(after elapsed: TimeSpan) -> String {
    let milliseconds = max(1, Int(elapsed.nanoseconds / 1_000_000))
    let rate = done / milliseconds * 1_000
    var figures = ""
    if let total, total > 0, done >= total { return String(title.prefix(max(0, columns - 8))) + "  100 %" }
    if let total, total > 0 { figures += "  \(done * 100 / total) %" } else { figures += "  \(Self.size(done))" }
    figures += "  \(Self.size(rate))/s"
    if let total, rate > 0, done < total { figures += "  \(TimeSpan(seconds: Int64((total - done + rate - 1) / rate)).readable) left" }
    // The figures stay whole where the title has no room.
    return String(title.prefix(max(0, columns - figures.utf8.count - 1))) + figures
  }

  /// `812 kB`, `4.2 MB`.
  private static func size(_ bytes: Int) -> String {
    for (unit, name) in [(1_000_000_000, "GB"), (1_000_000, "MB")] where bytes >= unit {
      return "\(bytes / unit).\(bytes % unit * 10 / unit) \(name)"
    }
    return "\(bytes / 1_000) kB"
  }
}
