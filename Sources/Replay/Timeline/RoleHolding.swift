internal import CutoverModel
internal import JSONText

/// Who held a role from when to when.
package struct RoleHolding: Hashable, Sendable {
  package var role: String
  /// Nil where the event doesn't say who took it.
  package var holder: String?
  /// Nil of the one from whom it was first taken over: since when that one held it wasn't recorded.
  package var from: EventMoment?
  /// When the next one took it; nil for the last.
  package var to: EventMoment?

  /// The holdings of one role, in order of time. Taking a role that one holds already changes nothing.
  static func holdings(of role: String, _ notes: [RoleNote], _ findings: inout FindingCollector) -> [RoleHolding] {
    let role = EntryText.cut(role, to: 200)
    var holdings: [RoleHolding] = []
    for note in notes {
      if let giver = note.from {
        if let last = holdings.last {
          if last.holder.map(ExactText.init) != ExactText(giver) {
            findings.note(
              rule: "role-handover-contradicted", message: "a role was taken over from somebody who didn't hold it",
              at: note.at.event.place)
          }
        } else {
          holdings.append(RoleHolding(role: role, holder: giver))
        }
      }
      if let last = holdings.last, last.from != nil, last.holder != nil,
        last.holder.map(ExactText.init) == note.holder.map(ExactText.init)
      {
        continue
      }
      if !holdings.isEmpty { holdings[holdings.count - 1].to = note.at }
      holdings.append(RoleHolding(role: role, holder: note.holder, from: note.at))
    }
    return holdings
  }
}

/// What a timeline keeps of one taking of a role.
struct RoleNote: Dated {
  var at: EventMoment
  var holder: String?
  var from: String?

  init(_ event: CutoverEvent) {
    at = EventMoment(event)
    holder = event.onBehalfOf ?? event.actor
    from = event.data["from"]?.string
  }
}
