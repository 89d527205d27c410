internal import Audit

extension RunAudit {
  /// The readable answer: the policies, and each rule with its result and what it rests on.
  package var page: Page {
    var page = Page()
    for policy in policies {
      page.heading("\(policy.policy.title ?? policy.policy.id)")
      page.list(policy.findings.map { "\($0.rule.id): \($0.result.rawValue)" })
    }
    return page
  }
}
