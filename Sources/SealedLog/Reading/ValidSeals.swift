internal import CloudEvents

/// What the valid seals of a stream state together, in the order in which they were found valid.
struct ValidSeals {
  private(set) var last: LogLedger.PendingSeal?
  private(set) var firstTime: Timestamp?
  private(set) var count = 0
  private(set) var events = 0
  private(set) var withheld: [WithheldLine] = []
  private(set) var recoveries: [Int] = []
  private(set) var bridges: [Int] = []
  private(set) var history = SealHistory()
  /// How many don't end their block.
  private(set) var countInsideBlocks = 0
  private(set) var identities: [VerifierKey] = []
  private(set) var logs: [VerifierKey] = []
  private(set) var compromises: [(key: VerifierKey, since: Int)] = []

  private var found = Verification.Anchors(present: 0, trusted: 0)
  private var identitySeals: [(index: Int, key: VerifierKey)] = []
  private var anchorBytes = 0
  private let keepsAnchors: Bool

  /// - Parameter keepsAnchors: Whether what is needed to judge anchors later is kept.
  init(keepsAnchors: Bool) { self.keepsAnchors = keepsAnchors }

  /// How many lines they prove, the last seal among them.
  var lines: Int { (last?.index ?? -1) + 1 }

  /// The bytes of these lines, each with its LF.
  var lineBytes: Int { last?.lineBytes ?? 0 }

  var isClosed: Bool { last?.closes != nil }

  mutating func append(_ seal: LogLedger.PendingSeal) {
    last = seal
    firstTime = firstTime ?? seal.time
    count += 1
    events += seal.events
    withheld.append(contentsOf: seal.withheld)
    recoveries.append(contentsOf: seal.recoveries)
    bridges.append(contentsOf: seal.bridges)
    found.present += seal.anchors.count
    if keepsAnchors { keep(seal) }
    compromises.append(contentsOf: seal.compromises)
    if seal.isSignedByIdentity { identitySeals.append((seal.index, seal.identity)) }
    if seal.endOffset == 0 { countInsideBlocks += 1 }
    if identities.last != seal.identity { identities.append(seal.identity) }
    if logs.last != seal.log { logs.append(seal.log) }
  }

  private mutating func keep(_ seal: LogLedger.PendingSeal) {
    history.append(seal.checkpoint, seal.time)
    for anchor in seal.anchors where anchorBytes < CarriedAnchor.mostBytes {
      anchorBytes += anchor.value.utf8.count
      found.carried.append(anchor)
    }
  }

  /// The anchors that they prove, of which none is trusted yet.
  var anchors: Verification.Anchors {
    var anchors = found
    anchors.longestUnanchoredSeconds = firstTime.flatMap { first in
      last.map { Timestamp.decimalSeconds(from: first, to: $0.time) }
    }
    return anchors
  }

  /// Those that an identity signed after it was compromised.
  var compromisedFindings: [Finding] {
    compromises.flatMap { key, since in
      identitySeals.filter { $0.key == key && $0.index >= since }.map { seal in
        Finding(
          "identity.compromised", "the seal is signed by an identity that was compromised by then", index: seal.index,
          expected: "no seal of \(key.name) from line \(since) on")
      }
    }
  }
}
