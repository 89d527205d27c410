package import CloudEvents
import CutoverModel

/// Gathers what the events of a run say of other events: amendments, retractions and stated clocks.
///
/// Memory grows with those alone.
package struct CorrectionsFold: EventFold, Sendable {
  /// With the openings, for they tell where a stream begins.
  package static let types: [String]? = Remark.kinds.map(\.type) + ["dev.cutlog.stream.opened"]

  private var streams = StreamCounter()
  private var remarks: [Remark] = []

  /// A fold that has seen nothing.
  package init() {}

  package mutating func apply(_ view: EventView) {
    streams.advance(to: view)
    if let remark = Remark(view, of: streams) { remarks.append(remark) }
  }

  /// What counts of it once each has said what it has to say of the others.
  package consuming func finish() -> Corrections { Corrections(remarks) }
}
