internal import CloudEvents
package import CutoverModel
internal import JSONText

/// One event on one line of a terminal.
package enum EventLine {
  /// Index, time, type without prefix, whom and what it concerns, what it decides or measures, what it says, and the
  /// attributes of others.
  ///
  /// Nothing is left out but signed statements and, of the recorder's own lines, what only machines read; long values are
  /// cut, which an ellipsis shows. Every part is escaped; the line has no line end.
  package static func text(of event: CutoverEvent) -> String {
    let index = String(event.index)
    let type = EventText.shortType(event.reference.type)
    let time = EventText.time(event.time)
    var parts = [
      String(repeating: " ", count: max(0, 6 - index.count)) + index,
      time + String(repeating: " ", count: max(0, 24 - time.count)),
      type + String(repeating: " ", count: max(0, 20 - type.count)),
    ]
    for (name, value) in [
      ("task", event.task), ("gate", event.gate), ("service", event.service), ("dataset", event.dataset),
      ("region", event.region), ("wave", event.wave), ("layer", event.layer), ("subject", event.subject),
      ("actor", event.actor), ("onbehalfof", event.onBehalfOf),
    ] {
      if let value { parts.append("\(name)=\(plain(value))") }
    }
    if event.mode != .live { parts.append("(\(event.mode.rawValue))") }
    parts += payload(of: event)
    if let recordedBy = event.recordedBy { parts.append("recordedby=\(plain(recordedBy))") }
    parts += event.extensions.prefix(maximumMembers).map(pair)
    if event.extensions.count > maximumMembers { parts.append(more(event.extensions.count - maximumMembers)) }
    var line = TerminalText.escaped(parts.joined(separator: "  "))
    while line.last == " " { line.removeLast() }
    return line
  }

  /// What it is about beside task, service and layer: gate, data set, region, wave, subject.
  static func concerns(of event: CutoverEvent) -> String {
    [
      ("gate", event.gate), ("dataset", event.dataset), ("region", event.region), ("wave", event.wave), ("subject", event.subject),
    ].compactMap { name, value in value.map { "\(name)=\(plain($0))" } }.joined(separator: " ")
  }

  /// What it decides or measures and says, and for whom; neither what it is about nor who acted. Not escaped.
  static func saying(of event: CutoverEvent) -> String {
    var parts = event.mode == .live ? [] : ["(\(event.mode.rawValue))"]
    if let other = event.onBehalfOf { parts.append("onbehalfof=\(plain(other))") }
    parts += payload(of: event)
    if let recordedBy = event.recordedBy { parts.append("recordedby=\(plain(recordedBy))") }
    parts += event.extensions.prefix(maximumMembers).map(pair)
    if event.extensions.count > maximumMembers { parts.append(more(event.extensions.count - maximumMembers)) }
    return parts.joined(separator: "  ")
  }

  private static let maximumMembers = 40
  private static let maximumValue = 160

  /// What only machines read in the recorder's own lines; `show --json` has it.
  private static let unread: Set<String> = [
    "content", "encoding", "mediaType", "sha256", "document", "tasks", "origin", "run", "nonce", "log", "epoch",
    "identity", "vkey", "checkpoint", "own", "leaf", "value",
  ]
  /// What an event is about or comes to: first, in this order.
  private static let decisive = [
    "decision", "outcome", "phase", "check", "kind", "role", "severity", "level", "exitStatus", "matches", "side", "from",
    "to", "percent", "count", "unit", "done", "total", "key", "value",
  ]
  /// Sentences, which come last.
  private static let sentences = ["text", "note", "claim", "reason", "comment", "detail", "cause"]

  /// The members of the payload, what decides first, then its sentences.
  private static func payload(of event: CutoverEvent) -> [String] {
    guard let members = event.data.members else {
      if case .null = event.data { return [] }
      return ["data=\(shown(event.data))"]
    }
    let isRecorders = event.kind == nil && event.reference.type.hasPrefix(EventKind.prefix)
    let isSigned = event.kind != nil && event.data["statement"]?.string != nil && event.data["signature"]?.string != nil
    var first: [(rank: Int, text: String)] = []
    var rest: [String] = []
    var said: [(rank: Int, member: JSONMember)] = []
    for member in members {
      if isRecorders, unread.contains(member.name) { continue }
      if isSigned, member.name == "statement" || member.name == "signature" { continue }
      if let rank = sentences.firstIndex(of: member.name), let text = member.value.string, !text.isEmpty {
        said.append((rank, member))
      } else if let rank = decisive.firstIndex(of: member.name) {
        first.append((rank, pair(member)))
      } else if rest.count < maximumMembers {
        rest.append(pair(member))
      }
    }
    let left = members.count - first.count - rest.count - said.count
    if rest.count == maximumMembers, left > 0 { rest.append(more(left)) }
    first.sort { $0.rank < $1.rank }
    said.sort { $0.rank < $1.rank }
    var parts = [(first.map(\.text) + rest).joined(separator: " ")].filter { !$0.isEmpty }
    if isSigned { parts.append("(signed)") }
    for (place, sentence) in said.enumerated() {
      let text = sentence.member.value.string ?? ""
      // A sentence that could be taken for members is quoted.
      let isPlain = place == 0 && !text.utf8.contains(UInt8(ascii: "="))
      parts.append(isPlain ? cut(text) : pair(sentence.member))
    }
    return parts
  }

  private static func pair(_ member: JSONMember) -> String { "\(plain(member.name))=\(shown(member.value))" }

  private static func more(_ count: Int) -> String { "… and \(Count.of(count, "more member"))" }

  private static func shown(_ value: JSONValue) -> String {
    value.string.map(plain) ?? cut(JSONWriter.text(of: value))
  }

  /// A text as it is, or quoted where it would run into what stands beside it.
  private static func plain(_ text: String) -> String {
    let isWord = !text.isEmpty && text.unicodeScalars.allSatisfy { scalar in
      scalar != "\"" && scalar != "=" && !scalar.properties.isWhitespace
    }
    return isWord ? cut(text) : cut(JSONWriter.text(of: .string(text)))
  }

  /// The text with no more than so many characters of Unicode, the last an ellipsis where it was longer.
  static func cut(_ text: String, to most: Int = maximumValue) -> String {
    if text.utf8.count <= most { return text }
    let front = text.unicodeScalars.prefix(most - 1)
    return front.endIndex == text.unicodeScalars.endIndex ? text : String(front) + "…"
  }
}
