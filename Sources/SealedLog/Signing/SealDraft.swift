internal import CloudEvents
internal import JSONText

/// A batch of the recorder's lines and the tree before them: all that its seal will state, before anybody signs it.
struct SealDraft: Sendable {
  let origin: String
  /// The batch's one time.
  let time: Timestamp
  /// The tree over all lines before the batch.
  let before: MerkleFrontier
  let payloads: [RecorderPayload]
  /// The lines without LF.
  let lines: [[UInt8]]

  init(origin: String, time: Timestamp, before: MerkleFrontier, payloads: [RecorderPayload]) {
    self.origin = origin
    self.time = time
    self.before = before
    self.payloads = payloads
    lines = payloads.enumerated().map { place, payload in
      RecorderLine(index: before.size + place, origin: origin, time: time, payload: payload).bytes
    }
  }

  /// Reads lines as they were drafted; nil unless writing them again gives the same bytes.
  init?(lines: [[UInt8]], before: MerkleFrontier) {
    var payloads: [RecorderPayload] = []
    var head: (origin: String, time: Timestamp)?
    for line in lines {
      guard line.count < BGZF.maximumPayload, let value = try? JSONValue(parsing: line),
        let origin = value["source"]?.string, KeyName.isValid(origin),
        let time = value["time"]?.string.flatMap({ try? Timestamp($0) }),
        let type = value["type"]?.string.flatMap({ RecorderType(type: $0) }),
        let payload = value["data"].flatMap({ RecorderPayload(type: type, data: $0) })
      else { return nil }
      if head == nil { head = (origin, time) }
      payloads.append(payload)
    }
    guard let head else { return nil }
    self.init(origin: head.origin, time: head.time, before: before, payloads: payloads)
    guard self.lines == lines else { return nil }
  }

  /// The checkpoint over everything before the seal.
  var checkpoint: Checkpoint {
    var frontier = before
    for line in lines { frontier.append(leaf: MerkleTree.leafHash(line)) }
    return Checkpoint(origin: origin, size: frontier.size, root: frontier.root)
  }
}
