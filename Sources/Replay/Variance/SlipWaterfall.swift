package import CutoverModel

/// A run's slip as a row of steps from the planned finish to the actual one.
///
/// Each step begins where the one before it ends; the first begins at zero and the last ends at the slip, exactly.
package struct SlipWaterfall: Hashable, Sendable {
  package struct Step: Hashable, Sendable {
    /// The part that it stands for; nil for the rest.
    package var part: SlipAttribution?
    /// How many parts it stands for.
    package var count: Int
    /// Positive where it made the run later.
    package var slip: TimeSpan
    /// The slip before it and with it.
    package var before: TimeSpan
    package var after: TimeSpan
  }

  /// In the order of the driving path; what the rest comes to is last.
  package private(set) var steps: [Step] = []
  /// The whole slip.
  package private(set) var total: TimeSpan

  /// The slip of a run; nil while the run goes on, and where it has none to attribute.
  ///
  /// - Parameter named: How many parts stand by themselves: the greatest, earlier or later; the others are one step.
  package init?(_ variance: Variance, named: Int = 14) {
    guard let slip = variance.slip, !variance.attribution.isEmpty else { return nil }
    total = slip
    let parts = variance.attribution
    let greatest = parts.indices.sorted { one, other in
      let (left, right) = (parts[one].slip.nanoseconds.magnitude, parts[other].slip.nanoseconds.magnitude)
      return left == right ? one < other : left > right
    }
    // One part alone is named rather than called the rest.
    let shown = Set(parts.count <= named + 1 ? greatest[...] : greatest.prefix(named))
    var sum = TimeSpan.zero
    func step(_ part: SlipAttribution?, _ count: Int, _ slip: TimeSpan) -> Step {
      defer { sum = sum + slip }
      return Step(part: part, count: count, slip: slip, before: sum, after: sum + slip)
    }
    for number in parts.indices where shown.contains(number) {
      steps.append(step(parts[number], 1, parts[number].slip))
    }
    let rest = parts.indices.filter { !shown.contains($0) }
    if !rest.isEmpty {
      steps.append(step(nil, rest.count, rest.reduce(.zero) { $0 + parts[$1].slip }))
    }
  }
}
