import ArgumentParser
import Attestation
import CloudEvents
import CutoverModel
import Reports
import SealedLog

/// Shows the events of a stream.
struct Show: Verb {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show the events of a stream, one a line.",
    discussion: HelpText.discussion(
      """
      Shows index, time, type, whom it concerns, what it decides or measures and what it says, in the order of the \
      stream. The stream is verified first; where it does not verify, --unverified shows all lines all the same, and from \
      where on none is proved. The recorder's seals and key announcements are left out unless --type asks for them. With --json the lines are \
      printed byte for byte as they are sealed, all of them.
      """,
      examples: [
        "cutlog show night.jsonl.gz", "cutlog show night.jsonl.gz --type 'task.*' --since 2026-11-22T22:00:00Z",
        "cutlog show night.jsonl.gz --json | jq -c .type",
      ], status: HelpText.reading), aliases: ["log"])

  @Argument(help: "The streams, or - for standard input.") var streams: [String]
  @OptionGroup var filter: EventFilter
  @OptionGroup var reading: ReadingOptions
  @Flag(help: "Print the raw lines.") var json = false

  func perform(in surroundings: Surroundings) throws -> ExitStatus {
    let reading = try StreamReading(self.reading, surroundings)
    let signers = try reading.trust.allowedSigners()
    var statuses: [ExitStatus] = []
    for path in streams {
      let input = try StreamInput(path)
      // Nothing may be shown of a stream that turns out not to verify at its end: so it is read twice.
      let verified = try reading.read(input, with: AttestationFold(signers: signers))
      let checkpoint = verified.verification.isIntact ? verified.verification.checkpoint : nil
      if streams.count > 1, !json { try surroundings.console.write("\(TerminalText.escaped(input.name))\n") }
      if let mark = verified.unverifiedMark, !json { try surroundings.console.write("note: \(mark)\n") }
      let printing = Printing(
        console: surroundings.console, filter: filter, isRaw: json, end: checkpoint.map { $0.size + 1 },
        acts: verified.output?.acts ?? [],
        unproved: verified.verification.isIntact ? nil : verified.verification.lines)
      let printed = try reading.read(
        input, with: printing, held: checkpoint.map { [$0] } ?? [], isQuiet: true)
      if let failure = printed.output ?? nil { throw failure }
      statuses.append(verified.verification.isIntact ? .done : .doesNotHold)
    }
    return .worst(statuses)
  }

  /// Prints events as they come; what was not seen in the first pass is left out.
  private struct Printing: EventFold {
    var console: Console
    var filter: EventFilter
    var isRaw: Bool
    var end: Int?
    /// The personal acts, in the order of the stream.
    var acts: [JudgedAct]
    private var nextAct = 0
    /// The first line that no valid seal proves, where such lines are shown at all.
    var unproved: Int?
    var failure: Failure?

    init(
      console: Console, filter: EventFilter, isRaw: Bool, end: Int?, acts: [JudgedAct], unproved: Int?
    ) {
      self.console = console
      self.filter = filter
      self.isRaw = isRaw
      self.end = end
      self.acts = acts
      self.unproved = unproved
    }

    mutating func apply(_ event: EventView) {
      guard failure == nil, end.map({ event.index < $0 }) ?? true, filter.takes(event) else { return }
      do {
        if isRaw {
          try console.write(line: event.line)
        } else if filter.type != nil || !Self.isTechnical(event) {
          if let first = unproved, event.index >= first {
            try console.write("note: from line \(first) on no valid seal proves anything\n")
            unproved = nil
          }
          let mark = mark(at: event.index).map { "  " + TerminalText.escaped($0) } ?? ""
          try console.write(EventLine.text(of: CutoverEvent(event)) + mark + "\n")
        }
      } catch { failure = error as? Failure ?? Failure("standard output", "\(error)") }
    }

    /// How an act is signed; events come in order.
    private mutating func mark(at index: Int) -> String? {
      while nextAct < acts.count, acts[nextAct].index < index { nextAct += 1 }
      guard nextAct < acts.count, acts[nextAct].index == index else { return nil }
      return acts[nextAct].mark
    }

    private static func isTechnical(_ event: EventView) -> Bool {
      event.isType("dev.cutlog.seal") || event.isType("dev.cutlog.key.announced")
    }

    consuming func finish() -> Failure? { failure }
  }
}
