/// OpenSSH's list of patterns (ssh_config(5), PATTERNS): comma-separated, `*` and `?`, `!` negates.
struct PatternList: Hashable, Sendable {
  private let patterns: [(isNegated: Bool, pattern: [UInt8])]

  init(_ text: some StringProtocol) {
    patterns = Array(text.utf8).split(separator: UInt8(ascii: ","), omittingEmptySubsequences: true).map { pattern in
      let isNegated = pattern.first == UInt8(ascii: "!")
      return (isNegated, Array(isNegated ? pattern.dropFirst() : pattern))
    }
  }

  var isEmpty: Bool { patterns.isEmpty }

  /// Whether a pattern fits and no negated one does.
  func matches(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    var isMatched = false
    for (isNegated, pattern) in patterns where Self.fits(bytes, pattern) {
      if isNegated { return false }
      isMatched = true
    }
    return isMatched
  }

  /// Whether a text fits a pattern. Takes time in proportion to the product of their lengths at most.
  static func fits(_ text: [UInt8], _ pattern: [UInt8]) -> Bool {
    var (place, step) = (0, 0)
    var lastStar: (step: Int, place: Int)?
    while place < text.count {
      if step < pattern.count, pattern[step] == UInt8(ascii: "*") {
        lastStar = (step, place)
        step += 1
      } else if step < pattern.count, pattern[step] == UInt8(ascii: "?") || pattern[step] == text[place] {
        place += 1
        step += 1
      } else if let star = lastStar {
        // The star takes one byte more.
        lastStar = (star.step, star.place + 1)
        place = star.place + 1
        step = star.step + 1
      } else {
        return false
      }
    }
    return pattern[step...].allSatisfy { $0 == UInt8(ascii: "*") }
  }

  static func == (left: PatternList, right: PatternList) -> Bool {
    left.patterns.elementsEqual(right.patterns) { $0.isNegated == $1.isNegated && $0.pattern == $1.pattern }
  }

  func hash(into hasher: inout Hasher) {
    for (isNegated, pattern) in patterns {
      hasher.combine(isNegated)
      hasher.combine(pattern)
    }
  }
}
