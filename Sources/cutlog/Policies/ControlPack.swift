import CAssets

/// A control pack: a policy that is compiled in.
struct ControlPack {
  /// The name, which is also the id of the policy.
  var name: String
  /// The document as `cutlog policy NAME --print` writes it.
  var bytes: [UInt8]

  /// All packs, in the order in which they are listed.
  static var all: [ControlPack] {
    (0..<cutlog_pack_count()).map { number in
      var length = 0
      let first = cutlog_pack_bytes(number, &length)
      return ControlPack(
        name: String(cString: cutlog_pack_name(number)),
        bytes: Array(UnsafeBufferPointer(start: first, count: length)))
    }
  }

  /// The pack of this name; nil where there is none.
  static func named(_ name: String) -> ControlPack? { all.first { $0.name.utf8.elementsEqual(name.utf8) } }
}
