internal import CutoverModel
internal import JSONText

/// The people of the plans of audits who are named by cited events, as parties of the document.
struct OSCALPeople {
  private var parties: [(uuid: String, person: Plan.Person)] = []
  private var places: [String: Int] = [:]

  /// The party of somebody whom an event names by id or principal; nil where the plan doesn't have that person.
  mutating func party(of name: String, in plan: Plan?, _ identifiers: inout OSCALIdentifiers) -> String? {
    let people = plan?.people ?? []
    guard let person = people.first(where: { $0.principal == name }) ?? people.first(where: { $0.id == name }) else {
      return nil
    }
    let key = person.principal ?? "id \(person.id)"
    if let place = places[key] { return parties[place].uuid }
    let uuid = identifiers.make("party", [key])
    places[key] = parties.count
    parties.append((uuid, person))
    return uuid
  }

  var json: JSONValue {
    .array(
      parties.map { uuid, person in
        OSCALObject.of([
          ("uuid", .string(uuid)), ("type", "person"), ("name", .string(OSCALText.value(person.id))),
          (
            "props",
            OSCALObject.properties([
              ("principal", person.principal), ("team", person.team),
              ("roles", person.roles.isEmpty ? nil : person.roles.joined(separator: " ")),
            ])
          ),
        ])
      })
  }
}
