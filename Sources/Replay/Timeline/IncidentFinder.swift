internal import CutoverModel
internal import JSONText

/// Puts the events of incidents together.
///
/// Events are of one incident if they share a `correlationid`, or without one a service. Each declaration begins an
/// incident of its own; a detection belongs to the next declaration. Where a declaration lacks a detection, those
/// count that were made before it, were never declared themselves and aren't about something else; a mitigation or
/// resolution without an incident likewise goes to the last that it can be about.
struct IncidentFinder {
  private var incidents: [DecisionLatency] = []

  /// All incidents in order of time; `notes` are in order of time.
  static func incidents(_ notes: [IncidentNote]) -> [DecisionLatency] {
    var groups: [IncidentSubject: [IncidentNote]] = [:]
    var order: [IncidentSubject] = []
    for note in notes {
      var key = note.subject
      if key.correlation != nil { key.service = nil }
      if groups[key] == nil { order.append(key) }
      groups[key, default: []].append(note)
    }
    var finder = IncidentFinder()
    for key in order { finder.follow(groups[key] ?? []) }
    finder.joinDetections()
    finder.joinEnds()
    return finder.incidents.sorted { left, right in
      guard let first = left.begins, let second = right.begins else { return left.begins != nil }
      return first.precedes(second)
    }
  }

  /// The incidents of events that say the same of what they are about.
  private mutating func follow(_ notes: [IncidentNote]) {
    var open: DecisionLatency?
    /// A detection behind the declaration: of the next one, if there is a next one.
    var pending: IncidentNote?
    func close(_ incidents: inout [DecisionLatency]) {
      if let open { incidents.append(open) }
      open = nil
    }
    for note in notes {
      switch note.kind {
      case .incidentDetected:
        if open?.resolved != nil { close(&incidents) }
        if open == nil {
          open = DecisionLatency(note)
          open?.detected = note.at
        } else if open?.declared != nil, pending == nil {
          pending = note
        } else if open?.detected == nil, open?.declared == nil {
          open?.detected = note.at
        }
      case .incidentDeclared:
        if open?.declared != nil || open?.resolved != nil { close(&incidents) }
        if open == nil {
          open = DecisionLatency(note)
          open?.detected = pending?.at
        }
        pending = nil
        open?.declared = note.at
        if let severity = note.severity { open?.severity = severity }
      case .incidentMitigated, .incidentResolved:
        if open == nil || open?.resolved != nil {
          close(&incidents)
          open = DecisionLatency(note)
        }
        if let late = pending, open?.detected == nil { open?.detected = late.at }
        pending = nil
        if note.kind == .incidentResolved {
          open?.resolved = note.at
        } else if open?.mitigated == nil {
          open?.mitigated = note.at
        }
      default: continue
      }
    }
    if let late = pending, open?.detected == nil { open?.detected = late.at }
    close(&incidents)
  }

  /// Gives declarations without a detection those that no declaration followed.
  private mutating func joinDetections() {
    var used: Set<Int> = []
    let lacking = incidents.indices.filter { incidents[$0].detected == nil && incidents[$0].declared != nil }
    let ordered = lacking.sorted { left, right in
      guard let first = incidents[left].declared, let second = incidents[right].declared else { return false }
      return first.precedes(second)
    }
    for number in ordered {
      guard let declared = incidents[number].declared, let subject = incidents[number].subject else { continue }
      for (other, candidate) in incidents.enumerated() where candidate.declared == nil && !used.contains(other) {
        guard let detected = candidate.detected, detected.time <= declared.time,
          candidate.subject?.agrees(with: subject) == true
        else { continue }
        incidents[number].detected.keepEarliest(detected)
        if incidents[number].mitigated == nil { incidents[number].mitigated = candidate.mitigated }
        if incidents[number].resolved == nil { incidents[number].resolved = candidate.resolved }
        used.insert(other)
      }
    }
    incidents = incidents.enumerated().filter { !used.contains($0.offset) }.map(\.element)
  }

  /// Gives what was only mitigated or resolved to the last incident before it that lacks that.
  private mutating func joinEnds() {
    var used: Set<Int> = []
    for (number, end) in incidents.enumerated() where end.detected == nil && end.declared == nil {
      guard let subject = end.subject, let at = end.begins else { continue }
      let fitting = incidents.indices.filter { other in
        let incident = incidents[other]
        guard let begins = incident.declared ?? incident.detected, begins.time <= at.time else { return false }
        if end.resolved != nil, incident.resolved != nil { return false }
        return incident.subject?.agrees(with: subject) == true
      }
      var last: Int?
      for other in fitting {
        guard let begins = incidents[other].begins else { continue }
        if let kept = last.flatMap({ incidents[$0].begins }), begins.precedes(kept) { continue }
        last = other
      }
      guard let last else { continue }
      if incidents[last].mitigated == nil { incidents[last].mitigated = end.mitigated }
      if incidents[last].resolved == nil { incidents[last].resolved = end.resolved }
      used.insert(number)
    }
    incidents = incidents.enumerated().filter { !used.contains($0.offset) }.map(\.element)
  }
}

extension DecisionLatency {
  fileprivate init(_ note: IncidentNote) {
    self.init()
    incident = note.subject.correlation?.text
    service = note.subject.service?.text
    severity = note.severity
    subject = note.subject
  }
}
