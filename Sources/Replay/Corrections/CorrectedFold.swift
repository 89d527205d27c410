package import CloudEvents
import CutoverModel
import JSONText

/// Feeds a fold the events of a run as they are to be read, so that the fold needs to know of no correction.
///
/// Retracted events don't reach it. Amended ones reach it as rewritten lines, scanned as strictly as any other, at
/// their index. Events of a source whose clock is corrected reach it with their `time` shifted and with the slack that
/// their clock has. The recorder's own lines reach it as they are. Without corrections it costs next to nothing.
package struct CorrectedFold<Fold: EventFold>: EventFold {
  private var fold: Fold
  private let corrections: Corrections
  private var streams = StreamCounter()
  private var findings = FindingCollector()
  private var summary = CorrectionsSummary()
  private var rewriter = LineRewriter()
  /// Hashes of the ids of all events that something is said of.
  private let targets: Set<UInt64>
  private let hasClocks: Bool
  /// The sources seen, by the hashes of their bytes.
  private var known: [UInt64: KnownSource] = [:]
  /// The positions of the amendments of which another one sets something again.
  private var superseded: Set<Int> = []
  /// The positions of the remarks that were seen to concern an event.
  private var heard: Set<Int> = []

  private struct KnownSource {
    var bytes: [UInt8]
    var clock: ClockCorrection
    /// The position of the remark that states the clock.
    var stated: Int?
  }

  /// `fold` gets the events as `corrections` says.
  package init(_ fold: Fold, _ corrections: Corrections) {
    self.fold = fold
    self.corrections = corrections
    targets = Set(corrections.resolutions.keys.map { StableHash.of($0.id.utf8) })
    hasClocks = !corrections.clocks.isEmpty || !corrections.estimates.isEmpty
  }

  package mutating func apply(_ view: EventView) {
    if streams.advance(to: view) { findings.streams = streams }
    if !targets.isEmpty, isTarget(view),
      let said = corrections.resolutions[EventIdentity(source: view.source, id: view.id)]
    {
      applyCorrected(view, said)
    } else {
      pass(view)
    }
  }

  /// The result of the fold, and what was corrected for it.
  package consuming func finish() -> (output: Fold.Output, summary: CorrectionsSummary) {
    noteUnheard()
    for note in corrections.notes {
      findings.note(rule: note.problem.rule, message: note.problem.message, at: note.place)
    }
    summary.findings = (findings.findings + corrections.evidenceFindings)
      .sorted { $0.rule.precedesInBytes($1.rule) }
    summary.stated = corrections.clocks.compactMap { source, clock in
      guard heard.contains(clock.remark) else { return nil }
      return CorrectionsSummary.StatedClock(
        source: source.text, offset: TimeSpan(nanoseconds: clock.offset),
        accuracy: TimeSpan(nanoseconds: clock.accuracy), event: corrections.remarks[clock.remark].reference)
    }
    .sorted { $0.source.precedesInBytes($1.source) }
    summary.estimated = corrections.estimates.map { source, clock in
      CorrectionsSummary.EstimatedClock(
        source: source.text, before: TimeSpan(nanoseconds: clock.before), after: TimeSpan(nanoseconds: clock.after))
    }
    .sorted { $0.source.precedesInBytes($1.source) }
    return (fold.finish(), summary)
  }

  // MARK: Amendments

  private func isTarget(_ view: EventView) -> Bool {
    let id = view.members[Int(view.layout.id)]
    return targets.contains(
      id.valueIsEscaped ? StableHash.of(view.id.utf8) : StableHash.of(view.bytes(of: id)))
  }

  private mutating func applyCorrected(_ view: EventView, _ said: Corrections.Resolution) {
    heard.formUnion(said.all)
    let place = streams.place(of: view)
    if EventKind.isRecordersOwn(view) {
      for number in said.all {
        note(
          number, "correction-of-recorder-line", "a line of the recorder itself can't be amended or retracted; it stands")
      }
      return pass(view)
    }
    for number in said.all {
      let remark = corrections.place(number)
      guard remark.stream == place.stream, remark < place else { continue }
      note(
        number, "correction-before-event",
        "an event is corrected by one that was recorded before it; the correction counts")
    }
    guard said.retraction == nil else {
      summary.retracted += 1
      return
    }
    var line = Array(view.line)
    var setBy: [Remark.Setting.Place: Int] = [:]
    for number in said.amendments {
      guard case .amendment(_, let settings) = corrections.remarks[number].content else { continue }
      guard let rewritten = rewriter.rewrite(line, settings) else {
        note(
          number, "amendment-not-applicable",
          "with the amendment the event would be none, or its data is no object; the amendment doesn't count")
        continue
      }
      line = rewritten
      for setting in settings {
        guard let earlier = setBy.updateValue(number, forKey: setting.place),
          superseded.insert(earlier).inserted
        else { continue }
        note(earlier, "amendment-superseded", "what an amendment sets is set again by one that was accepted later")
      }
      summary.amendments[place] = corrections.remarks[number].reference
    }
    guard summary.amendments[place] != nil else { return pass(view) }
    summary.amended += 1
    // A time that was amended is taken as right: its source's clock did not give it.
    let isTimeAmended = setBy[.attribute(ExactText("time"))] != nil
    var rewriter = rewriter
    _ = rewriter.withView(of: line, index: view.index) { rewritten in
      if isTimeAmended { fold.apply(rewritten) } else { pass(rewritten) }
    }
  }

  private mutating func note(_ number: Int, _ rule: String, _ message: String) {
    findings.note(rule: rule, message: message, at: corrections.place(number))
  }

  private mutating func noteUnheard() {
    let all = corrections.resolutions.values.flatMap(\.all)
    for number in all.sorted() where !heard.contains(number) {
      note(
        number, "correction-of-nothing",
        "what is amended or retracted is not among the events; it may have been withheld, or belong to another stream")
    }
    for number in corrections.clocks.values.map(\.remark).sorted() where !heard.contains(number) {
      note(number, "source-clock-of-nothing", "source.clock: no event of that source is there, or it is the recorder")
    }
  }

  // MARK: Clocks

  /// Gives the fold a view, by the clock of its source.
  private mutating func pass(_ view: EventView) {
    guard hasClocks else { return fold.apply(view) }
    let source = source(of: view)
    let clock = source.clock
    guard source.stated != nil || clock != .none, !EventKind.isRecordersOwn(view) else { return fold.apply(view) }
    if let stated = source.stated { heard.insert(stated) }
    var layout = view.layout
    var widened = clock
    if clock.shift != 0 {
      layout.time = view.time.advanced(by: TimeSpan(nanoseconds: clock.shift))
      guard Timestamp.earliest <= layout.time, layout.time <= Timestamp.latest else {
        if let stated = source.stated {
          note(
            stated, "source-clock-out-of-range",
            "source.clock: a time would leave the years 1678 to 2261; the event keeps its own")
        }
        return fold.apply(view)
      }
      summary.shifted += 1
      // What the shift adds in digits makes the time no more precise.
      let added = view.time.resolutionNanoseconds - layout.time.resolutionNanoseconds
      if view.member("timeaccuracy") == nil { widened.after = widened.after.saturatingAdd(added) }
    }
    var shifted = EventView(line: view.line, members: view.members, layout: layout, index: view.index)
    shifted.clock = widened
    fold.apply(shifted)
  }

  private mutating func source(of view: EventView) -> KnownSource {
    let raw = view.bytes(of: view.members[Int(view.layout.source)])
    let hash = StableHash.of(raw)
    if let source = known[hash], raw.elementsEqual(source.bytes) { return source }
    let name = view.source
    let source = KnownSource(
      bytes: Array(raw), clock: corrections.clock(of: name), stated: corrections.clocks[ExactText(name)]?.remark)
    known[hash] = source
    return source
  }
}
