/// The grammar of identifiers in plans: `[A-Za-z0-9][A-Za-z0-9._~-]*`.
package enum IDGrammar {
  /// Whether the text is such an identifier; ASCII only, never empty.
  package static func accepts(_ text: String) -> Bool {
    var isFirst = true
    for byte in text.utf8 {
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: break
      case UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "-"):
        if isFirst { return false }
      default: return false
      }
      isFirst = false
    }
    return !isFirst
  }
}
