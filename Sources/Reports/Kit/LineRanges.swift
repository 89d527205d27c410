/// Line numbers in rising order, those that follow each other drawn together: `5,7-9`.
package struct LineRanges: Hashable, Sendable {
  package private(set) var ranges: [ClosedRange<Int>] = []

  /// The numbers, in whatever order they come.
  package init(_ numbers: some Sequence<Int>) {
    for number in Set(numbers).sorted() {
      if let last = ranges.last, last.upperBound + 1 == number {
        ranges[ranges.count - 1] = last.lowerBound...number
      } else {
        ranges.append(number...number)
      }
    }
  }

  /// Reads what `text` writes; nil for everything else.
  package init?(_ text: some StringProtocol) {
    for word in text.split(separator: ",", omittingEmptySubsequences: false) {
      let ends = word.split(separator: "-", omittingEmptySubsequences: false).map { Self.number($0) }
      guard ends.count <= 2, let first = ends.first ?? nil, let last = ends.last ?? nil, first <= last,
        ranges.last.map({ $0.upperBound < first }) ?? true
      else { return nil }
      ranges.append(first...last)
    }
  }

  package var isEmpty: Bool { ranges.isEmpty }

  package func contains(_ number: Int) -> Bool {
    // Of the ranges before `low` all end below the number, of those from `high` none does.
    var (low, high) = (0, ranges.count)
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].upperBound < number { low = middle + 1 } else { high = middle }
    }
    return low < ranges.count && ranges[low].contains(number)
  }

  package var text: String {
    // Of a range of all numbers the count is none that an integer holds.
    ranges.map { $0.lowerBound == $0.upperBound ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }.joined(separator: ",")
  }

  private static func number(_ text: some StringProtocol) -> Int? {
    text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(text) : nil
  }
}
