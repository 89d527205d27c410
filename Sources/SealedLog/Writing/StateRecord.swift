/// Where an open stream stands after one of its seals: all that the next batch needs.
struct StateRecord: Sendable {
  /// How many seals there are; the next is signed by the epoch key of this number.
  var seals: Int
  /// Lines before the last seal, and their tree's right edge.
  var frontier: MerkleFrontier
  /// The last seal's block in the file.
  var blockStart: Int
  var length: Int
  /// The last batch's time, in nanoseconds.
  var time: Int64
  /// Events so far.
  var events: Int
  /// Whether the last seal closes the stream.
  var isClosed: Bool
  var logSeed: [UInt8]
  /// Zero where it has been erased.
  var epochSeed: [UInt8]

  /// Where the last seal's block ends: before the end-of-file block of a closed stream.
  var linesEnd: Int { length - (isClosed ? BGZF.endOfFile.count : 0) }

  static let size = 4096

  /// The record's fixed-size form, ending in the SHA-256 of the rest.
  var bytes: [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(Self.size)
    for value in [seals, frontier.size, blockStart, length, Int(time), events, isClosed ? 1 : 0] {
      for shift in stride(from: 0, to: 64, by: 8) {
        out.append(UInt8(truncatingIfNeeded: value >> shift))
      }
    }
    out.append(contentsOf: logSeed)
    out.append(contentsOf: epochSeed)
    for digest in frontier.digests { out.append(contentsOf: digest.bytes) }
    out.append(contentsOf: repeatElement(0, count: Self.size - 32 - out.count))
    out.append(contentsOf: Digest(hashing: out).bytes)
    return out
  }

  /// Nil for anything that isn't a whole record.
  init?(_ bytes: [UInt8]) {
    // A slot that was erased is told without hashing it: of the two, one usually is.
    guard bytes.count == Self.size, case let stated = bytes.suffix(32), stated.contains(where: { $0 != 0 }),
      Digest(stated) == bytes.dropLast(32).withUnsafeBytes({ Digest(hashing: $0) })
    else { return nil }
    var place = 0
    func number() -> Int {
      defer { place += 8 }
      return (0..<8).reduce(0) { $0 | Int(bytes[place + $1]) << ($1 * 8) }
    }
    seals = number()
    let size = number()
    blockStart = number()
    length = number()
    time = Int64(number())
    events = number()
    isClosed = number() == 1
    logSeed = Array(bytes[place..<(place + 32)])
    epochSeed = Array(bytes[(place + 32)..<(place + 64)])
    place += 64
    var digests: [Digest] = []
    for _ in 0..<size.nonzeroBitCount {
      guard let digest = Digest(bytes[place..<(place + 32)]) else { return nil }
      digests.append(digest)
      place += 32
    }
    // Beyond what JSON's integers can count there is no stream, and nothing to reckon with.
    guard [seals, size, blockStart, length, events].allSatisfy({ (0..<(1 << 53)).contains($0) }),
      let frontier = MerkleFrontier(size: size, digests: digests)
    else { return nil }
    self.frontier = frontier
  }

  init(
    seals: Int, frontier: MerkleFrontier, blockStart: Int, length: Int, time: Int64, events: Int, isClosed: Bool,
    logSeed: [UInt8], epochSeed: [UInt8]
  ) {
    self.seals = seals
    self.frontier = frontier
    self.blockStart = blockStart
    self.length = length
    self.time = time
    self.events = events
    self.isClosed = isClosed
    self.logSeed = logSeed
    self.epochSeed = epochSeed
  }
}
