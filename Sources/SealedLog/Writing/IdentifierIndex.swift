#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// Which events a stream has accepted: hash tables in a file of its own, and behind them what is kept of each event.
///
/// A lookup costs the same at any length. The index holds no evidence and can be rebuilt from the stream; it says
/// itself whether it can be trusted: it was finished in this boot of the machine and covers the stream up to a size.
///
/// Slots have eight bytes: 32 bits of the SHA-256 of source and id, and the number of the event's entry plus one. New
/// events go into the near table, which lies in memory and never has more than `nearLimit` slots. When that is full, its
/// slots move into the far table, which is in the file only: that is one pass over both in the order of their places.
/// So neither the memory nor what an event costs grows with the stream. Entries are only ever added at the end, a batch
/// in one write.
final class IdentifierIndex {
  static let magic = Array("cutlog/ids/v3\n\0\0".utf8)
  /// The header has a page of its own.
  static let headerSize = 4096
  static let slotSize = 8
  static let smallest = 1024
  /// Slot numbers and tags are 32 bits wide.
  static let largest = 1 << 32
  /// The most slots of a table that lies in memory.
  static let nearLimit = 1 << 17

  enum Field {
    static let boot = 32, device = 64, inode = 72, size = 80, count = 88, near = 96, far = 104, settled = 112
  }

  private let path: String
  /// Nil for an index that lives in memory alone.
  private let file: FileDescriptor?
  private let stream: FileIdentity
  /// The header and the near table.
  private let memory: UnsafeMutablePointer<UInt8>
  /// How many slots the near table has.
  private let capacity: Int
  private let far: FarTable?
  private let nearLimit: Int
  /// The entries, where there is no file.
  private var kept: [UInt8] = []
  /// What was read in vain, so that the reading isn't left out.
  private var fetched: UInt64 = 0
  /// A batch's entries; the memory is used again.
  private var unwritten: [UInt8] = []

  /// Takes over memory that holds, or is to hold, the header and a near table of so many slots.
  init(
    path: String, file: FileDescriptor?, stream: FileIdentity, memory: UnsafeMutableRawPointer, capacity: Int,
    farCapacity: Int, nearLimit: Int
  ) {
    self.path = path
    self.file = file
    self.stream = stream
    self.memory = memory.assumingMemoryBound(to: UInt8.self)
    self.capacity = capacity
    self.nearLimit = nearLimit
    far = file.flatMap { file in
      let start = Self.mappedLength(capacity)
      return farCapacity > 0 ? FarTable(file: file, start: start, capacity: farCapacity) : nil
    }
  }

  deinit { munmap(memory, Self.mappedLength(capacity)) }

  /// The bytes of the header and of a near table of so many slots.
  static func mappedLength(_ capacity: Int) -> Int { headerSize + capacity * slotSize }

  /// Writes the header of an empty index.
  func begin(_ boot: Digest) {
    for (place, byte) in Self.magic.enumerated() { memory[place] = byte }
    for (place, byte) in boot.bytes.enumerated() { memory[Field.boot + place] = byte }
    set(Field.device, stream.device)
    set(Field.inode, stream.inode)
    set(Field.size, .max)
    set(Field.near, UInt64(capacity))
    set(Field.far, UInt64(far?.capacity ?? 0))
    far?.startEmpty()
  }

  // MARK: - Entries

  /// The size up to which it covers the stream; -1 while it changes.
  var coveredSize: Int { Int(truncatingIfNeeded: number(Field.size)) }

  /// How many events it holds.
  var count: Int { Int(number(Field.count)) }

  /// How many of them are in the far table: the first ones.
  private var settled: Int { Int(number(Field.settled)) }

  /// Touches the slots of events that are about to be looked up: what is far away in memory comes all at once instead of
  /// one after another.
  func fetch(_ identities: [Digest]) {
    var all: UInt64 = 0
    for identity in identities {
      all |= slot(Self.place(identity.tag, capacity))
      if let far { all |= far.touch(identity.tag) }
    }
    fetched = all
  }

  /// What is kept of the event of that source and id.
  func known(_ identity: Digest) throws(StreamError) -> Entry? {
    let tag = identity.tag
    var place = Self.place(tag, capacity)
    var passed = 0
    while case let value = slot(place), value != 0 {
      passed += 1
      // What lies in the file is trusted as long as the machine runs, but not to make a search endless.
      guard passed < capacity else {
        throw StreamError(
          .inputOutput, path, "has no free slot", hint: "remove the file: it is made again from the stream")
      }
      if let entry = try entry(of: identity, at: value) { return entry }
      place = (place + 1) & (capacity - 1)
    }
    guard let far, try far.mayHold(tag, settled: settled) else { return nil }
    for value in try far.slots(of: tag) {
      if let entry = try entry(of: identity, at: value) { return entry }
    }
    return nil
  }

  /// Takes in the events of a batch, then says that the stream is covered up to `size`; nil says that more are to come.
  ///
  /// - Parameter entry: Gives the entry of each of the `added` events.
  /// - Returns: the index to use from here on, another one if this was too small.
  func insert(_ added: Int, size: Int?, entry: (Int) -> Entry) throws(StreamError) -> IdentifierIndex {
    var index = self
    var done = 0
    while done < added {
      index = try index.withRoom(for: added - done)
      let part = min(added - done, index.room)
      try index.take(part) { entry(done + $0) }
      done += part
    }
    if let size { index.cover(size) }
    return index
  }

  /// Says that the stream is covered up to a size, with no further events.
  func cover(_ size: Int) { set(Field.size, UInt64(size)) }

  /// How many more events the near table takes.
  private var room: Int { capacity * 4 / 5 - (count - settled) }

  /// An index that takes at least one more event, all of them where that is possible.
  private func withRoom(for added: Int) throws(StreamError) -> IdentifierIndex {
    if room >= added { return self }
    if capacity < nearLimit { return try grown(for: count + added) }
    if room > 0 { return self }
    // The far table must have room for what is near.
    guard let far, count * 5 <= far.capacity * 4 else { return try grown(for: count + capacity) }
    set(Field.size, .max)  // Not to be trusted while it changes.
    far.begin(settled: settled)
    for place in 0..<capacity where slot(place) != 0 { try far.put(slot(place)) }
    try far.end(settled: count)
    memset(memory + Self.headerSize, 0, capacity * Self.slotSize)
    set(Field.settled, UInt64(count))
    return self
  }

  private func take(_ added: Int, entry: (Int) -> Entry) throws(StreamError) {
    set(Field.size, .max)  // Not to be trusted while it changes.
    let first = count
    var bytes = [UInt8]()
    swap(&bytes, &unwritten)
    bytes.removeAll(keepingCapacity: true)
    for number in 0..<added {
      let entry = entry(number)
      entry.append(to: &bytes)
      put(UInt64(entry.tag) << 32 | UInt64(first + number + 1))
    }
    try append(bytes)
    swap(&bytes, &unwritten)
    set(Field.count, UInt64(first + added))
  }

  /// The same entries in a larger index.
  private func grown(for wanted: Int) throws(StreamError) -> IdentifierIndex {
    guard wanted * 5 <= Self.largest * 4 else {
      throw StreamError(.tooLarge, path, "holds \(count) events, more than an index can")
    }
    let larger = try Self.create(path: path, stream: stream, expecting: wanted, nearLimit: nearLimit)
    var place = 0
    while place < count {
      let part = min(count - place, 1 << 12)
      try larger.append(entryBytes(from: place, part))
      larger.set(Field.count, UInt64(place + part))
      place += part
    }
    larger.far?.begin(settled: 0)
    try far?.forEach { (value) throws(StreamError) in try larger.adopt(value) }
    for place in 0..<capacity where slot(place) != 0 { try larger.adopt(slot(place)) }
    if let far = larger.far {
      try far.end(settled: count)
      larger.set(Field.settled, UInt64(count))
    }
    return larger
  }

  /// Takes in a slot of a smaller index.
  private func adopt(_ value: UInt64) throws(StreamError) {
    if let far { try far.put(value) } else { put(value) }
  }

  private var entriesStart: Int { Self.mappedLength(capacity) + (far?.capacity ?? 0) * Self.slotSize }

  /// Adds entries behind those that are counted.
  private func append(_ bytes: [UInt8]) throws(StreamError) {
    if let file {
      try file.write(bytes, at: entriesStart + count * Entry.size)
    } else {
      kept.append(contentsOf: bytes)
    }
  }

  private func entryBytes(from first: Int, _ count: Int) throws(StreamError) -> [UInt8] {
    let (start, length) = (first * Entry.size, count * Entry.size)
    guard let file else { return Array(kept[start..<(start + length)]) }
    return try file.read(length, at: entriesStart + start)
  }

  /// The entry that a slot points at, if it is the event of that source and id.
  private func entry(of identity: Digest, at value: UInt64) throws(StreamError) -> Entry? {
    guard UInt32(truncatingIfNeeded: value >> 32) == identity.tag else { return nil }
    guard let entry = Entry(try entryBytes(from: Int(value & 0xFFFF_FFFF) - 1, 1), tag: identity.tag) else {
      throw StreamError(
        .inputOutput, path, "is cut short", hint: "remove the file: it is made again from the stream")
    }
    return entry.isOf(identity) ? entry : nil
  }

  // MARK: - Slots

  /// Where a tag's slot is looked for first. The order of places is that of tags in a table of any size, so that one
  /// table's slots go into another's in one pass.
  static func place(_ tag: UInt32, _ capacity: Int) -> Int {
    Int(truncatingIfNeeded: (UInt64(tag) &* UInt64(capacity)) >> 32)
  }

  /// Puts a value into the first free slot from its tag's place on.
  ///
  /// There is one: at most four fifths are in use, and whoever puts an event in has searched for it before.
  private func put(_ value: UInt64) {
    var place = Self.place(UInt32(truncatingIfNeeded: value >> 32), capacity)
    var passed = 0
    while slot(place) != 0, passed < capacity { (place, passed) = ((place + 1) & (capacity - 1), passed + 1) }
    set(Self.headerSize + place * Self.slotSize, value)
  }

  private func slot(_ place: Int) -> UInt64 { number(Self.headerSize + place * Self.slotSize) }

  private func number(_ place: Int) -> UInt64 {
    UnsafeRawPointer(memory + place).loadUnaligned(as: UInt64.self)
  }

  private func set(_ place: Int, _ value: UInt64) {
    UnsafeMutableRawPointer(memory + place).storeBytes(of: value, as: UInt64.self)
  }
}
