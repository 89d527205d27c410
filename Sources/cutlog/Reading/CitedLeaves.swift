import CloudEvents
import Reports
import SealedLog

/// The leaf hashes of some lines of several streams.
struct CitedLeaves: EventFold {
  private let wanted: Set<RunAudit.LinePlace>
  private var stream = -1
  private var leaves: [RunAudit.LinePlace: String] = [:]

  init(_ wanted: Set<RunAudit.LinePlace>) { self.wanted = wanted }

  mutating func apply(_ event: EventView) {
    if event.index == 0 { stream += 1 }
    let place = RunAudit.LinePlace(stream: max(0, stream), index: event.index)
    if wanted.contains(place) { leaves[place] = MerkleTree.leafHash(event.line).hex }
  }

  consuming func finish() -> [RunAudit.LinePlace: String] { leaves }
}
