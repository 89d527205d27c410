internal import Audit
internal import CutoverModel

extension RunAudit {
  /// The readable answer for a terminal.
  package var page: Page { page(for: .terminal) }

  /// The verdict, and for each policy what is violated, what is undecidable, what holds, and its controls.
  ///
  /// - Parameter level: The level of its headings.
  package func page(for detail: AuditDetail, level: Int = 2) -> Page {
    var page = Page()
    page.facts([
      ("verdict", verdict?.phrase ?? "none: no rule was judged"),
      ("rules", ResultCounts(findings.map(\.result)).phrase),
      ("counted", severity > .info ? "those of severity \(severity.rawValue) and above" : nil),
      ("plan", plan.map { "\(code: $0.plan), version \($0.version)" }),
    ])
    for policy in policies { page.append(self.page(of: policy, for: detail, level: level)) }
    return page
  }

  private func page(of judged: JudgedPolicy, for detail: AuditDetail, level: Int) -> Page {
    var page = Page()
    page.append(judged.heading(level: level))
    for (result, title) in [(RuleResult.violated, "Violated"), (.undecidable, "Undecidable")] {
      let findings = judged.findings.filter { $0.result == result }
      if findings.isEmpty { continue }
      page.heading("\(title): \(judged.policy.id)", level: level + 1)
      for finding in findings {
        page.append(self.page(of: finding, in: judged.policy, for: detail, level: level + 2))
      }
    }
    let others = judged.findings.filter { $0.result < .undecidable }
    if !others.isEmpty {
      page.heading("Vacuous and satisfied: \(judged.policy.id)", level: level + 1)
      page.table(Self.table(of: others, in: judged.policy, for: detail))
      page.append(witnesses(of: others.filter { $0.result == .satisfied }, for: detail))
    }
    let controls = ControlResults.all(of: [judged])
    let isBrief = detail == .terminal
    page.append(
      isBrief ? ControlResults.brief(controls, level: level + 1) : ControlResults.whole(controls, level: level + 1))
    return page
  }

  /// A row for each rule, those that prove nothing first.
  private static func table(of findings: [RuleFinding], in policy: Policy, for detail: AuditDetail) -> Table {
    let isBrief = detail == .terminal
    let columns: [Table.Column] =
      isBrief
      ? [.init("rule"), .init("result"), .init("times", .right), .init("title")]
      : [
        .init("rule"), .init("result"), .init("severity"), .init("times", .right), .init("title"), .init("demands"),
        .init("controls"), .init("remarks"), .init("can't show"),
      ]
    var table = Table(columns)
    for result in [RuleResult.vacuous, .satisfied] {
      for finding in findings where finding.result == result {
        let rule = finding.rule
        let times: Phrase = finding.activations > 0 ? "\(finding.activations)" : "–"
        let front: [Phrase] = [.code(rule.id), finding.result.phrase]
        if isBrief {
          table.add(front + [times, "\(rule.title)"])
        } else {
          let remarks = finding.reasons.joined(separator: "; ")
          table.add(
            front + [
              "\(rule.severity.rawValue)", times, "\(rule.title)", rule.requirement.phrase,
              policy.controls(of: rule) ?? "", "\(remarks)", "\(rule.cannotShow ?? "")",
            ])
        }
      }
    }
    return isBrief ? table : table.withoutEmptyColumns
  }
}

extension RunAudit.JudgedPolicy {
  /// What the policy is, and the number of its rules with each result.
  func heading(level: Int, counts: ResultCounts? = nil) -> Page {
    var page = Page()
    page.heading("\(policy.title ?? policy.id)", level: level)
    page.facts([
      ("policy", "\(code: policy.id), version \(policy.version)\(isPack ? ", a control pack" : "")"),
      ("SHA-256", .code(digest)),
      ("results", (counts ?? ResultCounts(findings.map(\.result))).phrase),
    ])
    return page
  }
}
