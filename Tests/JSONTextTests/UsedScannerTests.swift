import JSONText
import Testing

/// One scanner that goes on through many texts, and keeps what it learns of them, against the grammar byte by byte.
@Suite struct `a scanner in use` {
  /// The scanner under test, and one way to give it a text: only the text's own bytes may be read.
  private struct Used {
    var scanner = JSONScanner()

    mutating func error(
      _ text: [UInt8], root: JSONScanner.Root = .object, whitespace: JSONScanner.Whitespace = .refused
    ) -> JSONTextError? {
      var members: ContiguousArray<JSONMemberSpan> = []
      return text.withUnsafeBufferPointer { buffer -> JSONTextError? in
        do throws(JSONTextError) {
          try scanner.scan(buffer, root: root, whitespace: whitespace, members: &members)
          return members == ContiguousArray(scan(text, root: root, whitespace: whitespace).members)
            ? nil : JSONTextError(.empty, at: -1)
        } catch {
          return error
        }
      }
    }

    /// The shape after a text; nil if the text is refused.
    mutating func shape(after text: String) -> Int? { error(Array(text.utf8)) == nil ? scanner.shape : nil }

    /// Whether both give the same error at the same place, or none, in all four ways of scanning.
    mutating func agrees(_ text: [UInt8]) -> Bool {
      for root in [JSONScanner.Root.object, .any] {
        for whitespace in [JSONScanner.Whitespace.refused, .allowed] {
          let plain = PlainGrammar.error(text, root: root, whitespace: whitespace)
          if error(text, root: root, whitespace: whitespace) != plain { return false }
        }
      }
      return true
    }
  }

  private static let events = [
    #"{"specversion":"1.0","id":"91b7-0","source":"/cluster/ne","type":"dev.cutlog.queue.observed","time":"2026-11-22T20:00:00.000Z","service":"payments","data":{"queue":"s-0","side":"target","depth":516}}"#,
    #"{"specversion":"1.0","id":"91b7-1","source":"/cluster/ne","type":"dev.cutlog.note.added","time":"2026-11-22T20:00:00.001Z","dataset":"payments-db","data":{"text":"é \u00e9 \ud83d\ude00","lag":6.9,"ok":[true,false,null,-1]}}"#,
    #"{"specversion":"1.0","id":"91b7-2","source":"/cluster/ne","type":"dev.cutlog.note.added","time":"2026-11-22T20:00:00.002Z","a-name-longer-than-16":1,"é":2,"":3,"\u0069x":4}"#,
  ].map { Array($0.utf8) }

  @Test func `finds in every small text what the plain grammar finds`() {
    var used = Used()
    let alphabet = Array(#"{}[]":,\u1-a"#.utf8)
    var texts: [[UInt8]] = [[]]
    for _ in 0..<3 { texts += texts.flatMap { text in alphabet.map { text + [$0] } } }
    for text in Set(texts) {
      let inside = Array(#"{"a":"#.utf8) + text + [UInt8(ascii: "}")]
      if !used.agrees(text) || !used.agrees(inside) { Issue.record("\(String(decoding: text, as: UTF8.self))") }
    }
  }

  @Test(arguments: 1...4) func `finds in damaged events what the plain grammar finds`(seed: UInt64) {
    var dice = Dice(state: seed)
    var used = Used()
    let spice = Array(#"{}[],:"\u0aD8.-+eE1 tfn"#.utf8) + [0, 0x0A, 0x1F, 0x7F, 0x80, 0xC3, 0xA9, 0xED, 0xEF, 0xBF, 0xF0]
    for round in 0..<700 {
      var text = dice.pick(Self.events)
      if dice.roll(8) == 0, !used.agrees(text) { Issue.record("seed \(seed), round \(round), whole") }
      for _ in 0...dice.roll(2) {
        let at = dice.roll(text.count)
        switch dice.roll(5) {
        case 0: text[at] = dice.pick(spice)
        case 1: text.insert(dice.pick(spice), at: at)
        case 2: text.removeSubrange(at..<min(text.count, at + 1 + dice.roll(12)))
        case 3: text = Array(text[...at])
        default: text.insert(contentsOf: text[at..<min(text.count, at + dice.roll(40))], at: dice.roll(text.count))
        }
      }
      if !used.agrees(text) { Issue.record("seed \(seed), round \(round): \(String(decoding: text, as: UTF8.self))") }
    }
  }

  @Test func `finds a name twice whatever names it met before`() {
    var used = Used()
    // Each of them may lend its names to the next: of no two may the halves be taken for one that was checked.
    let texts = [
      #"{"a":1,"b":2,"c":3}"#, #"{"a":1,"b":2}"#, #"{"x":1,"a":2,"c":3}"#, #"{"a":1,"a":2,"c":3}"#, #"{"c":1,"a":!"#,
      #"{"c":1,"a":2,"c":3}"#, #"{}"#, #"{"b":0}"#, #"{"b":0,"a":2,"c":3,"b":4}"#, #"{"abcdefgh1":1,"abcdefgh2":2}"#,
      #"{"abcdefgh2":1,"abcdefgh2":2}"#, #"{"a-name-longer-than-16":1,"b":2}"#,
      #"{"a-name-longer-than-16":1,"a-name-longer-than-16":2}"#, #"{"\u0061":1,"b":2}"#, #"{"\u0061":1,"a":2}"#,
      #"{"a" :1,"b" :2}"#, #"{"a":1,"b"x2}"#, #"{"a":1,"b":2,"a":3}"#, #"[1]"#, #"{"a":1,"b":2,"c":3,"a":4}"#,
    ].map { Array($0.utf8) }
    let errors = Dictionary(
      uniqueKeysWithValues: texts.map { ($0, PlainGrammar.error($0, root: .object, whitespace: .refused)) })
    for first in texts {
      for second in texts {
        for third in texts {
          let found = [first, second, third].map { used.error($0) }
          if found != [first, second, third].map({ errors[$0] ?? nil }) {
            Issue.record("\(String(decoding: first + second + third, as: UTF8.self))")
          }
        }
      }
    }
  }

  @Test(arguments: [31, 32, 33, 63, 64, 65, 255, 256, 257, 600]) func `takes any number of names, and finds the one that is there twice`(count: Int) {
    var used = Used()
    for repeated in [nil, 0, count / 2, count - 1] {
      let names = (0..<count).map { "name-of-\($0)" } + (repeated.map { ["name-of-\($0)"] } ?? [])
      let object = "{" + names.map { #""\#($0)":1"# }.joined(separator: ",") + "}"
      if !used.agrees(Array(object.utf8)) { Issue.record("\(count), \(String(describing: repeated))") }
      if !used.agrees(Array(#"{"a":1,"b":[{"c":\#(object)}],"d":2}"#.utf8)) { Issue.record("\(count), \(String(describing: repeated))") }
    }
  }

  @Test func `is as strict at the greatest depth`() {
    var used = Used()
    for depth in 62...66 {
      let objects = String(repeating: #"{"a":"#, count: depth) + "1" + String(repeating: "}", count: depth)
      let arrays = #"{"a":"# + String(repeating: "[", count: depth) + String(repeating: "]", count: depth) + "}"
      if !used.agrees(Array(objects.utf8)) { Issue.record("\(depth)") }
      if !used.agrees(Array(arrays.utf8)) { Issue.record("\(depth)") }
    }
  }

  @Test func `tells by its shape that the names are those of the text before`() {
    var used = Used()
    let shape = used.shape(after: #"{"a":1,"b":{"c":2},"padding":"long enough for words"}"#)
    #expect(shape != nil && shape != 0)
    let same = used.shape(after: #"{"a":[],"b":"x","padding":"long enough for words"}"#)
    #expect(same == shape)
    let others = [
      #"{"a":1}"#, #"{"b":1,"a":2,"padding":0}"#, #"{"a":1,"b":2}"#, #"{"a":1,"b":2,"padding":3,"c":4}"#, "{}",
      #"{"\u0061":1,"b":2,"padding":0}"#, #"{"a":1,"b":2,"padded":"long enough for words"}"#,
    ]
    for other in others {
      let changed = used.shape(after: other)
      #expect(changed != nil && changed != shape, "\(other)")
    }
    // A copy goes its own way: neither may give a number to names that the other gave it to.
    var copy = used
    let given = used.shape(after: #"{"p":1,"padding":"long enough for words"}"#)
    let givenByCopy = copy.shape(after: #"{"q":1,"padding":"long enough for words"}"#)
    #expect(given != shape && givenByCopy != shape && given != nil && givenByCopy != nil)
    let kept = used.shape(after: #"{"p":"other","padding":"long enough for words"}"#)
    #expect(kept == given)
  }
}
