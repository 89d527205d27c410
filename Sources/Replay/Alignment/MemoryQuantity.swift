/// An amount of memory as clusters write it, such as `2Gi`, `512M` or `1073741824`.
struct MemoryQuantity: Hashable, Sendable {
  /// In thousandths of a byte.
  private let thousandths: Int64

  /// Reads a number of up to twelve digits with at most three behind the point and one of the suffixes `Ki`…`Pi`,
  /// `k`…`P`, `m` or none; nil for anything else and for what 64 bits don't hold.
  init?(_ text: String) {
    let digits = text.utf8.prefix { (0x30...0x39).contains($0) || $0 == 0x2E }
    guard let scale = Self.scales[String(decoding: text.utf8.dropFirst(digits.count), as: UTF8.self)] else { return nil }
    let parts = digits.split(separator: 0x2E, omittingEmptySubsequences: false)
    guard let first = parts.first, parts.count <= 2, (1...12).contains(first.count),
      let whole = Int64(String(decoding: first, as: UTF8.self))
    else { return nil }
    var value = whole.multipliedReportingOverflow(by: 1_000)
    if parts.count == 2 {
      let fraction = String(decoding: parts[1], as: UTF8.self)
      guard (1...3).contains(fraction.utf8.count),
        let behind = Int64(fraction + String(repeating: "0", count: 3 - fraction.utf8.count))
      else { return nil }
      value = value.partialValue.addingReportingOverflow(behind)
    }
    if scale == 0 {
      guard value.partialValue % 1_000 == 0 else { return nil }
      thousandths = value.partialValue / 1_000
      return
    }
    let product = value.partialValue.multipliedReportingOverflow(by: scale)
    guard !value.overflow, !product.overflow else { return nil }
    thousandths = product.partialValue
  }

  /// Bytes in one of each unit; `m` is a thousandth and stands as 0.
  private static let scales: [String: Int64] = [
    "": 1, "m": 0, "k": 1_000, "K": 1_000, "M": 1_000_000, "G": 1_000_000_000, "T": 1_000_000_000_000,
    "P": 1_000_000_000_000_000, "Ki": 1 << 10, "Mi": 1 << 20, "Gi": 1 << 30, "Ti": 1 << 40, "Pi": 1 << 50,
  ]

  /// Whether two texts say the same amount; texts that are no amounts only where they are the same.
  static func areEqual(_ left: String, _ right: String) -> Bool {
    if let left = MemoryQuantity(left), let right = MemoryQuantity(right) { return left == right }
    return left.utf8.elementsEqual(right.utf8)
  }
}
