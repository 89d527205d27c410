import Foundation
import JSONText
import TestSupport
import Testing

/// GitLab's published table of recovery times for the loss of a zone, as two plans (samples/gitlab-dr).
///
/// The table, in minutes: PostgreSQL 90, Redis 0, Gitaly 30, CI 30, HAProxy 30, Frontend 15, Monitoring 0, Operations 30,
/// PackageCloud 0. Data loss: PostgreSQL 5 min, Redis 0, Gitaly 1 h, Frontend 0, Operations 4 h, PackageCloud 0, no
/// figure for the others. Targets: 2 h to recover, 1 h of data.
@Suite struct `GitLab's recovery table` {
  private func plan(_ kind: String) throws -> JSONValue {
    let file = SampleTests.file("gitlab-dr", "plan-\(kind).yaml").path
    let outcome = try Sandbox().cutlog("plan", file, "--json")
    // Neither plan keeps every target: Operations may lose four hours of data.
    #expect(outcome.status == 1)
    return try #require(try JSONValue(parsing: Array(outcome.output.utf8))["plan"])
  }

  private func minutes(_ value: JSONValue?) -> Int64 { (value?.integer ?? -60) / 60 }

  /// Objective, planned minutes, limit in minutes, whether it can be met.
  private func objectives(_ plan: JSONValue) -> [String] {
    (plan["objectives"]?.array ?? []).map { objective in
      var answer = "unknown"
      if case .bool(let isFeasible)? = objective["feasible"] { answer = isFeasible ? "met" : "missed" }
      return "\(objective["id"]?.string ?? "") \(minutes(objective["plannedSeconds"])) of \(minutes(objective["limitSeconds"])) \(answer)"
    }
  }

  /// The same for both: no order of restores changes how old a copy is.
  private let losses = [
    "zonal-rpo-postgresql 5 of 60 met", "zonal-rpo-redis 0 of 60 met",
    // At most one hour is not more than one hour.
    "zonal-rpo-gitaly 60 of 60 met", "zonal-rpo-frontend 0 of 60 met",
    // A snapshot every four hours: the text explains it in a footnote and doesn't call it a miss.
    "zonal-rpo-operations 240 of 60 missed", "zonal-rpo-packagecloud 0 of 60 met",
  ]

  @Test func `takes 90 minutes in parallel, which meets the two hours`() throws {
    let plan = try plan("parallel")
    // The longest of 90, 30, 30, 30, 15 and 30.
    #expect(minutes(plan["durationSeconds"]) == 90)
    #expect(plan["criticalPath"]?.array?.map(\.string) == ["zone-lost", "restore-postgresql", "zone-restored"])
    #expect(
      objectives(plan) == ["zonal-rto 90 of 120 met"] + losses + [
        // Each is back after its own time.
        "postgresql-rto 90 of 90 met", "redis-rto 0 of 0 met", "gitaly-rto 30 of 30 met", "ci-rto 30 of 30 met",
        "haproxy-rto 30 of 30 met", "frontend-rto 15 of 15 met", "monitoring-rto 0 of 0 met",
        "operations-rto 30 of 30 met", "packagecloud-rto 0 of 0 met",
      ])
  }

  @Test func `takes 225 minutes one by one, which doesn't`() throws {
    let plan = try plan("serial")
    // 90 + 30 + 30 + 30 + 15 + 30.
    #expect(minutes(plan["durationSeconds"]) == 225)
    #expect(
      objectives(plan) == ["zonal-rto 225 of 120 missed"] + losses + [
        // The first and those that stay up keep their own time, the others come after 90, 120, 150, 180 and 195 minutes.
        "postgresql-rto 90 of 90 met", "redis-rto 0 of 0 met", "gitaly-rto 120 of 30 missed", "ci-rto 150 of 30 missed",
        "haproxy-rto 180 of 30 missed", "frontend-rto 195 of 15 missed", "monitoring-rto 0 of 0 met",
        "operations-rto 225 of 30 missed", "packagecloud-rto 0 of 0 met",
      ])
  }

  @Test(arguments: ["parallel", "serial"]) func `looks as it is kept, and its document is of its schema`(kind: String) throws {
    let sandbox = try Sandbox()
    try sandbox.bash("cp '\(SampleTests.file("gitlab-dr", "plan-\(kind).yaml").path)' plan-\(kind).yaml")
    let page = try sandbox.cutlog("plan", "plan-\(kind).yaml").output
    #expect(try GoldenFile.difference(page, "gitlab-dr-\(kind).txt") == nil)
    try JSONDocumentTests().validate(sandbox, try sandbox.cutlog("plan", "plan-\(kind).yaml", "--json").output, "plan")
  }
}
