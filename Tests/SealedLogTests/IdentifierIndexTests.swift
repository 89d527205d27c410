import Foundation
import Testing

@testable import SealedLog

/// The index of accepted events, in memory and in its file.
@Suite struct IdentifierIndexTests {
  private let path = FileManager.default.temporaryDirectory.appendingPathComponent("ids-\(UUID().uuidString)").path
  private let stream = FileIdentity(device: 1, inode: 2)

  private func digest(_ number: Int) -> Digest { Digest(hashing: Array("event \(number)".utf8)) }

  private func entry(_ number: Int) -> IdentifierIndex.Entry {
    IdentifierIndex.Entry(
      identity: digest(number), leaf: digest(-number), salt: (0..<16).map { UInt8(truncatingIfNeeded: number &+ $0) },
      acceptedTime: Int64(number) << 20, index: number * 3)
  }

  @Test(arguments: [IdentifierIndex.nearLimit, 1 << 11, 1 << 10])
  func `every event is found with what was kept of it, and no other, while the index grows and after it is opened again`(
    nearLimit: Int
  ) throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    var index = try IdentifierIndex.create(path: path, stream: stream, nearLimit: nearLimit)
    let counts = [1, 700, 40, 3_000, 0, 2_259]
    var total = 0
    for count in counts {
      let first = total
      index = try index.insert(count, size: total + count) { entry(first + $0) }
      total += count
      #expect(index.count == total)
      #expect(index.coveredSize == total)
    }
    #expect(total == 6_000)
    #expect(try IdentifierIndex.existing(path: path, stream: stream, size: total - 1, nearLimit: nearLimit) == nil)
    let again = try #require(
      try IdentifierIndex.existing(path: path, stream: stream, size: total, nearLimit: nearLimit))
    for reader in [index, again] {
      for number in 0..<total {
        let known = try #require(try reader.known(digest(number)))
        #expect(known.index == number * 3)
        #expect(known.acceptedTime == Int64(number) << 20)
        #expect(known.salt == (0..<16).map { UInt8(truncatingIfNeeded: number &+ $0) })
        #expect(known.hasLeaf(digest(-number)))
        #expect(!known.hasLeaf(digest(-number - 1)))
      }
      for number in total..<(total + 2_000) { #expect(try reader.known(digest(number)) == nil) }
    }
  }

  @Test func `an index that was left half changed, is another stream's or is cut short is not trusted`() throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    var index = try IdentifierIndex.create(path: path, stream: stream)
    index = try index.insert(10, size: 10) { entry($0) }
    #expect(try IdentifierIndex.existing(path: path, stream: FileIdentity(device: 1, inode: 3), size: 10) == nil)
    #expect(try IdentifierIndex.existing(path: path, stream: stream, size: 10) != nil)
    let whole = try Data(contentsOf: URL(fileURLWithPath: path))
    try whole.dropLast(1).write(to: URL(fileURLWithPath: path))
    #expect(try IdentifierIndex.existing(path: path, stream: stream, size: 10) == nil)
    try whole.prefix(100).write(to: URL(fileURLWithPath: path))
    #expect(try IdentifierIndex.existing(path: path, stream: stream, size: 10) == nil)
    try whole.write(to: URL(fileURLWithPath: path))
    let opened = try #require(try IdentifierIndex.existing(path: path, stream: stream, size: 10))
    _ = try opened.insert(1, size: nil) { entry(10 + $0) }
    #expect(try IdentifierIndex.existing(path: path, stream: stream, size: 11) == nil)
  }

  @Test(arguments: [(events: 10, isFar: false), (events: 4_000, isFar: true)])
  func `a search in a table that has no free slot left ends, and says which file to remove`(events: Int, isFar: Bool) throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    let index = try IdentifierIndex.create(path: path, stream: stream, nearLimit: 1 << 10)
    _ = try index.insert(events, size: events) { entry($0) }
    var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    func number(_ field: Int) -> Int { (0..<8).reduce(0) { $0 | Int(bytes[field + $1]) << (8 * $1) } }
    let near = number(IdentifierIndex.Field.near) * IdentifierIndex.slotSize
    let far = number(IdentifierIndex.Field.far) * IdentifierIndex.slotSize
    #expect((far > 0) == isFar)
    let start = IdentifierIndex.headerSize + (isFar ? near : 0)
    for place in start..<(start + (isFar ? far : near)) { bytes[place] = 1 }
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    let damaged = try #require(
      try IdentifierIndex.existing(path: path, stream: stream, size: events, nearLimit: 1 << 10))
    let error = #expect(throws: StreamError.self) { try damaged.known(digest(events)) }
    #expect(error?.message == "has no free slot")
    #expect(error?.hint == "remove the file: it is made again from the stream")
  }

  @Test func `what another writer adds is found, also where a filter had spared the reading before`() throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    var index = try IdentifierIndex.create(path: path, stream: stream, expecting: 7_000, nearLimit: 1 << 10)
    index = try index.insert(2_000, size: 2_000) { entry($0) }
    let reader = try #require(
      try IdentifierIndex.existing(path: path, stream: stream, size: 2_000, nearLimit: 1 << 10))
    for number in 0..<4_000 { #expect(try (reader.known(digest(number)) != nil) == (number < 2_000)) }
    let larger = try index.insert(2_000, size: 4_000) { entry(2_000 + $0) }
    #expect(larger === index)
    for number in (0..<4_000).reversed() { #expect(try reader.known(digest(number))?.index == number * 3) }
    #expect(try reader.known(digest(4_000)) == nil)
    // The reader writes on: what it knew of the far table is old.
    let further = try reader.insert(2_000, size: 6_000) { entry(4_000 + $0) }
    #expect(further === reader)
    for number in 0..<6_000 { #expect(try index.known(digest(number))?.index == number * 3) }
  }

  @Test func `a filter never denies what it holds, and denies most of the rest`() {
    var filter = TagFilter(slots: 1 << 12)
    for number in 0..<3_000 { filter.insert(digest(number).tag) }
    for number in 0..<3_000 { #expect(filter.mayHold(digest(number).tag)) }
    let passed = (3_000..<13_000).count { filter.mayHold(digest($0).tag) }
    #expect(passed < 800)
  }
}
