internal import CloudEvents
package import CutoverModel
internal import JSONText

/// One event on one line of a terminal.
package enum EventLine {
  /// Index, time, type without prefix, whom and what it concerns, and the first words of what it says.
  ///
  /// Every part is escaped; the line has no line end.
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
      ("region", event.region), ("wave", event.wave), ("subject", event.subject), ("actor", event.actor),
    ] {
      if let value { parts.append("\(name)=\(value)") }
    }
    if event.mode != .live { parts.append("(\(event.mode.rawValue))") }
    if let said = said(event.data) { parts.append(said) }
    var line = TerminalText.escaped(parts.joined(separator: "  "))
    while line.last == " " { line.removeLast() }
    return line
  }

  private static let unread: Set<String> = [
    "content", "encoding", "mediaType", "sha256", "document", "tasks", "origin", "run", "nonce", "log", "epoch",
    "identity", "vkey", "statement", "signature", "checkpoint", "own", "leaf", "value",
  ]

  /// A sentence of the payload if it has one, else the payload's scalars; at most 160 characters.
  private static func said(_ data: JSONValue) -> String? {
    var text: String?
    for name in ["text", "note", "claim", "reason", "comment", "detail", "cause"] {
      if let sentence = data[name]?.string, !sentence.isEmpty {
        text = sentence
        break
      }
    }
    if text == nil, let members = data.members {
      text = members.compactMap { (member) -> String? in
        // What only machines read; `show --json` has it.
        if unread.contains(member.name) { return nil }
        switch member.value {
        case .string(let value): return "\(member.name)=\(value)"
        case .number(let value): return "\(member.name)=\(value)"
        case .bool(let value): return "\(member.name)=\(value)"
        case .null, .array, .object: return nil
        }
      }.joined(separator: " ")
    }
    guard let text, !text.isEmpty else { return nil }
    return text.count > 160 ? text.prefix(159) + "…" : text
  }
}
