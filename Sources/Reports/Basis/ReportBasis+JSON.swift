package import JSONText

extension ReportBasis {
  /// The member `basis` of a report in JSON; the program stands beside it.
  package var json: JSONValue {
    [
      "form": .string(form.rawValue), "policies": .array(policies.map(\.json)),
      "acceptWithheld": .text(accepted.isEmpty ? nil : accepted.text), "unverified": .bool(isUnverified),
      "allowedSigners": .text(signersDigest), "runs": .array(runs.map(\.json)),
      "history": .array(history.map(\.json)),
    ]
  }

  /// Reads the members `basis` and `program`; nil where they are something else.
  package init?(_ json: JSONValue, program: JSONValue) {
    guard let name = program["name"]?.string, let version = program["version"]?.string,
      let form = json["form"]?.string.flatMap({ Form(rawValue: $0) }), let policies = json["policies"]?.array,
      let isUnverified = json["unverified"]?.bool, let runs = json["runs"]?.array, !runs.isEmpty,
      let accepted = json["acceptWithheld"].flatMap({ LineRanges(json: $0) })
    else { return nil }
    self.init(program: ProgramName(name: name, version: version), form: form)
    self.isUnverified = isUnverified
    self.accepted = accepted
    signersDigest = json["allowedSigners"]?.string
    for json in policies {
      guard let policy = Policy(json) else { return nil }
      self.policies.append(policy)
    }
    for json in runs {
      guard let run = Run(json) else { return nil }
      self.runs.append(run)
    }
    for json in json["history"]?.array ?? [] {
      guard let run = Run(json) else { return nil }
      history.append(run)
    }
  }
}

extension ReportBasis.Policy {
  fileprivate var json: JSONValue {
    ["id": .string(id), "version": .integer(version), "pack": .bool(isPack), "sha256": .string(digest)]
  }

  fileprivate init?(_ json: JSONValue) {
    guard let id = json["id"]?.string, let version = json["version"]?.integer, let isPack = json["pack"]?.bool,
      let digest = json["sha256"]?.string
    else { return nil }
    self.init(id: id, version: version, isPack: isPack, digest: digest)
  }
}

extension ReportBasis.Run {
  fileprivate var json: JSONValue {
    ["run": .text(run), "plan": .text(planDigest), "streams": .array(streams.map(\.json))]
  }

  fileprivate init?(_ json: JSONValue) {
    guard let streams = json["streams"]?.array, !streams.isEmpty else { return nil }
    self.init(run: json["run"]?.string, planDigest: json["plan"]?.string, streams: [])
    for json in streams {
      guard let stream = ReportBasis.Stream(json) else { return nil }
      self.streams.append(stream)
    }
  }
}

extension ReportBasis.Stream {
  fileprivate var json: JSONValue {
    var members = [
      JSONMember("origin", .text(origin)), JSONMember("size", .integer(size)), JSONMember("root", .text(root)),
      JSONMember("signer", .text(signer)), JSONMember("trusted", .bool(isTrusted)),
    ]
    if !trustedKeys.isEmpty { members.append(JSONMember("trustedKeys", .texts(trustedKeys))) }
    members.append(JSONMember("withheld", .text(withheld.isEmpty ? nil : withheld.text)))
    members.append(JSONMember("checkpoint", .text(checkpoint)))
    return .object(members)
  }

  fileprivate init?(_ json: JSONValue) {
    guard let isTrusted = json["trusted"]?.bool, let withheld = json["withheld"].flatMap({ LineRanges(json: $0) }) else {
      return nil
    }
    let size = json["size"]?.integer.map { Int($0) }
    guard size.map({ $0 >= 0 }) ?? true else { return nil }
    self.init(
      origin: json["origin"]?.string, size: size, root: json["root"]?.string, signer: json["signer"]?.string,
      isTrusted: isTrusted, withheld: withheld)
    for key in json["trustedKeys"]?.array ?? [] {
      guard isTrusted, let key = key.string else { return nil }
      trustedKeys.append(key)
    }
  }
}

extension LineRanges {
  /// A text of ranges, or null for none.
  fileprivate init?(json: JSONValue) {
    switch json {
    case .null: self.init([])
    case .string(let text): self.init(text)
    default: return nil
    }
  }
}
