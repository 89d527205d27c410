#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The command line as the system gave it.
enum ArgumentText {
  /// Why it can't be taken: an argument that is no UTF-8, which Swift would repair without a word.
  static func failure() -> Failure? {
    var arguments: [[UInt8]] = []
    for number in 0..<Int(CommandLine.argc) {
      guard let text = CommandLine.unsafeArgv[number] else { break }
      arguments.append(Array(UnsafeRawBufferPointer(start: text, count: strlen(text))))
    }
    return failure(arguments)
  }

  /// The same of given arguments, of which the first is the program's name.
  ///
  /// What stands behind `--` is the command line of another program, which gets the bytes as they are.
  static func failure(_ arguments: [[UInt8]]) -> Failure? {
    let end = Array("--".utf8)
    let own = arguments.prefix { $0 != end }
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
