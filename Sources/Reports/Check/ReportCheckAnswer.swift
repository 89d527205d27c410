package import JSONText

/// Whether a report follows from streams, and if not, in what it differs.
package struct ReportCheckAnswer: Sendable {
  package enum Verdict: String, Sendable {
    /// What the report says is what follows from the streams.
    case follows
    /// It says something else.
    case differs
    /// What it was made from is not all here, or another program made it.
    case undecided
  }

  /// What the report says that it follows from.
  package var stated: ReportBasis
  package var ending: ReportEnding
  /// SHA-256 of the file, in hexadecimal.
  package var digest: String
  /// The report's name.
  package var file: String
  /// Differences of streams, policies, trust and program come first.
  package var differences: [ReportDifference] = []
  /// Whether there are more than are given.
  package var isCut = false
  /// Why nothing can be decided; empty where that is no matter.
  package var doubts: [ReportProblem] = []
  /// What else is to be known, such as that the stream has grown since.
  package var notes: [ReportProblem] = []
  /// The streams, by their origins, that go on behind what the report is of.
  package var grown: [String] = []

  package init(stated: ReportBasis, ending: ReportEnding, digest: String, file: String) {
    self.stated = stated
    self.ending = ending
    self.digest = digest
    self.file = file
  }

  /// A doubt comes before a difference that the doubt may explain, but never before one of the streams or policies.
  package var verdict: Verdict {
    if differences.contains(where: { $0.kind == .stream || $0.kind == .policy }) { return .differs }
    if !doubts.isEmpty { return .undecided }
    return differences.contains(where: \.counts) ? .differs : .follows
  }

  package var problems: [ReportProblem] { doubts + notes }
}

// MARK: - JSON

extension ReportCheckAnswer {
  /// The member `check`.
  package var json: JSONValue {
    [
      "file": .string(SecretText.hidden(in: file)), "sha256": .string(digest), "form": .string(stated.form.rawValue),
      "format": .string(ending.name.lowercased()),
      "madeBy": ["name": .string(stated.program.name), "version": .string(stated.program.version)],
      "grown": .texts(grown), "differences": .array(differences.map(\.json)), "moreDifferences": .bool(isCut),
    ]
  }
}

// MARK: - Page

extension ReportCheckAnswer {
  /// The readable answer: the verdict, what was checked, the differences.
  package var page: Page {
    var page = Page()
    page.paragraph(headline)
    page.facts([
      ("what it is", "\(whatItIs)"), ("made by", "\(stated.program.name) \(stated.program.version)"),
      ("SHA-256", .code(digest)), ("policies", policies),
    ])
    page.list(problems.map(\.phrase))
    for difference in differences.prefix(Self.mostShown) {
      let line = difference.line.map { ", line \($0)" } ?? ""
      page.paragraph("\(strong: difference.kind.rawValue)\(line), \(difference.place):")
      page.facts([
        ("it says", difference.stated.map { .code($0) } ?? "nothing"),
        ("what follows", difference.computed.map { .code($0) } ?? "nothing"),
      ])
    }
    if differences.count > Self.mostShown || isCut {
      let count = "\(isCut ? "at least " : "")\(differences.count)"
      page.paragraph("These are the first \(min(Self.mostShown, differences.count)) of \(count) differences; --json gives more of them.")
    }
    return page
  }

  /// How many differences are shown on a page.
  private static let mostShown = 10

  private var headline: Phrase {
    let subject = Phrase.code(file)
    switch verdict {
    case .follows: return .verdict("follows", .good) + ": " + subject + " says what follows from the streams"
    case .differs: return .verdict("differs", .bad) + ": " + subject + " does not follow from what was given"
    case .undecided: return .verdict("undecided", .open) + ": whether " + subject + " follows can't be told"
    }
  }

  private var whatItIs: String {
    let form =
      switch stated.form {
      case .run: "a report of a run"
      case .audit: "an audit of \(Count.of(stated.runs.count, "run"))"
      case .testRecord: "a test record"
      }
    return "\(form), in \(ending.name)"
  }

  private var policies: Phrase? {
    guard !stated.policies.isEmpty else { return nil }
    return "\(stated.policies.map { "\($0.id) \($0.version)" }.joined(separator: ", "))"
  }
}
