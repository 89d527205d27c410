/// The bytes of a report held against those that follow.
package struct ReportComparison: Sendable {
  /// The most differences that are given.
  package static let most = 100

  package private(set) var differences: [ReportDifference] = []
  /// Whether there are more than are given.
  package private(set) var isCut = false

  /// Whether nothing differs but what says nothing.
  package var isSame: Bool { !differences.contains(where: \.counts) }

  /// - Parameters:
  ///   - stated: The report as it was handed on.
  ///   - computed: What follows.
  package init(_ stated: StatedReport, _ computed: [UInt8]) {
    if stated.hadByteOrderMark { differ("byte order mark", "one before the text", "none") }
    guard stated.bytes != computed else { return }
    let (ours, theirs) = (Lines(computed), Lines(stated.bytes))
    if theirs.texts == ours.texts {
      tellOfText(theirs, ours)
      return
    }
    if stated.ending == .csv {
      compareCells(theirs.texts, ours.texts)
      return
    }
    guard stated.ending.isJSON, let written = JSONLayout.written(stated.bytes) else {
      compare(theirs.texts, ours.texts, stated.ending, isNumbered: true)
      return
    }
    let isOurLayout = Lines(written).texts == theirs.texts
    if isOurLayout { compare(theirs.texts, ours.texts, stated.ending, isNumbered: true) }
    let isCompared = compareAnyLayout(stated, computed, than: isOurLayout ? differences.count : .max)
    // What follows may be too large to be laid out anew.
    if !isOurLayout, !isCompared { compare(theirs.texts, ours.texts, stated.ending, isNumbered: true) }
  }

  /// Compares JSON whatever its layout, where that leaves fewer differences.
  ///
  /// - Returns: whether it did.
  private mutating func compareAnyLayout(_ stated: StatedReport, _ computed: [UInt8], than count: Int) -> Bool {
    guard count > 1, let one = JSONLayout.ordered(stated.bytes), let other = JSONLayout.ordered(computed) else {
      return false
    }
    var comparison = self
    comparison.differences.removeAll { $0.kind == .content }
    comparison.isCut = false
    comparison.differ("layout", "JSON as another program writes it", "JSON as cutlog writes it")
    comparison.compare(Lines(one).texts, Lines(other).texts, stated.ending, isNumbered: false)
    guard comparison.differences.count < count else { return false }
    self = comparison
    return true
  }

  private mutating func differ(_ place: String, _ stated: String, _ computed: String) {
    differences.append(ReportDifference(.text, place: place, stated: stated, computed: computed))
  }

  private mutating func tellOfText(_ theirs: Lines, _ ours: Lines) {
    let before = differences.count
    if theirs.returns != ours.returns { differ("line ends", theirs.lineEnds, ours.lineEnds) }
    if theirs.blanks != ours.blanks { differ("blanks at the ends of lines", Count.of(theirs.blanks, "line"), Count.of(ours.blanks, "line")) }
    if theirs.isEnded != ours.isEnded || differences.count == before {
      differ("end of the file", theirs.isEnded ? "a line end" : "no line end", ours.isEnded ? "a line end" : "no line end")
    }
  }

  /// Compares rows by their cells, however these are quoted.
  private mutating func compareCells(_ theirs: [ArraySlice<UInt8>], _ ours: [ArraySlice<UInt8>]) {
    // By their bytes: a string equals one whose accents are put together otherwise.
    func cells(_ lines: [ArraySlice<UInt8>]) -> [[[UInt8]]] {
      lines.map { CSVLine.cells(Self.text($0)).map { Array($0.utf8) } }
    }
    let comparison = LineComparison(cells(theirs), cells(ours), most: Self.most)
    if comparison.pairs.isEmpty { differ("layout", "cells quoted otherwise", "cells quoted where they must be") }
    take(comparison, theirs, ours, .csv, isNumbered: true)
  }

  private mutating func compare(
    _ theirs: [ArraySlice<UInt8>], _ ours: [ArraySlice<UInt8>], _ ending: ReportEnding, isNumbered: Bool
  ) {
    take(LineComparison(theirs, ours, most: Self.most), theirs, ours, ending, isNumbered: isNumbered)
  }

  private mutating func take(
    _ comparison: LineComparison, _ theirs: [ArraySlice<UInt8>], _ ours: [ArraySlice<UInt8>], _ ending: ReportEnding,
    isNumbered: Bool
  ) {
    isCut = comparison.isCut
    var places = ReportPlaces(ours, ending)
    for pair in comparison.pairs {
      var (stated, computed) = (pair.stated.map { Self.text(theirs[$0]) }, pair.computed.map { Self.text(ours[$0]) })
      let place = places.place(of: max(0, pair.place), stated: stated, computed: computed)
      if ending == .csv, let (one, other) = CSVLine.firstDifference(stated, computed) { (stated, computed) = (one, other) }
      if ending.isJSON { (stated, computed) = JSONLayout.values(stated, computed) }
      differences.append(
        ReportDifference(
          .content, line: isNumbered ? pair.line + 1 : nil, place: place,
          stated: stated.map { Self.shortened($0, beside: computed) },
          computed: computed.map { Self.shortened($0, beside: stated) }))
    }
  }

  private static func text(_ line: ArraySlice<UInt8>) -> String { String(decoding: line, as: UTF8.self) }

  /// The text around the first character in which it differs from another.
  private static func shortened(_ text: String, beside other: String?) -> String {
    let (most, before) = (240, 60)
    let scalars = Array(text.unicodeScalars)
    guard scalars.count > most else { return text }
    let same = other.map { zip(scalars, $0.unicodeScalars).prefix { $0 == $1 }.count } ?? 0
    let start = same < most - before ? 0 : min(same - before, scalars.count - most)
    let end = start + most
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars[start..<end])
    return (start > 0 ? "…" : "") + String(view) + (end < scalars.count ? "…" : "")
  }
}

/// A text in lines, without what says nothing.
private struct Lines {
  /// Without line ends and the blanks before them; without empty lines at the end.
  var texts: [ArraySlice<UInt8>] = []
  /// How many lines end in CR LF.
  var returns = 0
  /// How many lines have blanks at their end.
  var blanks = 0
  /// Whether the last line has an end, and nothing follows it.
  var isEnded: Bool

  init(_ bytes: [UInt8]) {
    isEnded = bytes.last == 0x0A && bytes.dropLast().last != 0x0A
    for var line in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
      if line.last == 0x0D {
        returns += 1
        line.removeLast()
      }
      let length = line.count
      while let last = line.last, last == 0x20 || last == 0x09 || last == 0x0D { line.removeLast() }
      if line.count < length { blanks += 1 }
      texts.append(line)
    }
    while texts.last?.isEmpty == true { texts.removeLast() }
  }

  var lineEnds: String { returns == 0 ? "LF" : returns >= texts.count ? "CR LF" : "CR LF in \(Count.of(returns, "line"))" }
}
