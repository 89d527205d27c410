import CloudEvents
import CutoverModel

/// Keeps the first or last event of each type that a clock of the plan starts or stops at.
struct AnchorTracker: Sendable {
  private struct Watched: Sendable {
    let anchor: ClockAnchor
    let isLast: Bool
    /// Nil for a type that the vocabulary doesn't know.
    let kind: EventKind?
    let type: String
    var found: EventMoment?
  }

  private var watched: [Watched] = []
  private let watchesOthers: Bool
  private let kinds: Set<EventKind>

  init(_ objectives: [Objective]) {
    var anchors: [ClockAnchor] = []
    for objective in objectives {
      guard case .between(let from, let to) = objective.clock else { continue }
      for anchor in [from, to] where !anchors.contains(anchor) { anchors.append(anchor) }
    }
    watched = anchors.compactMap { anchor in
      switch anchor {
      case .first(let type):
        Watched(anchor: anchor, isLast: false, kind: EventKind(rawValue: type), type: type)
      case .last(let type):
        Watched(anchor: anchor, isLast: true, kind: EventKind(rawValue: type), type: type)
      case .taskStarted, .taskCompleted: nil
      }
    }
    kinds = Set(watched.compactMap(\.kind))
    watchesOthers = watched.contains { $0.kind == nil }
  }

  /// Whether events of a kind of the vocabulary can start or stop a clock.
  func watches(_ kind: EventKind) -> Bool { kinds.contains(kind) }

  /// Takes in any event; `kind` is nil for types that the vocabulary doesn't know.
  mutating func apply(
    _ view: EventView, at place: EventPlace, of streams: StreamCounter, kind: EventKind?
  ) {
    guard !watched.isEmpty else { return }
    if let kind {
      guard kinds.contains(kind), !kind.concernsLiveSystem || view.isLive else { return }
    } else if !watchesOthers {
      return
    }
    let type = kind == nil ? view.type : ""
    for position in watched.indices {
      let anchor = watched[position]
      guard anchor.kind == kind else { continue }
      if kind == nil, type != anchor.type, type != EventKind.prefix + anchor.type { continue }
      let order = (view.time.nanoseconds, place)
      if let found = anchor.found {
        let known = (found.event.time.nanoseconds, found.event.place)
        guard anchor.isLast ? known < order : order < known else { continue }
      }
      var archive = EventArchive()
      let accuracy = view.string("timeaccuracy").flatMap { TimeSpan($0) }?.nanoseconds
      let mark = archive.keep(view, at: place, kind: kind, accuracy: accuracy)
      var event = archive.reference(mark, type: kind?.type ?? view.type)
      event.origin = streams.origin
      watched[position].found = EventMoment(event: event, moment: mark.moment)
    }
  }

  /// What was found; anchors without an event are left out.
  var anchors: [ClockAnchor: EventMoment] {
    Dictionary(
      uniqueKeysWithValues: watched.compactMap { watched in
        watched.found.map { (watched.anchor, $0) }
      })
  }
}

extension EventKind {
  /// Whether an event of this kind counts only where its mode is live: impact and recovery, and data.
  var concernsLiveSystem: Bool {
    switch self {
    case .faultOccurred, .serviceDown, .serviceDegraded, .serviceUp, .serviceObserved,
      .serviceValidated, .serviceAccepted, .impactNone, .maintenanceAnnounced, .incidentDetected,
      .incidentDeclared, .incidentMitigated, .incidentResolved, .backlogReported, .backlogCleared,
      .writesFrozen, .writesOpened, .writesObserved, .writerChanged, .replicationObserved,
      .dataRecoverable, .dataLost, .dataDiverged, .dataReconciled:
      true
    default: false
    }
  }
}
