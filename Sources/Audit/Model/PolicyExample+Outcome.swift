internal import CloudEvents
internal import JSONText

extension PolicyExample {
  /// What a rule comes to over the example's events as the whole of a run; nil where a line of it is no event.
  package func outcome(of rule: Rule) -> RuleResult? {
    let first = pass(AuditFold([rule], plan: plan, isWhole: true))
    guard let first else { return nil }
    guard let late = first.late else { return first.report.verdict }
    return pass(AuditFold([rule], plan: plan, isWhole: true, late: late))?.report.verdict
  }

  private func pass(_ fold: AuditFold) -> AuditFold.Result? {
    var fold = fold
    var scanner = EnvelopeScanner()
    for (number, event) in events.enumerated() {
      let isEvent = event.line.withUnsafeBufferPointer { line in
        var members: ContiguousArray<JSONMemberSpan> = []
        guard let layout = try? scanner.scan(line, members: &members) else { return false }
        members.withUnsafeBufferPointer { spans in
          // The first line of a stream is its opening, so events count from 1.
          let view = EventView(line: line, members: spans, layout: layout, index: number + 1)
          fold.apply(view, signature: event.signature)
        }
        return true
      }
      guard isEvent else { return nil }
    }
    return fold.finish()
  }
}
