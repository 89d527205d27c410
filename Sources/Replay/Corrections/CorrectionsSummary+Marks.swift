extension Timeline {
  /// Marks the entries whose event, or the one that ends them, was amended.
  package mutating func mark(_ corrections: CorrectionsSummary) {
    guard !corrections.amendments.isEmpty else { return }
    for number in entries.indices {
      entries[number].amendment = corrections.amendment(of: entries[number].event, entries[number].endEvent)
    }
  }
}

extension Variance {
  /// Marks the tasks whose start or finish was amended.
  package mutating func mark(_ corrections: CorrectionsSummary) {
    guard !corrections.amendments.isEmpty else { return }
    for number in tasks.indices {
      tasks[number].amendment = corrections.amendment(
        of: tasks[number].actualStart?.event, tasks[number].actualFinish?.event)
    }
  }
}
