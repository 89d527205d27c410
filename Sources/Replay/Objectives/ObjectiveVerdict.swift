/// How an objective was judged; missing evidence is never `met`.
package enum ObjectiveVerdict: String, Hashable, Sendable, Comparable {
  case met, unknown, missed

  private var severity: Int {
    switch self {
    case .met: 0
    case .unknown: 1
    case .missed: 2
    }
  }

  /// From the best to the worst.
  package static func < (left: ObjectiveVerdict, right: ObjectiveVerdict) -> Bool {
    left.severity < right.severity
  }
}
