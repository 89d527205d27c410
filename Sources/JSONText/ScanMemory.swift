/// The scratch memory of one scanner, used where it lies.
///
/// It belongs to one scan at a time. What is in it means nothing between two scans, but for the marks.
final class ScanMemory: @unchecked Sendable {
  /// A name of an object that is open.
  struct Name: BitwiseCopyable {
    /// The first eight bytes, padded with zeros: equal names have equal prefixes.
    var prefix: UInt64
    var start: UInt32
    var length: UInt32
    var isEscaped: Bool

    @inline(__always) var end: Int { Int(start) &+ Int(length) }
  }

  /// A name as it is written, with its quotes and the colon behind, in at most sixteen bytes.
  private struct KnownName: BitwiseCopyable {
    // These match no text: what is left of it under no mask is zero, and not one.
    var words: (UInt64, UInt64) = (1, 0)
    var masks: (UInt64, UInt64) = (0, 0)
    var prefix: UInt64 = 0
    var length: UInt32 = 0
  }

  /// The names of all objects that are open.
  private(set) var names: UnsafeMutablePointer<Name>
  /// How many names there is room for.
  private(set) var nameRoom = 256
  /// The names that outermost objects had last, by their place among the others.
  private let known: UnsafeMutablePointer<KnownName>
  private static let knownRoom = 32
  /// The number of the sequence of names that the last outermost object had, if it is known to repeat none; else 0.
  private(set) var shape: Int
  private var shapeCount = 0
  /// The last number given out.
  private var shapes: Int
  /// Members that wait to be handed over together.
  let spans: UnsafeMutablePointer<JSONMemberSpan>
  static let spanRoom = 64

  /// One mark for each hash of a name, set to the number of the last object that had such a name. Equal names meet on
  /// one mark; names that do not meet need not be compared.
  private let marks: UnsafeMutablePointer<UInt32>
  private var objectNumber: UInt32 = 0
  private static let markBits = 10

  /// Memory in place of another one, or of none; numbers of shapes go on from there.
  init(insteadOf other: ScanMemory? = nil) {
    shapes = other?.shapes ?? 0
    shape = 0
    names = .allocate(capacity: nameRoom)
    known = .allocate(capacity: Self.knownRoom)
    known.initialize(repeating: KnownName(), count: Self.knownRoom)
    spans = .allocate(capacity: Self.spanRoom)
    marks = .allocate(capacity: 1 << Self.markBits)
    marks.initialize(repeating: 0, count: 1 << Self.markBits)
  }

  deinit {
    names.deallocate()
    known.deallocate()
    spans.deallocate()
    marks.deallocate()
  }

  /// The name that an outermost object had last at that place, if the sixteen bytes at `text` begin with it.
  @inline(__always)
  func knownName(_ place: Int, at text: UnsafePointer<UInt8>, _ index: Int) -> Name? {
    guard place < Self.knownRoom else { return nil }
    let name = known[place]
    let first = StringWord.load(text) & name.masks.0 ^ name.words.0
    let second = StringWord.load(text + 8) & name.masks.1 ^ name.words.1
    guard first | second == 0 else { return nil }
    return Name(
      prefix: name.prefix, start: UInt32(truncatingIfNeeded: index &+ 1), length: name.length, isEscaped: false)
  }

  /// Remembers a name of an outermost object, if its colon follows at once; `isRoomy` says that sixteen bytes of the text
  /// begin with its quote.
  @inline(never)
  func learn(_ name: Name, _ place: Int, _ base: UnsafePointer<UInt8>, isRoomy: Bool) {
    shape = 0
    guard place < Self.knownRoom else { return }
    var found = KnownName()
    let bytes = UInt64(name.length) &+ 3
    if isRoomy, bytes <= 16, !name.isEscaped, base[name.end &+ 1] == UInt8(ascii: ":") {
      let text = base + (Int(name.start) &- 1)
      found.masks = (
        bytes >= 8 ? .max : (1 &<< (bytes &* 8)) &- 1,
        bytes >= 16 ? .max : bytes <= 8 ? 0 : (1 &<< (bytes &* 8 &- 64)) &- 1
      )
      found.words = (StringWord.load(text) & found.masks.0, StringWord.load(text + 8) & found.masks.1)
      found.prefix = name.prefix
      found.length = name.length
    }
    known[place] = found
  }

  /// Whether an outermost object of so many names, all but those that were learnt since met again, is known to repeat
  /// none.
  @inline(__always)
  func isKnownShape(_ count: Int) -> Bool { shape != 0 && shapeCount == count }

  /// Remembers that an outermost object repeats none of its names, which are the first of `names`.
  @inline(never)
  func keepShape(_ count: Int) {
    shape = 0
    guard count <= Self.knownRoom else { return }
    for place in 0..<count where known[place].prefix != names[place].prefix || known[place].length != names[place].length {
      return
    }
    shapes += 1
    shape = shapes
    shapeCount = count
  }

  /// Remembers nothing of the last outermost object's names together.
  func forgetShape() { shape = 0 }

  /// Makes room for twice as many names; they move.
  @inline(never)
  func growNames() {
    let larger = UnsafeMutablePointer<Name>.allocate(capacity: nameRoom * 2)
    larger.moveInitialize(from: names, count: nameRoom)
    names.deallocate()
    names = larger
    nameRoom *= 2
  }

  /// Whether two of an object's names fall on one mark, as those do that have the same bytes, and whether any has an
  /// escape.
  @inline(__always)
  func mark(_ names: UnsafeBufferPointer<Name>) -> (mayRepeat: Bool, anyEscaped: Bool) {
    if objectNumber == .max {
      marks.update(repeating: 0, count: 1 << Self.markBits)
      objectNumber = 0
    }
    objectNumber &+= 1
    let (marks, number) = (marks, objectNumber)
    var (mayRepeat, anyEscaped) = (false, false)
    for name in names {
      let hash = (name.prefix ^ UInt64(name.length) &<< 56) &* 0x9E37_79B9_7F4A_7C15
      let place = Int(truncatingIfNeeded: hash &>> UInt64(64 - Self.markBits))
      mayRepeat = mayRepeat || marks[place] == number
      anyEscaped = anyEscaped || name.isEscaped
      marks[place] = number
    }
    return (mayRepeat, anyEscaped)
  }
}
