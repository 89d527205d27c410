/// What only people can say of a test; a record has the fields, and nothing in them.
enum TestRecordField: String, CaseIterable {
  case functions, thirdParties, scenario, plausibility, independence, soak, normal, criteria, result, lessons, planChanges
  case nextTest, review, reported, approved

  /// The part of the record in which it is asked.
  enum Section: CaseIterable { case scope, scenario, people, soak, failback, conclusion, readers }

  var section: Section {
    switch self {
    case .functions, .thirdParties: .scope
    case .scenario, .plausibility: .scenario
    case .independence: .people
    case .soak: .soak
    case .normal: .failback
    case .criteria, .result, .lessons, .planChanges, .nextTest: .conclusion
    case .review, .reported, .approved: .readers
    }
  }

  /// What is asked.
  var question: String {
    switch self {
    case .functions: "Critical or important functions that were tested, and those that were not"
    case .thirdParties: "ICT third-party providers that took part, or were to"
    case .scenario: "Scenario that the test was to be of"
    case .plausibility: "Why the scenario is severe and plausible enough"
    case .independence: "Who tested, and how they are independent of what was tested"
    case .soak: "Whether that is a sufficient period of operation, and why"
    case .normal: "When normal functioning was restored, and how that is known"
    case .criteria: "Conditions under which the test counts as successful"
    case .result: "Result of the test by these conditions"
    case .lessons: "Lessons"
    case .planChanges: "Changes to the continuity and recovery plans that follow"
    case .nextTest: "Next test"
    case .review: "Reviewed independently by, on"
    case .reported: "Results and deficiencies reported to the management body by, on"
    case .approved: "Approved by, on"
    }
  }

  static func fields(of section: Section) -> [TestRecordField] { allCases.filter { $0.section == section } }
}
