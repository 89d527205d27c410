import Attestation

/// A statement with the signature over it, ready to be recorded.
struct SignedStatement {
  var statement: Statement
  var signature: SSHSignature
}
