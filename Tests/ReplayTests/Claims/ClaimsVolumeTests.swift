import CloudEvents
import CutoverModel
import TestSupport
import Testing

@testable import Replay

/// Memory depends on what is claimed, not on the stream.
@Suite struct `A long stream with few claims` {
  /// How much a value holds beyond itself is seen in its description: a fold that kept events would show them.
  private func size(of value: some Any) -> Int { String(reflecting: value).utf8.count }

  private func fold(events: Int) throws -> (gathering: Int, judging: Int, verdicts: [ClaimVerdict]) {
    var lines = [claim("n7 n8 about 1s", id: "early")]
    lines += (0..<events).map { number in
      event(
        "progress.reported", at: "2026-11-22T\(number % 20 < 10 ? "0" : "")\(number % 20):00:0\(number % 10)Z", id: "n\(number)",
        ["timeaccuracy": "PT0S"], data: #"{"done":\#(number),"total":9,"unit":"rows"}"#)
    }
    lines.append(claiming(#""claim":"c","relation":"at-least","count":1,"unit":"rows""#, id: "late"))
    let gathering = KeptFold(ClaimsGathering())
    _ = try folding(gathering, over: lines)
    let gathered = try folding(ClaimsGathering(), over: lines)
    let judging = KeptFold(ClaimsFold(gathered))
    _ = try folding(judging, over: lines)
    let report = try folding(ClaimsFold(gathered), over: lines)
    return (size(of: gathering.fold), size(of: judging.fold), report.claims.map(\.verdict))
  }

  @Test func `is folded in the memory of a short one`() throws {
    let short = try fold(events: 100)
    let long = try fold(events: 3_000)
    #expect(short.verdicts == [.contradicted, .holds] && long.verdicts == short.verdicts)
    // Only numbers have more digits.
    #expect(long.gathering < short.gathering + 100)
    #expect(long.judging < short.judging + 100)
  }
}

/// A fold that can be looked at after the last event.
private final class KeptFold<Fold: EventFold>: EventFold {
  private(set) var fold: Fold

  init(_ fold: Fold) { self.fold = fold }
  func apply(_ event: EventView) { fold.apply(event) }
  func finish() {}
}
