#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// The secrets and the standing of an open stream, in two fixed slots that are overwritten in place.
///
/// Layout: a header of 4,096 bytes, then two records of 4,096. A batch first writes its outcome into the slot not in
/// use, then itself, then erases the slot before. Whatever is interrupted, one slot fits the file. The file is bound
/// to the machine and to the stream's inode: a copy would fork the log.
struct StateFile {
  private let file: FileDescriptor
  private let path: String
  let header: Header

  struct Header: Sendable {
    var machine: Digest
    /// The stream's inode; a device's number may change from boot to boot.
    var inode: UInt64
    var isSalted: Bool
    var origin: String

    static let magic = Array("cutlog/state/v1\n".utf8)
    static let size = 4096

    var bytes: [UInt8] {
      var out = Self.magic + machine.bytes
      for value in [inode, isSalted ? 1 : 0, UInt64(origin.utf8.count)] {
        for shift in stride(from: 0, to: 64, by: 8) { out.append(UInt8(truncatingIfNeeded: value >> UInt64(shift))) }
      }
      out.append(contentsOf: origin.utf8)
      out.append(contentsOf: repeatElement(0, count: Self.size - 32 - out.count))
      out.append(contentsOf: Digest(hashing: out).bytes)
      return out
    }

    init(machine: Digest, inode: UInt64, isSalted: Bool, origin: String) {
      self.machine = machine
      self.inode = inode
      self.isSalted = isSalted
      self.origin = origin
    }

    init?(_ bytes: [UInt8]) {
      guard bytes.count == Self.size, bytes.starts(with: Self.magic),
        Digest(bytes[(Self.size - 32)...]) == Digest(hashing: Array(bytes[..<(Self.size - 32)])),
        let machine = Digest(bytes[16..<48])
      else { return nil }
      func number(_ place: Int) -> UInt64 {
        (0..<8).reduce(0) { $0 | UInt64(bytes[place + $1]) << UInt64($1 * 8) }
      }
      guard number(64) <= 1024 else { return nil }
      let count = Int(number(64))
      self.init(
        machine: machine, inode: number(48), isSalted: number(56) == 1,
        origin: String(decoding: bytes[72..<(72 + count)], as: UTF8.self))
    }
  }

  /// Opens the state of a stream.
  ///
  /// - Throws: `StreamError` `.stateMissing` or `.stateDamaged`.
  init(path: String) throws(StreamError) {
    self.path = path
    let hint = StreamWriter.recoverHint
    do throws(StreamError) {
      file = try FileDescriptor(path: path, flags: O_RDWR)
    } catch {
      guard error.code == .noSuchFile else { throw error }
      throw StreamError(
        .stateMissing, path, "the state of the open stream is missing",
        hint: "if it was opened with --state DIR, name that folder; only if it is lost: \(hint)")
    }
    guard let header = Header(try file.read(Header.size, at: 0)) else {
      throw StreamError(.stateDamaged, path, "is no state file of cutlog, or is damaged", hint: hint)
    }
    self.header = header
  }

  /// Writes a new state with one record, beside and renamed over whatever lay there.
  static func create(
    path: String, header: Header, record: StateRecord, replacing: Bool
  ) throws(StreamError) {
    let slots = [UInt8](repeating: 0, count: StateRecord.size)
    let first = record.seals % 2 == 0
    erase(path: DurableFile.unfinished(path))
    try DurableFile.writeLocked(
      header.bytes + (first ? record.bytes + slots : slots + record.bytes), to: path, mode: 0o600,
      replacing: replacing)
  }

  /// Which file this is.
  func identity() throws(StreamError) -> FileIdentity { try file.identity() }

  /// The records that are whole, the newest first.
  func records() throws(StreamError) -> [StateRecord] {
    let slots = try file.read(2 * StateRecord.size, at: Header.size)
    let found = [slots.prefix(StateRecord.size), slots.dropFirst(StateRecord.size)].compactMap { StateRecord(Array($0)) }
    return found.sorted { $0.seals > $1.seals }
  }

  /// Puts a record into its slot and waits until it is on the disk.
  func store(_ record: StateRecord) throws(StreamError) {
    try file.write(record.bytes, at: Header.size + record.seals % 2 * StateRecord.size)
    try file.sync()
  }

  /// Overwrites the slot of a record with zeros and waits until that is on the disk.
  func erase(_ record: StateRecord) throws(StreamError) {
    try file.write(
      [UInt8](repeating: 0, count: StateRecord.size),
      at: Header.size + record.seals % 2 * StateRecord.size)
    try file.sync()
  }

  /// Overwrites and removes a state file, of which nothing may be left; that there is none is no error.
  static func erase(path: String) {
    guard let file = try? FileDescriptor(path: path, flags: O_RDWR) else { return }
    try? file.write([UInt8](repeating: 0, count: Header.size + 2 * StateRecord.size), at: 0)
    try? file.sync()
    DurableFile.remove(path)
  }

  /// Overwrites everything and removes the file.
  func destroy() throws(StreamError) {
    Self.erase(path: DurableFile.unfinished(path))
    try file.write([UInt8](repeating: 0, count: Header.size + 2 * StateRecord.size), at: 0)
    try file.sync()
    DurableFile.remove(path)
    try DurableFile.syncDirectory(of: path)
  }
}
