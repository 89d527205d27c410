extension Requirement {
  /// What the rule asks of the plan by its patterns and correlation, each once.
  package var planFields: [PlanField] {
    var seen: [PlanField] = []
    for case .plan(let field) in fields where !seen.contains(field) { seen.append(field) }
    return seen
  }

  /// Whether it asks how acts are signed, so that it matters whether the reader can say whose signatures they are.
  var asksForSignatures: Bool { fields.contains(.signature) || fields.contains(.signer) }

  private var fields: [EventField] {
    let (patterns, correlation): ([EventPattern?], [EventField]) =
      switch self {
      case .constraint(let constraint):
        ([constraint.activation, constraint.target, constraint.among], constraint.correlation)
      case .separation(let separation): ([separation.activation, separation.target], separation.correlation)
      case .objectives, .schedule, .state: ([], [])
      }
    return patterns.flatMap { $0?.fields ?? [] } + correlation
  }
}
