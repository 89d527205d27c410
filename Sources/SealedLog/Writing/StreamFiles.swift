/// The paths of a stream and of what lies beside it while it is open.
package struct StreamFiles: Hashable, Sendable {
  package let stream: String
  /// Secrets and the tree's right edge; mode 0600; gone once the stream is closed.
  package let state: String
  /// A rebuildable index of accepted ids; gone once the stream is closed.
  package let identifiers: String
  /// The file that writers lock; never renamed.
  package let lock: String
  /// The final checkpoint, for people to mail, print and publish.
  package let checkpoint: String

  /// With a state directory, state, index and lock lie there under the stream's last path component.
  package init(stream: String, stateDirectory: String? = nil) {
    self.stream = stream
    var base = stream
    if let stateDirectory {
      let name = stream.split(separator: "/").last.map(String.init) ?? stream
      base = stateDirectory.hasSuffix("/") ? stateDirectory + name : stateDirectory + "/" + name
    }
    state = base + ".state"
    identifiers = base + ".ids"
    lock = base + ".lock"
    checkpoint = stream + ".checkpoint"
  }

  /// Where bytes set aside by a recovery go.
  func torn(offset: Int, digest: Digest) -> String {
    "\(stream).torn-\(offset)-\(digest.hex.prefix(16))"
  }
}
