internal import CloudEvents
internal import CutoverModel

/// Where an instant stands in a picture.
///
/// Any two instants that 64 bits hold can be its ends. What lies outside is put at the end that is nearer.
struct TimeScale: Hashable, Sendable {
  /// Nanoseconds since 1970; `from` comes before `to`.
  let from: Int64
  let to: Int64
  /// Where the ends stand, in units of the picture.
  let left: Double
  let right: Double

  /// Ends that are one instant, or the wrong way round, are moved a second apart to either side.
  init(from: Int64, to: Int64, left: Double, right: Double) {
    let second: Int64 = 1_000_000_000
    self.from = from < to ? from : Self.moved(min(from, to), by: -second)
    self.to = from < to ? to : Self.moved(max(from, to), by: second)
    self.left = left
    self.right = right
  }

  /// The same with a little room at both ends.
  init(around from: Int64, and to: Int64, left: Double, right: Double) {
    let plain = TimeScale(from: from, to: to, left: left, right: right)
    let room = Int64(clamping: plain.length / 50)
    self.init(from: Self.moved(plain.from, by: -room), to: Self.moved(plain.to, by: room), left: left, right: right)
  }

  static func moved(_ instant: Int64, by span: Int64) -> Int64 {
    (TimeSpan(nanoseconds: instant) + TimeSpan(nanoseconds: span)).nanoseconds
  }

  /// How long it is, in nanoseconds; more than a signed number may hold.
  var length: UInt64 { UInt64(bitPattern: to &- from) }

  func contains(_ instant: Int64) -> Bool { from <= instant && instant <= to }

  func x(_ instant: Int64) -> Double {
    let inside = min(max(instant, from), to)
    return left + (right - left) * (Double(UInt64(bitPattern: inside &- from)) / Double(length))
  }

  func x(_ time: Timestamp) -> Double { x(time.nanoseconds) }

  /// How many units of the picture a span takes.
  func width(_ span: Int64) -> Double { (right - left) * (Double(span) / Double(length)) }
}

/// The instants at which an axis is marked.
struct TimeTicks: Sendable {
  private static let second: Int64 = 1_000_000_000
  static let day: Int64 = 86_400 * second
  /// Distances that people reckon in, rising.
  private static let steps: [Int64] = {
    var steps: [Int64] = []
    var part: Int64 = 1
    while part < second {
      steps += [part, 2 * part, 5 * part]
      part *= 10
    }
    steps += [1, 2, 5, 10, 15, 30].map { $0 * second }
    steps += [1, 2, 5, 10, 15, 30].map { $0 * 60 * second }
    steps += [1, 2, 3, 6, 12].map { $0 * 3_600 * second }
    steps += [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000].map { $0 * day }
    return steps
  }()

  let step: Int64
  /// Rising, within the scale.
  let instants: [Int64]

  /// - Parameters:
  ///   - origin: What all ticks are a whole number of steps from.
  ///   - room: How many units of the picture are needed from one to the next.
  init(_ scale: TimeScale, origin: Int64 = 0, room: Double) {
    step = Self.steps.first { scale.width($0) >= room } ?? 100_000 * Self.day
    var instants: [Int64] = []
    // From a multiple below the beginning, so that none is missed.
    let distance = TimeSpan(nanoseconds: scale.from) - TimeSpan(nanoseconds: origin)
    guard distance.nanoseconds != .min, distance.nanoseconds < .max - 1_000 else {
      self.instants = []
      return
    }
    let steps = distance.nanoseconds / step
    for number in (steps - 1)...(steps + 400) {
      let (product, isOver) = number.multipliedReportingOverflow(by: step)
      let (instant, isBeyond) = origin.addingReportingOverflow(product)
      guard !isOver, !isBeyond else { continue }
      if instant > scale.to { break }
      if instant >= scale.from { instants.append(instant) }
    }
    self.instants = instants
  }

  /// How an instant is written on a clock's axis: with the date at midnight and where ticks are days apart.
  func label(_ instant: Int64) -> (text: String, isDate: Bool) {
    if step >= Self.day { return (String(Timestamp(nanoseconds: instant, fractionDigits: 0).day), true) }
    var digits: UInt8 = 0
    var unit = Self.second
    while unit > step {
      unit /= 10
      digits += 1
    }
    let time = Timestamp(nanoseconds: instant, fractionDigits: digits)
    if instant % Self.day == 0 { return (String(time.day.dropFirst(5)), true) }
    let clock = time.description.dropFirst(11).dropLast()
    return (String(step < 60 * Self.second ? clock : clock.prefix(5)), false)
  }
}
