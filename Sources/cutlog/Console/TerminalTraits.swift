/// What the environment says of the terminal.
enum TerminalTraits {
  /// Whether the locale's encoding is UTF-8.
  ///
  /// Asked for terminals only: what goes to a file is the same in every locale. Without any locale that is `C`, as the system has it.
  static func isUnicode(_ environment: [String: String]) -> Bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
    guard let locale else { return false }
    let text = locale.lowercased()
    return text.contains("utf-8") || text.contains("utf8")
  }
}
