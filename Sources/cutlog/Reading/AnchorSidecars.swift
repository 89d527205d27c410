import Attestation
import Reports
import SealedLog

/// The anchors that lie beside a closed stream: cosignatures in its checkpoint, and an authority's reply over it.
struct AnchorSidecars {
  private(set) var anchors: [CarriedAnchor] = []
  /// Sidecars that are over another checkpoint than the stream's.
  private(set) var findings: [Finding] = []

  /// Reads what lies beside a stream; nothing for standard input and for streams that aren't closed.
  init(_ stream: String, _ verification: Verification) throws {
    guard verification.verdict == .closed, let checkpoint = verification.checkpoint, stream != "-" else { return }
    let files = StreamFiles(stream: stream)
    if DurableFile.exists(files.checkpoint) {
      take(SignedNote(String(decoding: try ReadWhole.file(files.checkpoint), as: UTF8.self)), checkpoint)
    }
    if DurableFile.exists(files.timestamp) {
      let bytes = try ReadWhole.file(files.timestamp)
      let token = (try? TimestampToken(bytes))?.bytes ?? bytes
      anchors.append(CarriedAnchor(size: checkpoint.size, kind: .rfc3161, value: Base64.encode(token)))
    }
  }

  private mutating func take(_ note: SignedNote?, _ checkpoint: Checkpoint) {
    let cosignatures = note?.signatures.compactMap { Cosignature($0) } ?? []
    guard let note, !cosignatures.isEmpty else { return }
    guard note.text.utf8.elementsEqual(checkpoint.text.utf8) else {
      findings.append(
        Finding(
          AnchorProblem.Rule.checkpoint.rawValue,
          "the cosignatures beside the stream are over another checkpoint than its last", severity: .note,
          expected: checkpoint.text, observed: note.text))
      return
    }
    anchors += cosignatures.map { CarriedAnchor(size: checkpoint.size, kind: .cosignature, value: $0.line) }
  }
}
