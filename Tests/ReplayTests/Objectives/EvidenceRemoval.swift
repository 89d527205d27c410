import CutoverModel
import JSONText
import TestSupport

@testable import Replay

/// Takes each event of a run away in turn and looks whether any verdict gets better by it.
struct EvidenceRemoval {
  /// A verdict that is better without an event.
  struct Improvement: CustomStringConvertible {
    var removed: String
    var objective: String
    var before: String
    var after: String

    /// Whether it is as good as can be, and not merely unknown.
    var isGood: Bool { after != ObjectiveVerdict.unknown.rawValue }

    var description: String { "without \(removed), \(objective): \(before) becomes \(after)" }
  }

  private let plan: Plan
  private let lines: [String]
  private let kind: String?

  /// Judges by the plan's own objectives; `kind` as `stream.opened` would state it.
  init(_ plan: Plan, _ lines: [String], kind: String? = nil) {
    self.plan = plan
    self.lines = lines
    self.kind = kind
  }

  /// Judges every clock of every service and every data set beside the plan's own objectives, so that any change for the
  /// better shows: by the least limit that would be met, and for data by limits just below and above what is lost.
  init(probing plan: Plan, _ lines: [String], kind: String? = nil) throws {
    self.lines = lines
    self.kind = kind
    var plan = plan
    let report = try Self.judge(plan, lines, kind)
    var probes: [Objective] = []
    for objective in plan.objectives where objective.metric == .rpo { probes += Self.variants(objective, report) }
    for var objective in plan.objectives where objective.metric == .rto {
      objective.id += " by any limit"
      objective.limit = .span(Self.anyLimit)
      probes.append(objective)
    }
    let services = plan.services.map(\.id)
    let datasets = Set(plan.services.flatMap(\.datasets)).sorted()
    var judged: [Objective] = []
    for service in services {
      for clock in RecoveryClock.named {
        var objective = Objective(id: "\(service) \(clock.name)", metric: .rto, limit: .span(Self.anyLimit))
        objective.service = service
        objective.clock = clock
        probes.append(objective)
      }
    }
    for dataset in datasets {
      var objective = Objective(id: "\(dataset) rpo", metric: .rpo, limit: .span(.zero))
      objective.dataset = dataset
      judged.append(objective)
      objective.id += " writes"
      objective.limit = .count(0, unit: "writes")
      judged.append(objective)
    }
    plan.objectives += judged
    let full = try Self.judge(plan, lines, kind)
    for objective in judged { probes += Self.variants(objective, full) }
    plan.objectives += probes
    self.plan = plan
  }

  /// Two hundred years.
  private static let anyLimit = TimeSpan(seconds: 200 * 365 * 24 * 3_600)

  /// The least limit that is met; nil where none is. Not to apply is to meet any.
  private static func leastLimit(_ result: ObjectiveResult) -> TimeSpan? {
    if !result.applies { return TimeSpan(nanoseconds: -1) }
    return result.verdict == .met ? result.upper : nil
  }

  private static func judge(_ plan: Plan, _ lines: [String], _ kind: String?) throws -> ObjectivesReport {
    try folding(ObjectivesFold(plan: plan, options: .init(streamKind: kind, planIndex: 0)), over: lines)
  }

  /// The objective with limits about what it shows.
  private static func variants(_ objective: Objective, _ report: ObjectivesReport) -> [Objective] {
    guard let result = report.objectives.first(where: { $0.id == objective.id }) else { return [] }
    func copies(_ limits: [Objective.Limit]) -> [Objective] {
      limits.enumerated().map { number, limit in
        var copy = objective
        copy.id += " #\(number)"
        copy.limit = limit
        return copy
      }
    }
    if case .count(_, let unit) = objective.limit {
      let counts = [Int64(0), (result.count ?? 1) - 1, result.count ?? 1, 1 << 40]
      return copies(Set(counts.filter { $0 >= 0 }).sorted().map { .count($0, unit: unit) })
    }
    let about = [result.lower, result.seconds, result.upper].compactMap { $0 }
    let spans = about.flatMap { [$0 - TimeSpan(nanoseconds: 1), $0] }
    let limits = spans + [.zero, TimeSpan(seconds: 1), .minutes(10), .minutes(60), .minutes(60 * 24 * 400)]
    return copies(Set(limits.filter { $0 >= .zero }).sorted().map { .span($0) })
  }

  /// Met is better than unknown, unknown better than missed; not to apply is as good as met.
  private static func rank(_ result: ObjectiveResult) -> Int {
    guard result.applies else { return 2 }
    return switch result.verdict {
    case .missed: 0
    case .unknown: 1
    case .met: 2
    }
  }

  private static func text(_ result: ObjectiveResult) -> String {
    result.applies ? result.verdict.rawValue : "not applying"
  }

  /// The id of an event.
  static func id(_ line: String) throws -> String {
    try JSONValue(parsing: Array(line.utf8))["id"]?.string ?? ""
  }

  func improvements() throws -> [Improvement] {
    let before = try Self.judge(plan, lines, kind)
    var result: [Improvement] = []
    for (position, line) in lines.enumerated() {
      var rest = lines
      rest.remove(at: position)
      let after = try Self.judge(plan, rest, kind)
      for (old, new) in zip(before.objectives, after.objectives) {
        if old.limit == Self.anyLimit {
          guard let least = Self.leastLimit(new), least < Self.leastLimit(old) ?? Self.anyLimit else { continue }
          result.append(
            Improvement(
              removed: try Self.id(line), objective: old.id,
              before: "met by \(Self.leastLimit(old)?.readable ?? "no limit")", after: "met by \(least.readable)"))
          continue
        }
        guard Self.rank(new) > Self.rank(old) else { continue }
        result.append(
          Improvement(
            removed: try Self.id(line), objective: old.id, before: Self.text(old), after: Self.text(new)))
      }
    }
    return result
  }
}
