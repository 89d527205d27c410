import CloudEvents
import CutoverModel
import TestSupport
import Testing

@testable import Replay

@Suite struct `The forecast at a gate` {
  /// Planned: sync 0–8, load 0–6, go 8–10, open 10–12.
  private static let night: Plan = {
    var gate = Plan.Gate(id: "go")
    gate.after = [Dependency(predecessor: "sync")]
    gate.duration = .fixed(.minutes(2))
    return plan(
      [task("sync", 8), task("load", 6), task("open", 2, after: ["go", "load"])], gates: [gate])
  }()

  private static let lines = [
    event("run.began", at: clock(0)), happens("started", "sync", 0), happens("started", "load", 5),
    happens("completed", "sync", 7), event("gate.requested", at: clock(7), ["gate": "go"]),
    event("gate.approved", at: clock(9), ["gate": "go", "actor": "ann"]),
    happens("completed", "load", 20), happens("started", "open", 21), happens("completed", "open", 22),
  ]

  /// The lines, accepted at these minutes.
  private func accepted(_ minutes: [Int64], kind: String = "live") -> [String] {
    [event("stream.opened", at: clock(-60), data: #"{"kind":"\#(kind)"}"#)]
      + zip(Self.lines, minutes).map { line, minute in
        line.dropLast() + #","acceptedtime":"\#(clock(minute))"}"#
      }
  }

  @Test func `puts the rest by links and planned durations from then on`() throws {
    let variance = try variance(Self.night, Self.lines)
    #expect(variance.dataDates.map(\.kind) == [.start, .gate, .finish])
    #expect(variance.dataDates.map { $0.forecast?.description } == [clock(12), clock(13), clock(22)])
    // load has worked 4 of 6 minutes at minute 9, then open its 2.
    #expect(variance.dataDates[1].path == ["load", "open"])
    #expect(variance.windows.map(\.to.slip) == [.minutes(1), .minutes(9)])
    #expect(variance.dataDates[1].gate == "go")
    #expect(variance.dataDates[1].moment?.event.index == 5)
    // 8 + 4 + 2 of 18 minutes are done; the plan had 14 done after 8 (16 task minutes by 10, one at a time from 8 on).
    #expect(variance.dataDates[1].earned?.earned == .minutes(8))
    #expect(variance.slip == .minutes(10))
  }

  @Test func `knows what was accepted by then, even if it happened before`() throws {
    // The start of load was typed in after the gate was passed.
    let late = try variance(Self.night, accepted([0, 0, 15, 7, 7, 9, 20, 21, 22]))
    // So load had all of its 6 minutes before it.
    #expect(late.dataDates.map { $0.forecast?.description } == [clock(12), clock(17), clock(22)])
    #expect(late.windows.map(\.to.slip) == [.minutes(5), .minutes(5)])
  }

  @Test func `knows what was accepted no later than the passing itself, whenever that was recorded`() throws {
    let afterwards = try variance(Self.night, accepted([600, 600, 600, 600, 600, 600, 600, 600, 600]))
    #expect(afterwards.dataDates[1].forecast?.description == clock(13))
  }

  @Test func `goes by the events' own times in an import`() throws {
    let imported = try variance(Self.night, accepted([0, 0, 15, 7, 7, 9, 20, 21, 22], kind: "import"))
    #expect(imported.dataDates[1].forecast?.description == clock(13))
  }

  @Test func `is skipped where the plan does not determine it, and the next window reaches over it`() throws {
    var night = Self.night
    night.tasks[1].duration = nil
    let variance = try variance(night, Self.lines)
    #expect(variance.dataDates.map { $0.forecast?.description } == [nil, nil, clock(22)])
    #expect(variance.windows.allSatisfy { $0.to.slip == nil })
  }

  @Test func `stands for the finish while the run goes on`() throws {
    let variance = try variance(Self.night, Array(Self.lines.prefix(6)))
    #expect(variance.dataDates.map(\.kind) == [.start, .gate])
    #expect(variance.actualFinish == nil)
  }
}

@Suite struct `Against the current baseline` {
  @Test func `a run has slips of its own, and its own finish`() throws {
    let judged = plan([task("sync", 8), task("open", 2, after: ["sync"])])
    var later = plan([task("sync", 8), task("open", 6, after: ["sync"]), task("tell", 1, after: ["open"])])
    later.version = 2
    let baselines = PlanBaselines(
      judged: .init(judged, try Schedule(of: judged)), current: .init(later, try Schedule(of: later)))
    let lines = [
      event("run.began", at: clock(0)), happens("started", "sync", 0), happens("completed", "sync", 8),
      happens("started", "open", 8), happens("completed", "open", 15), happens("completed", "tell", 17),
      event("run.ended", at: clock(20)),
    ]
    let variance = try folding(VarianceFold(baselines), over: lines)
    #expect(variance.baselines.map(\.which) == [.original, .current])
    #expect(variance.baselines.map(\.version) == [1, 2])
    #expect(variance.baselines.map { $0.plannedFinish?.description } == [clock(10), clock(15)])
    #expect(variance.baselines.map { $0.actualFinish?.time.description } == [clock(15), clock(17)])
    #expect(variance.baselines.map(\.slip) == [.minutes(5), .minutes(2)])
    #expect(variance.baselines[1].tasks.map(\.finishSlip) == [.zero, .minutes(1), .minutes(2)])
    #expect(variance.slip == .minutes(5))
    #expect(variance.unplanned.map(\.id) == ["tell"])
  }

  @Test func `it is the original where no later plan was adopted`() throws {
    let run = try variance(plan([task("sync", 8)]), [event("run.began", at: clock(0)), happens("completed", "sync", 9)])
    #expect(run.baselines.count == 2)
    #expect(run.baselines[0].isSamePlan(as: run.baselines[1]))
    #expect(run.baselines.map(\.slip) == [.minutes(1), .minutes(1)])
  }

  @Test func `it is the last plan of the stream with another document`() {
    func adopted(_ index: Int, _ document: String) -> AdoptedPlan {
      AdoptedPlan(plan: "p", version: 1, document: document, index: index, isRevision: index > 0, reason: nil)
    }
    func revision(_ documents: [String], judged: Int) -> Int? {
      var selection = PlanSelection(
        adoptions: documents.enumerated().map { adopted($0.offset, $0.element) }, boundary: PlanBoundary(), streamKind: nil)
      selection.judged = selection.adoptions[judged]
      return selection.revision?.index
    }
    #expect(revision(["a"], judged: 0) == nil)
    #expect(revision(["a", "b"], judged: 1) == nil)
    #expect(revision(["a", "b"], judged: 0) == 1)
    #expect(revision(["a", "b", "c"], judged: 0) == 2)
    #expect(revision(["a", "b", "a"], judged: 0) == nil)
  }
}
