/// Why bytes are no SSH key or signature that is taken.
package struct SSHSignatureError: Error, Hashable, Sendable {
  package enum Code: String, Sendable {
    /// Not in the form of the format, or not in its one canonical encoding.
    case form = "signature.form"
    /// A kind or length of key, or an algorithm, that is not taken.
    case key = "signature.key"
    /// A signature of a hardware key that was made without anybody touching it.
    case presence = "signature.presence"
  }

  package var code: Code
  /// What is wrong and what was expected; lower-case, no final period.
  package var message: String

  init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }
}
