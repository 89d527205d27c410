import CloudEvents
import JSONText

/// Rewrites an event's line as an amendment says, and scans what comes out as strictly as any line.
struct LineRewriter: Sendable {
  private var scanner = EnvelopeScanner()
  private var members: ContiguousArray<JSONMemberSpan> = []

  /// Calls `body` with the view of a line; nil if the line is no event.
  mutating func withView<Result>(
    of line: [UInt8], index: Int, _ body: (EventView) -> Result
  ) -> Result? {
    line.withUnsafeBufferPointer { buffer in
      members.removeAll(keepingCapacity: true)
      guard let layout = try? scanner.scan(buffer, members: &members) else { return nil }
      return members.withUnsafeBufferPointer { spans in
        body(EventView(line: buffer, members: spans, layout: layout, index: index))
      }
    }
  }

  /// The line with the settings in it; nil if it would be no event any more, or its `data` no object.
  ///
  /// A member keeps its place, a new one comes last. Members of `data` that are not set keep their text but for
  /// escapes.
  mutating func rewrite(_ line: [UInt8], _ settings: [Remark.Setting]) -> [UInt8]? {
    let rewritten = withView(of: line, index: 0) { Self.rewritten($0, settings) } ?? nil
    guard let rewritten, withView(of: rewritten, index: 0, { _ in true }) == true else { return nil }
    return rewritten
  }

  private static func rewritten(_ view: EventView, _ settings: [Remark.Setting]) -> [UInt8]? {
    var attributes: [JSONMember] = []
    var data: [JSONMember] = []
    for setting in settings {
      switch setting.place {
      case .attribute(let name): attributes.append(JSONMember(name.text, setting.value))
      case .data(let name): data.append(JSONMember(name.text, setting.value))
      }
    }
    var result = view.members.map { JSONMember(view.name(of: $0), view.value(of: $0)) }
    result.set(attributes)
    guard !data.isEmpty else { return JSONWriter.bytes(of: .object(result)) }
    var members: [JSONMember] = []
    switch result.first(where: { $0.name == "data" })?.value ?? .null {
    case .null: break
    case .object(let before): members = before
    default: return nil
    }
    members.set(data)
    result.set([JSONMember("data", .object(members))])
    return JSONWriter.bytes(of: .object(result))
  }
}

extension [JSONMember] {
  /// Replaces, adds, or for null takes away.
  fileprivate mutating func set(_ settings: [JSONMember]) {
    for setting in settings {
      let position = firstIndex { $0.name.utf8.elementsEqual(setting.name.utf8) }
      if case .null = setting.value {
        if let position { remove(at: position) }
      } else if let position {
        self[position].value = setting.value
      } else {
        append(setting)
      }
    }
  }
}
