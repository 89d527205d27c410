/// The slots of an index that don't lie in memory: a hash table in the index's file, read and written in windows.
///
/// A lookup reads a few hundred bytes. Whoever looks up many gets a filter in memory that spares most of the reading:
/// nearly all events that are recorded are new. Slots that are put in come in the order of their places, so that each
/// window is read and written once.
final class FarTable {
  let capacity: Int
  private let file: FileDescriptor
  private let start: Int

  private var window: [UInt64] = []
  private var windowStart = 0
  private var isChanged = false
  /// What a lookup read.
  private var probed = [UInt64](repeating: 0, count: probeSlots)

  private var filter: TagFilter?
  /// How many events the filter was told of.
  private var filtered = 0
  private var lookups = 0

  private static let windowSlots = 1 << 13
  /// The most slots that are read at once for a lookup.
  private static let probeSlots = 32

  /// - Parameter start: where in the file the table begins.
  init(file: FileDescriptor, start: Int, capacity: Int) {
    self.file = file
    self.start = start
    self.capacity = capacity
  }

  // MARK: - Lookups

  /// Whether an event of that tag may be there; false is certain.
  ///
  /// - Parameter settled: how many events the table holds: another writer may have added some.
  func mayHold(_ tag: UInt32, settled: Int) throws(StreamError) -> Bool {
    if filter == nil || filtered != settled {
      filter = nil
      lookups += 1
      // The filter costs reading the whole table: as much as so many lookups.
      if lookups < capacity >> 8 { return true }
      var whole = TagFilter(slots: capacity)
      try forEach { whole.insert(UInt32(truncatingIfNeeded: $0 >> 32)) }
      (filter, filtered, lookups) = (whole, settled, 0)
    }
    return filter?.mayHold(tag) ?? true
  }

  /// Reads what the filter has of a tag, so that it is near when it is asked for.
  func touch(_ tag: UInt32) -> UInt64 { filter?.word(tag) ?? 0 }

  /// The slots in use from a tag's place up to the next free one that have this tag.
  func slots(of tag: UInt32) throws(StreamError) -> [UInt64] {
    var found: [UInt64] = []
    var place = IdentifierIndex.place(tag, capacity)
    var passed = 0
    while passed < capacity {
      let count = min(Self.probeSlots, capacity - place)
      try read(&probed, count, from: place)
      for value in probed[..<count] {
        if value == 0 { return found }
        if UInt32(truncatingIfNeeded: value >> 32) == tag { found.append(value) }
      }
      place = (place + count) & (capacity - 1)
      passed += count
    }
    throw damaged("has no free slot")
  }

  /// Calls with each slot in use, in order.
  func forEach(_ body: (UInt64) throws(StreamError) -> Void) throws(StreamError) {
    var slots = [UInt64](repeating: 0, count: min(Self.windowSlots, capacity))
    for place in stride(from: 0, to: capacity, by: slots.count) {
      try read(&slots, slots.count, from: place)
      for value in slots where value != 0 { try body(value) }
    }
  }

  // MARK: - Filling

  /// Says that the table is new and holds nothing.
  func startEmpty() { (filter, filtered) = (TagFilter(slots: capacity), 0) }

  /// Slots are going to be put in; the table holds so many events.
  func begin(settled: Int) {
    if filtered != settled { filter = nil }
    window = [UInt64](repeating: 0, count: min(Self.windowSlots, capacity))
    windowStart = -capacity
  }

  /// Puts a value into the first free slot from its tag's place on.
  func put(_ value: UInt64) throws(StreamError) {
    let tag = UInt32(truncatingIfNeeded: value >> 32)
    filter?.insert(tag)
    var place = IdentifierIndex.place(tag, capacity)
    var passed = 0
    while true {
      if place < windowStart || place >= windowStart + window.count { try move(to: place) }
      if window[place - windowStart] == 0 { break }
      place = (place + 1) & (capacity - 1)
      passed += 1
      guard passed < capacity else { throw damaged("has no free slot") }
    }
    window[place - windowStart] = value
    isChanged = true
  }

  /// All are put in: the table holds so many events now.
  func end(settled: Int) throws(StreamError) {
    try writeWindow()
    window = []
    filtered = settled
  }

  private func move(to place: Int) throws(StreamError) {
    try writeWindow()
    windowStart = place & ~(window.count - 1)
    try read(&window, window.count, from: windowStart)
  }

  private func writeWindow() throws(StreamError) {
    guard isChanged else { return }
    isChanged = false
    let result = window.withUnsafeBytes { bytes in
      Result { () throws(StreamError) in try file.write(bytes, at: start + windowStart * IdentifierIndex.slotSize) }
    }
    try result.get()
  }

  private func read(_ slots: inout [UInt64], _ count: Int, from place: Int) throws(StreamError) {
    let result = slots.withUnsafeMutableBytes { bytes in
      Result { () throws(StreamError) in
        try file.read(
          into: UnsafeMutableRawBufferPointer(rebasing: bytes[..<(count * IdentifierIndex.slotSize)]),
          at: start + place * IdentifierIndex.slotSize)
      }
    }
    guard try result.get() == count * IdentifierIndex.slotSize else {
      throw damaged("is cut short")
    }
  }

  private func damaged(_ problem: String) -> StreamError {
    StreamError(.inputOutput, file.path, problem, hint: "remove the file: it is made again from the stream")
  }
}
