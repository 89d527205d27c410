internal import JSONText

/// Gathers the problems of one document while it is read.
///
/// Keeps the first thousand; one document can't fill the memory with complaints about it.
final class ProblemCollector {
  static let limit = 1_000

  let file: String
  private var problems: [DocumentProblem] = []
  private var suppressed = 0
  private var suggestionsLeft = 20
  private(set) var hasErrors = false

  init(file: String) { self.file = file }

  func error(
    _ rule: DocumentRule, _ message: String, at location: TextLocation, hint: String? = nil
  ) {
    hasErrors = true
    add(.error, rule, message, location, hint)
  }

  func warning(
    _ rule: DocumentRule, _ message: String, at location: TextLocation, hint: String? = nil
  ) {
    add(.warning, rule, message, location, hint)
  }

  func note(_ rule: DocumentRule, _ message: String, at location: TextLocation, hint: String? = nil)
  {
    add(.note, rule, message, location, hint)
  }

  private func add(
    _ severity: DocumentProblem.Severity, _ rule: DocumentRule, _ message: String,
    _ location: TextLocation, _ hint: String?
  ) {
    guard problems.count < Self.limit else {
      suppressed += 1
      return
    }
    problems.append(
      DocumentProblem(
        severity: severity, rule: rule, message: message, file: file, line: location.line,
        column: location.column, hint: hint))
  }

  /// `did you mean …?` for the nearest of the words, if one is near.
  ///
  /// Only the first problems of a document get one, for the search is linear in the words.
  func suggestion(for word: String, among words: @autoclosure () -> [String]) -> String? {
    guard suggestionsLeft > 0 else { return nil }
    suggestionsLeft -= 1
    return Spelling.nearest(to: word, among: words()).map { "did you mean `\($0)`?" }
  }

  /// Everything gathered, in order of place.
  var sorted: [DocumentProblem] {
    var sorted = problems.enumerated().sorted {
      ($0.element.line, $0.element.column, $0.offset) < (
        $1.element.line, $1.element.column, $1.offset
      )
    }.map(\.element)
    if suppressed > 0, let last = sorted.last {
      sorted.append(
        DocumentProblem(
          severity: hasErrors ? .error : .note, rule: .tooManyProblems,
          message: "\(suppressed) further problems are not listed", file: file, line: last.line,
          column: last.column))
    }
    return sorted
  }
}
