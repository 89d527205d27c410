import JSONText

/// Small numbers for the names that a fold meets, so that an event costs an integer and not a text.
///
/// Names are told apart by their bytes. A name that is known is found from the bytes where they lie, without a text of
/// its own: of many events only the first allocates.
struct NameTable: Sendable {
  /// The number of a missing name.
  static let absent: Int32 = -1

  private(set) var names: [String] = []
  /// The bytes of all names one after the other, and where each ends.
  private var bytes: [UInt8] = []
  private var ends: [Int] = []
  /// The number at each place of a hash, or `absent`; at most half are taken.
  private var slots: [Int32] = []

  /// The number of a name, given out if it has none.
  mutating func number(_ name: String) -> Int32 {
    var name = name
    return name.withUTF8 { number(utf8: $0) }
  }

  /// The number of a name, or `absent` for nil.
  mutating func number(_ name: String?) -> Int32 {
    guard let name else { return Self.absent }
    return number(name)
  }

  /// The number of a name in UTF-8, given out if it has none.
  mutating func number(utf8 name: UnsafeBufferPointer<UInt8>) -> Int32 {
    if names.count * 2 >= slots.count { grow() }
    let slot = slot(of: name)
    if slots[slot] >= 0 { return slots[slot] }
    let number = Int32(names.count)
    slots[slot] = number
    names.append(String(decoding: name, as: UTF8.self))
    bytes.append(contentsOf: name)
    ends.append(bytes.count)
    return number
  }

  /// The number of a name that was seen, else `absent`.
  func known(_ name: String?) -> Int32 {
    guard var name, !slots.isEmpty else { return Self.absent }
    return name.withUTF8 { slots[slot(of: $0)] }
  }

  /// The name of a number; nil for `absent`.
  func name(_ number: Int32) -> String? { number < 0 ? nil : names[Int(number)] }

  /// The place of a name, or the free one where it belongs.
  private func slot(of name: UnsafeBufferPointer<UInt8>) -> Int {
    // Seeded anew in each process, so that no stream can choose names that all fall on one place.
    var hasher = Hasher()
    hasher.combine(bytes: UnsafeRawBufferPointer(name))
    var slot = hasher.finalize() & (slots.count - 1)
    while slots[slot] >= 0, !isName(slots[slot], name) { slot = (slot + 1) & (slots.count - 1) }
    return slot
  }

  private func isName(_ number: Int32, _ name: UnsafeBufferPointer<UInt8>) -> Bool {
    let start = number == 0 ? 0 : ends[Int(number) - 1]
    return ends[Int(number)] - start == name.count
      && bytes.withUnsafeBufferPointer {
        ByteEquality.holds(UnsafeBufferPointer(rebasing: $0[start..<(start + name.count)]), name)
      }
  }

  private mutating func grow() {
    slots = Array(repeating: Self.absent, count: max(16, slots.count * 2))
    var start = 0
    let bytes = bytes
    bytes.withUnsafeBufferPointer { bytes in
      for (number, end) in ends.enumerated() {
        slots[slot(of: UnsafeBufferPointer(rebasing: bytes[start..<end]))] = Int32(number)
        start = end
      }
    }
  }
}
