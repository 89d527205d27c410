import CloudEvents
import CutoverModel

/// When the run was.
///
/// It lies between the first `run.began` and the last `run.ended`, which must be after the last `run.began`; without
/// `run.began` it is the whole stream, and without an end it lasts to the end of the stream.
extension RunAnalysis {
  /// The end of the run; nil where the run has no beginning, or begins again after it.
  var runEnd: EventMark? {
    guard let began = record.runBegan.last, let ended = record.runEnded.last, began < ended else {
      return nil
    }
    return ended
  }

  /// The last `run.ended` where it lies before the only beginning, so that the clock stops before its start.
  var runEndBeforeBeginning: EventMark? {
    record.runBegan.count < 2 ? record.runEnded.last : nil
  }

  /// As stated, in nanoseconds since 1970; nil for a stream without events.
  var runWindow: (from: Int64, to: Int64)? {
    guard let first = record.firstTime, let last = record.lastTime else { return nil }
    let from = record.runBegan.first?.time.nanoseconds ?? first
    return (from, max(from, runEnd?.time.nanoseconds ?? last))
  }

  /// Whether an event lies within the run.
  func isWithinRun(_ mark: EventMark) -> Bool {
    let instant = mark.time.nanoseconds
    if let began = record.runBegan.first, instant < began.time.nanoseconds { return false }
    if let ended = runEnd, instant > ended.time.nanoseconds { return false }
    return true
  }

  /// Whether an episode began before the run and lasts into it.
  func reachesIntoRun(_ episode: RawEpisode) -> Bool { lastsIntoRun(from: episode.start, to: episode.end) }

  /// Whether what began with one event and ended with another, if it did, began before the run and lasts into it.
  func lastsIntoRun(from start: EventMark, to end: EventMark?) -> Bool {
    guard let began = record.runBegan.first?.time.nanoseconds, start.time.nanoseconds < began
    else { return false }
    return end.map { $0.time.nanoseconds > began } ?? true
  }

  /// Notes beginnings and ends of the run that don't pair; within one stream, since each may tell of the whole run.
  func noteRun(in findings: inout FindingCollector) {
    RunMark.note(
      (record.runBegan + record.runEnded).map { mark in
        RunMark(place: mark.place, time: mark.time, begins: mark.kind == .runBegan)
      }, in: &findings)
  }
}
