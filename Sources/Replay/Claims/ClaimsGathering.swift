package import CloudEvents
internal import CutoverModel

/// Gathers the claims that a stream makes, in the order in which it makes them; keeps nothing else.
///
/// A claim may name events before it. So the claims are gathered in a first pass, and `ClaimsFold` looks for the events
/// in a second one: then nothing needs to be kept of events that no claim is about.
package struct ClaimsGathering: EventFold {
  package static var types: [String]? { ["dev.cutlog.stream.opened", EventKind.claimMade.type] }

  private var claims: [MadeClaim] = []
  private var streams = StreamCounter()

  package init() {}

  package mutating func apply(_ view: EventView) {
    streams.advance(to: view)
    guard EventKind(view) == .claimMade else { return }
    claims.append(MadeClaim(CutoverEvent(view, of: streams)))
  }

  package consuming func finish() -> [MadeClaim] { claims }
}
