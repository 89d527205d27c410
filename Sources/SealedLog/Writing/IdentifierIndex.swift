#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// Which events a stream has accepted: a hash table in a file of its own, and behind it what is kept of each event.
///
/// A lookup costs the same at any length. The index holds no evidence and can be rebuilt from the stream; it says
/// itself whether it can be trusted: it was finished in this boot of the machine and covers the stream up to a size.
///
/// The table is of open addressing with eight bytes a slot: 32 bits of the SHA-256 of source and id, and the number of
/// the event's entry plus one. So small it stays in few pages, and entries are only ever added at the end, a batch in one
/// write. A table of more than `mappedLimit` is read and written slot by slot: memory doesn't grow with the stream.
final class IdentifierIndex {
  private static let magic = Array("cutlog/ids/v2\n\0\0".utf8)
  /// The header has a page of its own.
  private static let headerSize = 4096
  private static let slotSize = 8
  private static let smallest = 1024
  /// Slot numbers and tags are 32 bits wide.
  private static let largest = 1 << 32
  /// The most bytes of a table that lies in memory.
  static let mappedLimit = 1 << 22
  /// How many slots are read at once where the table doesn't lie in memory.
  private static let windowSlots = 16

  private enum Field {
    static let boot = 32, device = 64, inode = 72, size = 80, count = 88, capacity = 96
  }

  private let path: String
  /// Nil for an index that lives in memory alone.
  private let file: FileDescriptor?
  private let stream: FileIdentity
  private let memory: UnsafeMutablePointer<UInt8>
  private let mappedLength: Int
  private let capacity: Int
  private let isMapped: Bool
  private let mappedLimit: Int
  /// The entries, where there is no file.
  private var kept: [UInt8] = []
  /// What was read in vain, so that the reading isn't left out.
  private var fetched: UInt64 = 0
  /// A batch's entries; the memory is used again.
  private var unwritten: [UInt8] = []
  private var window: [UInt64] = []
  private var windowStart = -1

  private init(
    path: String, file: FileDescriptor?, stream: FileIdentity, memory: UnsafeMutableRawPointer, mappedLength: Int,
    capacity: Int, mappedLimit: Int
  ) {
    self.path = path
    self.file = file
    self.stream = stream
    self.memory = memory.assumingMemoryBound(to: UInt8.self)
    self.mappedLength = mappedLength
    self.capacity = capacity
    isMapped = mappedLength > Self.headerSize
    self.mappedLimit = mappedLimit
  }

  deinit { munmap(memory, mappedLength) }

  // MARK: - Opening

  /// The index of a stream, if there is one that covers exactly `size` lines; nil if it must be rebuilt.
  static func existing(
    path: String, stream: FileIdentity, size: Int, mappedLimit: Int = mappedLimit
  ) throws(StreamError) -> IdentifierIndex? {
    let file: FileDescriptor
    do throws(StreamError) {
      file = try FileDescriptor(path: path, flags: O_RDWR)
    } catch {
      if error.code == .noSuchFile { return nil }
      throw error
    }
    let length = try file.length()
    let header = try file.read(headerSize, at: 0)
    let capacity = header.count < headerSize ? 0 : number(header, Field.capacity)
    guard header.starts(with: magic), capacity >= smallest, capacity <= largest, capacity.nonzeroBitCount == 1,
      header[Field.boot..<(Field.boot + 32)].elementsEqual(boot().bytes),
      UInt64(number(header, Field.device)) == stream.device, UInt64(number(header, Field.inode)) == stream.inode,
      number(header, Field.size) == size, case let count = number(header, Field.count), count >= 0, count <= capacity,
      length >= headerSize + capacity * slotSize + count * Entry.size
    else { return nil }
    return try map(file, path: path, capacity: capacity, stream: stream, mappedLimit: mappedLimit)
  }

  /// An empty index, beside and renamed over whatever lay there.
  static func create(
    path: String, stream: FileIdentity, expecting count: Int = 0, mappedLimit: Int = mappedLimit
  ) throws(StreamError) -> IdentifierIndex {
    var capacity = smallest
    while capacity * 4 < count * 5 { capacity *= 2 }
    let temporary = DurableFile.unfinished(path)
    unlink(temporary)
    do throws(StreamError) {
      let file = try FileDescriptor(path: temporary, flags: O_RDWR | O_CREAT | O_EXCL, mode: 0o600)
      // The room is taken now: a full disk must not strike at a page of the mapping later.
      let code = posix_fallocate(file.number, 0, off_t(headerSize + capacity * slotSize))
      guard code == 0 else {
        // The index can be rebuilt: on a full disk it lives in memory for as long as this writer does.
        unlink(temporary)
        return try inMemory(path: path, capacity: capacity, stream: stream)
      }
      let index = try map(file, path: path, capacity: capacity, stream: stream, mappedLimit: mappedLimit)
      index.begin(boot())
      guard rename(temporary, path) == 0 else { throw FileDescriptor.error(path, "rename to") }
      return index
    } catch {
      unlink(temporary)
      throw error
    }
  }

  /// Writes the header of an empty index.
  private func begin(_ boot: Digest) {
    for (place, byte) in Self.magic.enumerated() { memory[place] = byte }
    for (place, byte) in boot.bytes.enumerated() { memory[Field.boot + place] = byte }
    set(Field.device, stream.device)
    set(Field.inode, stream.inode)
    set(Field.size, .max)
    set(Field.capacity, UInt64(capacity))
  }

  private static func inMemory(
    path: String, capacity: Int, stream: FileIdentity
  ) throws(StreamError) -> IdentifierIndex {
    let length = headerSize + capacity * slotSize
    guard let memory = mmap(nil, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
      memory != MAP_FAILED
    else { throw FileDescriptor.error(path, "find memory for") }
    let index = IdentifierIndex(
      path: path, file: nil, stream: stream, memory: memory, mappedLength: length, capacity: capacity,
      mappedLimit: mappedLimit)
    index.begin(MerkleTree.emptyRoot)
    return index
  }

  private static func map(
    _ file: FileDescriptor, path: String, capacity: Int, stream: FileIdentity, mappedLimit: Int
  ) throws(StreamError) -> IdentifierIndex {
    let table = capacity * slotSize
    let length = headerSize + (table <= mappedLimit ? table : 0)
    guard let memory = mmap(nil, length, PROT_READ | PROT_WRITE, MAP_SHARED, file.number, 0), memory != MAP_FAILED
    else { throw FileDescriptor.error(path, "map") }
    return IdentifierIndex(
      path: path, file: file, stream: stream, memory: memory, mappedLength: length, capacity: capacity,
      mappedLimit: mappedLimit)
  }

  /// What tells this boot of the machine from others; where that can't be told, every opening is another, and the
  /// index is then rebuilt.
  private static func boot() -> Digest {
    Digest(
      hashing: (try? DurableFile.readShort("/proc/sys/kernel/random/boot_id"))
        ?? (0..<16).map { _ in .random(in: 0...255) })
  }

  // MARK: - Entries

  /// The size up to which it covers the stream; -1 while it changes.
  var coveredSize: Int { Int(truncatingIfNeeded: number(Field.size)) }

  /// How many events it holds.
  var count: Int { Int(number(Field.count)) }

  /// Touches the slots of events that are about to be looked up: what is far away in memory comes all at once instead of
  /// one after another.
  func fetch(_ identities: [Digest]) {
    guard isMapped else { return }
    var all: UInt64 = 0
    for identity in identities { all |= number(Self.headerSize + (Int(identity.tag) & (capacity - 1)) * Self.slotSize) }
    fetched = all
  }

  /// What is kept of the event of that source and id.
  func known(_ identity: Digest) throws(StreamError) -> Entry? {
    let tag = identity.tag
    var slot = Int(tag) & (capacity - 1)
    while true {
      let value = try self.slot(slot)
      if value == 0 { return nil }
      if UInt32(truncatingIfNeeded: value >> 32) == tag {
        let entry = try entry(Int(value & 0xFFFF_FFFF) - 1, tag)
        if entry.isOf(identity) { return entry }
      }
      slot = (slot + 1) & (capacity - 1)
    }
  }

  /// Takes in the events of a batch, then says that the stream is covered up to `size`; nil says that more are to come.
  ///
  /// - Parameter entry: Gives the entry of each of the `added` events.
  /// - Returns: the index to use from here on, another one if this was too small.
  func insert(_ added: Int, size: Int?, entry: (Int) -> Entry) throws(StreamError) -> IdentifierIndex {
    if (count + added) * 5 > capacity * 4 {
      return try grown(for: count + added).insert(added, size: size, entry: entry)
    }
    set(Field.size, .max)  // Not to be trusted while it changes.
    let first = count
    var bytes = [UInt8]()
    swap(&bytes, &unwritten)
    bytes.removeAll(keepingCapacity: true)
    for number in 0..<added {
      let entry = entry(number)
      entry.append(to: &bytes)
      try put(entry.tag, UInt32(truncatingIfNeeded: first + number + 1))
    }
    try append(bytes)
    swap(&bytes, &unwritten)
    set(Field.count, UInt64(first + added))
    if let size { set(Field.size, UInt64(size)) }
    return self
  }

  /// Says that the stream is covered up to a size, with no further events.
  func cover(_ size: Int) { set(Field.size, UInt64(size)) }

  /// The same entries in a larger index.
  private func grown(for wanted: Int) throws(StreamError) -> IdentifierIndex {
    guard wanted * 5 <= Self.largest * 4 else {
      throw StreamError(.tooLarge, path, "holds \(count) events, more than an index can")
    }
    let larger = try Self.create(path: path, stream: stream, expecting: wanted, mappedLimit: mappedLimit)
    var place = 0
    while place < count {
      let part = min(count - place, 1 << 12)
      try larger.append(entryBytes(from: place, part))
      larger.set(Field.count, UInt64(place + part))
      place += part
    }
    for number in 0..<capacity {
      let value = try slot(number)
      if value != 0 { try larger.put(UInt32(truncatingIfNeeded: value >> 32), UInt32(truncatingIfNeeded: value)) }
    }
    return larger
  }

  private var entriesStart: Int { Self.headerSize + capacity * Self.slotSize }

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

  private func entry(_ number: Int, _ tag: UInt32) throws(StreamError) -> Entry {
    guard let entry = Entry(try entryBytes(from: number, 1), tag: tag) else {
      throw StreamError(
        .inputOutput, path, "is cut short", hint: "remove the file: it is made again from the stream")
    }
    return entry
  }

  // MARK: - Slots

  /// Puts an entry's number into the first free slot from its tag's place on.
  private func put(_ tag: UInt32, _ number: UInt32) throws(StreamError) {
    var slot = Int(tag) & (capacity - 1)
    while try self.slot(slot) != 0 { slot = (slot + 1) & (capacity - 1) }
    let value = UInt64(tag) << 32 | UInt64(number)
    if isMapped {
      set(Self.headerSize + slot * Self.slotSize, value)
    } else if let file {
      try file.write(withUnsafeBytes(of: value) { Array($0) }, at: Self.headerSize + slot * Self.slotSize)
      if slot >= windowStart, slot < windowStart + window.count { window[slot - windowStart] = value }
    }
  }

  private func slot(_ slot: Int) throws(StreamError) -> UInt64 {
    if isMapped { return number(Self.headerSize + slot * Self.slotSize) }
    guard let file else { return 0 }
    if windowStart < 0 || slot < windowStart || slot >= windowStart + window.count {
      let first = slot & ~(Self.windowSlots - 1)
      if window.isEmpty { window = [UInt64](repeating: 0, count: Self.windowSlots) }
      var failure: StreamError?
      window.withUnsafeMutableBytes { slots in
        do throws(StreamError) {
          _ = try file.read(into: slots, at: Self.headerSize + first * Self.slotSize)
        } catch { failure = error }
      }
      windowStart = failure == nil ? first : -1
      if let failure { throw failure }
    }
    return window[slot - windowStart]
  }

  private func number(_ place: Int) -> UInt64 {
    UnsafeRawPointer(memory + place).loadUnaligned(as: UInt64.self)
  }

  private func set(_ place: Int, _ value: UInt64) {
    UnsafeMutableRawPointer(memory + place).storeBytes(of: value, as: UInt64.self)
  }

  private static func number(_ bytes: [UInt8], _ place: Int) -> Int {
    Int(truncatingIfNeeded: bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: place, as: UInt64.self) })
  }
}
