internal import CloudEvents
internal import Crypto

/// The serial half of verification: keys, batches and seals, in the order of lines.
///
/// It takes the recorder's lines as they come, collects the signatures that must hold, and counts a seal as valid
/// only when `settle` has been told that all of them do. Key life is judged by position alone.
struct LogLedger {
  /// A signature to be checked.
  struct SignatureCheck: Sendable {
    var key: VerifierKey
    var signature: [UInt8]
    var message: [UInt8]
  }

  /// A seal whose signatures are still to be checked.
  struct PendingSeal {
    var index: Int
    var offset: Int?
    var checkpoint: Checkpoint
    var note: SignedNote
    var time: Timestamp
    /// Range of its signatures among all that were collected.
    var checks: Range<Int>
    /// What is already known to be wrong with it or with its batch.
    var findings: [Finding]
    var closes: ClosedStream?
    /// What becomes true if the seal is valid.
    var events: Int
    var withheld: [WithheldLine]
    var recoveries: [Int]
    var bridges: [Int]
    var anchors: [CarriedAnchor]
    var identity: VerifierKey
    /// The log key that signs it.
    var log: VerifierKey
    /// Whether the identity signs this seal.
    var isSignedByIdentity: Bool
    /// Keys that lines of its batch declare compromised, and from which index on.
    var compromises: [(key: VerifierKey, since: Int)]
    /// The tree that the seal is over.
    var frontier: MerkleFrontier
    /// The end of its block in the file, if the seal ends it; else 0.
    var endOffset: Int
    /// The bytes of all lines up to and with the seal, each with its LF.
    var lineBytes: Int
  }

  // The stream.
  var opened: OpenedStream?
  var openedTime: Timestamp?
  var identity: VerifierKey?
  var log: VerifierKey?
  var frontier = MerkleFrontier()

  /// Digests of the documents that are whole.
  var documents: Set<String> = []

  // The chain of epochs.
  var sealsSeen = 0
  var epoch: VerifierKey?
  var lastSealTime: Timestamp?
  /// What the last seal is over.
  var lastSealed: (size: Int, root: Digest)?

  // The batch under way.
  var batch = Batch()
  var isClosed = false

  // Signatures and seals that wait.
  var checks: [SignatureCheck] = []
  var pending: [PendingSeal] = []

  /// A document of which a part is still to come.
  struct OpenDocument {
    var first: AttachedPart
    var next: Int64
    var size: Int
    var digest: SHA256
  }

  struct Batch {
    var own = 0
    var events = 0
    var earliestAccepted = Int64.max
    var latestAccepted = Int64.min
    var time: Timestamp?
    var announced: (key: KeyAnnouncement, index: Int)?
    var closed: (record: ClosedStream, index: Int)?
    var recovery: (record: RecoveryRecord, index: Int)?
    var hasBridge = false
    var withheld: [WithheldLine] = []
    var anchors: [CarriedAnchor] = []
    var hasOther = false
    var compromises: [(key: VerifierKey, since: Int)] = []
    var parts: OpenDocument?
    var adopted = false
    var findings: [Finding] = []
    /// After the key for the next seal, or the closing line, only the seal may come.
    var mustSealAfter: Int?
  }

  /// The most findings kept for one batch: more say nothing new.
  static let findingLimit = 100

  mutating func note(_ finding: Finding) {
    if batch.findings.count < Self.findingLimit { batch.findings.append(finding) }
  }

  /// The findings of the batch that no seal has ended.
  var unsealedFindings: [Finding] { batch.findings }

  /// Whether the unsealed batch holds a line that only a seal may follow, followed by something else.
  var sealIsMissing = false
}
