package import CutoverModel

/// What limits what the events seen can show.
package struct EvidenceLimits: Hashable, Sendable {
  /// How many lines are withheld that nobody accepted.
  package var withheld: Int
  /// Those lines in words.
  package var withheldLines: [String]
  /// Whether more events may follow.
  package var isOpen: Bool
  /// The latest time that an event states.
  package var end: Moment?

  package init(withheld: Int = 0, withheldLines: [String] = [], isOpen: Bool = false, end: Moment? = nil) {
    self.withheld = withheld
    self.withheldLines = withheldLines
    self.isOpen = isOpen
    self.end = end
  }
}
