internal import Audit
internal import CloudEvents
internal import CutoverModel
internal import JSONText

/// What the document points to: the streams with their signed checkpoints, the policies, the plans.
struct OSCALBackMatter {
  /// The resources that one result points to.
  struct Resources {
    /// One for each stream of the run.
    var streams: [String] = []
    var plan: String?
  }

  static let noPlan = "There is no assessment plan in OSCAL. What was assessed is given by the policies that this resource names."

  /// The resource that stands for the assessment plan.
  let plan: String
  private var resources: [JSONValue] = []

  init(_ identifiers: inout OSCALIdentifiers, _ audits: [RunAudit]) {
    var policies: [RunAudit.JudgedPolicy] = []
    for policy in audits.flatMap(\.policies) where !policies.contains(where: { $0.digest == policy.digest }) {
      policies.append(policy)
    }
    plan = identifiers.make("policies", policies.map(\.digest))
    resources.append(
      OSCALObject.of([
        ("uuid", .string(plan)), ("title", "The policies that were judged by"), ("description", .string(Self.noPlan)),
        ("rlinks", .array(policies.compactMap { Self.link(toDigest: $0.digest) })),
      ]))
    for judged in policies {
      let policy = judged.policy
      let place =
        judged.isPack
        ? "A control pack of the program: `cutlog policy --print` with its name writes it." : "A policy file of the reader's own."
      resources.append(
        OSCALObject.of([
          ("uuid", .string(identifiers.make("policy", [judged.digest]))),
          ("title", .string(OSCALText.line(policy.title ?? policy.id))), ("description", .string(place)),
          (
            "props",
            OSCALObject.properties([
              ("policy", policy.id), ("policy-version", "\(policy.version)"), ("control-pack", judged.isPack ? "true" : "false"),
              ("sha256", judged.digest),
            ])
          ),
          ("rlinks", .array([Self.link(toDigest: judged.digest)].compactMap(\.self))),
        ]))
    }
  }

  /// Adds what the result of an audit points to.
  mutating func resources(of audit: RunAudit, _ identifiers: inout OSCALIdentifiers) -> Resources {
    var added = Resources()
    for stream in audit.streams {
      let uuid = identifiers.make("stream", [stream.origin ?? "", stream.size.map(String.init) ?? "", stream.root ?? ""])
      resources.append(Self.resource(of: stream, uuid))
      added.streams.append(uuid)
    }
    if let plan = audit.plan {
      let uuid = identifiers.make("plan", audit.head + [audit.planDigest ?? ""])
      resources.append(
        OSCALObject.of([
          ("uuid", .string(uuid)), ("title", .string(OSCALText.line(plan.title ?? plan.plan))),
          ("description", "The plan that the run was judged by, as it lies in the stream: `cutlog extract STREAM plan`."),
          (
            "props",
            OSCALObject.properties([
              ("plan", plan.plan), ("plan-version", "\(plan.version)"), ("change", plan.change), ("sha256", audit.planDigest),
            ])
          ),
          ("rlinks", .array([audit.planDigest.flatMap(Self.link(toDigest:))].compactMap(\.self))),
        ]))
      added.plan = uuid
    }
    return added
  }

  private static func resource(of stream: StreamSummary, _ uuid: String) -> JSONValue {
    let note = stream.checkpoint.map { Array($0.utf8) }
    return OSCALObject.of([
      ("uuid", .string(uuid)), ("title", .string("Stream \(OSCALText.line(stream.origin ?? "of unknown origin"))")),
      (
        "description",
        """
        A signed stream of events. Evidence is over its lines and not over the file, which may be compressed anew: the root is \
        that of the Merkle tree (RFC 6962, SHA-256) over the lines under the last seal. What is linked and embedded is the \
        signed checkpoint that states it, a C2SP tlog-checkpoint.
        """
      ),
      (
        "props",
        OSCALObject.properties([
          ("origin", stream.origin), ("run", stream.run), ("kind", stream.kind), ("size", stream.size.map(String.init)),
          ("root", stream.root), ("verdict", stream.verdict), ("signer", stream.signer?.vkey),
          ("signer-trusted", stream.signer.map { $0.trusted ? "true" : "false" } ?? "false"),
          ("last-sealed", stream.sealed?.description),
        ])
      ),
      (
        "document-ids",
        .array(
          stream.origin.map {
            [["scheme": "https://c2sp.org/tlog-checkpoint", "identifier": .string(OSCALText.value($0))]]
          } ?? [])
      ),
      ("rlinks", .array(note.flatMap { link(toDigest: OSCALText.digest($0)) }.map { [$0] } ?? [])),
      (
        "base64",
        note.map {
          ["filename": "checkpoint", "media-type": "text/plain", "value": .string(Base64Text.encoded($0))]
        }
      ),
      ("remarks", remark(on: stream).map { .string($0) }),
    ])
  }

  private static func remark(on stream: StreamSummary) -> String? {
    if !stream.isIntact { return "The stream does not verify. It is not evidence." }
    if stream.signer?.trusted == true { return nil }
    return "The signer is not in the trust file of whoever made this document."
  }

  /// A link to what has a SHA-256 digest, by the name that follows from it; nil if the text is no digest.
  private static func link(toDigest digest: String) -> JSONValue? {
    OSCALText.name(ofDigest: digest).map {
      ["href": .string($0), "hashes": [["algorithm": "SHA-256", "value": .string(digest)]]]
    }
  }

  var json: JSONValue { ["resources": .array(resources)] }
}
