package import CloudEvents
package import SealedLog

/// The outsiders whose word on a checkpoint counts for a reader.
package struct AnchorTrust: Sendable {
  package var witnesses: [WitnessKey] = []
  package var authorities = TimestampAuthorities()

  /// Trusts nobody.
  package init() {}
}

/// What one anchor says, and whether that counts.
package struct AnchorReading: Sendable {
  /// When the outsider says that it saw the checkpoint.
  package var time: Timestamp?
  /// The span in which that instant lies, in nanoseconds since 1970.
  package var interval: ClosedRange<Int64>?
  package var name: String?
  /// Why it doesn't count; nil for an anchor that is valid and trusted.
  package var problem: AnchorProblem?

  /// Whether it is valid and made by somebody who is trusted.
  package var isTrusted: Bool { problem == nil }
}

extension AnchorTrust {
  /// Judges an anchor over the text of a checkpoint.
  package func read(_ kind: AnchorRecord.Kind, _ value: String, over checkpoint: String) -> AnchorReading {
    switch kind {
    case .cosignature:
      guard let cosignature = Cosignature(line: value) else {
        return AnchorReading(problem: AnchorProblem(.signature, "is no signature line of a cosignature"))
      }
      return read(cosignature, over: checkpoint)
    case .rfc3161:
      guard let bytes = Base64.decode(value) else {
        return AnchorReading(problem: AnchorProblem(.signature, "is no token in base64"))
      }
      do throws(AnchorProblem) {
        let token = try TimestampToken(bytes)
        guard token.bytes == bytes else { throw AnchorProblem(.signature, "holds other bytes than a token") }
        return read(token, over: checkpoint)
      } catch { return AnchorReading(problem: error) }
    }
  }

  /// Judges a cosignature.
  package func read(_ cosignature: Cosignature, over checkpoint: String) -> AnchorReading {
    var reading = AnchorReading(
      time: cosignature.time, interval: AnchorInterval.around(cosignature.time), name: cosignature.name)
    let known = witnesses.filter(cosignature.isOf)
    if known.isEmpty {
      reading.problem = AnchorProblem(.untrusted, "is by a witness who is not trusted", observed: cosignature.name)
    } else if !known.contains(where: { cosignature.isValid(over: checkpoint, by: $0) }) {
      reading.problem = AnchorProblem(
        .signature, "the cosignature of \(cosignature.name) does not verify over this seal's checkpoint",
        expected: known[0].text)
    }
    return reading
  }

  /// Judges a token.
  package func read(_ token: TimestampToken, over checkpoint: String) -> AnchorReading {
    var reading = AnchorReading(time: token.time, interval: token.interval)
    do throws(AnchorProblem) {
      guard token.imprint.isOf(checkpoint) else {
        throw AnchorProblem(
          .checkpoint, "the token is over something else than this seal's checkpoint",
          expected: Hexadecimal.encode(token.imprint.algorithm.digest(Array(checkpoint.utf8))),
          observed: Hexadecimal.encode(token.imprint.bytes))
      }
      let signer = try authorities.signer(of: token)
      reading.name = signer.name
      if !signer.isTrusted {
        throw AnchorProblem(.untrusted, "is by an authority that is not trusted", observed: signer.name)
      }
    } catch { reading.problem = error }
    return reading
  }
}
