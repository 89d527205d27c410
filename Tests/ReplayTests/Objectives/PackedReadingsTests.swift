import CloudEvents
import CutoverModel
import Testing

@testable import Replay

/// What is kept of events by the hundred thousand comes back as it was.
@Suite struct `Packed readings` {
  private typealias Reading = DataEvidence.Replication

  /// The same numbers for a seed.
  private struct Chance: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state ^ state >> 29
    }
  }

  private func reading(_ number: Int, time: Int64, _ chance: inout Chance) -> Reading {
    let digits: UInt8 = ([0, 3, 3, 3, 9] as [UInt8]).randomElement(using: &chance) ?? 0
    let unit = Timestamp(nanoseconds: 0, fractionDigits: digits).resolutionNanoseconds
    let isLagStated = Bool.random(using: &chance)
    let isCommitStated = Bool.random(using: &chance)
    func position() -> ReplicationPosition {
      let forms: [String] = [
        "\(number * 131)", "16/B374D8\(number % 90)", "\(Int.random(in: 0..<1_000_000_000, using: &chance))", "",
      ]
      let text = forms.randomElement(using: &chance) ?? ""
      return Array(text.utf8).withUnsafeBufferPointer { ReplicationPosition($0) } ?? .absent
    }
    let source = position()
    return Reading(
      mark: EventMark(
        time: Timestamp(nanoseconds: time / unit * unit + (number % 97 == 0 ? 7 : 0), fractionDigits: digits),
        kind: .replicationObserved, source: Int32(number % 5), accuracy: number % 3 == 0 ? unit : 60_000_000_000,
        place: EventPlace(stream: number % 50 == 0 ? 1 : 0, index: number),
        id: IdentifierArchive.Number(ordinal: UInt32(number * 3)), before: ClockSlack(nanoseconds: Int64(number % 2))),
      side: Int32(number % 2), sourcePosition: source, targetPosition: number % 4 == 0 ? source : position(),
      isInSync: ([true, false, nil] as [Bool?]).randomElement(using: &chance) ?? nil,
      lag: isLagStated ? Int64(number % 900) * 100_000_000 : Reading.none, lagUnit: isLagStated ? 100_000_000 : 0,
      commit: isCommitStated ? time - Int64.random(in: -5_000_000_000...5_000_000_000, using: &chance) : Reading.none,
      commitAccuracy: isCommitStated ? 1_000_000 : 0)
  }

  private func text(_ reading: Reading) -> String { "\(reading)" }

  /// How the times of readings follow one another.
  enum Order: CaseIterable { case rising, falling, skewed, shuffled }

  @Test(arguments: Order.allCases)
  func `come back whole and in order of time and place, in whatever order they came`(_ order: Order) {
    var chance = Chance(state: 5)
    var log = ReplicationLog()
    var expected: [Reading] = []
    for number in 0..<6_000 {
      let time: Int64 =
        switch order {
        case .rising: Int64(number) * 1_000_000_007
        case .falling: Int64(-number) * 1_000_000_007
        case .skewed: Int64(number - number % 3 * 400) * 1_000_000_000
        case .shuffled: Int64.random(in: -4_000_000_000_000_000_000...4_000_000_000_000_000_000, using: &chance)
        }
      let reading = reading(number, time: time, &chance)
      log.append(reading, of: number % 100 == 99 ? 3 : NameTable.absent)
      if number % 100 != 99 { expected.append(reading) }
    }
    log.sort()
    var seen: [String] = []
    log.forEach(of: NameTable.absent) { seen.append(text($0)) }
    #expect(seen == expected.sorted { $0.mark < $1.mark }.map(text))
    var others = 0
    log.forEach(of: 3) { _ in others += 1 }
    log.forEach(of: 2) { _ in others += 1_000 }
    log.forEach(of: 77) { _ in others += 1_000 }
    #expect(others == 60)
  }

  @Test func `of one replication cost less than nine bytes each`() {
    var run = ReplicationRun()
    for number in 0..<1_000 {
      run.append(
        ReplicationRun.Reading(
          time: Int64(number) * 1_000_000, lag: Int64(number % 90) * 100_000_000, commit: Reading.none,
          sourcePosition: Array("\(number * 131)".utf8).withUnsafeBufferPointer { ReplicationPosition($0) } ?? .absent,
          targetPosition: Array("\(number * 131 + 1)".utf8).withUnsafeBufferPointer { ReplicationPosition($0) } ?? .absent,
          place: EventPlace(stream: 0, index: number * 4), id: IdentifierArchive.Number(ordinal: UInt32(number)), shape: 0),
        ReplicationRun.Units(time: 1_000_000, lag: 100_000_000))
    }
    #expect(run.count == 1_000)
    #expect(run.size < 9_000)
  }

  @Test func `keep the ids of events byte by byte, whatever they look like`() {
    var chance = Chance(state: 9)
    func hexadecimal(_ width: Int) -> String {
      String((0..<width).map { _ in "0123456789abcdef".randomElement(using: &chance) ?? "0" })
    }
    var ids: [String] = ["", "0", "00", "-", "007", "18446744073709551616", "999999999999999999", "1000000000000000000"]
    for number in 0..<3_000 {
      ids += [
        "\(hexadecimal(16))-\(number)", "\(hexadecimal(8))-\(hexadecimal(4))-\(hexadecimal(4))-\(hexadecimal(4))-\(hexadecimal(12))",
        "evt-\(String(repeating: "0", count: max(0, 6 - "\(number)".count)))\(number)", hexadecimal(number % 40), "Ünïcode \(number)",
        String(repeating: "x", count: number % 700) + "\(number)", "\(number)/\(number * 7)/\(number % 3)", hexadecimal(9).uppercased(),
      ]
    }
    var archive = IdentifierArchive()
    let numbers = ids.map { archive.keep(Array($0.utf8)) }
    #expect(zip(ids, numbers).allSatisfy { archive.text($1) == $0 })
  }

  @Test func `keep an id that counts up in two bytes, and a random one in its half`() {
    var archive = IdentifierArchive()
    for number in 0..<10_000 { _ = archive.keep(Array("evening-\(number)".utf8)) }
    #expect(archive.size < 25_000)
    var random = IdentifierArchive()
    for number in 0..<10_000 { _ = random.keep(Array("0a1b2c3d\(String(10_000_000 + number * 7_919 % 9_000_000))-\(number)".utf8)) }
    #expect(random.size < 115_000)
  }
}
