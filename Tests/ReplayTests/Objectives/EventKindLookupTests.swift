import CutoverModel
import Testing

@Suite struct `A kind by its bytes` {
  private func kind(_ type: String) -> EventKind? {
    Array(type.utf8).withUnsafeBufferPointer { EventKind(rawType: $0) }
  }

  @Test(arguments: EventKind.allCases)
  func `is found for every type of the vocabulary`(known: EventKind) {
    #expect(kind(known.type) == known)
    #expect(kind(known.rawValue) == nil)
    #expect(kind(known.type + "x") == nil)
    #expect(kind(String(known.type.dropLast())) == nil)
  }

  @Test(arguments: ["", "dev.cutlog.", "dev.cutlog.seal", "com.example.task.started", "dev.cutlog"])
  func `isn't there for types of others`(type: String) {
    #expect(kind(type) == nil)
  }
}
