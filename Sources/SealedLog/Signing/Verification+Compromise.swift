extension Verification {
  /// Refuses an identity that the stream declares compromised: any further seal of it would make the stream tampered.
  func refuseCompromised(_ identity: VerifierKey) throws(StreamError) {
    guard compromised.contains(identity) else { return }
    throw StreamError(
      .keyMismatch, identity.name, "is declared compromised in this stream: a seal signed by it would make the stream tampered",
      hint: "`cutlog identity rotate` puts another key in its place; `close` works without one")
  }
}
