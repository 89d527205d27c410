import CutoverModel

/// A moment that a clock starts or stops at, with the event that shows it.
///
/// The moment may be another than the event's own time, as with `data.last` of `writes.observed`.
struct AnchoredMoment: Hashable, Sendable {
  var moment: Moment
  var event: EventReference
}
