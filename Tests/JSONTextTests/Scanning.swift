import JSONText

/// The error of scanning a line as a stream's line, or nil if it is taken.
func lineError(_ bytes: [UInt8]) -> JSONTextError? {
  scan(bytes, root: .object, whitespace: .refused).error
}

func lineError(_ text: String) -> JSONTextError? { lineError(Array(text.utf8)) }

/// The error of scanning a document's text, or nil if it is taken.
func documentError(_ text: String) -> JSONTextError? {
  scan(Array(text.utf8), root: .any, whitespace: .allowed).error
}

func scan(
  _ bytes: [UInt8], root: JSONScanner.Root, whitespace: JSONScanner.Whitespace
) -> (members: [JSONMemberSpan], error: JSONTextError?) {
  var scanner = JSONScanner()
  var members: ContiguousArray<JSONMemberSpan> = []
  let error = bytes.withUnsafeBufferPointer { text -> JSONTextError? in
    do throws(JSONTextError) {
      try scanner.scan(text, root: root, whitespace: whitespace, members: &members)
      return nil
    } catch {
      return error
    }
  }
  return (Array(members), error)
}

/// The same numbers in every run.
struct Dice {
  var state: UInt64

  mutating func roll(_ sides: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((state >> 33) % UInt64(sides))
  }

  mutating func pick<Element>(_ elements: [Element]) -> Element { elements[roll(elements.count)] }
}
