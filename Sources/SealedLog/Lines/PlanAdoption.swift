package import JSONText

/// Which plan holds from here on, and the digests that pin it.
package struct PlanAdoption: Hashable, Sendable {
  package var plan: String
  package var version: Int64
  /// SHA-256 of the attached document, in hexadecimal.
  package var document: String
  /// SHA-256 of the plan's `tasks` in their canonical form, in hexadecimal.
  package var tasks: String
  package var reason: String?

  package init(plan: String, version: Int64, document: String, tasks: String, reason: String? = nil) {
    self.plan = plan
    self.version = version
    self.document = document
    self.tasks = tasks
    self.reason = reason
  }
}

extension PlanAdoption {
  package var data: JSONValue {
    var members = [
      JSONMember("plan", .string(plan)), JSONMember("version", .number("\(version)")),
      JSONMember("document", .string(document)), JSONMember("tasks", .string(tasks)),
    ]
    if let reason { members.append(JSONMember("reason", .string(reason))) }
    return .object(members)
  }

  package init?(data: JSONValue) {
    guard let plan = data["plan"]?.string, let version = data["version"]?.integer,
      let document = data["document"]?.string, Hexadecimal.decode(document)?.count == 32,
      let tasks = data["tasks"]?.string, Hexadecimal.decode(tasks)?.count == 32
    else { return nil }
    self.init(
      plan: plan, version: version, document: document, tasks: tasks, reason: data["reason"]?.string)
  }
}
