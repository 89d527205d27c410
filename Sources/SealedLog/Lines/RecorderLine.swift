internal import CloudEvents
internal import JSONText

/// One of the recorder's own lines, whose bytes are determined by its fields.
///
/// Members stand in a fixed order, strings escape only what JSON demands, `source` is the origin and `id` the last
/// word of the type with the line's index.
struct RecorderLine: Sendable {
  var index: Int
  var origin: String
  /// The batch's one clock reading; nine digits.
  var time: Timestamp
  var payload: RecorderPayload

  /// The line without LF.
  var bytes: [UInt8] {
    let type = payload.type
    return JSONWriter.bytes(
      of: .object([
        JSONMember("specversion", "1.0"),
        JSONMember("id", .string("\(type.word)-\(index)")),
        JSONMember("source", .string(origin)),
        JSONMember("type", .string(type.type)),
        JSONMember("time", .string(Timestamp(nanoseconds: time.nanoseconds).description)),
        JSONMember("data", payload.data),
      ]))
  }

  init(index: Int, origin: String, time: Timestamp, payload: RecorderPayload) {
    self.index = index
    self.origin = origin
    self.time = time
    self.payload = payload
  }

  /// Reads a line that the recorder wrote; nil unless writing it again gives the same bytes.
  ///
  /// - Parameter isNewer: whether a newer recorder wrote it, whose lines may have further members.
  init?(decoding event: EventView, origin: String, isNewer: Bool) {
    guard let type = RecorderType(type: event.type), let data = event.data,
      let payload = RecorderPayload(type: type, data: data)
    else { return nil }
    self.init(index: event.index, origin: origin, time: event.time, payload: payload)
    guard event.time.fractionDigits == 9, event.id == "\(type.word)-\(index)",
      isNewer || bytes.elementsEqual(event.line)
    else { return nil }
  }
}
