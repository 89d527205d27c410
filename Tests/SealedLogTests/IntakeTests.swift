import SealedLog
import Testing

@Suite struct IntakeTests {
  static let good =
    #"{"specversion":"1.0","id":"e1","source":"/t","type":"com.example.x","time":"2026-11-22T21:57:59Z"}"#

  static func prepare(_ text: String) throws -> PreparedLine {
    var intake = Intake(origin: "example.com/o", isSalted: false) { $0 == "dev.cutlog.note.added" }
    return try Array(text.utf8).withUnsafeBufferPointer { try intake.prepare($0) }
  }

  static func message(_ text: String) -> String? {
    do {
      _ = try prepare(text)
      return nil
    } catch let error as IntakeError {
      return "\(error.offset): \(error.message)"
    } catch {
      return "\(error)"
    }
  }

  @Test func `whitespace outside strings is dropped and nothing else is changed`() throws {
    let stream = try StreamFixture()
    try stream.open()
    var writer = try stream.writer()
    let pretty =
      "{\r\n  \"specversion\": \"1.0\",\r\n\t\"id\" : \"a  b\", \"source\":\"/t\",\n \"type\":\"com.example.x\", \"time\":\"2026-11-22T21:57:59Z\",\n \"n\": [1.50, 2e3 , \"\\u00e9 \\\" x\" ] }\n"
    _ = try writer.commit([stream.prepare(pretty)])
    let line = try stream.lines(of: FileSource(path: stream.files.stream))[5]
    #expect(
      line.hasPrefix(
        #"{"specversion":"1.0","id":"a  b","source":"/t","type":"com.example.x","time":"2026-11-22T21:57:59Z","n":[1.50,2e3,"\u00e9 \" x"],"acceptedtime":""#
      ))
  }

  @Test func `tokens that whitespace keeps apart don't merge`() {
    for bad in [#"{"a":1 2}"#, #"{"a":tr ue}"#, #"{"a":"x" "y"}"#, #"{"a":- 1}"#] {
      #expect(Self.message(bad) != nil, "\(bad)")
    }
  }

  @Test(arguments: [
    ("specversion", "1.1"), ("type", "dev.cutlog.seal"), ("type", "dev.cutlog.stream.opened"),
    ("type", "dev.cutlog.withheld"), ("type", "dev.cutlog.no.such"), ("source", "example.com/o"), ("id", ""),
    ("time", "2026-11-22 21:57:59Z"), ("time", "2026-11-22T21:57:60Z"), ("time", "2026-11-22T21:57:59"),
  ])
  func `a required attribute that isn't what it must be is refused with its place`(name: String, value: String) throws {
    let text = Self.replacing(name, with: value)
    let message = try #require(Self.message(text))
    let place = try #require(Int(message.split(separator: ":")[0]))
    #expect(text.utf8.dropFirst(place).starts(with: value.utf8) || value.isEmpty, "\(message)")
  }

  static func replacing(_ name: String, with value: String) -> String {
    let values = [
      ("specversion", "1.0"), ("id", "e1"), ("source", "/t"), ("type", "com.example.x"),
      ("time", "2026-11-22T21:57:59Z"),
    ]
    let members = values.map { "\"\($0.0)\":\"\($0.0 == name ? value : $0.1)\"" }
    return "{" + members.joined(separator: ",") + "}"
  }

  @Test(arguments: ["specversion", "id", "source", "type", "time"])
  func `a missing attribute is named`(name: String) throws {
    let members = Self.good.dropFirst().dropLast().split(separator: ",").filter { !$0.hasPrefix("\"\(name)\"") }
    let message = try #require(Self.message("{" + members.joined(separator: ",") + "}"))
    #expect(message.contains("`\(name)` is missing"))
  }

  @Test func `a type that hides its name behind an escape is still reserved`() {
    #expect(Self.message(Self.replacing("type", with: "dev.cutlog.\\u0073eal"))?.contains("reserved") == true)
  }

  @Test func `acceptedtime and salt are the recorder's`() {
    let end = Self.good.dropLast()
    #expect(Self.message(end + #","acceptedtime":"2026-11-22T21:58:00Z"}"#)?.contains("recorder only") == true)
    #expect(Self.message(end + #","salt":"00"}"#)?.contains("recorder only") == true)
    #expect(Self.message(#"{"acceptedtime":"x","# + Self.good.dropFirst())?.contains("recorder only") == true)
  }

  @Test func `the place of an error is that of the text as it was given`() throws {
    let text = "{ \"specversion\":\"1.0\",\n  \"id\":\"e1\",\n  \"source\":\"/t\",\n  \"type\":\"dev.cutlog.seal\",\n  \"time\":\"2026-11-22T21:57:59Z\" }"
    let message = try #require(Self.message(text))
    let place = try #require(Int(message.split(separator: ":")[0]))
    #expect(text.utf8.dropFirst(place).starts(with: "dev.cutlog.seal".utf8))
  }

  @Test func `other prefixes are free and types of the vocabulary are taken`() {
    #expect(Self.message(Self.good) == nil)
    #expect(Self.message(Self.replacing("type", with: "dev.cutlog.note.added")) == nil)
    #expect(Self.message(Self.replacing("type", with: "dev.cutlogger.x")) == nil)
  }
}
