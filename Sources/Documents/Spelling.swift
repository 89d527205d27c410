/// Finds the word that a writer probably meant.
enum Spelling {
  /// The nearest of the words: the same but for case, or few changed, missing, added or swapped letters away.
  static func nearest(to word: String, among words: some Sequence<String>) -> String? {
    let wanted = Array(word.lowercased().utf8)
    guard wanted.count <= 64 else { return nil }
    let allowed = wanted.count < 4 ? 1 : 2
    var best: (word: String, distance: Int)?
    for candidate in words where candidate != word {
      guard abs(candidate.utf8.count - wanted.count) <= allowed else { continue }
      let distance = distance(wanted, Array(candidate.lowercased().utf8))
      if distance <= allowed, distance < wanted.count, distance < best?.distance ?? .max {
        best = (candidate, distance)
      }
    }
    return best?.word
  }

  /// Edits of one letter or of two neighbours that lead from one word to the other.
  static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...right.count)
    for row in 0..<left.count {
      var current = [row + 1]
      for column in 0..<right.count {
        let substitution = last[column] + (left[row] == right[column] ? 0 : 1)
        var cost = min(substitution, last[column + 1] + 1, current[column] + 1)
        if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
          cost = min(cost, beforeLast[column - 1] + 1)
        }
        current.append(cost)
      }
      beforeLast = last
      last = current
    }
    return last[right.count]
  }
}
