public import JSONText

/// A timeline as text, one event a line: `22:05 service.down service=pay region=west level=50`.
///
/// Times are of 2026-11-22 and exact to the nanosecond where no `timeaccuracy` is given. Names of attributes are
/// attributes, all others are members of `data`, as JSON where they parse as such.
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
    "task", "gate", "wave", "service", "dataset", "region", "actor", "onbehalfof", "mode", "timeaccuracy",
  ]

  public var events: [Event]

  public init(_ text: String) {
    events = text.split(separator: "\n").map { line in
      let words = line.split(separator: " ").map(String.init)
      var event = Event(type: words[1], time: Self.time(words[0]), attributes: ["timeaccuracy": "PT0S"], data: [])
      for word in words.dropFirst(2) {
        let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
        if Self.attributes.contains(parts[0]) {
          event.attributes[parts[0]] = parts[1]
        } else {
          let value = (try? JSONValue(parsing: Array(parts[1].utf8))) ?? .string(parts[1])
          event.data.append((parts[0], value))
        }
      }
      return event
    }
  }

  /// The time of a time of day such as `22:05` or `22:05:30.5`.
  public static func time(_ clock: String) -> String {
    "2026-11-22T\(clock)\(clock.count == 5 ? ":00" : "")Z"
  }

  /// The events as lines, each of a source of its own.
  public var lines: [String] {
    events.enumerated().map { number, item in
      event(
        item.type, at: item.time, id: "e\(number)", source: "/test/\(number)", item.attributes,
        data: JSONWriter.text(of: .object(item.data.map { JSONMember($0.name, $0.value) })))
    }
  }
}
