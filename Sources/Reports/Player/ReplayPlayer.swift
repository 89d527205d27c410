package import CloudEvents
package import CutoverModel
package import Replay

/// Plays a recorded run back: a value that keys and the passing of time change, and that can be drawn.
///
/// It reads no clock and knows no terminal: the same keys and times give the same frames. Nothing is executed.
package struct ReplayPlayer: Sendable {
  /// What a reader asks for.
  package enum Key: String, CaseIterable, Hashable, Sendable {
    case playPause, next, previous, nextPoint, previousPoint, first, last
    case faster, slower, layers, perspective, help, quit
  }

  /// What the run is called, and what is to be said of it as a whole.
  package var name: String
  package var remark: String?
  /// Where the plan's times count from; nil if nothing says it.
  let start: Timestamp?
  /// Where the run ends on the line that shows where the cursor stands; nil for the last event.
  package var end: Timestamp?
  var playback: Playback
  let points: [PlaybackPoint]
  /// The planned finishes of tasks.
  let due: [String: Timestamp]

  /// The instant that is shown.
  package private(set) var cursor: Timestamp
  /// How many events have come.
  package private(set) var position: Int
  package private(set) var isPlaying = false
  /// How many seconds of the run a second plays.
  package private(set) var speed: Int64
  package private(set) var perspective = PlaybackPerspective.so
  /// The layer whose events are stepped through; nil for all.
  package private(set) var layer: Int?
  package private(set) var showsHelp = false
  /// What the last key or the player itself did, where it needs a word.
  package private(set) var word: String?

  package static let speeds: ClosedRange<Int64> = 1...86_400
  package static let defaultSpeed: Int64 = 60
  /// A stretch without events is jumped over where playing it would take longer than this.
  static let longestWait: Int64 = 8

  /// - Parameters:
  ///   - due: The planned finish of each task that has one.
  ///   - speed: How many seconds of the run a second plays.
  package init(
    _ playback: Playback, name: String, start: Timestamp?, points: [PlaybackPoint], due: [String: Timestamp] = [:],
    speed: Int64 = ReplayPlayer.defaultSpeed
  ) {
    self.playback = playback
    self.name = name
    self.start = start
    self.points = points
    self.due = due
    self.speed = min(max(speed, Self.speeds.lowerBound), Self.speeds.upperBound)
    // What lies before the run, such as announcements days ahead, has come already.
    let first = playback.time(of: 0, in: .so)
    cursor = start ?? first ?? Timestamp(nanoseconds: 0, fractionDigits: 0)
    position = playback.count(by: cursor, in: .so)
    if position == 0, let first {
      cursor = first
      position = playback.count(by: first, in: .so)
    }
  }

  // MARK: - Keys

  /// Does what a key asks for; false where the player is to end.
  package mutating func press(_ key: Key) -> Bool {
    word = nil
    let helped = showsHelp
    showsHelp = false
    switch key {
    case .quit: return helped
    case .help: showsHelp = !helped
    case .playPause: playOrPause()
    case .next: pause { $0.step(by: 1) }
    case .previous: pause { $0.step(by: -1) }
    case .nextPoint: pause { $0.goToPoint(isForward: true) }
    case .previousPoint: pause { $0.goToPoint(isForward: false) }
    case .first: pause { $0.go(to: min(1, $0.playback.count)) }
    case .last: pause { $0.go(to: $0.playback.count) }
    case .faster: speed = min(speed * 2, Self.speeds.upperBound)
    case .slower: speed = max(speed / 2, Self.speeds.lowerBound)
    case .layers: nextLayer()
    case .perspective: turnPerspective()
    }
    return true
  }

  /// Lets time pass while it plays: so much of the reader's time.
  package mutating func pass(_ elapsed: TimeSpan) {
    guard isPlaying, elapsed > .zero else { return }
    let product = elapsed.nanoseconds.multipliedReportingOverflow(by: speed)
    let now = cursor.advanced(by: TimeSpan(nanoseconds: product.overflow ? .max : product.partialValue))
    guard let next = playback.time(of: position, in: perspective) else {
      isPlaying = false
      word = "this was the last event"
      return
    }
    let (wait, isLong) = next.nanoseconds.subtractingReportingOverflow(now.nanoseconds)
    if isLong || wait / 1_000_000_000 > Self.longestWait * speed {
      word = "skipped \(TimeSpan(nanoseconds: isLong ? .max : wait).wholeSeconds.readable) without events"
      cursor = next
    } else {
      cursor = now
    }
    position = playback.count(by: cursor, in: perspective)
  }

  /// How long it takes to play from one event to the next; nil where that is no time at all. What has no events is cut short.
  package static func wait(from: Timestamp, to: Timestamp, speed: Int64) -> TimeSpan? {
    let (span, isOver) = to.nanoseconds.subtractingReportingOverflow(from.nanoseconds)
    guard isOver || span > 0 else { return nil }
    let most = longestWait * 1_000_000_000
    return TimeSpan(nanoseconds: isOver ? most : min(span / max(1, speed), most))
  }

  private mutating func playOrPause() {
    isPlaying.toggle()
    // Played to its end it begins again.
    if isPlaying, position >= playback.count { go(to: min(1, playback.count)) }
  }

  private mutating func pause(_ body: (inout ReplayPlayer) -> Void) {
    isPlaying = false
    body(&self)
  }

  private mutating func step(by direction: Int) {
    var number = direction > 0 ? position : position - 2
    while number >= 0, number < playback.count {
      if layer == nil || playback.layer(of: number, in: perspective) == layer { return go(to: number + 1) }
      number += direction
    }
    word = direction > 0 ? "no later event" : "no earlier event"
  }

  /// Shows the run after so many events, at the time of the last of them.
  private mutating func go(to position: Int) {
    self.position = position
    if let time = playback.time(of: max(0, position - 1), in: perspective) { cursor = time }
  }

  private mutating func goToPoint(isForward: Bool) {
    let point =
      isForward
      ? points.first { cursor.nanoseconds < $0.time.nanoseconds }
      : points.last { $0.time.nanoseconds < cursor.nanoseconds }
    guard let point else {
      word = isForward ? "no later finding" : "no earlier finding"
      return
    }
    cursor = point.time
    position = playback.count(by: cursor, in: perspective)
    let all = points.filter { $0.time.nanoseconds == point.time.nanoseconds }
    word = all.map { "\($0.kind.rawValue): \($0.title)" }.joined(separator: "; ")
  }

  private mutating func nextLayer() {
    let next = layer.map { $0 + 1 } ?? 0
    layer = next < playback.layers.count ? next : nil
  }

  private mutating func turnPerspective() {
    perspective = perspective == .so ? .known : .so
    position = playback.count(by: cursor, in: perspective)
  }

  /// Why nothing is shown, for as long as that is so; nil where something is.
  package var notice: String? {
    guard perspective == .known, position == 0, let first = playback.time(of: 0, in: .known) else { return nil }
    return "nothing was known by then: the recorder accepted its first event at \(EventText.time(first))"
  }
}
