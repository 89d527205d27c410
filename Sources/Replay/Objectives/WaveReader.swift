import CloudEvents
import CutoverModel

/// Measures when a share of a wave's planned items was done.
///
/// The share is the nearest rank: of n items, item ⌈percent × n ÷ 100⌉ in order of completion. It is measured from
/// the wave's first task or phase, by its progress reports, else by the completion of its planned tasks.
struct WaveReader {
  private let analysis: RunAnalysis
  private let wave: String

  init(_ analysis: RunAnalysis, wave: String) {
    self.analysis = analysis
    self.wave = wave
  }

  func read(percent: Int64) -> ClockReading {
    let record = analysis.record
    let number = record.waves.known(wave)
    let start = record.waveStarts[number]
    let reports = record.progress.filter { $0.wave == number }
    let tasks = analysis.context.plan?.tasks.filter { $0.wave == wave } ?? []
    let planned = analysis.context.plan?.waves.first { $0.id == wave }?.count
    var reading = ClockReading(clock: .business, from: start.map(analysis.reference))
    if start == nil { reading.missing.append("task.started or phase.entered of \(wave)") }
    let count = planned ?? (reports.isEmpty ? Int64(tasks.count) : nil)
    guard let count, count > 0 else {
      reading.missing.append("count of wave \(wave)")
      return reading
    }
    let rank = Self.rank(percent, of: count)
    if reports.isEmpty {
      guard Int64(tasks.count) == count else {
        reading.missing.append("progress.reported of \(wave)")
        return reading
      }
      readTasks(tasks, rank: rank, from: start, into: &reading)
    } else {
      readReports(reports, rank: rank, from: start, into: &reading)
    }
    return reading
  }

  /// ⌈percent × count ÷ 100⌉, at least 1.
  static func rank(_ percent: Int64, of count: Int64) -> Int64 {
    let percent = min(max(percent, 1), 100)
    let (hundreds, rest) = (count / 100, count % 100)
    return max(1, percent * hundreds + (percent * rest + 99) / 100)
  }

  private func readTasks(
    _ tasks: [PlannedTask], rank: Int64, from start: EventMark?, into reading: inout ClockReading
  ) {
    let record = analysis.record
    var unstarted: [String] = []
    let completions = tasks.compactMap { task -> EventMark? in
      let known = record.taskRecords[record.tasks.known(task.id)]
      if let known, known.ends > known.starts { unstarted.append(task.id) }
      return known?.last?.kind == .taskCompleted ? known?.lastCompletion : nil
    }
    .sorted()
    guard completions.count >= rank else {
      reading.missing.append(
        "task.completed of \(rank - Int64(completions.count)) more tasks of \(wave)")
      return
    }
    let stop = completions[Int(rank) - 1]
    reading.to = analysis.reference(stop)
    guard let start else { return }
    // Uncertain times may change places: the bounds are those of the item that has the rank among bounds.
    let earliest = completions.map(\.moment.earliest).sorted()[Int(rank) - 1]
    let latest = completions.map(\.moment.latest).sorted()[Int(rank) - 1]
    let interval = SpanInterval(
      from: start.moment,
      to: Moment(
        Timestamp(nanoseconds: earliest), accuracy: latest.saturatingAdd(-earliest)))
    guard interval.lower >= .zero else {
      reading.missing.append("the order of the wave's start and its completion")
      return
    }
    reading.value = MeasuredSpan(interval)
    reading.value?.stated = SpanInterval(from: start.moment, to: stop.moment).stated
    guard !unstarted.isEmpty else { return }
    // What was never seen to start may have started the wave.
    reading.value?.upper = nil
    reading.missing += ClockReader.names(unstarted, of: "task.started")
  }

  /// The item was done after the last report that doesn't count it and by the first that does, for good.
  private func readReports(
    _ reports: [RunRecord.Progress], rank: Int64, from start: EventMark?,
    into reading: inout ClockReading
  ) {
    let before = reports.lastIndex { $0.done < rank }
    let position = before.map { $0 + 1 } ?? 0
    let earliest = before.map { reports[$0].mark } ?? start
    guard position < reports.count else {
      reading.missing.append("progress.reported of \(wave) with \(rank) done")
      guard let start, let earliest else { return }
      let lower = SpanInterval(from: start.moment, to: earliest.moment).lower
      reading.value = MeasuredSpan(
        stated: nil, lower: max(.zero, lower), upper: nil, canBeLower: lower <= .zero)
      return
    }
    let stop = reports[position].mark
    reading.to = analysis.reference(stop)
    guard let start, let earliest else { return }
    let interval = SpanInterval(from: start.moment, to: stop.moment)
    guard interval.lower >= .zero else {
      reading.missing.append("the order of the wave's start and its completion")
      return
    }
    let lower = max(.zero, SpanInterval(from: start.moment, to: earliest.moment).lower)
    reading.value = MeasuredSpan(
      stated: interval.stated, lower: lower, upper: interval.upper, canBeLower: lower == .zero)
  }
}
