import CloudEvents
import JSONText
import Testing

@testable import SealedLog

/// Events as a fold gets them: many in one call.
@Suite struct `Events given together` {
  /// Notes the types that it is given.
  private struct Types: EventFold {
    static var types: [String]? { ["com.example.7", "com.example.299", "com.example.escaped"] }
    var seen: [String] = []
    mutating func apply(_ event: EventView) { seen.append("\(event.index) \(event.type)") }
    consuming func finish() -> [String] { seen }
  }

  /// Takes in events one by one, and asks of each whether its type is among those of `Types`.
  private struct All: EventFold {
    var seen: [String] = []
    mutating func apply(_ event: EventView) { seen.append("\(event.index) \(event.type)") }
    consuming func finish() -> [String] { seen }
  }

  private func line(_ number: Int, _ type: String) -> String {
    #"{"specversion":"1.0","id":"\#(number)","source":"/t","type":"\#(type)","time":"2026-11-22T21:57:59Z"}"#
  }

  private func stream(_ types: [String]) throws -> StreamFixture {
    let stream = try StreamFixture()
    try stream.open()
    var writer = try stream.writer()
    _ = try writer.commit(types.enumerated().map { try stream.prepare(line($0.offset, $0.element)) })
    return stream
  }

  @Test func `are those of the types that it asks for, behind the first line of the stream`() throws {
    let stream = try stream((0..<20).map { "com.example.\($0 % 10)" })
    let seen = try #require(try StreamVerifier.fold(FileSource(path: stream.files.stream), with: Types()).output)
    #expect(seen == ["0 dev.cutlog.stream.opened", "12 com.example.7", "22 com.example.7"])
  }

  @Test func `leave out none of the types asked for where a block has more than can be told apart, or writes them with escapes`()
    throws
  {
    let escaped = #"com.example.\u0065scaped"#
    let stream = try stream((0..<600).map { $0 == 500 ? escaped : "com.example.\($0 % 300)" })
    let source = try FileSource(path: stream.files.stream)
    let all = try #require(try StreamVerifier.fold(source, with: All()).output)
    let wanted = all.filter { seen in Types.types?.contains { seen.hasSuffix(" " + $0) } == true }
    #expect(wanted.count == 5)
    let seen = try #require(try StreamVerifier.fold(source, with: Types()).output)
    #expect(Set(wanted).isSubset(of: seen))
    #expect(seen.count < all.count / 2)
  }

  @Test func `are the same in the same order, whatever the number of workers`() throws {
    let stream = try stream((0..<3_000).map { "com.example.\($0 % 300)" })
    let source = try FileSource(path: stream.files.stream)
    for workers in [1, 2, 5] {
      var options = StreamVerifier.Options()
      options.workers = workers
      let seen = try #require(try StreamVerifier.fold(source, with: All(), options: options).output)
      #expect(seen.count == 3_007)
      #expect(seen.dropFirst(5).prefix(3_000).enumerated().allSatisfy { $0.element == "\($0.offset + 5) com.example.\($0.offset % 300)" })
    }
  }
}
