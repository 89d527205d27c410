import Attestation
import Audit
import CutoverModel
import JSONText
import Reports
import SealedLog

/// A folder with the findings of an audit and all evidence for them, to be checked without cutlog.
///
/// The same streams, policies and trust give the same bytes. Everything beside the streams is taken from their copies in
/// the pack: what doesn't stand there can't be shown beside it.
struct EvidencePack {
  /// What was written.
  struct Written {
    /// The folder as it was named.
    var folder: String
    /// SHA-256 of the list of all files with their digests: whoever keeps it can tell the pack from any other.
    var manifest: Digest
    /// How many files it holds, the list included.
    var files: Int

    var phrase: Phrase {
      "\(code: folder), \(Count.of(files, "file")); SHA-256 of its list \(code: manifest.hex)"
    }

    var json: JSONValue {
      ["folder": .string(folder), "files": .integer(files), "manifest": .string(manifest.hex)]
    }
  }

  /// The findings as they are to lie in the pack.
  struct Findings {
    var page: [UInt8]
    var document: [UInt8]
    /// Whether the document is a report that `report --check` makes again.
    var isReport: Bool
  }

  private let run: RunInput
  private let audit: RunAudit
  private let policies: [GivenPolicy]
  private let excerpt: WithholdingRequest.Reason?
  private let folder: PackFolder

  /// Writes the pack of a run that was audited.
  ///
  /// - Parameters:
  ///   - policies: Those of the audit, in its order.
  ///   - path: A folder that is not there yet, or is empty.
  ///   - excerpt: Why all events that are not cited are withheld; nil for the whole streams.
  ///   - findings: The audit as it is to lie in the pack.
  /// - Throws: `Failure` if there is no answer to be believed, or the pack can't be written whole; then nothing is left.
  static func write(
    _ run: RunInput, _ audit: RunAudit, by policies: [GivenPolicy], to path: String,
    excerpt: WithholdingRequest.Reason? = nil, findings: Findings
  ) throws -> Written {
    if let stream = run.streams.first(where: { !$0.verification.isIntact }) {
      throw stream.refusal(hint: "`cutlog verify \(stream.input.name)` shows every finding; no pack is made from it")
    }
    let pack = EvidencePack(
      run: run, audit: audit, policies: policies, excerpt: excerpt, folder: try PackFolder(path))
    return try pack.write(findings, named: path)
  }

  private func write(_ findings: Findings, named path: String) throws -> Written {
    var page = EvidencePage(program: Program.name)
    page.run = audit.run
    page.excerpt = excerpt?.rawValue
    page.results = audit.results
    page.hasTrustFile = run.streams.contains(where: \.isTrusted)
    page.warnings = warnings
    page.problems = audit.problems.filter { !Self.told.contains($0.rule) }
    page.policies = try addPolicies()
    try folder.add(findings.document, as: "findings.json")
    try folder.add(findings.page, as: "findings.md")
    page.isReport = findings.isReport
    for tool in PackTools.files { try folder.add(tool.bytes, as: "tools/\(tool.name)") }
    let trust = try run.packTrust()
    var streams = try run.streams.indices.map { number in
      try PackedStream(run, number, cited: cited(in: number), excerpt, trust, folder)
    }
    try addTrust(trust, of: streams, to: &page)
    for number in streams.indices {
      try streams[number].addFiles(to: folder, judged: audit.planDigest)
      page.streams.append(streams[number].page)
    }
    let places = audit.citedPlaces
    page.citations = audit.findings.reduce(0) { $0 + $1.events.count }
    page.citedLines = places.count
    try folder.add(page.markdown, as: "README.md")
    let manifest = try folder.publish()
    return Written(folder: path, manifest: manifest, files: folder.digests.count)
  }

  private func cited(in stream: Int) -> Set<Int> {
    Set(audit.citedPlaces.filter { $0.stream == stream }.map(\.index))
  }

  /// Said at the top, in other words.
  private static let told: Set<String> = ["untrusted-signer", "unverified"]

  private var warnings: [Phrase] {
    var warnings: [Phrase] = []
    for (number, stream) in run.streams.enumerated() {
      if !stream.isTrusted {
        warnings.append(
          "\(code: "stream-\(number + 1)") is signed by \(code: stream.verification.identity?.text ?? "nobody"), whom the maker of this pack does not trust. Unless you know that key, this pack proves nothing to you.")
      }
      if stream.verification.verdict == .open {
        warnings.append("\(code: "stream-\(number + 1)") is open: the run went on, or may have.")
      }
    }
    if let excerpt {
      warnings.append(
        "An excerpt: all events that no finding cites are withheld, as \(excerpt.rawValue). What the findings rest on beside those that they cite can't be seen in it.")
      if run.streams.contains(where: { $0.verification.opened?.isSalted != true }) {
        warnings.append("A stream is not salted: whoever guesses a withheld line can tell by its hash that the guess is right.")
      }
    }
    return warnings
  }

  private func addPolicies() throws -> [EvidencePage.Policy] {
    try policies.enumerated().map { number, policy in
      let isJSON = policy.bytes.first == UInt8(ascii: "{")
      let file = "policies/\(number + 1).\(isJSON ? "json" : "yaml")"
      try folder.add(policy.bytes, as: file)
      return EvidencePage.Policy(
        file: file, digest: policy.digest, id: policy.policy.id, version: Int64(policy.policy.version),
        isPack: policy.isPack)
    }
  }

  /// Whom the maker trusts, as far as it matters for these streams.
  private func addTrust(_ trust: PackTrust, of streams: [PackedStream], to page: inout EvidencePage) throws {
    if let signers = trust.signers {
      let keys = Set(streams.flatMap(\.signingKeys))
      try folder.add(signers.text(of: keys), as: "trust/allowed_signers")
      page.hasSigners = true
    }
    let names = Set(streams.flatMap(\.witnesses))
    let witnesses = trust.anchors.witnesses.filter { names.contains($0.name) }
    if !witnesses.isEmpty {
      var seen: Set<String> = []
      let lines = witnesses.map { $0.text + "\n" }.filter { seen.insert($0).inserted }
      try folder.add(lines.joined(), as: "trust/witnesses")
      page.hasWitnesses = true
    }
    if streams.contains(where: \.hasTrustedTokens) {
      try folder.add(trust.anchors.authorities.pem, as: "trust/tsa.pem")
      page.hasAuthorities = true
    }
    try addTrustFile(witnesses, page)
  }

  /// The same as a trust file for who has the program.
  private func addTrustFile(_ witnesses: [WitnessKey], _ page: EvidencePage) throws {
    let identities = run.streams.filter(\.isTrusted).flatMap(\.pinned).map { "identity \($0.text)\n" }
    var lines = witnesses.map { "witness \($0.name) \($0.text)\n" }
    if page.hasAuthorities { lines.append("tsa tsa.pem\n") }
    if page.hasSigners { lines.append("allowed-signers allowed_signers\n") }
    var seen: Set<String> = []
    let text = (identities + lines).filter { seen.insert($0).inserted }.joined()
    if !text.isEmpty { try folder.add(text, as: "trust/\(EvidencePage.trustFile)") }
  }
}

/// Whom the maker of a pack trusts.
struct PackTrust {
  /// Nil without a list.
  var signers: AllowedSigners?
  var anchors: AnchorTrust
}

extension RunInput {
  func packTrust() throws -> PackTrust {
    PackTrust(signers: try signers(), anchors: try reading.trust.anchorTrust())
  }
}

extension RunAudit {
  /// The lines that the findings cite.
  var citedPlaces: Set<LinePlace> {
    Set(findings.flatMap(\.events).map { LinePlace(stream: $0.stream, index: $0.index) })
  }
}
