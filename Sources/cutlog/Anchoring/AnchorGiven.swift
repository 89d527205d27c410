import Attestation
import CloudEvents
import SealedLog

/// What an outsider gave: a time-stamping authority's reply, or a witness's cosignatures with or without the checkpoint.
struct AnchorGiven {
  private enum Content {
    case token(TimestampToken)
    case cosignatures([Cosignature], checkpoint: String?)
  }

  /// An anchor with the seal that it fits.
  struct Fitting {
    var record: AnchorRecord
    var judged: JudgedAnchor
    /// `anchor.untrusted`, if that is all that there is against it.
    var problem: AnchorProblem?
  }

  /// The file.
  let name: String
  private let content: Content

  /// - Throws: `Failure` if the bytes are neither, with the reason.
  init(bytes: [UInt8], name: String) throws {
    self.name = name == "-" ? "standard input" : name
    let text = String(decoding: bytes, as: UTF8.self)
    if let note = SignedNote(text) {
      content = .cosignatures(try Self.cosignatures(note, self.name), checkpoint: note.text)
    } else if text.hasPrefix("— "), let note = SignedNote("-\n\n\(text.hasSuffix("\n") ? text : text + "\n")") {
      content = .cosignatures(try Self.cosignatures(note, self.name), checkpoint: nil)
    } else {
      do throws(AnchorProblem) { content = .token(try TimestampToken(bytes)) } catch {
        throw Failure(
          self.name, error.message + (error.observed.map { " (\($0))" } ?? ""),
          hint: "expected a time-stamping authority's reply in DER, a cosignature line or a cosigned checkpoint")
      }
    }
  }

  private static func cosignatures(_ note: SignedNote, _ name: String) throws -> [Cosignature] {
    let found = note.signatures.compactMap { Cosignature($0) }
    guard !found.isEmpty else {
      throw Failure(
        name, "holds no cosignature, only other signatures", hint: "a witness adds its own line to the checkpoint")
    }
    return found
  }

  /// The anchors, each with the seal that it is over.
  ///
  /// - Throws: `Failure` for what is over no seal of the stream, doesn't verify, or contradicts the recorder's clock.
  func fitting(_ verification: Verification, by trust: AnchorTrust, now: Timestamp) throws -> [Fitting] {
    let seals = Seals(verification)
    switch content {
    case .token(let token):
      guard let seal = seals.last(where: { token.imprint.isOf($0.text) }) else {
        throw Failure(
          name, "is over no checkpoint of this stream",
          hint: "`cutlog anchor STREAM --request FILE` writes the query for its last checkpoint")
      }
      let reading = trust.read(token, over: seal.text)
      return [try fit(seal, .rfc3161, Base64.encode(token.bytes), reading, now)]
    case .cosignatures(let lines, let checkpoint?):
      guard let seal = seals.last(where: { $0.text.utf8.elementsEqual(checkpoint.utf8) }) else {
        throw Failure(name, "is no checkpoint of this stream", hint: "it is over\n\(checkpoint)")
      }
      return try lines.map { line in
        try fit(seal, .cosignature, line.line, trust.read(line, over: seal.text), now)
      }
    case .cosignatures(let lines, nil):
      return try lines.map { line in
        guard trust.witnesses.contains(where: line.isOf) else {
          throw Failure(
            name, "is by \(line.name), who is not trusted, and does not say which checkpoint it is over",
            hint: "put `witness NAME VKEY` into the trust file, or give the whole cosigned checkpoint")
        }
        guard let seal = seals.last(where: { trust.read(line, over: $0.text).isTrusted }) else {
          throw Failure(name, "the cosignature of \(line.name) verifies over no checkpoint of this stream")
        }
        return try fit(seal, .cosignature, line.line, trust.read(line, over: seal.text), now)
      }
    }
  }

  private func fit(
    _ seal: Seals.Seal, _ kind: AnchorRecord.Kind, _ value: String, _ reading: AnchorReading, _ now: Timestamp
  ) throws -> Fitting {
    if let problem = reading.problem, problem.rule != .untrusted {
      throw Failure(
        name, problem.message + (problem.observed.map { ": \($0)" } ?? "") + (problem.expected.map { ", expected \($0)" } ?? ""))
    }
    if let time = reading.time, let interval = reading.interval {
      // Attached all the same it would contradict the recorder for ever.
      guard seal.time.nanoseconds <= interval.upperBound else {
        throw Failure(
          name, "says \(time), but the seal that it is over was made at \(seal.time): this machine's clock is ahead",
          hint: "set the clock, then ask again")
      }
      guard now.nanoseconds >= interval.lowerBound else {
        throw Failure(
          name, "says \(time), but it is only \(now) here: this machine's clock is behind", hint: "set the clock, then attach it")
      }
    }
    return Fitting(
      record: AnchorRecord(size: Int64(seal.size), kind: kind, value: value),
      judged: JudgedAnchor(
        index: nil, size: seal.size, kind: kind, time: reading.time, name: reading.name, isTrusted: reading.isTrusted),
      problem: reading.problem)
  }

  /// The seals of a stream with their texts.
  private struct Seals {
    struct Seal {
      var size: Int
      var time: Timestamp
      var text: String
    }

    private let history: SealHistory
    private let origin: String

    init(_ verification: Verification) {
      history = verification.history
      origin = verification.opened?.origin ?? ""
    }

    /// The last seal that fulfils something.
    func last(where fits: (Seal) -> Bool) -> Seal? {
      for seal in history.seals.reversed() {
        let candidate = Seal(
          size: seal.size, time: seal.time, text: Checkpoint(origin: origin, size: seal.size, root: seal.root).text)
        if fits(candidate) { return candidate }
      }
      return nil
    }
  }
}
