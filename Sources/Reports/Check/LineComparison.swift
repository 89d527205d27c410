/// Two texts compared line by line, with what was put in or left out between lines that are the same.
struct LineComparison {
  /// Lines that stand for each other; nil where one of the texts has none.
  struct Pair: Hashable {
    /// The line's number in the stated text, from 0.
    var stated: Int?
    var computed: Int?
    /// The line of the stated text at which it stands, or would stand.
    var line: Int
    /// The line of the computed text at which it stands.
    var place: Int
  }

  private(set) var pairs: [Pair] = []
  /// Whether there are more than are given.
  private(set) var isCut = false

  /// How many lines are looked over for one that is the same.
  private static let reach = 60

  init<Line: Equatable>(_ stated: [Line], _ computed: [Line], most: Int) {
    var (left, right) = (0, 0)
    while left < stated.count || right < computed.count {
      if left < stated.count, right < computed.count, stated[left] == computed[right] {
        left += 1
        right += 1
        continue
      }
      guard pairs.count < most else {
        isCut = true
        return
      }
      let (skippedLeft, skippedRight) = Self.next(stated, left, computed, right)
      for number in 0..<max(skippedLeft, skippedRight) where pairs.count < most {
        let isPair = number < skippedLeft && number < skippedRight
        // A line between others that differ may be the same.
        if isPair, stated[left + number] == computed[right + number] { continue }
        pairs.append(
          Pair(
            stated: number < skippedLeft ? left + number : nil, computed: number < skippedRight ? right + number : nil,
            line: min(left + number, stated.count), place: min(right + number, computed.count - 1)))
      }
      left += skippedLeft
      right += skippedRight
    }
  }

  /// How many lines of each are to be skipped until they are the same again: the fewest, and at least two of them the same.
  private static func next<Line: Equatable>(
    _ stated: [Line], _ left: Int, _ computed: [Line], _ right: Int
  ) -> (Int, Int) {
    func isSame(_ one: Int, _ other: Int) -> Bool {
      if one >= stated.count || other >= computed.count { return one == stated.count && other == computed.count }
      return stated[one] == computed[other]
    }
    for skipped in 1...(2 * reach) {
      for skippedLeft in max(0, skipped - reach)...min(skipped, reach) {
        let (one, other) = (left + skippedLeft, right + skipped - skippedLeft)
        guard one <= stated.count, other <= computed.count else { continue }
        if isSame(one, other), one == stated.count || isSame(one + 1, other + 1) {
          return (skippedLeft, skipped - skippedLeft)
        }
      }
    }
    // Nothing near is the same: line stands against line.
    return (left < stated.count ? 1 : 0, right < computed.count ? 1 : 0)
  }
}
