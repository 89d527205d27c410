/// Names as small numbers, compared by their UTF-8 and not by canonical equivalence.
struct NameTable: Sendable {
  /// The number that stands for a missing name.
  static let absent: Int32 = -1

  private var numbers: [ExactText: Int32] = [:]
  private(set) var names: [String] = []

  /// The number of a name, given out if it has none.
  mutating func number(_ name: String) -> Int32 {
    let key = ExactText(name)
    if let known = numbers[key] { return known }
    let number = Int32(names.count)
    numbers[key] = number
    names.append(name)
    return number
  }

  /// The number of a name, or `absent` for nil.
  mutating func number(_ name: String?) -> Int32 {
    guard let name else { return Self.absent }
    return number(name)
  }

  /// The number of a name that was seen, else `absent`.
  func known(_ name: String?) -> Int32 {
    guard let name else { return Self.absent }
    return numbers[ExactText(name)] ?? Self.absent
  }

  /// The name of a number; nil for `absent`.
  func name(_ number: Int32) -> String? { number < 0 ? nil : names[Int(number)] }
}
