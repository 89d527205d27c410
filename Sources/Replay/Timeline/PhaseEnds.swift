/// Where phases end: each where the next of its wave begins, the last of a wave where the run ends.
enum PhaseEnds {
  /// The ends of phases that are in order of time; nil for one that lasts.
  ///
  /// - Parameter runEnded: The latest end of the run; it ends no phase that begins after it.
  static func of(_ phases: [(wave: String?, begins: EventMoment)], runEnded: EventMoment?) -> [EventMoment?] {
    var ends = [EventMoment?](repeating: nil, count: phases.count)
    var open: [ExactText: Int] = [:]
    for (number, phase) in phases.enumerated() {
      if let before = open.updateValue(number, forKey: ExactText(phase.wave ?? "")) { ends[before] = phase.begins }
    }
    guard let runEnded else { return ends }
    for number in open.values where !runEnded.precedes(phases[number].begins) { ends[number] = runEnded }
    return ends
  }
}
