package import Audit

/// A policy that was read and found good, with all that is to be said of it.
package struct PolicyReport: Sendable {
  package var policy: Policy
  /// Whether it is compiled into the program.
  package var isPack: Bool
  /// SHA-256 of the policy's document, in hexadecimal.
  package var digest: String
  /// Warnings and notes with their places.
  package var remarks: [ReportProblem]

  package init(policy: Policy, isPack: Bool, digest: String, remarks: [ReportProblem]) {
    self.policy = policy
    self.isPack = isPack
    self.digest = digest
    self.remarks = remarks
  }
}

extension Policy {
  /// How many rules there are of each severity, the worst first: `4 rules: 1 critical, 3 high`.
  var countedRules: String {
    let counts = Rule.Severity.allCases.reversed().compactMap { severity -> String? in
      let count = rules.count { $0.severity == severity }
      return count > 0 ? "\(count) \(severity.rawValue)" : nil
    }
    return ([Count.of(rules.count, "rule")] + (counts.isEmpty ? [] : [counts.joined(separator: ", ")])).joined(separator: ": ")
  }

  /// The control of that id; nil where the policy has none.
  func control(_ id: String) -> Control? { controls.first { $0.id.utf8.elementsEqual(id.utf8) } }

  /// The controls of a rule with their titles, in one line.
  func controls(of rule: Rule) -> Phrase? {
    guard !rule.controls.isEmpty else { return nil }
    return Phrase.joined(rule.controls.map { control($0)?.phrase ?? .code($0) }, by: "; ")
  }
}

extension Control {
  /// The id with the title, and the mark of a text that was only read in somebody else's words.
  var phrase: Phrase {
    var phrase = Phrase.code(id)
    if let title { phrase = phrase + " \(title)" }
    return isSecondHand ? phrase + " " + Control.secondHand : phrase
  }

  /// The mark of a text that was only read in somebody else's words.
  static let secondHand: Phrase = "(second-hand)"

  /// Where the text was read; nil where that isn't said.
  var sourcePhrase: Phrase? {
    guard let source else {
      return isSecondHand ? "second-hand: the text was not read itself" : nil
    }
    return isSecondHand ? "second-hand, after \(source)" : "\(source)"
  }
}
