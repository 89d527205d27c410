internal import CloudEvents
internal import JSONText

extension CutoverEvent {
  /// Attributes that an event of the vocabulary may have beside its payload, all of them strings.
  private static let attributes: [StaticString] = [
    "acceptedtime", "actor", "task", "service", "dataset", "region", "wave", "gate", "layer", "subject", "recordedby",
    "onbehalfof", "salt",
  ]

  /// The attributes that the event has no property for; empty for nearly every event, and then nothing is allocated.
  static func extensions(of view: EventView) -> [JSONMember] {
    // The envelope has `specversion`, `id`, `source`, `type` and `time`, always.
    var known = 5 + (view.member("data") == nil ? 0 : 1)
    for name in attributes where view.member(name)?.kind == .string { known += 1 }
    guard known < view.members.count else { return [] }
    return view.members.compactMap { member in
      let name = view.name(of: member)
      let value = view.value(of: member)
      switch name {
      case "specversion", "id", "source", "type", "time", "data": return nil
      case "mode": if value.string.flatMap(Mode.init(rawValue:)) != nil { return nil }
      case "timeaccuracy": if value.string.flatMap({ TimeSpan($0) }) != nil { return nil }
      case "datacontenttype": if value.string == "application/json" { return nil }
      default:
        let isKnown = attributes.contains { String(describing: $0).utf8.elementsEqual(name.utf8) }
        if isKnown, value.string != nil { return nil }
      }
      return JSONMember(name, value)
    }
  }
}
