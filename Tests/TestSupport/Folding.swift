public import CloudEvents
import JSONText

/// Applies a fold to lines in memory, index by position, and gives its result.
///
/// - Throws: `EnvelopeError` for the first line that is no event.
public func folding<Fold: EventFold>(_ fold: Fold, over lines: [String]) throws -> Fold.Output {
  var fold = fold
  var scanner = EnvelopeScanner()
  for (index, line) in lines.enumerated() {
    let bytes = Array(line.utf8)
    try bytes.withUnsafeBufferPointer { buffer in
      var members: ContiguousArray<JSONMemberSpan> = []
      let layout = try scanner.scan(buffer, members: &members)
      members.withUnsafeBufferPointer { spans in
        fold.apply(EventView(line: buffer, members: spans, layout: layout, index: index))
      }
    }
  }
  return fold.finish()
}

/// One event line of the vocabulary for a test: type without prefix, time, further attributes and data as JSON text.
public func event(
  _ type: String, at time: String, id: String? = nil, source: String = "/test",
  _ attributes: [String: String] = [:], data: String? = nil
) -> String {
  var line =
    "{\"specversion\":\"1.0\",\"id\":\"\(id ?? "\(type)-\(time)")\",\"source\":\"\(source)\","
    + "\"type\":\"dev.cutlog.\(type)\",\"time\":\"\(time)\""
  for (name, value) in attributes.sorted(by: { $0.key < $1.key }) {
    line += ",\"\(name)\":\"\(value)\""
  }
  if let data { line += ",\"data\":\(data)" }
  return line + "}"
}
