import CloudEvents
import JSONText
import Testing

@Suite struct `a view of an event` {
  /// Scans a line and shows its view.
  private func view<Answer>(_ line: String, _ body: (EventView) throws -> Answer) throws -> Answer {
    var scanner = EnvelopeScanner()
    var members: ContiguousArray<JSONMemberSpan> = []
    return try Array(line.utf8).withUnsafeBufferPointer { buffer in
      let layout = try scanner.scan(buffer, members: &members)
      return try members.withUnsafeBufferPointer {
        try body(EventView(line: buffer, members: $0, layout: layout, index: 7))
      }
    }
  }

  private static let line =
    #"{"x":"1","specversion":"1.0","i\u0064":"a\u0022b","source":"/s","type":"dev.cutlog.note.added","time":"2026-11-22T21:58:00.5Z","act\u006fr":"al\u0069ce","n":5,"data":{"text":"\u00e9","n":[1]},"acceptedtime":"2026-11-22T21:58:01Z"}"#

  @Test func `shows the attributes of the envelope, escapes resolved`() throws {
    try view(Self.line) { event in
      #expect(event.id == "a\"b")
      #expect(event.source == "/s")
      #expect(event.type == "dev.cutlog.note.added")
      #expect(event.time.description == "2026-11-22T21:58:00.5Z")
      #expect(event.index == 7)
      #expect(event.layout.acceptedTime != nil)
      #expect(event.layout.salt == nil)
    }
  }

  @Test func `finds other attributes by name, written with escapes or not`() throws {
    try view(Self.line) { event in
      #expect(event.string("actor") == "alice")
      #expect(event.string("x") == "1")
      #expect(event.string("acceptedtime") == "2026-11-22T21:58:01Z")
      #expect(event.string("n") == nil)
      #expect(event.string("missing") == nil)
      #expect(event.string("data") == nil)
      #expect(event.string("text") == nil)
      #expect(event.member("n")?.kind == .number)
      let number = try #require(event.member("n"))
      #expect(event.bytes(of: number).elementsEqual("5".utf8))
    }
  }

  @Test(arguments: [
    (#""data":{"text":"\u00e9"}"#, #"{"text":"é"}"#), (#""data":"a\"b""#, #""a\"b""#),
    (#""data":"""#, #""""#), (#""data":[1,{}]"#, "[1,{}]"),
    (#""data":null"#, "null"), (#""data":-1.50"#, "-1.50"), (#""d\u0061ta":true"#, "true"),
  ])
  func `decodes data of any kind`(member: String, expected: String) throws {
    let line = String(`the envelope of an event`.good.dropLast()) + ",\(member)}"
    #expect(try view(line) { event in event.data.map { JSONWriter.text(of: $0) } } == expected)
  }

  @Test func `has no data where there is none`() throws {
    #expect(try view(`the envelope of an event`.good) { $0.data == nil })
  }

  @Test func `tells types apart exactly, escaped or not`() throws {
    let good = `the envelope of an event`.good
    for type in [
      "dev.cutlog.note.added", #"dev.cutlog.note.adde\u0064"#, #"\u0064ev.cutlog\u002enote.added"#,
    ] {
      try view(good.replacing("\"t\"", with: "\"\(type)\"")) { event in
        #expect(event.isType("dev.cutlog.note.added"))
        #expect(!event.isType("dev.cutlog.note.adde"))
        #expect(!event.isType("dev.cutlog.note.added2"))
        #expect(!event.isType("Dev.cutlog.note.added"))
        #expect(event.type == "dev.cutlog.note.added")
      }
    }
    try view(good.replacing("\"t\"", with: "\"caf\u{E9}\"")) { event in
      #expect(event.isType("caf\u{E9}"))
      #expect(!event.isType("cafe\u{301}"))
    }
  }

  @Test func `of a built event shows what was put in`() throws {
    var builder = EventBuilder(
      id: "i\"1", source: "/s", type: "t", time: try Timestamp("2026-11-22T21:58:00.120Z"))
    builder.subject = "deployment/é"
    builder.attributes = [("task", "a"), ("actor", "alice")]
    builder.data = ["text": "line\n"]
    let line = String(decoding: builder.line, as: UTF8.self)
    #expect(
      line
        == #"{"specversion":"1.0","id":"i\"1","source":"/s","type":"t","time":"2026-11-22T21:58:00.120Z","subject":"deployment/é","task":"a","actor":"alice","data":{"text":"line\n"}}"#
    )
    try view(line) { event in
      #expect(event.id == "i\"1")
      #expect(event.string("subject") == "deployment/é")
      #expect(event.string("actor") == "alice")
      #expect(event.data?["text"]?.string == "line\n")
    }
  }
}
