#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif
internal import CloudEvents
internal import JSONText

/// Splits, scans and hashes the lines of one block while they are in cache.
///
/// Most of the time of a verification is spent here. So what is found out of a line by reading its bytes is found out
/// here, once: its members, its leaf hash, when it was accepted, and which type it has. A line allocates nothing.
struct LineScan {
  /// Where the lines lie, with one spare byte before the first.
  let base: UnsafeMutablePointer<UInt8>
  var lines: ContiguousArray<EventLine> = []
  var members: ContiguousArray<JSONMemberSpan> = []
  var leaves: ContiguousArray<Digest> = []
  var accepted: ContiguousArray<Int64> = []
  var examples: ContiguousArray<Int32> = []
  var grammarErrors: [(line: Int, error: EnvelopeError)] = []
  /// Whether lines become leaves; else there are none, and the LFs stay.
  let hashes: Bool

  /// All events of a batch have one acceptance: where its text lies, and what it says.
  private var lastAccepted: (text: UnsafePointer<UInt8>, time: Int64)?

  /// No `acceptedtime` as the recorder writes it.
  static var notAccepted: Int64 { .min }
  private static var mostGrammarErrors: Int { 100 }

  init(base: UnsafeMutablePointer<UInt8>, hashes: Bool = true) {
    self.base = base
    self.hashes = hashes
  }

  /// Takes in `count` bytes of whole lines; false if so many lines leave the grammar that the rest is given up.
  mutating func run(_ count: Int, with scanner: inout EnvelopeScanner) -> Bool {
    var start = 1
    let end = count + 1
    while start < end {
      var stop = end
      if let found = memchr(base + start, 0x0A, end - start) {
        stop = UnsafePointer(base).distance(to: UnsafePointer(found.assumingMemoryBound(to: UInt8.self)))
      }
      take(start, stop, &scanner)
      start = stop + 1
      if grammarErrors.count > Self.mostGrammarErrors { break }
    }
    if hashes { hash() }
    return grammarErrors.count <= Self.mostGrammarErrors
  }

  /// Makes a leaf of each line. All lines of a block at once, for two are hashed in little more time than one.
  private mutating func hash() {
    for line in lines { base[Int(line.start) - 1] = 0 }
    leaves.append(contentsOf: repeatElement(MerkleTree.emptyRoot, count: lines.count))
    leaves.withUnsafeMutableBufferPointer { leaves in
      lines.withUnsafeBufferPointer { lines in
        Digest.hashEach(lines.count) { number in
          let line = lines[number]
          return UnsafeRawBufferPointer(start: base + (Int(line.start) - 1), count: Int(line.end - line.start) + 1)
        } take: { leaves[$0] = $1 }
      }
    }
  }

  private mutating func take(_ start: Int, _ end: Int, _ scanner: inout EnvelopeScanner) {
    let firstMember = members.count
    let bytes = UnsafeBufferPointer(start: UnsafePointer(base + start), count: end - start)
    var line = EventLine(
      start: Int32(truncatingIfNeeded: start), end: Int32(truncatingIfNeeded: end),
      firstMember: Int32(truncatingIfNeeded: firstMember))
    var time = Self.notAccepted
    do throws(EnvelopeError) {
      line.layout = try scanner.scan(bytes, members: &members)
      line.memberCount = Int32(truncatingIfNeeded: members.count - firstMember)
      line.isEvent = true
      time = acceptance(bytes, line)
      line.type = number(ofType: members[firstMember + Int(line.layout.type)], bytes)
    } catch {
      members.removeSubrange(firstMember...)
      grammarErrors.append((lines.count, error))
    }
    lines.append(line)
    accepted.append(time)
  }

  /// The instant of an `acceptedtime` that is the last member and has nine digits and `Z`.
  private mutating func acceptance(_ bytes: UnsafeBufferPointer<UInt8>, _ line: EventLine) -> Int64 {
    guard let slot = line.layout.acceptedTime, Int(slot) == Int(line.memberCount) - 1 else { return Self.notAccepted }
    let member = members[Int(line.firstMember) + Int(slot)]
    let start = Int(member.valueStart)
    guard let base = bytes.baseAddress, member.kind == .string, !member.nameIsEscaped,
      Int(member.valueEnd) - start == 30, base[start + 29] == UInt8(ascii: "Z")
    else { return Self.notAccepted }
    let text = base + start
    if let lastAccepted, memcmp(lastAccepted.text, text, 30) == 0 { return lastAccepted.time }
    guard let time = try? Timestamp(utf8: UnsafeBufferPointer(start: text, count: 30)), time.fractionDigits == 9 else {
      return Self.notAccepted
    }
    lastAccepted = (text, time.nanoseconds)
    return time.nanoseconds
  }

  /// The number of a type among those of the block, given out if it has none.
  private mutating func number(ofType member: JSONMemberSpan, _ bytes: UnsafeBufferPointer<UInt8>) -> UInt8 {
    guard !member.valueIsEscaped, let text = bytes.baseAddress else { return EventLine.untold }
    let count = Int(member.valueEnd &- member.valueStart)
    for number in examples.indices {
      let example = lines[Int(examples[number])]
      let known = members[Int(example.firstMember) + Int(example.layout.type)]
      guard Int(known.valueEnd &- known.valueStart) == count,
        memcmp(base + (Int(example.start) + Int(known.valueStart)), text + Int(member.valueStart), count) == 0
      else { continue }
      return UInt8(truncatingIfNeeded: number)
    }
    guard examples.count < Int(EventLine.untold) else { return EventLine.untold }
    examples.append(Int32(truncatingIfNeeded: lines.count))
    return UInt8(truncatingIfNeeded: examples.count - 1)
  }
}
