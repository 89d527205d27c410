#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif
import CutoverModel
import JSONText
import Reports

/// Standard output and standard error, and how they are to look.
///
/// Output is gathered and written in large pieces; whoever ends the command flushes.
final class Console {
  /// Takes bytes; false where they could not be written.
  typealias Sink = ([UInt8]) -> Bool

  private let output: Sink
  private let error: Sink
  private var pending: [UInt8] = []
  /// Whether anything was given to standard output.
  private(set) var hasWritten = false
  /// How pages look on standard output.
  let form: TerminalForm
  /// Whether somebody looks at standard output, and not a program.
  let isTerminal: Bool
  /// How wide the terminal is that shows standard error; nil where that is none, and no progress is shown.
  private let progressColumns: Int?
  private var progress: Progress?
  /// When the first work began that may take long.
  private var began: TimeSpan?

  init(
    output: @escaping Sink, error: @escaping Sink, form: TerminalForm, isTerminal: Bool = false,
    progressColumns: Int? = nil
  ) {
    self.isTerminal = isTerminal
    self.progressColumns = progressColumns
    self.output = output
    self.error = error
    self.form = form
  }

  /// The console of this process; plain where standard output is no terminal or `NO_COLOR` asks for it.
  convenience init(environment: [String: String]) {
    let isTerminal = isatty(1) == 1
    let showsProgress = isatty(2) == 1 && environment["TERM"] != "dumb"
    let isPlain = environment["NO_COLOR"].map { !$0.isEmpty } ?? false || environment["TERM"] == "dumb"
    self.init(
      output: { SystemOutput.write($0, to: 1) }, error: { SystemOutput.write($0, to: 2) },
      form: TerminalForm(
        isStyled: isTerminal && !isPlain, width: isTerminal ? Self.width(1, environment) : nil,
        isUnicode: !isTerminal || TerminalTraits.isUnicode(environment)), isTerminal: isTerminal,
      progressColumns: showsProgress ? Self.width(2, environment) ?? TextChart.defaultWidth : nil)
  }

  private static func width(_ descriptor: Int32, _ environment: [String: String]) -> Int? {
    var size = winsize()
    if ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 { return Int(size.ws_col) }
    return environment["COLUMNS"].flatMap { Int($0) }
  }

  // MARK: - Progress

  /// Begins to show how far work has come that may take long; nil where nobody looks at standard error.
  ///
  /// Whoever begins it ends it.
  ///
  /// - Parameter total: How many bytes there are; nil where that isn't known.
  func begin(_ title: String, total: Int?) -> Progress? {
    guard let progressColumns else { return nil }
    progress?.clear()
    began = began ?? Self.stopwatch()
    progress = Progress(title, total: total, columns: progressColumns, stopwatch: Self.stopwatch) { [error] in
      _ = error(Array($0.utf8))
    }
    return progress
  }

  /// Names work that follows on what was read and can't be counted, where a second has passed since the first of it.
  ///
  /// It stands until something else is written, or further work begins.
  func go(on title: String) {
    guard let progressColumns else { return }
    progress?.clear()
    let named = Progress(title, total: nil, columns: progressColumns, since: began, stopwatch: Self.stopwatch) { [error] in
      _ = error(Array($0.utf8))
    }
    named.go(on: title)
    progress = named
  }

  func end(_ ended: Progress?) {
    ended?.clear()
    if progress === ended { progress = nil }
  }

  private static func stopwatch() -> TimeSpan {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return TimeSpan(seconds: Int64(now.tv_sec)) + TimeSpan(nanoseconds: Int64(now.tv_nsec))
  }

  // MARK: - Data

  func write(_ text: String) throws { try write(bytes: text.utf8) }

  func write(_ page: Page) throws { try write(form.render(page)) }

  func write(_ document: ReportDocument) throws { try write(bytes: document.bytes(program: Program.name)) }

  func write(bytes: some Sequence<UInt8>) throws {
    hasWritten = true
    pending.append(contentsOf: bytes)
    if pending.count > 1 << 16 { try flush() }
  }

  /// A line of JSON as it lies in memory, with a line end; on a terminal what would steer it is escaped.
  func write(line: UnsafeBufferPointer<UInt8>) throws {
    hasWritten = true
    if isTerminal { pending.append(contentsOf: JSONString.escapingHidden(line)) } else { pending.append(contentsOf: line) }
    pending.append(0x0A)
    if pending.count > 1 << 16 { try flush() }
  }

  /// Hands everything to the system.
  ///
  /// - Throws: `Failure` where standard output takes no more.
  func flush() throws {
    progress?.clear()
    defer { pending.removeAll(keepingCapacity: true) }
    guard pending.isEmpty || output(pending) else {
      throw Failure.ofSystem("standard output", "write")
    }
  }

  // MARK: - Everything else

  /// Something that the user must not miss.
  func warn(_ subject: String, _ message: String, hint: String? = nil) {
    say("warning", "\(subject): \(message)")
    if let hint { say("hint", hint) }
  }

  /// Something good to know.
  func note(_ message: String) { say("note", message) }

  func report(_ failure: Failure) {
    try? flush()
    _ = error(Array(failure.text.utf8))
  }

  private func say(_ kind: String, _ message: String) {
    try? flush()
    _ = error(Array("cutlog: \(kind): \(TerminalText.escaped(SecretText.hidden(in: message)))\n".utf8))
  }
}
