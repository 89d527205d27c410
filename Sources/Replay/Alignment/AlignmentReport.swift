package import CloudEvents
package import CutoverModel

/// How what was seen compares with what a plan expects; missing evidence is never `aligned`.
package enum AlignmentResult: String, CaseIterable, Hashable, Sendable, Comparable {
  case aligned, unknown, misaligned

  private var severity: Int {
    switch self {
    case .aligned: 0
    case .unknown: 1
    case .misaligned: 2
    }
  }

  /// From the best to the worst.
  package static func < (left: AlignmentResult, right: AlignmentResult) -> Bool { left.severity < right.severity }
}

/// The answer of `cutlog state --expected`: each entry of the plan's `expect`, and the checks.
package struct AlignmentReport: Hashable, Sendable {
  /// The moment that is judged; nil for the end of what the streams tell.
  package var at: Timestamp?
  /// In the order of the sections and of the plan.
  package var expectations: [ExpectationResult] = []
  /// In the order of `AlignmentRule`, then of the plan, then by subject.
  package var checks: [AlignmentCheck] = []
  /// Ordered by rule.
  package var findings: [ReplayFinding] = []
  /// How many streams were folded.
  package var streams = 1

  package init() {}

  /// The worst result of expectations and checks; `unknown` where nothing is expected.
  package var verdict: AlignmentResult {
    guard !expectations.isEmpty else { return max(.unknown, checkVerdict) }
    return max(expectations.map(\.result).max() ?? .unknown, checkVerdict)
  }

  private var checkVerdict: AlignmentResult {
    checks.map(\.outcome.alignment).max() ?? .aligned
  }
}

/// One entry of the plan's `expect` against what the events show.
package struct ExpectationResult: Hashable, Sendable {
  /// The sections of `expect`, in the order in which they are answered.
  package enum Section: String, CaseIterable, Hashable, Sendable {
    case dns, endpoints, configuration, listeners, consumers, workloads, jobs

    /// The layer of the vocabulary.
    package var layer: String {
      switch self {
      case .dns: "network"
      case .endpoints: "integration"
      case .configuration: "configuration"
      case .listeners: "storage"
      case .consumers: "messaging"
      case .workloads: "compute"
      case .jobs: "batch"
      }
    }
  }

  package var section: Section
  /// What names the entry: the name, key, listener, workload or job; for a consumer `TOPIC (GROUP)`.
  package var subject: String
  /// What the plan wants, in words; sides by the names of their sites.
  package var expected: String
  /// What was seen, in words; nil where nothing was.
  package var observed: String?
  package var result: AlignmentResult
  /// Why, in one sentence without a final period.
  package var message: String
  /// The events that it rests on, at most a hundred, in order of time.
  package var events: [EventReference]
}

/// One check of one subject.
package struct AlignmentCheck: Hashable, Sendable {
  package enum Outcome: String, CaseIterable, Hashable, Sendable {
    case satisfied
    /// Neither plan nor events have anything that the rule is about.
    case notApplicable = "not-applicable"
    case undecidable, violated

    /// The outcome as a part of the whole verdict.
    package var alignment: AlignmentResult {
      switch self {
      case .satisfied, .notApplicable: .aligned
      case .undecidable: .unknown
      case .violated: .misaligned
      }
    }
  }

  package var rule: AlignmentRule
  /// What is judged; nil where the rule has no subject of its own.
  package var subject: String?
  package var outcome: Outcome
  /// Why, in one sentence without a final period.
  package var message: String
  /// The events that it rests on, at most a hundred, in order of time.
  package var events: [EventReference]
}

/// The checks, by their stable names.
package enum AlignmentRule: String, CaseIterable, Hashable, Sendable {
  case workloadSurvivesLimit = "workload-survives-limit"
  case configurationComplete = "configuration-complete"
  case consumerBound = "consumer-bound"
  case endpointCurrent = "endpoint-current"
  case listenerMoved = "listener-moved"
  case listenerOwnedOnce = "listener-owned-once"
  case analyticsAllowed = "analytics-allowed"
  case promotionAfterSync = "promotion-after-sync"
  case dnsAnswers = "dns-answers"
  case primarySuspended = "primary-suspended"
  case primaryRestarted = "primary-restarted"
  case objectivesMet = "objectives-met"
  case smokePassed = "smoke-passed"
  case jobCyclesKept = "job-cycles-kept"
  case queuesInStep = "queues-in-step"
  case watermarksAgree = "watermarks-agree"
  case doneVerified = "done-verified"

  /// What the rule asks, as people say it.
  package var title: String {
    switch self {
    case .workloadSurvivesLimit: "no workload is killed at its production memory limit"
    case .configurationComplete: "the configuration has the parameters of the region"
    case .consumerBound: "every consumer has bound"
    case .endpointCurrent: "no integration points to a legacy endpoint"
    case .listenerMoved: "no listener is left on the old side"
    case .listenerOwnedOnce: "every listener is owned once, by the right side"
    case .analyticsAllowed: "no policy cuts analytics off"
    case .promotionAfterSync: "the database was promoted when its replica was level"
    case .dnsAnswers: "DNS answers as expected at every resolver"
    case .primarySuspended: "compute on the old side is suspended"
    case .primaryRestarted: "the primary runs again with the right configuration"
    case .objectivesMet: "the objectives are met"
    case .smokePassed: "the smoke tests passed"
    case .jobCyclesKept: "every cycle of a job ran when it was due"
    case .queuesInStep: "queues are in step between the sides"
    case .watermarksAgree: "watermarks agree with those of the old side"
    case .doneVerified: "what is done is verified"
    }
  }
}
