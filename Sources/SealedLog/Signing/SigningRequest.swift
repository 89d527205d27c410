/// What an identity that is kept elsewhere is asked to sign, in a form that its keeper can judge.
///
/// A seal's checkpoint is only a root: so the request carries the lines of the batch and the tree's right edge before them,
/// and who reads it computes the root again. Everything else in the file follows from these, plain words included.
package struct SigningRequest: Sendable {
  package enum Subject: Sendable {
    /// The first seal of a new stream.
    case opening(OpenedStream, PlanAdoption)
    /// The last seal of a stream that has so many events.
    case closing(events: Int64)
    /// The seal by which a stream goes on with new keys.
    case bridge(RecoveryRecord)
    /// A change in the life of an identity.
    case identity(IdentityStatement)
  }

  package let subject: Subject
  package let origin: String
  /// Exactly these bytes are signed.
  package let text: String
  /// The keys that are to sign, in order.
  package let signers: [VerifierKey]
  /// The batch, where a seal is to be signed.
  let draft: SealDraft?

  /// A request for a seal; nil if the batch is not one that an identity seals.
  init?(_ draft: SealDraft, signer: VerifierKey) {
    guard let subject = Self.subject(of: draft) else { return nil }
    if case .opening(let opened, _) = subject, opened.identity != signer { return nil }
    self.subject = subject
    self.draft = draft
    origin = draft.origin
    text = draft.checkpoint.text
    signers = [signer]
  }

  package init(_ statement: IdentityStatement, signers: [VerifierKey]) {
    subject = .identity(statement)
    origin = statement.origin
    text = statement.text
    self.signers = signers
    draft = nil
  }

  /// What a batch is for; nil for one that no identity signs alone.
  private static func subject(of draft: SealDraft) -> Subject? {
    let (first, last) = (draft.payloads.first, draft.payloads.last)
    if case .announced(let announcement)? = last, Int(announcement.own) != draft.payloads.count { return nil }
    switch (first, last, draft.payloads.count) {
    case (.closed(let closed)?, _, 1):
      return closed.identity && closed.own == 1 && draft.before.size > 0 ? .closing(events: closed.events) : nil
    case (.recovered(let record)?, .announced?, 2):
      return record.cause == .stateLost && draft.before.size == record.size + 1 ? .bridge(record) : nil
    case (.opened(let opened)?, .announced?, 4...):
      guard draft.before.size == 0, opened.origin.utf8.elementsEqual(draft.origin.utf8),
        case .adopted(let plan) = draft.payloads[draft.payloads.count - 2]
      else { return nil }
      var content: [UInt8] = []
      for payload in draft.payloads[1..<(draft.payloads.count - 2)] {
        guard case .attached(let part) = payload else { return nil }
        if part.sha256 == plan.document { content.append(contentsOf: part.content) }
      }
      // The plan that is named is the one that is inside.
      return Digest(hashing: content).hex == plan.document ? .opening(opened, plan) : nil
    default: return nil
    }
  }
}

extension SigningRequest {
  /// What is asked, in plain words; holds no text that somebody else chose freely.
  package var sentences: [String] {
    switch subject {
    case .opening(let opened, let plan):
      [
        "This opens the stream \(origin) (\(opened.kind.rawValue)).",
        "The signature vouches for its first \(draft?.lines.count ?? 0) lines, which stand below: what it is, its plan,",
        "and the keys by which the recording host seals what follows. SHA-256 of the plan:",
        "  \(plan.document)",
      ]
    case .closing(let events):
      [
        "This closes the stream \(origin) for good. Events: \(events).",
        "The signature vouches for all its lines by their root; hold it against a stream that you have verified.",
      ]
    case .bridge(let record):
      [
        "The recording host has lost the secrets of the stream \(origin).",
        "The signature lets whoever holds the new keys go on behind the seal of size \(record.size) with the root",
        "  \(record.root.base64)",
        "Bytes without a seal that are set aside: \(record.bytes). Every verification will list this.",
      ]
    case .identity(.rotated(_, let old, let new)):
      ["In the stream \(origin) the identity", "  \(old.text)", "is followed by", "  \(new.text)"]
    case .identity(.compromised(_, let key, let since)):
      ["In the stream \(origin) no seal from line \(since) on is to be believed that is signed by", "  \(key.text)"]
    }
  }

  private static let title = "cutlog signing request v1"
  private static let signer = "To be signed by "

  /// The request's file.
  package var bytes: [UInt8] {
    var head = [Self.title, ""] + sentences + [""]
    head += signers.map { Self.signer + $0.text }
    head += ["", "Where the key is kept: cutlog sign THIS-FILE --key KEY -o SIGNATURE", "", "--- text", ""]
    var out = Array(head.joined(separator: "\n").utf8) + Array(text.utf8)
    if let draft {
      out += Array("--- tree \(draft.before.size)\n".utf8)
      for digest in draft.before.digests { out += Array("\(digest.base64)\n".utf8) }
      out += Array("--- lines\n".utf8)
      for line in draft.lines {
        out += line
        out.append(0x0A)
      }
    }
    return out + Array("--- end\n".utf8)
  }

  /// Reads a request; nil unless every byte of it follows from what is to be signed.
  package init?(_ bytes: [UInt8]) {
    var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    func isMark(_ line: ArraySlice<UInt8>, _ mark: String) -> Bool { line.elementsEqual(mark.utf8) }
    guard lines.popLast()?.isEmpty == true, let end = lines.popLast(), isMark(end, "--- end"),
      let start = lines.firstIndex(where: { isMark($0, "--- text") })
    else { return nil }
    var signers: [VerifierKey] = []
    for line in lines[..<start] where line.starts(with: Self.signer.utf8) {
      guard let key = VerifierKey(String(decoding: line.dropFirst(Self.signer.utf8.count), as: UTF8.self)) else {
        return nil
      }
      signers.append(key)
    }
    let treeMark = Array("--- tree ".utf8)
    let tree = lines[start...].firstIndex { $0.starts(with: treeMark) }
    let text = lines[(start + 1)..<(tree ?? lines.count)].map { String(decoding: $0, as: UTF8.self) + "\n" }.joined()
    if let tree {
      guard let mark = lines[tree...].firstIndex(where: { isMark($0, "--- lines") }), let signer = signers.first,
        let size = Int(String(decoding: lines[tree].dropFirst(treeMark.count), as: UTF8.self))
      else { return nil }
      let digests = lines[(tree + 1)..<mark].compactMap {
        Base64.decode(String(decoding: $0, as: UTF8.self)).flatMap { Digest($0) }
      }
      guard digests.count == mark - tree - 1, let before = MerkleFrontier(size: size, digests: digests),
        let draft = SealDraft(lines: lines[(mark + 1)...].map(Array.init), before: before)
      else { return nil }
      self.init(draft, signer: signer)
    } else {
      guard let statement = IdentityStatement(text: text) else { return nil }
      self.init(statement, signers: signers)
      if case .rotated(_, let old, let new) = statement, signers != [old, new] { return nil }
      guard !signers.isEmpty else { return nil }
    }
    guard self.bytes == bytes else { return nil }
  }
}
