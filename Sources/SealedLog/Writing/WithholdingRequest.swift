/// Which event lines of a stream are to be withheld, and why.
package struct WithholdingRequest: Sendable {
  /// The closed list of reasons, the same as in a stub.
  package enum Reason: String, CaseIterable, Sendable {
    case secret
    case personalData = "personal-data"
    case thirdParty = "third-party"
    case legal
  }

  package enum Lines: Sendable {
    /// These event lines.
    case only(Set<Int>)
    /// All event lines but these.
    case allBut(Set<Int>)
  }

  package var lines: Lines
  package var reason: Reason

  package init(_ lines: Lines, reason: Reason) {
    self.lines = lines
    self.reason = reason
  }

  /// The indexes that it names, whichever way.
  package var named: Set<Int> {
    switch lines {
    case .only(let indexes), .allBut(let indexes): indexes
    }
  }

  /// Whether an event line is to be withheld.
  func withholds(_ index: Int) -> Bool {
    switch lines {
    case .only(let indexes): indexes.contains(index)
    case .allBut(let indexes): !indexes.contains(index)
    }
  }
}
