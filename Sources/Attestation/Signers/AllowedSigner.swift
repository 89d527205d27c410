internal import CloudEvents

/// One line of an allowed-signers file: a key, and who may use it for what and when.
struct AllowedSigner: Sendable {
  var principals: PatternList
  /// Nil where any namespace will do.
  var namespaces: PatternList?
  /// Whole seconds since 1970, both included.
  var validAfter: Int64?
  var validBefore: Int64?
  /// The key in wire form.
  var key: [UInt8]
  /// The line as it was written.
  var line: [UInt8] = []

  /// Whether the key counts at that moment, which is taken down to whole seconds.
  func isValid(at time: Timestamp) -> Bool {
    let (quotient, remainder) = time.nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
    let second = remainder < 0 ? quotient - 1 : quotient
    if let validAfter, second < validAfter { return false }
    if let validBefore, second > validBefore { return false }
    return true
  }
}
