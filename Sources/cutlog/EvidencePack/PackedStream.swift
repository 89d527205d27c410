import Attestation
import Replay
import Reports
import SealedLog

/// One stream of a pack: its copy, and what is shown beside it.
struct PackedStream {
  private let name: String
  private let read: ReadStream<PackFold.Output>
  private let output: PackFold.Output
  private let note: SignedNote
  /// The checkpoint with what outsiders signed below it.
  private let sidecar: SignedNote
  private let anchors: [(carried: CarriedAnchor, judged: JudgedAnchor)]
  private let trust: PackTrust
  private(set) var page: EvidencePage.Stream

  /// Copies a stream and reads the copy, which is then all that counts.
  ///
  /// - Parameters:
  ///   - number: Which of the run's streams.
  ///   - cited: The lines that findings cite.
  /// - Throws: `Failure` if the stream no longer holds what it held, or can't be copied.
  init(
    _ run: RunInput, _ number: Int, cited: Set<Int>, _ excerpt: WithholdingRequest.Reason?, _ trust: PackTrust,
    _ folder: PackFolder
  ) throws {
    let original = run.streams[number]
    name = "stream-\(number + 1)"
    self.trust = trust
    try folder.makeFolder(name)
    let file = "\(name)/stream.jsonl.gz"
    let path = "\(folder.temporary)/\(file)"
    sidecar = try Self.copy(original, run, cited, excerpt, to: path)
    try folder.adopt(file)
    if original.verification.verdict == .closed {
      try folder.adopt(file + ".checkpoint")
    } else {
      try folder.add(sidecar.description, as: file + ".checkpoint")
    }
    if original.verification.verdict == .closed, let stream = original.input.path {
      let timestamp = StreamFiles(stream: stream).timestamp
      if DurableFile.exists(timestamp) { try folder.add(ReadWhole.file(timestamp), as: file + ".checkpoint.tsr") }
    }
    let held = original.verification.checkpoint.map { [$0] } ?? []
    var read = try run.reading.asVerification.read(
      StreamInput(path), with: PackFold(cited: cited, signers: trust.signers), held: held, isQuiet: true)
    guard read.verification.verdict == original.verification.verdict, let output = read.output,
      let note = read.verification.note, note == original.verification.note
    else { throw Failure(original.input.name, "was changed while the pack was made; nothing was written") }
    let carried = read.verification.anchors.carried + (try AnchorSidecars(path, read.verification).anchors)
    try read.judgeAnchors(by: trust.anchors)
    anchors = zip(carried, read.verification.anchors.judged).map { ($0, $1) }
    (self.read, self.output, self.note) = (read, output, note)
    page = EvidencePage.Stream(folder: name, summary: read.summary)
  }

  /// The stream's sealed lines, packed anew, with the events that are not cited withheld from an excerpt.
  private static func copy(
    _ original: ReadStream<Void>, _ run: RunInput, _ cited: Set<Int>, _ excerpt: WithholdingRequest.Reason?,
    to path: String
  ) throws -> SignedNote {
    let verification = original.verification
    guard let checkpoint = verification.checkpoint, let note = verification.note else { throw original.refusal }
    let request = WithholdingRequest(excerpt == nil ? .only([]) : .allBut(cited), reason: excerpt ?? .legal)
    let copy = try Failure.wrap { () throws(StreamError) in
      try WithheldCopy(request, isOpen: verification.verdict == .open, to: path)
    }
    let fold = PrefixFold(copy, lines: verification.lines)
    guard try run.reading.read(original.input, with: fold, held: [checkpoint], isQuiet: true).output != nil else {
      throw original.refusal
    }
    let sidecar = original.sidecar(note)
    try Failure.wrap { () throws(StreamError) in
      try copy.publish(as: verification, sidecar: verification.verdict == .closed ? sidecar : nil)
    }
    return sidecar
  }

  // MARK: - What of the reader's trust it needs

  /// The keys that persons signed with, in wire form.
  var signingKeys: [[UInt8]] {
    output.acts.compactMap { (try? SSHSignature(armor: $0.signature))?.publicKey.blob }
  }

  /// The names of the witnesses whose cosignatures count.
  var witnesses: [String] {
    anchors.filter { $0.judged.isTrusted && $0.judged.kind == .cosignature }.compactMap(\.judged.name)
  }

  var hasTrustedTokens: Bool { anchors.contains { $0.judged.isTrusted && $0.judged.kind == .rfc3161 } }

  // MARK: - Files

  /// Writes everything beside the stream, and completes the page.
  ///
  /// - Parameter judged: SHA-256 of the plan that the run is judged by.
  mutating func addFiles(to folder: PackFolder, judged: String?) throws {
    let verification = read.verification
    page.lines = verification.lines
    page.events = verification.events
    page.seals = verification.seals
    page.withheld = verification.stubs.count
    try folder.add(note.text, as: "\(name)/checkpoint.txt")
    try addKeys(to: folder)
    try addLines(to: folder)
    try addPlans(to: folder, judged: judged)
    try addActs(to: folder)
    try addAnchors(to: folder)
    page.status = status
  }

  /// What the verifier in Python ends with.
  private var status: Int {
    let isBroken = read.verification.errors.contains { $0.rule.hasPrefix("anchor.") }
    if isBroken || output.acts.contains(where: { $0.act.outcome == .invalid }) { return 1 }
    return output.acts.contains { $0.act.outcome == .notAllowed } ? 3 : 0
  }

  /// An index as files are named by it: as many digits for each, so that names sort as lines do.
  private func padded(_ index: Int) -> String {
    let digits = String(read.verification.lines).count
    let text = String(index)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }

  private mutating func addKeys(to folder: PackFolder) throws {
    let verification = read.verification
    var keys: [(name: String, key: VerifierKey)] = []
    if let log = verification.logs.last { keys.append(("log", log)) }
    if let epoch = output.epoch { keys.append(("epoch", epoch)) }
    if let identity = verification.identity { keys.append(("identity", identity)) }
    for (place, signature) in note.signatures.enumerated() {
      if let signer = keys.first(where: { note.signature(of: $0.key) == signature }) {
        page.signatures.append((signer.name, place + 1))
      }
    }
    keys += verification.logs.dropLast().enumerated().map { ("log-\($0.offset + 1)", $0.element) }
    keys += verification.identities.dropLast().enumerated().map { ("identity-\($0.offset + 1)", $0.element) }
    page.keys = keys.count
    for (name, key) in keys {
      try folder.add(key.text + "\n", as: "\(self.name)/keys/\(name).vkey")
      try folder.add(PublicKeyPEM.text(ofEd25519: key.publicKey), as: "\(self.name)/keys/\(name).pem")
    }
  }

  private mutating func addLines(to folder: PackFolder) throws {
    for line in output.lines {
      let file = "\(name)/proofs/\(padded(line.index))"
      // The last seal itself is under no seal: the checkpoint in it is the pack's.
      guard let proof = line.proof else { continue }
      guard let proved = ProofFile(proof: proof, note: note),
        proof.proves(MerkleTree.leafHash(line.bytes), size: proved.checkpoint.size, root: proved.checkpoint.root)
      else { throw Failure(name, "gave a proof that doesn't hold; nothing was written") }
      try folder.add(line.bytes + [0x0A], as: file + ".json")
      try folder.add(proved.description, as: file + ".tlog-proof")
      page.proofs += 1
    }
  }

  private mutating func addPlans(to folder: PackFolder, judged: String?) throws {
    for plan in output.plans.adoptions {
      guard let document = output.documents.last(where: { $0.sha256 == plan.document && $0.isWhole }),
        let bytes = document.bytes
      else { continue }
      let ending = bytes.first == UInt8(ascii: "{") ? "json" : "yaml"
      let file = "\(name)/plans/\(padded(plan.index)).\(ending)"
      try folder.add(bytes, as: file)
      page.plans.append(
        .init(
          file: file, digest: plan.document, plan: plan.plan, version: plan.version, index: plan.index,
          isJudged: plan.document == judged))
    }
  }

  private mutating func addActs(to folder: PackFolder) throws {
    for signed in output.acts {
      let act = signed.act
      let standing: EvidencePage.Act.Standing =
        switch act.outcome {
        case .valid, .signed, .outdated: .allowed
        case .notAllowed: .unlisted
        case .unsigned, .invalid: .broken
        }
      var file: String?
      if standing != .broken {
        let path = "\(name)/acts/\(standing == .unlisted ? "not-allowed/" : "")\(padded(act.index))"
        try folder.add(signed.statement, as: path + ".txt")
        try folder.add(
          signed.signature.hasSuffix("\n") ? signed.signature : signed.signature + "\n", as: path + ".sig")
        file = path
      }
      page.acts.append(
        .init(
          file: file, index: act.index, act: act.act.rawValue, subject: act.subject.text,
          principal: act.principal ?? "", fingerprint: act.fingerprint ?? "", standing: standing,
          phrase: act.standing + (act.finding.map { ": \($0.rule)" } ?? "")))
    }
  }

  private mutating func addAnchors(to folder: PackFolder) throws {
    guard let origin = read.verification.opened?.origin else { return }
    var beside = 0
    for (carried, judged) in anchors {
      if carried.index == nil { beside += 1 }
      let base = carried.index.map(padded) ?? "beside-\(beside)"
      let path = "\(name)/anchors/\(judged.isTrusted ? "" : "others/")\(base)"
      guard let seal = read.verification.history.seal(ofSize: carried.size) else {
        page.otherAnchors += 1
        continue
      }
      let text = Checkpoint(origin: origin, size: seal.size, root: seal.root).text
      try folder.add(text, as: path + ".txt")
      if carried.kind == .rfc3161 {
        guard let token = Base64.decode(carried.value) else { continue }
        try folder.add(token, as: path + ".tst")
      } else {
        try folder.add(carried.value + "\n", as: path + ".cosignature")
        if judged.isTrusted { try addWitness(carried.value, text, path, to: folder) }
      }
      guard judged.isTrusted else {
        page.otherAnchors += 1
        continue
      }
      page.anchors.append(
        .init(
          isToken: carried.kind == .rfc3161, file: path, index: carried.index, size: carried.size,
          name: judged.name ?? "", time: judged.time.map(EventText.time) ?? ""))
    }
  }

  /// What a witness signed, and its key.
  private func addWitness(_ line: String, _ text: String, _ path: String, to folder: PackFolder) throws {
    guard let cosignature = Cosignature(line: line),
      let witness = trust.anchors.witnesses.first(where: { cosignature.isOf($0) })
    else { return }
    try folder.add(Cosignature.message(text, cosignature.seconds), as: path + ".message")
    try folder.add(PublicKeyPEM.text(ofEd25519: witness.publicKey), as: path + ".pem")
  }
}

/// Public keys as openssl reads them.
enum PublicKeyPEM {
  /// A SubjectPublicKeyInfo (RFC 8410) in PEM.
  static func text(ofEd25519 key: [UInt8]) -> String {
    let algorithm: [UInt8] = [0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00]
    return "-----BEGIN PUBLIC KEY-----\n\(Base64.encode(algorithm + key))\n-----END PUBLIC KEY-----\n"
  }
}

extension ReadStream {
  /// The last checkpoint; of a closed stream with the signatures that were gathered on it beside the original.
  func sidecar(_ note: SignedNote) -> SignedNote {
    guard verification.verdict == .closed, let path = input.path,
      let bytes = try? ReadWhole.file(StreamFiles(stream: path).checkpoint),
      let gathered = SignedNote(String(decoding: bytes, as: UTF8.self)), gathered.text == note.text,
      note.signatures.allSatisfy(gathered.signatures.contains)
    else { return note }
    return gathered
  }
}
