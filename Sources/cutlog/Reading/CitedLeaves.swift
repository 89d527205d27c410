import CloudEvents
import Reports
import SealedLog

/// The leaf hashes of some lines of several streams, and whom these lines name.
struct CitedLeaves: EventFold {
  private let wanted: Set<RunAudit.LinePlace>
  private var stream = -1
  private var found: Found = ([:], [:])

  typealias Found = (leaves: [RunAudit.LinePlace: String], people: [RunAudit.LinePlace: RunAudit.NamedPeople])

  init(_ wanted: Set<RunAudit.LinePlace>) { self.wanted = wanted }

  mutating func apply(_ event: EventView) {
    if event.index == 0 { stream += 1 }
    let place = RunAudit.LinePlace(stream: max(0, stream), index: event.index)
    guard wanted.contains(place) else { return }
    found.leaves[place] = MerkleTree.leafHash(event.line).hex
    found.people[place] = RunAudit.NamedPeople(
      actor: event.string("actor"), onBehalfOf: event.string("onbehalfof"), recordedBy: event.string("recordedby"))
  }

  consuming func finish() -> Found { found }
}
