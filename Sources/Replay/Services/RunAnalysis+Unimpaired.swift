import CloudEvents
import CutoverModel

/// What shows that a service had no impact during the run.
struct UnimpairedProof: Sendable {
  /// How closely it was probed, in nanoseconds; 0 where it is attested throughout.
  var interval: Int64
  /// The first and the last of the events that show it.
  var from: EventReference
  var to: EventReference

  /// How long the service can have been impaired unseen: up to twice the interval.
  var value: MeasuredSpan {
    let span = TimeSpan(nanoseconds: interval)
    let upper = span + span
    return MeasuredSpan(stated: .zero, lower: .zero, upper: upper, canBeLower: upper > .zero)
  }

  /// Both proofs together: as coarse as the coarser one.
  func joined(with other: UnimpairedProof) -> UnimpairedProof {
    UnimpairedProof(
      interval: max(interval, other.interval),
      from: other.from.precedes(from) ? other.from : from, to: to.precedes(other.to) ? other.to : to)
  }
}

extension RunAnalysis {
  static let unshownName = "service.observed over the whole run, or impact.none"
  static let uncheckedName = "a checked signature of impact.none"
  static let earlyName = "impact.none at the end of the run or later"

  /// What shows that a service had no impact during the run, or the name of what is missing for that.
  ///
  /// An act speaks of what was before it; what follows it must be probed. Nothing is shown where a probe failed.
  func unimpaired(_ service: Int32) -> (proof: UnimpairedProof?, missing: String) {
    guard let window = runWindow else { return (nil, Self.unshownName) }
    let every = ServiceChange.every
    for key in [service, every, NameTable.absent] {
      if record.failedSpans[key]?.intersects(window.from, window.to) ?? false {
        return (nil, Self.unshownName)
      }
    }
    let acts = attestedByService.positions(under: [service, every])
      .map { record.attested[Int($0)].mark }
    let last = acts.filter(isChecked).max()
    guard let last, last.time.nanoseconds >= window.from else {
      let proof = probes(of: service, from: window.from, to: window.to)
      return (
        proof,
        last != nil ? Self.earlyName : acts.isEmpty ? Self.unshownName : Self.uncheckedName
      )
    }
    let act = reference(last)
    let attested = UnimpairedProof(interval: 0, from: act, to: act)
    if isAtEnd(last) { return (attested, "") }
    let rest = probes(of: service, from: last.time.nanoseconds, to: window.to)
    return (rest?.joined(with: attested), Self.earlyName)
  }

  /// Whether the signature of an `impact.none` was checked.
  func isChecked(_ act: EventMark) -> Bool { attestations.contains(act.place) }

  /// Whether an `impact.none` was given when the run was over, so that it speaks of all of it.
  func isAtEnd(_ act: EventMark) -> Bool {
    runWindow.map { act.time.nanoseconds >= $0.to } ?? true
  }

  /// The probes that cover a service from one instant to another, in every region that is known of it.
  private func probes(of service: Int32, from: Int64, to: Int64) -> UnimpairedProof? {
    let every = ServiceChange.every
    // Where the clocks of those who probed may be wrong, the probes must reach so much further.
    let (from, to) = (
      from.saturatingAdd(-record.probeSlack.after), to.saturatingAdd(record.probeSlack.before)
    )
    func coverage(_ region: Int32) -> ProbeCoverage {
      let own = record.coverage[RunRecord.ProbeKey(service: service, region: region)]
      let shared = record.coverage[RunRecord.ProbeKey(service: every, region: region)]
      return (own ?? ProbeCoverage()).union(shared ?? ProbeCoverage())
    }
    let whole = coverage(NameTable.absent)
    if let span = whole.span(covering: from, to) { return proof(span) }
    var regions = (probedRegions[service] ?? []).union(probedRegions[every] ?? [])
    for position in changesByService.positions(under: concerning(service)) {
      let change = record.serviceChanges[Int(position)]
      if change.concerns(service) { regions.insert(change.region) }
    }
    regions.remove(NameTable.absent)
    var result: UnimpairedProof?
    for region in regions {
      guard let span = coverage(region).union(whole).span(covering: from, to) else { return nil }
      result = result?.joined(with: proof(span)) ?? proof(span)
    }
    return result
  }

  private func proof(_ span: ProbeCoverage.Span) -> UnimpairedProof {
    UnimpairedProof(
      interval: span.interval, from: record.archive.reference(span.first),
      to: record.archive.reference(span.last))
  }
}

extension EventReference {
  /// The order of answers: by time, then by stream, then by index.
  fileprivate func precedes(_ other: EventReference) -> Bool {
    (time.nanoseconds, stream, index) < (other.time.nanoseconds, other.stream, other.index)
  }
}
