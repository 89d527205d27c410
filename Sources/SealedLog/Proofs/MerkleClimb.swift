/// The way from a leaf, or the root of a complete subtree, up to the root of its tree (RFC 9162 section 2.1.3.2).
struct MerkleClimb {
  private var node: Int
  private var last: Int

  /// From the node of that index among all of its level, of which `last` is the last.
  init(from node: Int, last: Int) {
    self.node = node
    self.last = last
  }

  /// Whether the root is reached.
  var isAtRoot: Bool { last == 0 }

  /// Goes up past the next sibling of the path, and says whether that stands on the left; nil at the root.
  mutating func next() -> Bool? {
    guard last != 0 else { return nil }
    let isLeft = node & 1 == 1 || node == last
    if isLeft {
      // The right edge: levels at which the node has no sibling are left out of the path.
      while node & 1 == 0 && node != 0 { rise() }
    }
    rise()
    return isLeft
  }

  /// Goes up while the node is a right one: to the greatest complete subtree that ends where it does.
  mutating func riseAlongRightNodes() {
    while node & 1 == 1 { rise() }
  }

  private mutating func rise() {
    node >>= 1
    last >>= 1
  }
}
