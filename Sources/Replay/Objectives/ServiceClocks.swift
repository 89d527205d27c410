/// Every clock of one service, whether or not an objective judges it.
package struct ServiceClocks: Hashable, Sendable {
  /// Nil for a stream that names no service.
  package var service: String?
  /// All episodes of the stream, by start.
  package var episodes: [EpisodeReading]
  /// Every named clock, over the longest episode where it is one of episodes.
  package var clocks: [ClockReading]

  package init(service: String?, episodes: [EpisodeReading], clocks: [ClockReading]) {
    self.service = service
    self.episodes = episodes
    self.clocks = clocks
  }
}
