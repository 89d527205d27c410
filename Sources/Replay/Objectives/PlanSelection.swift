/// A plan as the stream carries it: its `plan.adopted` or `plan.revised` line.
package struct AdoptedPlan: Hashable, Sendable {
  /// The plan's name.
  package var plan: String
  /// The plan's version.
  package var version: Int64
  /// SHA-256 of the plan's document, in hexadecimal.
  package var document: String
  /// SHA-256 of the canonical form of the plan's tasks, in hexadecimal; nil where the line states none.
  package var tasks: String?
  /// The place of its line.
  package var index: Int
  /// Whether it is `plan.revised`.
  package var isRevision: Bool
  /// Why the plan was revised.
  package var reason: String?

  package init(
    plan: String, version: Int64, document: String, tasks: String? = nil, index: Int, isRevision: Bool, reason: String?
  ) {
    self.plan = plan
    self.version = version
    self.document = document
    self.tasks = tasks
    self.index = index
    self.isRevision = isRevision
    self.reason = reason
  }
}

/// Which plan of a stream is judged.
package struct PlanSelection: Hashable, Sendable {
  /// Every plan of the stream, by index.
  package var adoptions: [AdoptedPlan]
  /// Where the cutover begins to touch anything.
  package var boundary: PlanBoundary
  /// The last plan sealed, by index, before the first impact, freeze or task, else the first one after it.
  package var judged: AdoptedPlan?
  /// When the judged plan was sealed.
  package var standing: PlanStanding
  /// The kind that the stream's first line states.
  package var streamKind: String?

  /// The plans that are not judged, by index.
  package var others: [AdoptedPlan] { adoptions.filter { $0.index != judged?.index } }

  /// The last plan of the stream, if its document is another than the judged one's.
  package var revision: AdoptedPlan? {
    guard let last = adoptions.last, let judged, last.index > judged.index, last.document != judged.document
    else { return nil }
    return last
  }

  /// Selects among the plans of a stream, which are ordered by index.
  package init(adoptions: [AdoptedPlan], boundary: PlanBoundary, streamKind: String?) {
    self.adoptions = adoptions
    self.boundary = boundary
    self.streamKind = streamKind
    let before = adoptions.last { adoption in boundary.index(inStream: 0).map { adoption.index < $0 } ?? true }
    judged = before ?? adoptions.first
    standing =
      judged.map { boundary.standing(ofPlanAt: $0.index, stream: 0, accepted: nil, streamKind: streamKind) } ?? .absent
  }
}
