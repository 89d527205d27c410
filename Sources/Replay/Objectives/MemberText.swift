import JSONText

/// The text of a member, read where it lies; only one with escapes is copied. Valid as long as its event.
struct MemberText {
  private let raw: UnsafeBufferPointer<UInt8>
  private let unescaped: [UInt8]?

  init(_ raw: UnsafeBufferPointer<UInt8>, isEscaped: Bool) {
    self.raw = raw
    unescaped = isEscaped ? JSONString.unescape(raw) : nil
  }

  /// Calls `body` with its UTF-8.
  func withUTF8<Output>(_ body: (UnsafeBufferPointer<UInt8>) -> Output) -> Output {
    guard let unescaped else { return body(raw) }
    return unescaped.withUnsafeBufferPointer(body)
  }

  var string: String { withUTF8 { String(decoding: $0, as: UTF8.self) } }
}

extension MemberText: Equatable {
  /// Whether both have the same bytes, whichever way they are written.
  static func == (left: MemberText, right: MemberText) -> Bool {
    left.withUTF8 { left in right.withUTF8 { right in ByteEquality.holds(left, right) } }
  }
}
