package import Audit

/// A control with what its rules came to, in one run or in several.
package struct ControlResults: Sendable {
  package struct JudgedRule: Sendable {
    package var rule: Rule
    /// One for each run.
    package var results: [RuleResult]
  }

  package var control: Control
  /// The rules that bear on it, in the order of the policy.
  package var rules: [JudgedRule]

  /// The worst of all results; nil where no rule bears on it.
  package var result: RuleResult? { rules.flatMap(\.results).max() }

  /// What its rules can't show of it, each once.
  package var cannotShow: [String] {
    var told: [String] = []
    for text in rules.compactMap(\.rule.cannotShow)
    where !told.contains(where: { $0.utf8.elementsEqual(text.utf8) }) {
      told.append(text)
    }
    return told
  }

  /// The controls of a policy, by what it came to in each run.
  ///
  /// - Parameter judged: The same policy, once for each run.
  package static func all(of judged: [RunAudit.JudgedPolicy]) -> [ControlResults] {
    guard let policy = judged.first?.policy else { return [] }
    return policy.controls.map { control in
      let numbers = policy.rules.indices.filter { number in
        policy.rules[number].controls.contains { $0.utf8.elementsEqual(control.id.utf8) }
      }
      return ControlResults(
        control: control,
        rules: numbers.map { number in
          JudgedRule(rule: policy.rules[number], results: judged.map { $0.findings[number].result })
        })
    }
  }
}

extension ControlResults {
  /// `violated: a, b; satisfied: c`, the worst first; among several runs with how many of them.
  var shows: Phrase {
    guard !rules.isEmpty else { return "nothing: no rule bears on it" }
    let groups = RuleResult.worstFirst.compactMap { result -> Phrase? in
      let named = rules.compactMap { judged -> Phrase? in
        let count = judged.results.count { $0 == result }
        guard count > 0 else { return nil }
        let id = Phrase.code(judged.rule.id)
        return judged.results.count > 1 ? id + " in \(count) of \(judged.results.count)" : id
      }
      return named.isEmpty ? nil : result.phrase + ": " + Phrase.joined(named, by: ", ")
    }
    return Phrase.joined(groups, by: "; ")
  }

  /// The controls for a terminal: what the stream shows of each, and what it can't.
  static func brief(_ controls: [ControlResults], level: Int) -> Page {
    var page = Page()
    guard !controls.isEmpty else { return page }
    page.heading("Controls: what the stream shows, and what it can't", level: level)
    page.facts(
      controls.flatMap { control -> [(String, Phrase?)] in
        [
          (control.control.id, control.title), ("", control.shows),
          ("", control.cannotShow.isEmpty ? nil : "can't show: \(control.cannotShow.joined(separator: " "))"),
        ]
      })
    return page
  }

  private var title: Phrase {
    let title: Phrase = control.title.map { "\($0)" } ?? "–"
    return control.isSecondHand ? title + " " + Control.secondHand : title
  }

  /// The same for a document, with the texts of the controls.
  static func whole(_ controls: [ControlResults], level: Int) -> Page {
    var page = Page()
    guard !controls.isEmpty else { return page }
    page.heading("Controls: what the stream shows, and what it can't", level: level)
    for control in controls {
      page.heading(control.control.phrase, level: level + 1)
      page.facts([
        ("says", control.control.text.map { "\($0)" }), ("read in", control.control.sourcePhrase),
        ("result", control.result?.phrase), ("the stream shows", control.shows),
      ])
      page.list(control.cannotShow.map { "it can't show: \($0)" })
    }
    return page
  }
}
