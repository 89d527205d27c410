internal import CutoverModel

/// Every clock of one service, whether or not an objective judges it.
package struct ServiceClocks: Hashable, Sendable {
  /// Nil for a stream that names no service.
  package var service: String?
  /// All episodes of the stream, by start.
  package var episodes: [EpisodeReading]
  /// Every named clock, over the longest episode where it is one of episodes.
  package var clocks: [ClockReading]
  /// For a service without an episode what shows that it had none during the run: the clock `business` at zero, or what
  /// is missing for that.
  package var unimpaired: ClockReading?

  package init(service: String?, episodes: [EpisodeReading], clocks: [ClockReading]) {
    self.service = service
    self.episodes = episodes
    self.clocks = clocks
  }

  /// How long all episodes lasted together; nil without an episode, where the length of one is unknown, and over 292
  /// years.
  package var impaired: MeasuredSpan? {
    let values = episodes.map(\.value)
    guard var sum = values.first ?? nil else { return nil }
    for value in values.dropFirst() {
      guard let value else { return nil }
      sum.stated = sum.stated.flatMap { stated in value.stated.map { stated + $0 } }
      sum.lower = sum.lower + value.lower
      sum.upper = sum.upper.flatMap { upper in value.upper.map { upper + $0 } }
      sum.canBeLower = sum.canBeLower && value.canBeLower
    }
    return sum.isOutOfRange ? nil : sum
  }
}
