import Attestation
import CutoverModel
import JSONText
import Reports
import SealedLog

extension ReadStream {
  /// Judges the anchors that the stream carries and those that lie beside it.
  ///
  /// - Throws: `Failure` if a file beside the stream can't be read.
  mutating func judgeAnchors(by trust: AnchorTrust) throws {
    let beside = try AnchorSidecars(input.path ?? "-", verification)
    AnchorJudge.judge(&verification, beside: beside.anchors, trust: trust)
    verification.findings += beside.findings
  }

  /// The anchors in the document of `verify`.
  var anchorsJSON: JSONValue {
    [
      "present": .integer(verification.anchors.present), "trusted": .integer(verification.anchors.trusted),
      "longestUnanchoredSeconds": verification.anchors.longestUnanchoredSeconds.map(JSONValue.number) ?? .null,
      "entries": .array(verification.anchors.judged.map(\.json)),
    ]
  }

  /// The anchors in short, and how long the recorder's word stood alone.
  var anchorsFact: Phrase? {
    guard verification.anchors.present > 0 else { return nil }
    let counts = "\(verification.anchors.present), of these \(verification.anchors.trusted) trusted"
    guard verification.anchors.trusted > 0, let longest = verification.anchors.longestUnanchoredSeconds else {
      return "\(counts)"
    }
    return "\(counts); the longest time without one: \(longest) s"
  }

  /// The anchors one by one; the first hundred.
  var anchorTable: Table {
    var table = Table([.init("anchor"), .init("line", .right), .init("over size", .right), .init("time"), .init("by"), .init("")])
    for anchor in verification.anchors.judged.prefix(100) {
      table.add([
        .code(anchor.kind.rawValue), anchor.index.map { "\($0)" } ?? "beside", "\(anchor.size)",
        anchor.time.map { "\(EventText.time($0))" } ?? "", "\(anchor.name ?? "")",
        anchor.isTrusted ? "trusted" : "does not count",
      ])
    }
    return table
  }
}

extension JudgedAnchor {
  /// The anchor as documents show it.
  var json: JSONValue {
    [
      "index": .integer(index), "kind": .string(kind.rawValue), "size": .integer(size), "time": .time(time),
      "name": .text(name), "trusted": .bool(isTrusted),
    ]
  }
}
