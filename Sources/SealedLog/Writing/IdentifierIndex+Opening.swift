#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

extension IdentifierIndex {
  /// The index of a stream, if there is one that covers exactly `size` lines; nil if it must be rebuilt.
  static func existing(
    path: String, stream: FileIdentity, size: Int, nearLimit: Int = nearLimit
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
    guard header.count == headerSize, header.starts(with: magic),
      header[Field.boot..<(Field.boot + 32)].elementsEqual(boot().bytes),
      UInt64(bitPattern: number(header, Field.device)) == stream.device,
      UInt64(bitPattern: number(header, Field.inode)) == stream.inode, number(header, Field.size) == size,
      case let (near, far) = (Int(number(header, Field.near)), Int(number(header, Field.far))),
      near >= smallest, near <= max(smallest, nearLimit), near.nonzeroBitCount == 1,
      far >= 0, far <= largest, far.nonzeroBitCount <= 1,
      case let (count, settled) = (Int(number(header, Field.count)), Int(number(header, Field.settled))),
      settled >= 0, settled <= far, count >= settled, count - settled <= near * 4 / 5,
      length >= mappedLength(near) + far * slotSize + count * Entry.size
    else { return nil }
    return try map(file, path: path, stream: stream, capacity: near, farCapacity: far, nearLimit: nearLimit)
  }

  /// An empty index, beside and renamed over whatever lay there.
  static func create(
    path: String, stream: FileIdentity, expecting count: Int = 0, nearLimit: Int = nearLimit
  ) throws(StreamError) -> IdentifierIndex {
    var wanted = smallest
    while wanted * 4 < count * 5 { wanted *= 2 }
    let near = min(wanted, max(smallest, nearLimit))
    let far = wanted > near ? wanted : 0
    let temporary = DurableFile.unfinished(path)
    unlink(temporary)
    do throws(StreamError) {
      let file = try FileDescriptor(path: temporary, flags: O_RDWR | O_CREAT | O_EXCL, mode: 0o600)
      // The room is taken now: a full disk must not strike at a page of the mapping later.
      let code = posix_fallocate(file.number, 0, off_t(mappedLength(near) + far * slotSize))
      guard code == 0 else {
        // The index can be rebuilt: on a full disk it lives in memory for as long as this writer does.
        unlink(temporary)
        return try inMemory(path: path, stream: stream, capacity: wanted)
      }
      let index = try map(file, path: path, stream: stream, capacity: near, farCapacity: far, nearLimit: nearLimit)
      index.begin(boot())
      guard rename(temporary, path) == 0 else { throw FileDescriptor.error(path, "rename to") }
      return index
    } catch {
      unlink(temporary)
      throw error
    }
  }

  /// All of its slots are near, however many they become.
  private static func inMemory(
    path: String, stream: FileIdentity, capacity: Int
  ) throws(StreamError) -> IdentifierIndex {
    guard
      let memory = mmap(
        nil, mappedLength(capacity), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), memory != MAP_FAILED
    else { throw FileDescriptor.error(path, "find memory for") }
    let index = IdentifierIndex(
      path: path, file: nil, stream: stream, memory: memory, capacity: capacity, farCapacity: 0, nearLimit: largest)
    index.begin(MerkleTree.emptyRoot)
    return index
  }

  private static func map(
    _ file: FileDescriptor, path: String, stream: FileIdentity, capacity: Int, farCapacity: Int, nearLimit: Int
  ) throws(StreamError) -> IdentifierIndex {
    guard let memory = mmap(nil, mappedLength(capacity), PROT_READ | PROT_WRITE, MAP_SHARED, file.number, 0),
      memory != MAP_FAILED
    else { throw FileDescriptor.error(path, "map") }
    return IdentifierIndex(
      path: path, file: file, stream: stream, memory: memory, capacity: capacity, farCapacity: farCapacity,
      nearLimit: max(smallest, nearLimit))
  }

  /// What tells this boot of the machine from others; where that can't be told, every opening is another, and the
  /// index is then rebuilt.
  private static func boot() -> Digest {
    Digest(
      hashing: (try? DurableFile.readShort("/proc/sys/kernel/random/boot_id"))
        ?? (0..<16).map { _ in .random(in: 0...255) })
  }

  private static func number(_ bytes: [UInt8], _ place: Int) -> Int64 {
    bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: place, as: Int64.self) }
  }
}
