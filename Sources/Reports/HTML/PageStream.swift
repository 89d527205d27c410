internal import JSONText

/// A stream that a report's page carries, or refers to by its checkpoint.
package struct PageStream: Sendable {
  /// How many bytes a stream may have that a page carries.
  package static let mostBytes = 1 << 23

  package var summary: StreamSummary
  /// The file as it was verified, byte by byte; nil where the page only refers to it.
  package var bytes: [UInt8]?

  package init(_ summary: StreamSummary, bytes: [UInt8]?) {
    self.summary = summary
    self.bytes = bytes
  }
}

extension PageStream {
  /// The id of the element that holds the stream; the streams are counted from 0.
  static func identifier(_ number: Int) -> String { "stream-\(number)" }

  /// How an element of that id begins; no text of an event can stand so in a page.
  static func opening(_ number: Int) -> String {
    "<script type=\"application/gzip;base64\" id=\"\(identifier(number))\">"
  }

  /// The element: the bytes in base64, in lines that can be read over; nil where there are none.
  func element(_ number: Int) -> String? {
    guard let bytes else { return nil }
    var out = Self.opening(number) + "\n"
    // A multiple of three bytes gives lines without padding.
    for start in stride(from: 0, to: bytes.count, by: 90) {
      out += Base64Text.encoded(bytes[start..<min(start + 90, bytes.count)]) + "\n"
    }
    return out + "</script>"
  }

  /// What the page's data say of it.
  func json(_ number: Int) -> JSONValue {
    [
      "element": .text(bytes.map { _ in Self.identifier(number) }), "origin": .text(summary.origin),
      "run": .text(summary.run), "size": .integer(summary.size), "root": .text(summary.root),
      "checkpoint": .text(summary.checkpoint), "verdict": .string(summary.verdict),
      "withheld": .integer(summary.withheld.count), "pin": .text(summary.signer?.pin),
    ]
  }
}
