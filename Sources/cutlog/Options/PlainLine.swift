/// A command line of the plainest form: words, options with their values behind them, and flags.
struct PlainLine {
  /// What belongs to no option, in order.
  private(set) var words: [String] = []
  private var options: [(name: String, value: String)] = []
  private var flags: [String] = []

  /// Nil for every line that isn't plainly of that form: an option of another name, in another spelling or without a
  /// value, a value that looks like an option, anything empty, or what is given twice.
  ///
  /// - Parameters:
  ///   - options: Those that have a value, without their hyphens.
  ///   - repeated: The one of them that may be given more than once.
  ///   - flags: Those that have none.
  init?(_ arguments: ArraySlice<String>, options: [String], repeated: String, flags: [String]) {
    var rest = arguments
    while let argument = rest.popFirst() {
      guard !argument.isEmpty else { return nil }
      guard argument.utf8.first == UInt8(ascii: "-") else {
        words.append(argument)
        continue
      }
      guard argument.utf8.starts(with: "--".utf8) else { return nil }
      let name = String(argument.utf8.dropFirst(2)) ?? ""
      if flags.contains(name), !has(name) {
        self.flags.append(name)
      } else if options.contains(name), name == repeated || self[name] == nil, let value = rest.popFirst(), !value.isEmpty,
        value.utf8.first != UInt8(ascii: "-")
      {
        self.options.append((name, value))
      } else {
        return nil
      }
    }
  }

  /// The value of an option; nil if it isn't given.
  subscript(name: String) -> String? { options.first { $0.name == name }?.value }

  /// All values of an option, in order.
  func values(_ name: String) -> [String] { options.filter { $0.name == name }.map(\.value) }

  func has(_ flag: String) -> Bool { flags.contains(flag) }
}
