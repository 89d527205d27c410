import CloudEvents
import CutoverModel
import Testing

@testable import Replay

/// All short sequences of events about one data set with two sides, against an evaluator that asks each question of
/// the whole sequence anew.
@Suite struct `Every short sequence of data events` {
  private enum Symbol: String, CaseIterable, CustomStringConvertible {
    case freezeWest, openNorth, openWest, recoverableNorth, matches, lost
    var description: String { rawValue }
  }

  private static let minute: Int64 = 60_000_000_000
  private static let limit = TimeSpan(nanoseconds: 90_000_000_000)
  private static let (west, north): (Int32, Int32) = (0, 1)

  /// One event a minute, each exact; what is recoverable is so up to the event's own time.
  private func found(
    _ sequence: [Symbol], without removed: Int? = nil
  ) -> (zero: ObjectiveVerdict, more: ObjectiveVerdict) {
    var record = RunRecord()
    _ = (record.sides.number("west"), record.sides.number("north"), record.datasets.number("db"))
    for (position, symbol) in sequence.enumerated() where position != removed {
      let time = Timestamp(nanoseconds: Int64(position) * Self.minute, fractionDigits: 9)
      let mark = EventMark(
        time: time, kind: nil, source: NameTable.absent, accuracy: 0, place: EventPlace(stream: 0, index: position),
        id: IdentifierArchive.Number(ordinal: 0))
      switch symbol {
      case .freezeWest:
        record.writeChanges.append(WriteChange(mark: mark, action: .frozen, dataset: 0, side: Self.west))
      case .openNorth:
        record.writeChanges.append(WriteChange(mark: mark, action: .opened, dataset: 0, side: Self.north))
      case .openWest:
        record.writeChanges.append(WriteChange(mark: mark, action: .opened, dataset: 0, side: Self.west))
      case .recoverableNorth:
        record.evidence[0, default: DataEvidence()].recoverable.append(
          DataEvidence.Recoverable(mark: mark, side: Self.north, upTo: Moment(time, accuracy: 0)))
      case .matches:
        record.evidence[0, default: DataEvidence()].reconciled.append(
          DataEvidence.Reconciled(mark: mark, matches: true, resolves: nil))
      case .lost:
        record.evidence[0, default: DataEvidence()].lost.append(DataEvidence.Lost(mark: mark, count: 1, unit: "writes"))
      }
    }
    let analysis = RunAnalysis(
      record, context: PlanContext(nil, streamKind: nil), planAnchors: [:], attestations: [])
    let judge = DataLossJudge(analysis, dataset: 0)
    var objective = Objective(id: "rpo", metric: .rpo, limit: .span(.zero))
    let zero = judge.judge(objective).verdict
    objective.limit = .span(Self.limit)
    return (zero, judge.judge(objective).verdict)
  }

  /// What may be so, from the sequence alone.
  ///
  /// A move ends with an opening of the north. Its loss runs from the last moment that was recoverable there by then to
  /// the first freeze of the west since the move before; without either it is unknown.
  private func expected(_ sequence: [Symbol]) -> (zero: [ObjectiveVerdict], more: [ObjectiveVerdict]) {
    if sequence.contains(.lost) { return ([.missed], [.missed, .unknown]) }
    if sequence.contains(.matches) { return ([.met, .unknown, .missed], [.met, .unknown, .missed]) }
    var losses: [Int?] = []
    var unfrozen = 0
    var freeze: Int?
    for (position, symbol) in sequence.enumerated() {
      switch symbol {
      case .freezeWest: freeze = freeze ?? position
      case .openWest: freeze = nil
      case .openNorth:
        if let start = freeze {
          losses.append(sequence[..<position].lastIndex(of: .recoverableNorth).map { max(0, start - $0) })
        } else {
          unfrozen += 1
        }
        freeze = nil
      default: break
      }
    }
    // Where the north is known as the side that is gone to, an opening there without a freeze is a move too.
    if !losses.isEmpty { losses += Array(repeating: nil, count: unfrozen) }
    if losses.isEmpty || freeze != nil { losses.append(nil) }
    func verdict(_ most: Int) -> ObjectiveVerdict {
      if losses.contains(where: { ($0 ?? 0) > most }) { return .missed }
      return losses.contains(nil) ? .unknown : .met
    }
    return ([verdict(0)], [verdict(1)])
  }

  @Test func `gives a verdict that a slow evaluator allows`() {
    var wrong: [String] = []
    var verdicts: [String: Int] = [:]
    for length in 1...5 {
      var digits = Array(repeating: 0, count: length)
      repeat {
        let sequence = digits.map { Symbol.allCases[$0] }
        let (found, expected) = (found(sequence), expected(sequence))
        verdicts["\(found.zero) \(found.more)", default: 0] += 1
        if !expected.zero.contains(found.zero) || !expected.more.contains(found.more), wrong.count < 8 {
          wrong.append("\(sequence): \(found), not \(expected)")
        }
        // A wider limit is never worse.
        if found.more > found.zero, wrong.count < 8 { wrong.append("\(sequence): \(found)") }
      } while digits.countUp(below: Symbol.allCases.count)
    }
    #expect(wrong.isEmpty, "\(wrong.joined(separator: "\n"))")
    #expect(verdicts.count > 4, "\(verdicts)")
  }

  @Test func `is never met without a piece of evidence, but where that was the bad news`() {
    var wrong: [String] = []
    for length in 2...5 {
      var digits = Array(repeating: 0, count: length)
      repeat {
        let sequence = digits.map { Symbol.allCases[$0] }
        let whole = found(sequence)
        for removed in sequence.indices {
          // That something became recoverable only after an opening is the bad news that it wasn't before.
          let isEvidence =
            sequence[removed] == .matches
            || sequence[removed] == .recoverableNorth && !sequence[..<removed].contains { $0 == .openNorth || $0 == .openWest }
          guard isEvidence else { continue }
          let without = found(sequence, without: removed)
          let isBetter = without.zero == .met && whole.zero != .met || without.more == .met && whole.more != .met
          if isBetter, wrong.count < 8 { wrong.append("\(sequence) without \(removed): \(whole) becomes \(without)") }
        }
      } while digits.countUp(below: Symbol.allCases.count)
    }
    #expect(wrong.isEmpty, "\(wrong.joined(separator: "\n"))")
  }
}
