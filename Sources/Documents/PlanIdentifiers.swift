internal import JSONText

/// The identifiers that a plan declares, gathered before anything that names them is read.
///
/// Tasks and gates share one space of names, for `after` names either.
struct PlanIdentifiers {
  struct Declaration {
    var kind: String
    var location: TextLocation
  }

  private(set) var steps: [String: Declaration] = [:]
  private(set) var tasks: Set<String> = []
  private(set) var gates: Set<String> = []
  private(set) var checks: Set<String> = []
  private(set) var services: Set<String> = []
  private(set) var datasets: Set<String> = []
  private(set) var waves: Set<String> = []
  private(set) var people: Set<String> = []
  private(set) var roles: Set<String> = []
  /// Services, and `*` for all of them.
  private(set) var servicesOrAll: Set<String> = []
  /// People and roles: whoever can own a task.
  private(set) var owners: Set<String> = []
  private(set) var hasPeople = false

  /// Gathers them from the sections of a plan and refuses those that are declared twice.
  init(_ root: DocumentNode, _ problems: ProblemCollector) {
    var stepIDs: [String: Declaration] = [:]
    tasks = Self.declare("task", root["tasks"], into: &stepIDs, problems)
    gates = Self.declare("gate", root["gates"], into: &stepIDs, problems)
    steps = stepIDs
    checks = Self.declare("check", root["checks"], problems)
    services = Self.declare("service", root["services"], problems)
    waves = Self.declare("wave", root["waves"], problems)
    people = Self.declare("person", root["people"], problems)
    _ = Self.declare("objective", root["objectives"], problems)
    hasPeople = root["people"] != nil
    for person in root["people"]?.elements ?? [] {
      for role in person["roles"]?.elements ?? [] {
        if let text = role.scalar?.text { roles.insert(text) }
      }
    }
    owners = people.union(roles)
    servicesOrAll = services.union(["*"])
    for service in root["services"]?.elements ?? [] {
      for dataset in service["datasets"]?.elements ?? [] {
        if let text = dataset.scalar?.text { datasets.insert(text) }
      }
    }
  }

  private static func declare(
    _ kind: String, _ section: DocumentNode?, _ problems: ProblemCollector
  ) -> Set<String> {
    var declared: [String: Declaration] = [:]
    return declare(kind, section, into: &declared, problems)
  }

  private static func declare(
    _ kind: String, _ section: DocumentNode?,
    into declared: inout [String: Declaration], _ problems: ProblemCollector
  ) -> Set<String> {
    var ids: Set<String> = []
    for element in section?.elements ?? [] {
      guard let node = element["id"], let id = node.scalar?.text else { continue }
      ids.insert(id)
      let declaration = Declaration(kind: kind, location: node.location)
      if let first = declared[id], IDGrammar.accepts(id) {
        let isLater = first.location < node.location
        let (earlier, later) = isLater ? (first, declaration) : (declaration, first)
        problems.error(
          .duplicateID,
          "\(later.kind) `\(id)` has the id of the \(earlier.kind) on line \(earlier.location.line)",
          at: later.location,
          hint: earlier.kind == later.kind ? nil : "tasks and gates share one space of ids")
      } else {
        declared[id] = declaration
      }
    }
    return ids
  }
}

extension TextLocation {
  /// Whether this place comes before the other.
  static func < (left: TextLocation, right: TextLocation) -> Bool {
    (left.line, left.column) < (right.line, right.column)
  }
}
