import Testing

@testable import SealedLog

@Suite struct KnownTypesTests {
  @Test func `no type is taken for another, and most of a hundred are kept in mind`() {
    let names = (0..<100).map { Array("dev.cutlog.\($0 % 7 == 0 ? "x" : "observed")\($0)".utf8) } + [[], Array("t".utf8)]
    var known = KnownTypes()
    var kept = 0
    for (number, name) in names.enumerated() {
      name.withUnsafeBufferPointer { known.insert($0[...]) }
      for later in names[(number + 1)...] { later.withUnsafeBufferPointer { #expect(!known.contains($0[...])) } }
    }
    for name in names { name.withUnsafeBufferPointer { kept += known.contains($0[...]) ? 1 : 0 } }
    #expect(kept > 90)
  }
}
