internal import JSONText

/// A test of a field, made ready to be put to many events: it reads scalars where they lie and makes no copies.
struct PreparedTest: Sendable {
  /// A value that a field may be, and the number that it writes.
  private struct Wanted: Sendable {
    var bytes: [UInt8]
    var number: Double?
  }

  private enum Kind: Sendable {
    case isAnyOf([Wanted])
    case isNoneOf([Wanted])
    case exists(Bool)
    case atLeast(Double?)
    case atMost(Double?)
  }

  private let kind: Kind
  /// The test for values that don't lie in the line as they are.
  private let test: FieldCondition.Test

  init(_ test: FieldCondition.Test) {
    self.test = test
    func wanted(_ values: [String]) -> [Wanted] { values.map { Wanted(bytes: Array($0.utf8), number: Double($0)) } }
    kind =
      switch test {
      case .isAnyOf(let values): .isAnyOf(wanted(values))
      case .isNoneOf(let values): .isNoneOf(wanted(values))
      case .exists(let exists): .exists(exists)
      case .atLeast(let bound): .atLeast(Double(bound))
      case .atMost(let bound): .atMost(Double(bound))
      }
  }

  /// Whether a field passes that holds these values.
  func passes(_ values: [FieldValue]) -> Bool { test.passes(values) }

  /// Whether an absent field passes.
  var passesAbsence: Bool {
    switch kind {
    case .isAnyOf, .atLeast, .atMost: false
    case .isNoneOf: true
    case .exists(let exists): !exists
    }
  }

  /// Whether a field passes that holds one scalar, given as the bytes of its text.
  func passes(_ raw: UnsafeBufferPointer<UInt8>, isNumber: Bool) -> Bool {
    switch kind {
    case .isAnyOf(let wanted): return Self.isOne(of: wanted, raw, isNumber)
    case .isNoneOf(let unwanted): return !Self.isOne(of: unwanted, raw, isNumber)
    case .exists(let exists): return exists
    case .atLeast(let bound):
      guard isNumber, let bound, let value = Self.number(raw) else { return false }
      return value >= bound
    case .atMost(let bound):
      guard isNumber, let bound, let value = Self.number(raw) else { return false }
      return value <= bound
    }
  }

  private static func isOne(of wanted: [Wanted], _ raw: UnsafeBufferPointer<UInt8>, _ isNumber: Bool) -> Bool {
    for one in wanted where raw.equals(one.bytes) { return true }
    guard isNumber, wanted.contains(where: { $0.number != nil }), let value = number(raw) else { return false }
    return wanted.contains { $0.number == value }
  }

  /// The number that a JSON number writes, rounded as `Double` rounds it.
  static func number(_ raw: UnsafeBufferPointer<UInt8>) -> Double? {
    // Up to fifteen digits and powers of ten up to the 22nd are exact, and so is one division of the two.
    var digits: Int64 = 0
    var scale = -1
    var count = 0
    let isNegative = raw.first == UInt8(ascii: "-")
    for byte in raw.dropFirst(isNegative ? 1 : 0) {
      if byte == UInt8(ascii: "."), scale < 0 {
        scale = 0
        continue
      }
      let digit = byte &- UInt8(ascii: "0")
      count += 1
      guard digit < 10, count <= 15 else { return Double(String(decoding: raw, as: UTF8.self)) }
      digits = digits * 10 + Int64(digit)
      if scale >= 0 { scale += 1 }
    }
    guard count > 0 else { return nil }
    let magnitude = scale > 0 ? Double(digits) / powers[scale] : Double(digits)
    return isNegative ? -magnitude : magnitude
  }

  private static let powers: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
  ]
}

extension UnsafeBufferPointer<UInt8> {
  /// Whether these are the same bytes.
  func equals(_ other: [UInt8]) -> Bool {
    guard count == other.count else { return false }
    for offset in 0..<count where self[offset] != other[offset] { return false }
    return true
  }

  /// Whether these are the bytes of a text.
  func equals(_ text: String) -> Bool {
    let utf8 = text.utf8
    guard count == utf8.count else { return false }
    let isEqual = utf8.withContiguousStorageIfAvailable { wanted in
      for offset in 0..<count where self[offset] != wanted[offset] { return false }
      return true
    }
    return isEqual ?? elementsEqual(utf8)
  }
}
