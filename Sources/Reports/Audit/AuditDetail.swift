/// How much a page of an audit says.
package enum AuditDetail: Hashable, Sendable {
  /// For a terminal: leaf hashes and long lists are cut.
  case terminal
  /// For a document: leaf hashes are whole, and what shows that a rule holds is cited too.
  case document

  /// How many events of a finding are listed.
  var events: Int { self == .terminal ? 10 : .max }
  /// How many events are listed for a rule that holds.
  var witnesses: Int { self == .terminal ? 0 : 10 }
  /// How many reasons of a finding are listed.
  var reasons: Int { self == .terminal ? 10 : .max }

  /// A leaf hash as it is shown.
  func leaf(_ hash: String?) -> Phrase {
    guard let hash else { return "–" }
    return self == .terminal ? .code("\(hash.prefix(8))…") : .code(hash)
  }
}
