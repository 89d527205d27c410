/// The event types of the cutover vocabulary, without their prefix `dev.cutlog.`.
///
/// The recorder's own types belong to SealedLog and are not listed here.
package enum EventKind: String, CaseIterable, Hashable, Sendable {
  // The run
  case runBegan = "run.began"
  case runEnded = "run.ended"
  case phaseEntered = "phase.entered"
  case taskStarted = "task.started"
  case taskCompleted = "task.completed"
  case taskFailed = "task.failed"
  case taskSkipped = "task.skipped"
  case taskCancelled = "task.cancelled"
  case taskPaused = "task.paused"
  case taskResumed = "task.resumed"
  case gateRequested = "gate.requested"
  case gateApproved = "gate.approved"
  case gateRejected = "gate.rejected"
  case decisionMade = "decision.made"
  case checkPassed = "check.passed"
  case checkFailed = "check.failed"
  case checkInconclusive = "check.inconclusive"
  case checkWaived = "check.waived"
  case roleTaken = "role.taken"
  case estimateGiven = "estimate.given"
  case noticePublished = "notice.published"
  case noteAdded = "note.added"
  case eventAmended = "event.amended"
  case eventRetracted = "event.retracted"
  case sourceClock = "source.clock"
  case claimMade = "claim.made"
  // Impact and recovery
  case faultOccurred = "fault.occurred"
  case serviceDown = "service.down"
  case serviceDegraded = "service.degraded"
  case serviceUp = "service.up"
  case serviceObserved = "service.observed"
  case serviceValidated = "service.validated"
  case serviceAccepted = "service.accepted"
  case impactNone = "impact.none"
  case maintenanceAnnounced = "maintenance.announced"
  case incidentDetected = "incident.detected"
  case incidentDeclared = "incident.declared"
  case incidentMitigated = "incident.mitigated"
  case incidentResolved = "incident.resolved"
  case backlogReported = "backlog.reported"
  case backlogCleared = "backlog.cleared"
  case progressReported = "progress.reported"
  // Data
  case writesFrozen = "writes.frozen"
  case writesOpened = "writes.opened"
  case writesObserved = "writes.observed"
  case writerChanged = "writer.changed"
  case replicationObserved = "replication.observed"
  case dataRecoverable = "data.recoverable"
  case dataLost = "data.lost"
  case dataDiverged = "data.diverged"
  case dataReconciled = "data.reconciled"
  // State of the system
  case trafficShifted = "traffic.shifted"
  case dnsChanged = "dns.changed"
  case dnsObserved = "dns.observed"
  case endpointChanged = "endpoint.changed"
  case endpointObserved = "endpoint.observed"
  case configurationObserved = "configuration.observed"
  case listenerBound = "listener.bound"
  case listenerReleased = "listener.released"
  case listenerObserved = "listener.observed"
  case consumerBound = "consumer.bound"
  case consumerUnbound = "consumer.unbound"
  case consumerObserved = "consumer.observed"
  case queueObserved = "queue.observed"
  case jobDue = "job.due"
  case jobStarted = "job.started"
  case jobCompleted = "job.completed"
  case jobFailed = "job.failed"
  case jobSuspended = "job.suspended"
  case jobResumed = "job.resumed"
  case workloadObserved = "workload.observed"
  case workloadSuspended = "workload.suspended"
  case workloadResumed = "workload.resumed"
  case workloadTerminated = "workload.terminated"
  case policyChanged = "policy.changed"
  case policyObserved = "policy.observed"
  case deploymentLocked = "deployment.locked"
  case deploymentUnlocked = "deployment.unlocked"
  case deploymentMade = "deployment.made"
}

extension EventKind {
  /// The prefix of every type that cutlog defines.
  package static let prefix = "dev.cutlog."

  /// The full type as it stands in an event.
  package var type: String { Self.prefix + rawValue }

  /// The kind of a full type such as `dev.cutlog.task.started`; nil for types of others.
  package init?(type: String) {
    guard type.utf8.starts(with: Self.prefix.utf8) else { return nil }
    // By bytes, for a combining mark behind the prefix would be taken for a part of it.
    self.init(
      rawValue: String(decoding: type.utf8.dropFirst(Self.prefix.utf8.count), as: UTF8.self))
  }
}
