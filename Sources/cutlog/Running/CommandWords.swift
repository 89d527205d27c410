/// A command as it was given: the words for people, and the very bytes for the system.
struct CommandWords {
  /// The words as text, which replaces what is no UTF-8.
  var texts: [String]
  /// The words as bytes.
  var bytes: [[UInt8]]

  /// - Parameter texts: what was parsed after `--`; the bytes are looked up in this process's own arguments.
  init(_ texts: [String]) {
    self.texts = texts
    bytes = texts.map { Array($0.utf8) }
    var own: [[UInt8]] = []
    for place in 0..<Int(CommandLine.argc) {
      guard let word = CommandLine.unsafeArgv[place] else { break }
      var length = 0
      while word[length] != 0 { length += 1 }
      own.append((0..<length).map { UInt8(bitPattern: word[$0]) })
    }
    guard let terminator = own.firstIndex(of: Array("--".utf8)) else { return }
    let words = own[(terminator + 1)...]
    // A file's name may be no UTF-8; the child is to get it as it is.
    if words.map({ String(decoding: $0, as: UTF8.self) }) == texts { bytes = Array(words) }
  }

  /// As evidence: at most so many bytes of text, and whether something is left out.
  func evidence(limit: Int = 8_192) -> (words: [String], isCut: Bool) {
    var rest = limit
    var words: [String] = []
    for text in texts {
      let clean = OutputEvidence.text(Array(text.utf8.prefix(rest)))
      words.append(clean)
      guard text.utf8.count <= rest else { return (words, true) }
      rest -= text.utf8.count
      guard words.count < 1_000 else { return (words, words.count < texts.count) }
    }
    return (words, false)
  }
}
