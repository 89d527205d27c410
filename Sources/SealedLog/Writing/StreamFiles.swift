#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// The paths of a stream and of what lies beside it while it is open.
///
/// Symbolic links are resolved, so that a stream has one lock and one state by whatever name it is written to.
package struct StreamFiles: Hashable, Sendable {
  package let stream: String
  /// Secrets and the tree's right edge; mode 0600; gone once the stream is closed.
  package let state: String
  /// A rebuildable index of accepted ids; gone once the stream is closed.
  package let identifiers: String
  /// What waits for a signature that is made elsewhere, with its secrets; mode 0600; gone once it was used.
  package let pending: String
  /// The file that writers lock; never renamed.
  package let lock: String
  /// The final checkpoint, for people to mail, print and publish.
  package let checkpoint: String
  /// A time-stamping authority's reply over the final checkpoint.
  package var timestamp: String { checkpoint + ".tsr" }

  /// With a state directory, state, index and what waits lie there under the stream's last path component.
  package init(stream: String, stateDirectory: String? = nil) {
    let stream = Self.resolved(stream)
    self.stream = stream
    var base = stream
    if let stateDirectory {
      let name = stream.split(separator: "/").last.map(String.init) ?? stream
      base = stateDirectory.hasSuffix("/") ? stateDirectory + name : stateDirectory + "/" + name
    }
    state = base + ".state"
    identifiers = base + ".ids"
    pending = base + ".pending"
    lock = stream + ".lock"
    checkpoint = stream + ".checkpoint"
  }

  /// Whether a file that begins so is the state of a stream: a secret that nothing else may overwrite.
  package static func isState(_ front: some Collection<UInt8>) -> Bool { front.starts(with: StateFile.Header.magic) }

  /// Where an opening is written before it has the stream's name.
  var opening: String { stream + ".opening" }
  /// Where a closed stream is compressed anew.
  var compressing: String { stream + ".compressing" }

  /// The target of a symbolic link; anything else stays as it was given.
  private static func resolved(_ path: String) -> String {
    guard FileStatus(atPath: path, followingLinks: false)?.kind == .symbolicLink, let target = realpath(path, nil)
    else { return path }
    defer { free(target) }
    return String(cString: target)
  }

  /// How the names begin of the files in which events wait that could not be recorded.
  package var spool: String { stream + ".spool-" }

  /// How the names begin of the files that say what is about to be quarantined.
  package var refusals: String { stream + ".refused-" }

  /// Where bytes set aside by a recovery go.
  func torn(offset: Int, digest: Digest) -> String {
    "\(stream).torn-\(offset)-\(digest.hex.prefix(16))"
  }
}
