#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// Which events a stream has accepted: an open-addressing hash table in a file of its own.
///
/// A lookup costs the same at any length. The table holds no evidence and can be rebuilt from the stream; it says
/// itself whether it can be trusted: it was finished in this boot of the machine and covers the stream up to a size.
/// A slot is 64 bytes: 16 of the SHA-256 of source and id, 20 of the input line's, 20 of the stored line's, and the
/// line's index plus one.
final class IdentifierIndex {
  struct Entry {
    var identity: Digest
    /// SHA-256 of the line without what the recorder adds.
    var content: Digest
    /// Leaf hash of the stored line.
    var leaf: Digest
    var index: Int
  }

  /// What is kept of an accepted event.
  struct Known {
    var index: Int
    fileprivate var slot: UnsafePointer<UInt8>

    func hasContent(_ digest: Digest) -> Bool { Self.matches(slot + 16, digest) }
    func hasLeaf(_ digest: Digest) -> Bool { Self.matches(slot + 36, digest) }

    private static func matches(_ place: UnsafePointer<UInt8>, _ digest: Digest) -> Bool {
      digest.withUnsafeBytes { UnsafeRawBufferPointer(rebasing: $0[..<20]).elementsEqual(UnsafeBufferPointer(start: place, count: 20)) }
    }
  }

  private static let magic = Array("cutlog/ids/v1\n\0\0".utf8)
  private static let headerSize = 128
  private static let slotSize = 64
  private static let smallest = 1024

  private let path: String
  private let boot: Digest
  private let stream: FileIdentity
  private var memory: UnsafeMutablePointer<UInt8>
  private var mappedLength: Int
  private var capacity: Int

  private init(
    path: String, boot: Digest, stream: FileIdentity, memory: UnsafeMutablePointer<UInt8>, mappedLength: Int
  ) {
    self.path = path
    self.boot = boot
    self.stream = stream
    self.memory = memory
    self.mappedLength = mappedLength
    capacity = (mappedLength - Self.headerSize) / Self.slotSize
  }

  deinit { munmap(memory, mappedLength) }

  // MARK: - Opening

  /// The index of a stream, if there is one that covers exactly `size` lines; nil if it must be rebuilt.
  static func existing(path: String, stream: FileIdentity, size: Int) throws(StreamError) -> IdentifierIndex? {
    let file: FileDescriptor
    do throws(StreamError) {
      file = try FileDescriptor(path: path, flags: O_RDWR)
    } catch {
      if error.code == .noSuchFile { return nil }
      throw error
    }
    let length = try file.length()
    guard length >= headerSize + smallest * slotSize, (length - headerSize) % slotSize == 0 else { return nil }
    let index = try map(file, path: path, length: length, stream: stream)
    let isWhole =
      UnsafeBufferPointer(start: index.memory, count: 16).elementsEqual(magic)
      && index.capacity.nonzeroBitCount == 1
      && UnsafeBufferPointer(start: index.memory + 32, count: 32).elementsEqual(index.boot.bytes)
      && index.number(64) == stream.device && index.number(72) == stream.inode
      && index.number(80) == UInt64(size) && index.number(88) <= UInt64(index.capacity)
    return isWhole ? index : nil
  }

  /// An empty index, beside and renamed over whatever lay there.
  static func create(
    path: String, stream: FileIdentity, expecting count: Int = 0
  ) throws(StreamError) -> IdentifierIndex {
    var capacity = smallest
    while capacity * 7 < count * 10 { capacity *= 2 }
    let temporary = DurableFile.unfinished(path)
    unlink(temporary)
    do throws(StreamError) {
      let file = try FileDescriptor(path: temporary, flags: O_RDWR | O_CREAT | O_EXCL, mode: 0o600)
      let length = headerSize + capacity * slotSize
      // The room is taken now: a full disk must not strike at a page of the mapping later.
      let code = posix_fallocate(file.number, 0, off_t(length))
      guard code == 0 else {
        // The index can be rebuilt: on a full disk it lives in memory for as long as this writer does.
        unlink(temporary)
        return try inMemory(path: path, length: length, stream: stream)
      }
      let index = try map(file, path: path, length: length, stream: stream)
      index.begin()
      guard rename(temporary, path) == 0 else { throw FileDescriptor.error(path, "rename to") }
      return index
    } catch {
      unlink(temporary)
      throw error
    }
  }

  /// Writes the header of an empty index.
  private func begin() {
    for (place, byte) in Self.magic.enumerated() { memory[place] = byte }
    for (place, byte) in boot.bytes.enumerated() { memory[32 + place] = byte }
    set(64, stream.device)
    set(72, stream.inode)
    set(80, .max)
  }

  private static func inMemory(
    path: String, length: Int, stream: FileIdentity
  ) throws(StreamError) -> IdentifierIndex {
    guard let memory = mmap(nil, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
      memory != MAP_FAILED
    else { throw FileDescriptor.error(path, "find memory for") }
    let index = IdentifierIndex(
      path: path, boot: MerkleTree.emptyRoot, stream: stream,
      memory: memory.assumingMemoryBound(to: UInt8.self), mappedLength: length)
    index.begin()
    return index
  }

  private static func map(
    _ file: FileDescriptor, path: String, length: Int, stream: FileIdentity
  ) throws(StreamError) -> IdentifierIndex {
    guard let memory = mmap(nil, length, PROT_READ | PROT_WRITE, MAP_SHARED, file.number, 0),
      memory != MAP_FAILED
    else { throw FileDescriptor.error(path, "map") }
    // Where the boot can't be told, every opening is another: the index is then rebuilt.
    let boot = (try? DurableFile.readShort("/proc/sys/kernel/random/boot_id")) ?? (0..<16).map { _ in .random(in: 0...255) }
    return IdentifierIndex(
      path: path, boot: Digest(hashing: boot), stream: stream,
      memory: memory.assumingMemoryBound(to: UInt8.self), mappedLength: length)
  }

  // MARK: - Entries

  /// The size up to which it covers the stream; -1 while it changes.
  var coveredSize: Int { Int(truncatingIfNeeded: number(80)) }

  /// How many events it holds.
  var count: Int { Int(number(88)) }

  /// What is kept of the event of that source and id.
  func known(_ identity: Digest) -> Known? {
    let slot = place(of: identity)
    let index = Self.number(slot + 56)
    return index == 0 ? nil : Known(index: Int(index) - 1, slot: slot)
  }

  /// Takes in the events of a batch, then says that the stream is covered up to `size`.
  ///
  /// - Returns: the index to use from here on, another one if this was too small.
  func insert(_ entries: [Entry], size: Int) throws(StreamError) -> IdentifierIndex {
    if (count + entries.count) * 10 > capacity * 7 {
      let larger = try Self.create(path: path, stream: stream, expecting: count + entries.count)
      for slot in 0..<capacity {
        let from = memory + Self.headerSize + slot * Self.slotSize
        guard Self.number(from + 56) != 0 else { continue }
        var identity = [UInt8](UnsafeBufferPointer(start: from, count: 16))
        identity.append(contentsOf: repeatElement(0, count: 16))
        guard let digest = Digest(identity) else { continue }
        larger.place(of: digest).update(from: from, count: Self.slotSize)
      }
      larger.set(88, UInt64(count))
      return try larger.insert(entries, size: size)
    }
    set(80, .max)  // Not to be trusted while it changes.
    for entry in entries {
      let slot = place(of: entry.identity)
      if Self.number(slot + 56) == 0 { set(88, number(88) + 1) }
      Self.copy(entry.identity, 16, to: slot)
      Self.copy(entry.content, 20, to: slot + 16)
      Self.copy(entry.leaf, 20, to: slot + 36)
      Self.set(slot + 56, UInt64(entry.index + 1))
    }
    set(80, UInt64(size))
    return self
  }

  /// The slot of an event, or the empty one where it belongs.
  private func place(of identity: Digest) -> UnsafeMutablePointer<UInt8> {
    identity.withUnsafeBytes { wanted in
      var number = Int(truncatingIfNeeded: wanted.loadUnaligned(as: UInt64.self)) & (capacity - 1)
      while true {
        let slot = memory + Self.headerSize + number * Self.slotSize
        if Self.number(slot + 56) == 0
          || UnsafeBufferPointer(start: slot, count: 16).elementsEqual(wanted.prefix(16))
        {
          return slot
        }
        number = (number + 1) & (capacity - 1)
      }
    }
  }

  private static func copy(_ digest: Digest, _ count: Int, to place: UnsafeMutablePointer<UInt8>) {
    digest.withUnsafeBytes { bytes in
      for offset in 0..<count { place[offset] = bytes[offset] }
    }
  }

  private func number(_ place: Int) -> UInt64 { Self.number(memory + place) }
  private func set(_ place: Int, _ value: UInt64) { Self.set(memory + place, value) }

  private static func number(_ place: UnsafePointer<UInt8>) -> UInt64 {
    UnsafeRawPointer(place).loadUnaligned(as: UInt64.self)
  }

  private static func set(_ place: UnsafeMutablePointer<UInt8>, _ value: UInt64) {
    UnsafeMutableRawPointer(place).storeBytes(of: value, as: UInt64.self)
  }
}
