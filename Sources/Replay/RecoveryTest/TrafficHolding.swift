internal import CutoverModel

/// A time in which all traffic of a service ran at one site.
package struct TrafficHolding: Hashable, Sendable {
  /// Nil where the events name none, and so mean all.
  package var service: String?
  package var site: String
  /// The shift by which all of it came there.
  package var from: EventMoment
  /// The shift by which some of it left; nil where none was recorded.
  package var to: EventMoment?
  /// The last event of the run that shows the service, or the run, to go on; nil where there is none after the shift.
  package var seen: EventMoment?

  /// How long it ran there; at least so long where no shift ended it. Nil where nothing says it.
  package var length: MeasuredSpan? {
    if let to { return MeasuredSpan(SpanInterval(from: from.moment, to: to.moment)) }
    guard let seen else { return nil }
    let span = SpanInterval(from: from.moment, to: seen.moment)
    return MeasuredSpan(stated: nil, lower: max(.zero, span.lower), upper: nil, canBeLower: true)
  }
}
