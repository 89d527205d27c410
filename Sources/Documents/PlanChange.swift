internal import CutoverModel
internal import JSONText

/// One value of a plan that is supposed to be another, as it is written: `KIND.ID.KEY=VALUE`.
///
/// Which keys there are is said by `keys`. What the value may be is the plan's reader's to say, so nothing passes here
/// that a plan couldn't say; `none` leaves a key out that a plan needn't have.
package struct PlanChange: Hashable, Sendable {
  /// A value that can be supposed.
  package struct Key: Hashable, Sendable {
    /// The kind of thing that has it: `objective`, `task`, `gate`, `service`, `window` or `rollback`.
    package var kind: String
    /// The key in the plan.
    package var name: String
    /// How its value is written, for help and messages.
    package var form: String
    /// The names of the parts of a value with slashes, in order; empty where there is no such form.
    var parts: [String] = []
    /// Whether a plan needn't have it.
    var isOptional = true
    /// What a plan says that doesn't have it.
    var standard: String?
    var sort = Sort.word

    /// The key with its place in the plan, such as `objective.ID.limit`.
    package var path: String { PlanChange.path(kind, id: PlanChange.isListed(kind) ? "ID" : nil, name) }

    /// What its values are: texts, durations and times, or integers.
    enum Sort: Sendable { case word, measure, integer }
  }

  /// Every value that can be supposed.
  package static let keys: [Key] = [
    Key(kind: "objective", name: "limit", form: "1h, or 0/writes", parts: ["count", "unit"], isOptional: false, sort: .measure),
    Key(kind: "objective", name: "clock", form: "downtime, or FROM/TO", parts: ["from", "to"], standard: "business"),
    Key(kind: "objective", name: "settle", form: "10m", standard: Objective.defaultSettle.iso8601, sort: .measure),
    Key(kind: "objective", name: "minimumLevel", form: "90", sort: .integer),
    Key(kind: "objective", name: "exclude", form: "announced"),
    Key(kind: "objective", name: "percent", form: "95", sort: .integer),
    Key(kind: "objective", name: "metric", form: "rto", isOptional: false),
    Key(kind: "objective", name: "service", form: "ID"),
    Key(kind: "objective", name: "dataset", form: "ID"),
    Key(kind: "objective", name: "wave", form: "ID"),
    Key(kind: "task", name: "duration", form: "20m, or 10m/15m/30m", parts: Self.threePoint, sort: .measure),
    Key(kind: "task", name: "start", form: "T+30m", sort: .measure),
    Key(kind: "task", name: "finishBy", form: "T+1h", sort: .measure),
    Key(kind: "gate", name: "duration", form: "5m, or 2m/5m/15m", parts: Self.threePoint, sort: .measure),
    Key(kind: "gate", name: "deadline", form: "T+2h", sort: .measure),
    // `none` is a value of this one.
    Key(kind: "service", name: "freezeImpact", form: "down", isOptional: false),
    Key(kind: "window", name: "opens", form: "T-30m", isOptional: false, sort: .measure),
    Key(kind: "window", name: "closes", form: "T+6h", isOptional: false, sort: .measure),
    Key(kind: "rollback", name: "decideBy", form: "T+3h", sort: .measure),
  ]

  private static let threePoint = ["optimistic", "likely", "pessimistic"]
  /// Per kind, the section of the plan that lists those things; nil for a section that is one thing.
  static let sections: [(kind: String, list: String?)] = [
    ("objective", "objectives"), ("task", "tasks"), ("gate", "gates"), ("service", "services"), ("window", nil),
    ("rollback", nil),
  ]

  /// As it was written, `KIND.ID.KEY=VALUE`.
  package let text: String
  let key: Key
  /// Nil for a section that is one thing.
  let id: String?
  /// Nil where the key is left out.
  let value: String?

  /// What is changed, such as `objective.pay-rto.limit`.
  package var name: String { Self.path(key.kind, id: id, key.name) }

  private static func path(_ kind: String, id: String?, _ name: String) -> String {
    ([kind] + (id.map { [$0] } ?? []) + [name]).joined(separator: ".")
  }

  private static func isListed(_ kind: String) -> Bool { sections.contains { $0.kind == kind && $0.list != nil } }

  /// Reads `KIND.ID.KEY=VALUE`, or `KIND.KEY=VALUE` for a section that is one thing; an id may hold points.
  ///
  /// - Throws: `PlanChangeError` for what isn't of this form or no key that can be changed.
  package init(_ text: String) throws(PlanChangeError) {
    func error(_ message: String, hint: String? = nil) -> PlanChangeError { PlanChangeError(text, message, hint: hint) }
    self.text = text
    guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
      throw error("expected KEY=VALUE", hint: "such as `objective.pay-rto.limit=1h`")
    }
    let path = text[..<equals]
    let kind = String(path.prefix { $0 != "." })
    let kinds = Self.sections.map(\.kind)
    guard let section = Self.sections.first(where: { $0.kind == kind }) else {
      throw error(
        "\(DocumentNode.quoted(kind)) can't be supposed otherwise, expected \(ProblemCollector.list(kinds))",
        hint: Spelling.nearest(to: kind, among: kinds).map { "did you mean `\($0)`?" })
    }
    let rest = path.dropFirst(kind.count + 1)
    let id = section.list == nil ? nil : rest.lastIndex(of: ".").map { String(rest[..<$0]) }
    let keys = Self.keys.filter { $0.kind == kind }
    let form = kind + (section.list == nil ? "" : ".ID") + ".KEY"
    let wanted = "`\(form)` with one of " + keys.map { "`\($0.name)`" }.joined(separator: ", ") + " for KEY"
    guard section.list == nil || id?.isEmpty == false else { throw error("expected \(wanted)") }
    let name = id == nil ? String(rest) : String(rest.dropFirst((id ?? "").count + 1))
    guard let key = keys.first(where: { $0.name == name }) else {
      throw error(
        "\(DocumentNode.quoted(name)) of \(Self.article(kind)) can't be supposed otherwise, expected \(wanted)",
        hint: Spelling.nearest(to: name, among: keys.map(\.name)).map { "did you mean `\($0)`?" })
    }
    let value = String(text[text.index(after: equals)...])
    guard !value.isEmpty else {
      throw error(
        "there is no value, expected one such as \(key.form)",
        hint: key.isOptional ? "`none` leaves the key out" : nil)
    }
    let parts = value.split(separator: "/", omittingEmptySubsequences: false).count
    guard key.parts.isEmpty || parts == 1 || parts == key.parts.count else {
      throw error(
        "the value has \(parts) parts, expected one such as \(key.form)",
        hint: "its parts are \(key.parts.joined(separator: "/"))")
    }
    self.key = key
    self.id = id
    self.value = key.isOptional && value == "none" ? nil : value
  }

  private static func article(_ kind: String) -> String {
    switch kind {
    case "objective": "an objective"
    case "window", "rollback": "`\(kind)`"
    default: "a \(kind)"
    }
  }

  /// Refuses what is given twice.
  ///
  /// - Throws: `PlanChangeError` for the first that repeats a key.
  package static func check(_ changes: [PlanChange]) throws(PlanChangeError) {
    var seen: Set<String> = []
    for change in changes where !seen.insert(change.name).inserted {
      throw PlanChangeError(change.text, "\(DocumentNode.quoted(change.name)) is given twice, expected each key once")
    }
  }
}
