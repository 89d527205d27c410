package import CutoverModel

/// A span of the run in which no task was being worked at.
package struct Gap: Hashable, Sendable {
  package enum Kind: String, CaseIterable, Hashable, Sendable {
    /// Nobody worked, and no gate was being waited for.
    case idle
    /// A gate had been requested and was neither passed nor rejected.
    case gate
  }

  package var from: EventMoment
  package var to: EventMoment
  /// How long it lasted; 0 at least.
  package var span: SpanInterval
  /// The gates that were being waited for, in order of their requests.
  package var gates: [String] = []
  /// The task whose end or pause came last before it; nil at the beginning of the run.
  package var before: String?
  /// The task that was taken up next; nil at the end of the run.
  package var after: String?

  package var kind: Kind { gates.isEmpty ? .idle : .gate }
}

/// All spans of a run in which no task was being worked at.
package struct Gaps: Hashable, Sendable {
  /// Where the run begins and ends for this; nil where no task was started.
  package var from: EventMoment?
  package var to: EventMoment?
  /// In order of time.
  package var spans: [Gap] = []

  /// The sum of those of a kind.
  package func total(of kind: Gap.Kind) -> SpanInterval {
    spans.lazy.filter { $0.kind == kind }.reduce(SpanInterval(stated: .zero, lower: .zero, upper: .zero)) {
      SpanInterval(
        stated: $0.stated + $1.span.stated, lower: $0.lower + $1.span.lower, upper: $0.upper + $1.span.upper)
    }
  }

  /// The longest of any kind, the first of several.
  package var longest: Gap? {
    spans.max { $0.span.stated < $1.span.stated }.flatMap { most in
      spans.first { $0.span.stated == most.span.stated }
    }
  }
}
