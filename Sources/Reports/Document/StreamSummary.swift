package import CloudEvents
package import JSONText

/// What every answer says of each stream that it comes from.
package struct StreamSummary: Hashable, Sendable {
  package struct Signer: Hashable, Sendable {
    package var name: String
    package var vkey: String
    /// The vkeys of the stream that the reader's trust file holds, in the order in which they came into force.
    package var pins: [String]

    package init(name: String, vkey: String, pins: [String]) {
      self.name = name
      self.vkey = vkey
      self.pins = pins
    }

    /// A signer who is trusted, if at all, by this very key.
    package init(name: String, vkey: String, trusted: Bool) {
      self.init(name: name, vkey: vkey, pins: trusted ? [vkey] : [])
    }

    /// Whether the reader's trust file holds this key, or one before it.
    package var trusted: Bool { !pins.isEmpty }

    /// The key that trust in the signer rests on: this one, or the last one before it; nil if there is none.
    package var pin: String? { pins.contains(vkey) ? vkey : pins.last }
  }

  package var origin: String?
  package var run: String?
  /// What the recorder says the stream is: live, rehearsal, import and so on.
  package var kind: String?
  /// Lines under the last valid seal.
  package var size: Int?
  /// Base64.
  package var root: String?
  /// The verifier's word: `closed`, `open`, `tampered`, `rolled-back`, `unreadable`.
  package var verdict: String
  /// Whether the verifier can be believed to have proved anything: closed or open.
  package var isIntact: Bool
  package var signer: Signer?
  /// The whole note of the last checkpoint, for people to compare.
  package var checkpoint: String?
  /// The lines that are withheld, in order.
  package var withheld: [Int] = []
  /// The time of the last valid seal.
  package var sealed: Timestamp?

  package init(verdict: String, isIntact: Bool) {
    self.verdict = verdict
    self.isIntact = isIntact
  }
}

extension StreamSummary {
  package var json: JSONValue {
    [
      "origin": .text(origin), "run": .text(run), "size": .integer(size), "root": .text(root),
      "verdict": .string(verdict),
      "signer": signer.map {
        ["name": .string($0.name), "vkey": .string($0.vkey), "trusted": .bool($0.trusted)]
      } ?? .null,
    ]
  }

  /// One line: origin, verdict, size and who signed.
  package var phrase: Phrase {
    var phrase: Phrase = "\(code: origin ?? "unknown stream"), "
    phrase = phrase + .verdict(verdict, isIntact ? .good : .bad)
    if let size { phrase = phrase + " at size \(size)" }
    guard let signer else { return phrase + ", signed by nobody known" }
    return phrase + ", signed by \(code: signer.name) (\(signer.trusted ? "trusted" : "not trusted"))"
  }
}
