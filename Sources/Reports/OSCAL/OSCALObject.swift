internal import JSONText

/// Objects of OSCAL, in which nothing is empty: a member without a value, or with an empty array, is left out.
enum OSCALObject {
  static func of(_ members: [(name: String, value: JSONValue?)]) -> JSONValue {
    .object(
      members.compactMap { name, value in
        guard let value, value.array?.isEmpty != true else { return nil }
        return JSONMember(name, value)
      })
  }

  /// Properties of cutlog's own; those without a value are left out.
  static func properties(_ properties: [(name: String, value: String?)]) -> JSONValue {
    .array(
      properties.compactMap { name, value in
        value.map {
          ["name": .string(name), "ns": .string(OSCALText.namespace), "value": .string(OSCALText.value($0))]
        }
      })
  }
}
