package import CloudEvents
package import CutoverModel

/// Tells how usable each service of the live system was over the run.
///
/// Only changes of services and of who may write are kept.
package struct ServiceBandFold: EventFold, Sendable {
  private let context: PlanContext
  private var layers = StateFold.Layers()
  private var streams = StreamCounter()
  private var findings = FindingCollector()

  /// - Parameter plan: What names the services, and says what a write freeze means to them.
  package init(plan: Plan? = nil, streamKind: String? = nil) {
    context = PlanContext(plan, streamKind: streamKind)
  }

  package mutating func apply(_ view: EventView) {
    streams.advance(to: view)
    switch EventKind(view) {
    case .serviceDown, .serviceDegraded, .serviceUp, .writesFrozen, .writesOpened, .writerChanged: break
    default: return
    }
    let event = CutoverEvent(view, of: streams)
    guard event.mode == .live, let kind = event.kind else { return }
    layers.services.archive.streams = streams
    layers.take(
      StateEvent(event, kind: kind, isInDoubt: false, isPossible: false), view, context, &findings)
  }

  /// The services of the plan in its order, then the others by name; those of which nothing is said have no stretch.
  package consuming func finish() -> [ServiceBand] { layers.services.bands(of: context.plan) }
}
