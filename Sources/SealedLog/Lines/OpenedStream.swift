internal import CloudEvents
package import JSONText

/// What line 0 says of a stream.
package struct OpenedStream: Sendable {
  /// A stream that this one follows, with its closing checkpoint.
  package struct Followed: Hashable, Sendable {
    package enum Relation: String, CaseIterable, Sendable {
      case rehearsalOf = "rehearsal-of"
      case undoes
      case continues
      case remarksOn = "remarks-on"
    }
    package var origin: String
    /// The whole note.
    package var checkpoint: String
    package var relation: Relation

    package init(origin: String, checkpoint: String, relation: Relation) {
      self.origin = origin
      self.checkpoint = checkpoint
      self.relation = relation
    }
  }

  package enum Kind: String, CaseIterable, Sendable {
    case live, rehearsal, failback, `import`, addendum
  }

  package var origin: String
  /// Shared by all streams of one execution.
  package var run: String
  package var kind: Kind
  package var identity: VerifierKey
  package var log: VerifierKey
  package var epoch: VerifierKey
  /// An RFC 3339 time: the start that the plan's `T` stands for.
  package var starts: String?
  package var environment: String?
  package var sites: (source: String, target: String)?
  package var parameters: [(name: String, value: JSONValue)] = []
  package var follows: [Followed] = []
  package var isSalted = false
  /// Sixteen random bytes.
  package var nonce: [UInt8]

  /// The format that the stream was written in; above the program's own, further members and types are let be.
  package var writeVersion = Self.formatVersion

  /// The newest format that this program reads, and the one it writes.
  package static let formatVersion: Int64 = 1

  package init(
    origin: String, run: String, kind: Kind, identity: VerifierKey, log: VerifierKey, epoch: VerifierKey,
    nonce: [UInt8]
  ) {
    self.origin = origin
    self.run = run
    self.kind = kind
    self.identity = identity
    self.log = log
    self.epoch = epoch
    self.nonce = nonce
  }
}

extension OpenedStream {
  var data: JSONValue {
    var members = [
      JSONMember("origin", .string(origin)), JSONMember("run", .string(run)),
      JSONMember("kind", .string(kind.rawValue)),
      JSONMember(
        "format",
        .object([
          JSONMember("read", .number("\(Self.formatVersion)")),
          JSONMember("write", .number("\(writeVersion)")),
        ])),
      JSONMember("identity", .string(identity.text)), JSONMember("log", .string(log.text)),
      JSONMember("epoch", .string(epoch.text)),
    ]
    if let starts { members.append(JSONMember("starts", .string(starts))) }
    if let environment { members.append(JSONMember("environment", .string(environment))) }
    if let sites {
      members.append(
        JSONMember(
          "sites",
          .object([
            JSONMember("source", .string(sites.source)), JSONMember("target", .string(sites.target)),
          ])))
    }
    if !parameters.isEmpty {
      members.append(
        JSONMember("parameters", .object(parameters.map { JSONMember($0.name, $0.value) })))
    }
    if !follows.isEmpty {
      members.append(
        JSONMember(
          "follows",
          .array(
            follows.map { followed in
              .object([
                JSONMember("origin", .string(followed.origin)),
                JSONMember("checkpoint", .string(followed.checkpoint)),
                JSONMember("as", .string(followed.relation.rawValue)),
              ])
            })))
    }
    if isSalted { members.append(JSONMember("salted", true)) }
    members.append(JSONMember("nonce", .string(Hexadecimal.encode(nonce))))
    return .object(members)
  }

  init?(data: JSONValue) {
    guard let origin = data["origin"]?.string, KeyName.isValid(origin),
      let run = data["run"]?.string, let kind = data["kind"]?.string.flatMap(Kind.init(rawValue:)),
      data["format"]?["read"]?.integer == Self.formatVersion,
      let writeVersion = data["format"]?["write"]?.integer, writeVersion >= Self.formatVersion,
      let identity = data["identity"]?.string.flatMap({ VerifierKey($0) }),
      let log = data["log"]?.string.flatMap({ VerifierKey($0) }),
      let epoch = data["epoch"]?.string.flatMap({ VerifierKey($0) }),
      let nonce = data["nonce"]?.string.flatMap({ Hexadecimal.decode($0) }), nonce.count == 16
    else { return nil }
    self.init(
      origin: origin, run: run, kind: kind, identity: identity, log: log, epoch: epoch, nonce: nonce)
    self.writeVersion = writeVersion
    starts = data["starts"]?.string
    if let starts, (try? Timestamp(starts)) == nil { return nil }
    environment = data["environment"]?.string
    if let value = data["sites"] {
      guard let source = value["source"]?.string, let target = value["target"]?.string else { return nil }
      sites = (source, target)
    }
    parameters = data["parameters"]?.members?.map { ($0.name, $0.value) } ?? []
    for value in data["follows"]?.array ?? [] {
      guard let origin = value["origin"]?.string, let checkpoint = value["checkpoint"]?.string,
        let relation = value["as"]?.string.flatMap(Followed.Relation.init(rawValue:))
      else { return nil }
      follows.append(Followed(origin: origin, checkpoint: checkpoint, relation: relation))
    }
    isSalted = data["salted"]?.bool ?? false
  }
}
