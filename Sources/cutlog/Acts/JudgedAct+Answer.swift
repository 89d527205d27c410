import Attestation
import JSONText
import Reports
import SealedLog

extension JudgedAct {
  /// The act in the document of `verify`.
  var json: JSONValue {
    .object(
      [JSONMember("index", .integer(index)), JSONMember("act", .string(act.rawValue))]
        + subject.fields.map { JSONMember($0.name, .string($0.value)) } + [
          JSONMember("principal", .text(principal)), JSONMember("key", .text(fingerprint)),
          JSONMember("result", .string(outcome.rawValue)), JSONMember("rule", .text(finding?.rule)),
        ])
  }

  /// How it stands, in a few words.
  var standing: String {
    switch outcome {
    case .valid: "signed, key allowed"
    case .signed: "signed, no list of signers"
    case .notAllowed: "signed, key not allowed"
    case .outdated: "signed for an earlier plan"
    case .unsigned: "unsigned"
    case .invalid: "broken"
    }
  }

  /// What `show` adds to the line of a signed act; nil where nothing is signed.
  var mark: String? {
    guard outcome != .unsigned else { return nil }
    return "[" + ([standing] + [fingerprint].compactMap(\.self)).joined(separator: ", ") + "]"
  }

  /// How many acts stand how; nil if there are none.
  static func summary(of acts: [JudgedAct]) -> Phrase? {
    guard !acts.isEmpty else { return nil }
    var counts: [(standing: String, count: Int)] = []
    for act in acts {
      if let place = counts.firstIndex(where: { $0.standing == act.standing }) {
        counts[place].count += 1
      } else {
        counts.append((act.standing, 1))
      }
    }
    return Phrase(counts.map { "\($0.count) \($0.standing)" }.joined(separator: "; "))
  }

  private static let mostShown = 100

  /// The acts as a table, the first hundred of them.
  static func table(of acts: [JudgedAct]) -> Table {
    var table = Table([
      .init("line", .right), .init("act"), .init("about"), .init("who"), .init("result"), .init("key"), .init("rule"),
    ])
    for act in acts.prefix(mostShown) {
      table.add([
        "\(act.index)", .code(act.act.rawValue), "\(act.subject.text)", "\(act.principal ?? "")",
        "\(act.standing)", act.fingerprint.map { .code($0) } ?? "", act.finding.map { .code($0.rule) } ?? "",
      ])
    }
    return table.withoutEmptyColumns
  }
}
