import JSONText
import Reports
import SealedLog

/// What `check-proof` has to say of a proof.
struct ProofAnswer {
  var file: String
  /// Nil where the file is no proof.
  var proof: ProofFile?
  /// Trusted keys that have signed the checkpoint.
  var signers: [VerifierKey] = []
  var findings: [Finding] = []
  /// Whether it is the checkpoint that is remembered of this log, from a stream that was verified.
  private(set) var isRemembered = false
  /// The remembered checkpoint that this one contradicts.
  private(set) var contradicted: SignedCheckpoint?

  init(file: String) { self.file = file }

  /// Holds the checkpoint against the one that is remembered of its log.
  mutating func compare(with remembered: SignedCheckpoint?) {
    guard let proof, let remembered, remembered.checkpoint.size == proof.checkpoint.size else { return }
    if remembered.checkpoint == proof.checkpoint {
      isRemembered = true
      return
    }
    contradicted = remembered
    findings.append(
      Finding(
        "checkpoint.fork", "the proof's checkpoint has another root than the one that is remembered",
        index: proof.checkpoint.size, expected: remembered.checkpoint.root.base64,
        observed: proof.checkpoint.root.base64))
  }

  private var isTrusted: Bool { !signers.isEmpty || isRemembered }

  var status: ExitStatus { !findings.isEmpty ? .doesNotHold : isTrusted ? .done : .undecided }

  private var verdict: String {
    switch status {
    case .done: "proved"
    case .undecided: "untrusted"
    default: "refuted"
    }
  }

  var document: ReportDocument {
    var document = ReportDocument(verb: "check-proof", verdict: verdict)
    document.problems = findings.map {
      ReportProblem(.error, rule: $0.rule, message: $0.message, file: file, index: $0.index)
    }
    if status == .undecided {
      document.problems.append(
        ReportProblem(
          .warning, rule: "untrusted-signer", message: "nobody who is trusted has signed the checkpoint", file: file))
    }
    let checkpoint = proof?.checkpoint
    document.body = [
      JSONMember(
        "proof",
        [
          "origin": .text(checkpoint?.origin), "index": .integer(proof?.proof.index),
          "size": .integer(checkpoint?.size), "root": .text(checkpoint?.root.base64),
          "checkpoint": .text(proof?.note.description), "signers": .texts(signers.map(\.text)),
          "remembered": .bool(isRemembered),
          "findings": .array(
            findings.map { finding in
              [
                "rule": .string(finding.rule), "message": .string(finding.message),
                "expected": .text(finding.expected), "observed": .text(finding.observed),
              ]
            }),
          "fork": contradicted.map {
            ["held": .string($0.note.description), "seen": .text(proof?.note.description)]
          } ?? .null,
        ])
    ]
    return document
  }

  var page: Page {
    var page = Page()
    let tone: Phrase.Tone = status == .done ? .good : status == .undecided ? .open : .bad
    guard let proof else {
      page.paragraph(.verdict(verdict, tone) + ": \(code: file) is no proof as it was written")
      return page
    }
    let place: Phrase = "line \(proof.proof.index) of \(code: proof.checkpoint.origin)"
    let words: Phrase =
      switch status {
      case .done: place + " is as it was recorded"
      case .undecided: "the event fits as " + place + ", by a checkpoint that nobody whom you trust has signed"
      default: "the event is not shown to be " + place
      }
    page.paragraph(.verdict(verdict, tone) + ": " + words)
    page.facts([
      ("size", "\(proof.checkpoint.size)"), ("root", .code(proof.checkpoint.root.base64)),
      ("signed by", signers.isEmpty ? nil : .code(signers.map(\.text).joined(separator: ", "))),
      ("remembered", isRemembered ? "the checkpoint is the one that was seen of this stream" : nil),
    ])
    var table = Table([.init("finding"), .init("what"), .init("expected"), .init("observed")])
    for finding in findings {
      table.add([
        .code(finding.rule), "\(finding.message)", "\(finding.expected ?? "")", "\(finding.observed ?? "")",
      ])
    }
    page.table(table.withoutEmptyColumns)
    if let contradicted {
      page.note("two checkpoints of one log and size: keep both, they prove a fork if the log has signed both")
      page.paragraph("Remembered:")
      page.preformatted(contradicted.note.description)
      page.paragraph("In the proof:")
      page.preformatted(proof.note.description)
    }
    return page
  }
}
