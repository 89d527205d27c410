/// Something in the events that a fold could not take as it stands.
///
/// There is one finding per rule; it counts every event concerned and names the first hundred.
package struct ReplayFinding: Hashable, Sendable {
  /// A stable name in kebab case, such as `service-missing`.
  package var rule: String
  /// What is wrong, in one sentence without a final period.
  package var message: String
  /// How many events are concerned.
  package var count: Int
  /// Where the first hundred events concerned stand, rising.
  package var places: [EventPlace]
  /// What the stream of the first of them calls itself, where that is known.
  package var origin: String?
  /// The number of that stream from 1; nil where only one was folded.
  package var streamNumber: Int?

  package init(rule: String, message: String, count: Int, places: [EventPlace]) {
    self.rule = rule
    self.message = message
    self.count = count
    self.places = places
  }

  /// The indexes of those events, each in its own stream.
  package var indexes: [Int] { places.map(\.index) }
}

extension ReplayFinding {
  /// Counts further events, of which one is named if it is among the first hundred.
  mutating func add(_ count: Int, at place: EventPlace, _ message: () -> String) {
    self.count += count
    if let first = places.first, place < first { self.message = message() }
    let position = places.partition(where: { place < $0 })
    guard position < FindingCollector.namedIndexes else { return }
    if places.count == FindingCollector.namedIndexes { places.removeLast() }
    places.insert(place, at: position)
  }

  /// Takes in what another fold of the same streams found by the same rule.
  ///
  /// An event that both name counts once; where not all are named, the greater of both counts stands.
  private mutating func unite(with other: ReplayFinding) {
    guard places != other.places || count != other.count else { return }
    let all = Set(places).union(other.places).sorted()
    let areAllNamed = count == places.count && other.count == other.places.count
    if let first = places.first, let another = other.places.first, another < first {
      message = other.message
      origin = other.origin
      streamNumber = other.streamNumber
    }
    count = max(count, other.count, areAllNamed ? all.count : 0)
    places = Array(all.prefix(FindingCollector.namedIndexes))
  }

  /// What several folds of the same streams found, each rule once, in the order in which the rules come.
  package static func united(_ found: [[ReplayFinding]]) -> [ReplayFinding] {
    var positions: [String: Int] = [:]
    var all: [ReplayFinding] = []
    for finding in found.joined() {
      if let known = positions[finding.rule] {
        all[known].unite(with: finding)
      } else {
        positions[finding.rule] = all.count
        all.append(finding)
      }
    }
    return all
  }
}
