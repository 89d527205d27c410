package import CloudEvents
internal import CutoverModel

/// Which part of a timeline is to be shown; all that is given must fit.
///
/// What says nothing of a layer, service, region or task doesn't fit where one is asked for; a service `*` is every
/// service. What lasts fits a time if any part of it does.
package struct TimelineFilter: Hashable, Sendable {
  package var layer: String?
  package var service: String?
  package var region: String?
  package var task: String?
  /// Not before this time.
  package var since: Timestamp?
  /// Before this time.
  package var until: Timestamp?

  package init() {}

  package var isEmpty: Bool { self == TimelineFilter() }

  /// Whether a place is asked for: a layer, a service, a region or a task.
  private var asksForPlace: Bool { layer != nil || service != nil || region != nil || task != nil }

  func takes(_ entry: TimelineEntry) -> Bool {
    fits(layer, entry.layer) && fits(region, entry.region) && fits(task, entry.task)
      && (fits(service, entry.service) || (service != nil && entry.service == "*"))
      && fits(from: entry.moment.stated, to: entry.isLasting ? nil : entry.end?.stated ?? entry.moment.stated)
  }

  /// For what has a service and no other place.
  func takes(service name: String?, from: Timestamp?, to: Timestamp?) -> Bool {
    if layer != nil || region != nil || task != nil { return false }
    return (fits(service, name) || (service != nil && name == "*")) && (from.map { fits(from: $0, to: to) } ?? true)
  }

  /// For what has no place; `to` is nil where it lasts.
  func takes(from: Timestamp?, to: Timestamp?) -> Bool {
    !asksForPlace && fits(from: from, to: to)
  }

  private func fits(_ wanted: String?, _ name: String?) -> Bool {
    wanted.map { wanted in name.map { ExactText($0) == ExactText(wanted) } ?? false } ?? true
  }

  private func fits(from: Timestamp?, to: Timestamp?) -> Bool {
    if let until, let from, from >= until { return false }
    if let since, let to, to < since { return false }
    return true
  }
}

extension Timeline {
  /// The part of the timeline that fits.
  ///
  /// Gaps, gates, milestones, decisions, roles and incidents are found over the whole run and then left out or kept;
  /// none of them is cut.
  package func filtered(by filter: TimelineFilter) -> Timeline {
    guard !filter.isEmpty else { return self }
    var part = self
    part.filter = filter
    part.entries.removeAll { !filter.takes($0) }
    part.incidents.removeAll { incident in
      !filter.takes(
        service: incident.service, from: incident.begins?.time,
        to: incident.resolved?.time ?? incident.acted?.time ?? incident.begins?.time)
    }
    let begins = latency.begins?.time
    part.latency = part.incidents.first ?? DecisionLatency()
    if incidents.isEmpty, filter.takes(from: begins, to: latency.acted?.time ?? begins) { part.latency = latency }
    part.decisions.removeAll { !filter.takes(service: $0.service, from: $0.at.time, to: $0.at.time) }
    part.gates.removeAll { gate in
      let first = gate.requested?.time ?? gate.acts.first?.at.time
      let isOver = gate.passed != nil || gate.state == .rejected
      return !filter.takes(from: first, to: isOver ? gate.passed?.time ?? gate.acts.last?.at.time : nil)
    }
    part.unstarted.removeAll { !filter.takes(from: $0.plannedStart, to: $0.plannedFinish) }
    part.milestones.removeAll { !filter.takes(from: $0.reached?.time, to: $0.reached?.time) }
    part.roles.removeAll { !filter.takes(from: $0.from?.time, to: $0.to?.time) }
    part.gaps.spans.removeAll { !filter.takes(from: $0.from.time, to: $0.to.time) }
    part.layOutLanes()
    return part
  }
}

extension TimelineEntry {
  /// Whether it has begun and is not over.
  fileprivate var isLasting: Bool {
    guard end == nil else { return false }
    if let course { return course.state == .started || course.state == .paused }
    return lasts
  }
}
