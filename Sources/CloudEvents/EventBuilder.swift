public import JSONText

/// Builds one event line, attributes in the order of CloudEvents' own documentation, extensions as given, `data`
/// last.
public struct EventBuilder: Sendable {
  public var id: String
  public var source: String
  public var type: String
  public var time: Timestamp
  public var subject: String?
  /// Extension attributes, in the order in which they are written.
  public var attributes: [(name: String, value: String)] = []
  public var data: JSONValue?

  public init(id: String, source: String, type: String, time: Timestamp) {
    self.id = id
    self.source = source
    self.type = type
    self.time = time
  }

  /// The event as an object.
  public var value: JSONValue {
    var members = [
      JSONMember("specversion", "1.0"), JSONMember("id", .string(id)),
      JSONMember("source", .string(source)), JSONMember("type", .string(type)),
      JSONMember("time", .string(time.description)),
    ]
    if let subject { members.append(JSONMember("subject", .string(subject))) }
    for attribute in attributes {
      members.append(JSONMember(attribute.name, .string(attribute.value)))
    }
    if let data { members.append(JSONMember("data", data)) }
    return .object(members)
  }

  /// The line without LF.
  public var line: [UInt8] { JSONWriter.bytes(of: value) }
}
