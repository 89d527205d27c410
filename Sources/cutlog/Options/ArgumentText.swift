/// The command line as the system gave it.
enum ArgumentText {
  /// Why it can't be taken: an argument that is no UTF-8, which Swift would repair without a word.
  static func failure() -> Failure? {
    var arguments: [[UInt8]] = []
    for number in 0..<Int(CommandLine.argc) {
      guard let text = CommandLine.unsafeArgv[number] else { break }
      var bytes: [UInt8] = []
      while text[bytes.count] != 0 { bytes.append(UInt8(bitPattern: text[bytes.count])) }
      arguments.append(bytes)
    }
    return failure(arguments)
  }

  /// The same of given arguments, of which the first is the program's name.
  ///
  /// What stands behind `--` is the command line of another program, which gets the bytes as they are.
  static func failure(_ arguments: [[UInt8]]) -> Failure? {
    let own = arguments.prefix { $0 != Array("--".utf8) }
    guard let number = own.indices.dropFirst().first(where: { String(validating: arguments[$0], as: UTF8.self) == nil })
    else { return nil }
    let shown = arguments[number].reduce(into: "") { text, byte in
      text += byte >= 0x80 ? "\\x" + String(byte, radix: 16) : String(UnicodeScalar(byte))
    }
    return Failure(
      "cutlog", "argument \(number), `\(shown)`, is no UTF-8, expected text in UTF-8",
      hint: "nothing that is recorded may be other than it was typed; rename a file that is named so", status: .usage)
  }
}
