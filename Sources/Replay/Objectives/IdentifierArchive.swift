import JSONText

/// The ids of the events that are kept, packed: they are the greater part of what an event costs.
///
/// Ids of one origin are alike. What they share is kept once as a pattern; of digits that count up only the step is kept,
/// and of hexadecimal digits half a byte each. An id that fits no pattern is kept as it is. Each is given back byte by byte.
struct IdentifierArchive: Sendable {
  /// Which of them, in the order in which they were kept.
  struct Number: Sendable, BitwiseCopyable {
    let ordinal: UInt32

    init(ordinal: UInt32) { self.ordinal = ordinal }
  }

  /// A part of a pattern.
  private struct Part: Sendable, BitwiseCopyable {
    enum Kind: UInt8 { case literal, hexadecimal, decimal, padded }

    var kind: Kind
    /// How many bytes of text it is; of a decimal that tells nothing.
    var width: Int
    /// Where a literal begins among all, or which of the numbers it is.
    var place: Int
  }

  /// What is looked up is read from the beginning of its chunk, so that chunks are small.
  private var bytes = PackedBytes(chunkSize: 2_048)
  /// The ordinal of the first of each chunk.
  private var firsts: [UInt32] = []
  private var count: UInt32 = 0

  private var patterns: [Range<Int>] = []
  private var parts: [Part] = []
  private var literals: [UInt8] = []
  /// For each number of a pattern what it was last in this chunk.
  private var last: [Int64] = []
  /// What the numbers become if the pattern fits.
  private var next: [Int64] = []
  private var recent = 0

  private static let mostPatterns = 32
  private static let mostParts = 16
  private static let longestNumber = 18

  /// How many bytes the ids take.
  var size: Int { bytes.size }

  /// Keeps an id.
  mutating func keep(_ id: UnsafeBufferPointer<UInt8>) -> Number {
    let number = Number(ordinal: count)
    let most = id.count + (Self.mostParts + 2) * PackedBytes.longestNumber
    if bytes.reserve(most) {
      firsts.append(count)
      for place in last.indices { last[place] = 0 }
    }
    count += 1
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: most) { scratch in
      guard let start = scratch.baseAddress else { return }
      bytes.append(start, write(id, start))
    }
    return number
  }

  mutating func keep(_ id: [UInt8]) -> Number { id.withUnsafeBufferPointer { keep($0) } }

  // MARK: Writing

  /// Writes an id by the pattern that it fits, and gives how many bytes that took.
  private mutating func write(_ id: UnsafeBufferPointer<UInt8>, _ start: UnsafeMutablePointer<UInt8>) -> Int {
    if recent < patterns.count, let written = put(id, recent, start) { return written }
    for pattern in patterns.indices where pattern != recent {
      guard let written = put(id, pattern, start) else { continue }
      recent = pattern
      return written
    }
    if patterns.count < Self.mostPatterns, addPattern(of: id), let written = put(id, patterns.count - 1, start) {
      recent = patterns.count - 1
      return written
    }
    var place = start
    PackedBytes.put(0, &place)
    PackedBytes.put(UInt64(id.count), &place)
    if let text = id.baseAddress { place.update(from: text, count: id.count) }
    return place - start + id.count
  }

  /// Writes an id by a pattern; nil if it isn't of that pattern.
  private mutating func put(
    _ id: UnsafeBufferPointer<UInt8>, _ pattern: Int, _ start: UnsafeMutablePointer<UInt8>
  ) -> Int? {
    guard let text = id.baseAddress else { return nil }
    var place = start
    PackedBytes.put(UInt64(pattern + 1), &place)
    var at = 0
    for number in patterns[pattern] {
      let part = parts[number]
      switch part.kind {
      case .literal:
        guard id.count - at >= part.width, isLiteral(text + at, part) else { return nil }
        at += part.width
      case .hexadecimal:
        guard id.count - at >= part.width, Self.putHexadecimal(text + at, part.width, &place) else { return nil }
        at += part.width
      case .decimal, .padded:
        let end = part.kind == .padded ? min(id.count, at + part.width) : id.count
        guard let value = Self.number(text, &at, upTo: end, isPadded: part.kind == .padded, part.width) else { return nil }
        PackedBytes.put(signed: value &- last[part.place], &place)
        next[part.place] = value
      }
    }
    guard at == id.count else { return nil }
    for number in patterns[pattern] where parts[number].kind == .decimal || parts[number].kind == .padded {
      last[parts[number].place] = next[parts[number].place]
    }
    return place - start
  }

  private func isLiteral(_ text: UnsafePointer<UInt8>, _ part: Part) -> Bool {
    literals.withUnsafeBufferPointer { literals in
      literals.baseAddress.map { ByteEquality.holds(text, $0 + part.place, part.width) } ?? false
    }
  }

  private static func putHexadecimal(
    _ text: UnsafePointer<UInt8>, _ width: Int, _ place: inout UnsafeMutablePointer<UInt8>
  ) -> Bool {
    var byte: UInt8 = 0
    for offset in 0..<width {
      guard let digit = hexadecimalDigit(text[offset]) else { return false }
      byte = byte << 4 | digit
      if offset & 1 == 1 || offset == width - 1 {
        place.pointee = byte
        place += 1
        byte = 0
      }
    }
    return true
  }

  @inline(__always)
  private static func hexadecimalDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    default: nil
    }
  }

  /// A number that its digits alone give back; it moves behind them.
  private static func number(
    _ text: UnsafePointer<UInt8>, _ at: inout Int, upTo end: Int, isPadded: Bool, _ width: Int
  ) -> Int64? {
    let start = at
    var value: Int64 = 0
    while at < end, at - start < longestNumber, (0x30...0x39).contains(text[at]) {
      value = value * 10 + Int64(text[at] - 0x30)
      at += 1
    }
    if isPadded { return at - start == width ? value : nil }
    return at == start || (at - start > 1 && text[start] == 0x30) ? nil : value
  }

  // MARK: Patterns

  /// Makes a pattern of an id; false where that would save nothing.
  private mutating func addPattern(of id: UnsafeBufferPointer<UInt8>) -> Bool {
    let found = Self.runs(of: id)
    let isWorthwhile = found.contains { $0.kind != .literal }
    guard isWorthwhile, found.count <= Self.mostParts, id.count <= 256 else { return false }
    let first = parts.count
    for run in found {
      var part = run
      switch run.kind {
      case .literal:
        part.place = literals.count
        literals.append(contentsOf: id[run.place..<(run.place + run.width)])
      case .hexadecimal: break
      case .decimal, .padded:
        part.place = last.count
        last.append(0)
        next.append(0)
      }
      parts.append(part)
    }
    patterns.append(first..<parts.count)
    return true
  }

  /// The parts of an id, each with where it begins in it.
  private static func runs(of id: UnsafeBufferPointer<UInt8>) -> [Part] {
    var found: [Part] = []
    func take(_ kind: Part.Kind, _ start: Int, _ end: Int) {
      if kind == .literal, let known = found.last, known.kind == .literal {
        found[found.count - 1].width += end - start
      } else {
        found.append(Part(kind: kind, width: end - start, place: start))
      }
    }
    let isUUID = id.count == 36 && [8, 13, 18, 23].allSatisfy { id[$0] == UInt8(ascii: "-") }
    var at = 0
    while at < id.count {
      var end = at
      while end < id.count, hexadecimalDigit(id[end]) != nil { end += 1 }
      if end == at {
        take(.literal, at, at + 1)
        at += 1
        continue
      }
      let isDecimal = id[at..<end].allSatisfy { $0 <= 0x39 }
      if isUUID || (end - at >= 8 && (!isDecimal || end - at > longestNumber)) {
        take(.hexadecimal, at, end)
      } else if isDecimal {
        take(id[at] == 0x30 && end - at > 1 ? .padded : .decimal, at, end)
      } else {
        take(.literal, at, end)
      }
      at = end
    }
    return found
  }

  // MARK: Reading

  /// The id of a number.
  func text(_ number: Number) -> String {
    guard number.ordinal < count else { return "" }
    let chunk = firsts.partition { number.ordinal < $0 } - 1
    var last = [Int64](repeating: 0, count: last.count)
    var id: [UInt8] = []
    bytes.withChunk(chunk) { bytes in
      guard var place = bytes.baseAddress else { return }
      for _ in firsts[chunk]...number.ordinal {
        id.removeAll(keepingCapacity: true)
        take(&place, &last, into: &id)
      }
    }
    return String(decoding: id, as: UTF8.self)
  }

  private func take(_ place: inout UnsafePointer<UInt8>, _ last: inout [Int64], into id: inout [UInt8]) {
    let pattern = Int(PackedBytes.take(&place))
    if pattern == 0 {
      let length = Int(PackedBytes.take(&place))
      id.append(contentsOf: UnsafeBufferPointer(start: place, count: length))
      place += length
      return
    }
    for part in parts[patterns[pattern - 1]] {
      switch part.kind {
      case .literal: id.append(contentsOf: literals[part.place..<(part.place + part.width)])
      case .hexadecimal:
        for offset in 0..<part.width {
          let isHigh = offset & 1 == 0 && offset != part.width - 1
          let digit = isHigh ? place.pointee >> 4 : place.pointee & 0x0F
          id.append(digit < 10 ? 0x30 + digit : UInt8(ascii: "a") - 10 + digit)
          if !isHigh { place += 1 }
        }
      case .decimal, .padded:
        last[part.place] &+= PackedBytes.takeSigned(&place)
        let digits = String(last[part.place]).utf8
        if part.kind == .padded { id.append(contentsOf: repeatElement(0x30, count: part.width - digits.count)) }
        id.append(contentsOf: digits)
      }
    }
  }
}
