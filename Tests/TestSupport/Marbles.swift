public import JSONText

/// A timeline as text, one event a line: `22:05 service.degraded pay region=west level=50 by=alice "a disk is full"`.
///
/// A line is a time, a type without prefix, what the event is about, further words `name=value` and, last and in quotes,
/// a reason. Lines without words are left out.
///
/// - Times are of 2026-11-22, hours from 24 on of the next day, and exact to the nanosecond; `22:05~` is known to the minute,
///   `22:05~30s` to half of one.
/// - What the event is about is its task, gate, role, decision or phase, as the type says, else its service.
/// - `by` is the actor. Names of attributes are attributes, and so is any name with `@` before it, such as `@source` and
///   `@id`; all others are members of `data`. Their values are JSON where they parse as such, `[a,b]` is a list of texts, and
///   all else is a text.
public struct Marbles: Sendable {
  /// One event, before it has a line.
  public struct Event: Sendable {
    public var type: String
    /// RFC 3339.
    public var time: String
    public var attributes: [String: String]
    public var data: [(name: String, value: JSONValue)]
  }

  private static let attributes: Set<String> = [
    "task", "gate", "wave", "service", "dataset", "region", "layer", "actor", "onbehalfof", "mode", "correlationid",
    "timeaccuracy",
  ]

  public var events: [Event]
  /// The source of events that name none; nil for a source of its own for each.
  private let source: String?

  public init(_ text: String, source: String? = nil) {
    events = text.split(separator: "\n").compactMap { Self.read(String($0)) }
    self.source = source
  }

  private static func read(_ line: String) -> Event? {
    let parts = line.split(separator: " \"", maxSplits: 1)
    let words = (parts.first ?? "").split(separator: " ").map(String.init)
    guard words.count >= 2 else { return nil }
    let clock = words[0].split(separator: "~", omittingEmptySubsequences: false).map(String.init)
    let accuracy = clock.count == 1 ? "0S" : clock[1].isEmpty ? "1M" : clock[1].uppercased()
    var event = Event(
      type: words[1], time: time(clock[0]), attributes: ["timeaccuracy": "PT\(accuracy)"], data: [])
    for word in words.dropFirst(2) {
      let pair = word.split(separator: "=", maxSplits: 1).map(String.init)
      guard pair.count == 2 else {
        event.isAbout(word)
        continue
      }
      let (name, value) = (pair[0], pair[1])
      if name == "by" {
        event.attributes["actor"] = value
      } else if name.hasPrefix("@") {
        event.attributes[String(name.dropFirst())] = value
      } else if attributes.contains(name) {
        event.attributes[name] = value
      } else {
        event.data.append((name, Self.value(value)))
      }
    }
    if parts.count > 1 { event.data.append(("reason", .string(String(parts[1].prefix { $0 != "\"" })))) }
    return event
  }

  private static func value(_ text: String) -> JSONValue {
    if let value = try? JSONValue(parsing: Array(text.utf8)) { return value }
    guard text.hasPrefix("["), text.hasSuffix("]") else { return .string(text) }
    return .array(text.dropFirst().dropLast().split(separator: ",").map { .string(String($0)) })
  }

  /// The time of a time of day such as `22:05` or `22:05:30.5`, or `26:05` of the next day.
  public static func time(_ clock: String) -> String {
    let hour = Int(clock.prefix(2)) ?? 0
    let rest = clock.dropFirst(2)
    let shown = hour % 24 < 10 ? "0\(hour % 24)" : "\(hour % 24)"
    return "2026-11-\(22 + hour / 24)T\(shown)\(rest)\(rest.count == 3 ? ":00" : "")Z"
  }

  /// The events as lines.
  public var lines: [String] {
    events.enumerated().map { number, item in
      var attributes = item.attributes
      let id = attributes.removeValue(forKey: "id") ?? "e\(number)"
      let source = attributes.removeValue(forKey: "source") ?? source ?? "/test/\(number)"
      let data = JSONWriter.text(of: .object(item.data.map { JSONMember($0.name, $0.value) }))
      return event(
        item.type, at: item.time, id: id, source: source, attributes, data: item.data.isEmpty ? nil : data)
    }
  }
}

extension Marbles.Event {
  /// Takes the word for what the type is about.
  fileprivate mutating func isAbout(_ word: String) {
    switch type.prefix(while: { $0 != "." }) {
    case "task": attributes["task"] = word
    case "gate": attributes["gate"] = word
    case "role": data.append(("role", .string(word)))
    case "decision": data.append(("decision", .string(word)))
    case "phase": data.append(("phase", .string(word)))
    default: attributes["service"] = word
    }
  }
}
