package import CloudEvents
internal import JSONText

extension EventKind {
  /// The kind of the event that a view shows; nil for types that the vocabulary doesn't know.
  ///
  /// Allocates only where the type is written with escapes.
  package init?(_ view: EventView) {
    if view.members[Int(view.layout.type)].valueIsEscaped {
      self.init(type: view.type)
    } else {
      self.init(rawType: view.rawType)
    }
  }

  /// The kind of a full type given as bytes without escapes; nil for types of others. Allocates nothing.
  package init?(rawType: UnsafeBufferPointer<UInt8>) {
    guard let kind = EventKindTable.shared.kind(of: rawType) else { return nil }
    self = kind
  }
}

/// All full types in one byte string, found by a hash over their bytes.
private struct EventKindTable: Sendable {
  static let shared = EventKindTable()

  private static let slotCount = 256
  private static let empty: UInt8 = 0xFF
  private let prefix = ContiguousArray(EventKind.prefix.utf8)
  private var slots = ContiguousArray(repeating: Self.empty, count: Self.slotCount)
  private var kinds: ContiguousArray<EventKind> = []
  /// Where each kind's name begins in `names`, with the end of the last one behind.
  private var starts: ContiguousArray<Int> = [0]
  private var names: ContiguousArray<UInt8> = []

  private init() {
    for kind in EventKind.allCases {
      let name = Array(kind.rawValue.utf8)
      var slot = name.withUnsafeBufferPointer { Self.slot(of: $0, from: 0) }
      while slots[slot] != Self.empty { slot = (slot + 1) % Self.slotCount }
      slots[slot] = UInt8(kinds.count)
      kinds.append(kind)
      names.append(contentsOf: name)
      starts.append(names.count)
    }
  }

  private static func slot(of bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    var hash: UInt32 = 2_166_136_261
    for index in start..<bytes.count { hash = (hash ^ UInt32(bytes[index])) &* 16_777_619 }
    return Int((hash ^ hash >> 16) & 0xFF)
  }

  func kind(of type: UnsafeBufferPointer<UInt8>) -> EventKind? {
    let length = type.count - prefix.count
    guard length > 0 else { return nil }
    for index in 0..<prefix.count where type[index] != prefix[index] { return nil }
    var slot = Self.slot(of: type, from: prefix.count)
    candidates: while slots[slot] != Self.empty {
      let number = Int(slots[slot])
      slot = (slot + 1) % Self.slotCount
      let start = starts[number]
      guard starts[number + 1] - start == length else { continue }
      for offset in 0..<length where names[start + offset] != type[prefix.count + offset] {
        continue candidates
      }
      return kinds[number]
    }
    return nil
  }
}
