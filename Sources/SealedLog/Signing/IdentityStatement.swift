/// What a note on an identity states: that another key follows it, or that it can't be believed from a line on.
package enum IdentityStatement: Hashable, Sendable {
  case rotated(origin: String, old: VerifierKey, new: VerifierKey)
  case compromised(origin: String, key: VerifierKey, since: Int64)

  private static let version = "cutlog/identity/v1"

  package var origin: String {
    switch self {
    case .rotated(let origin, _, _), .compromised(let origin, _, _): origin
    }
  }

  /// The text that is signed.
  package var text: String {
    switch self {
    case .rotated(let origin, let old, let new):
      "\(Self.version)\n\(origin)\nrotated\n\(old.text)\n\(new.text)\n"
    case .compromised(let origin, let key, let since):
      "\(Self.version)\n\(origin)\ncompromised\n\(key.text)\n\(since)\n"
    }
  }

  /// Reads such a text; nil unless writing it again gives the same bytes.
  package init?(text: String) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.count == 6, KeyName.isValid(lines[1]), let key = VerifierKey(lines[3]) else { return nil }
    let origin = String(lines[1])
    if lines[2] == "rotated", let new = VerifierKey(lines[4]) {
      self = .rotated(origin: origin, old: key, new: new)
    } else if lines[2] == "compromised", let since = Int64(lines[4]), since >= 0 {
      self = .compromised(origin: origin, key: key, since: since)
    } else {
      return nil
    }
    guard self.text.utf8.elementsEqual(text.utf8) else { return nil }
  }
}
