public import CloudEvents
import JSONText

/// Applies a fold to lines in memory, index by position, and gives its result.
///
/// - Throws: `EnvelopeError` for the first line that is no event.
public func folding<Fold: EventFold>(_ fold: consuming Fold, over lines: [String]) throws -> Fold.Output {
  try applying(fold, at: lines.placed).finish()
}

/// Applies a fold to lines at given indexes; index 0 begins a stream.
public func folding<Fold: EventFold>(
  _ fold: consuming Fold, at lines: [(index: Int, line: String)]
) throws -> Fold.Output {
  try applying(fold, at: lines).finish()
}

/// The fold after lines at given indexes, which can be copied and gone on with.
public func applying<Fold: EventFold>(
  _ fold: consuming Fold, at lines: [(index: Int, line: String)]
) throws -> Fold {
  var fold = fold
  var scanner = EnvelopeScanner()
  for (index, line) in lines {
    let bytes = Array(line.utf8)
    try bytes.withUnsafeBufferPointer { buffer in
      var members: ContiguousArray<JSONMemberSpan> = []
      let layout = try scanner.scan(buffer, members: &members)
      members.withUnsafeBufferPointer { spans in
        fold.apply(EventView(line: buffer, members: spans, layout: layout, index: index))
      }
    }
  }
  return fold
}

extension [String] {
  /// The lines at their positions.
  public var placed: [(index: Int, line: String)] { placed(from: 0) }

  /// The lines at their positions, counted from one on.
  public func placed(from first: Int) -> [(index: Int, line: String)] {
    enumerated().map { (first + $0.offset, $0.element) }
  }
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
