internal import Audit

extension PolicyReport {
  /// The policy explained: what it is for, each rule in words with its examples, the controls, and what was remarked.
  package var page: Page {
    var page = Page()
    page.heading("\(policy.title ?? policy.id)")
    page.facts([
      ("policy", "\(code: policy.id), version \(policy.version)\(isPack ? ", a control pack" : "")"),
      ("SHA-256", .code(digest)), ("holds", "\(policy.countedRules)"), ("why", policy.why.map { "\($0)" }),
    ])
    for rule in policy.rules { page.append(self.page(of: rule)) }
    page.append(controls)
    page.list(remarks.map(\.phrase))
    return page
  }

  private func page(of rule: Rule) -> Page {
    var page = Page()
    page.heading("\(code: rule.id): \(rule.title)", level: 3)
    page.facts([
      ("demands", rule.requirement.phrase), ("why", "\(rule.why)"), ("severity", "\(rule.severity.rawValue)"),
      ("controls", policy.controls(of: rule)), ("can't show", rule.cannotShow.map { "\($0)" }),
    ])
    for example in rule.examples { page.append(example.page) }
    return page
  }

  private var controls: Page {
    var page = Page()
    guard !policy.controls.isEmpty else { return page }
    page.heading("Controls", level: 3)
    for control in policy.controls {
      let rules = policy.rules.filter { rule in rule.controls.contains { $0.utf8.elementsEqual(control.id.utf8) } }
      page.facts([
        ("control", control.phrase), ("says", control.text.map { "\($0)" }), ("read in", control.sourcePhrase),
        ("rules", rules.isEmpty ? "none bears on it" : Phrase.joined(rules.map { .code($0.id) }, by: ", ")),
      ])
    }
    return page
  }
}

/// The control packs that are compiled in, as a list.
package struct PolicyList: Sendable {
  package var policies: [PolicyReport]

  package init(_ policies: [PolicyReport]) { self.policies = policies }

  /// One row for each.
  package var page: Page {
    var table = Table([.init("pack"), .init("version", .right), .init("rules", .right), .init("controls", .right), .init("title")])
    for report in policies {
      let policy = report.policy
      table.add([
        .code(policy.id), "\(policy.version)", "\(policy.rules.count)", "\(policy.controls.count)",
        "\(policy.title ?? "–")",
      ])
    }
    var page = Page()
    page.table(table)
    return page
  }
}
