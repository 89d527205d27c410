// The events of a run, decoded from verified lines.
//
// Guarantees: an event holds what cutlog reads from the same line: its kind, its time with how far the true instant may lie from
// it, and its attributes. Members of another form count as absent. `compareEvents` is the order of all answers: by time, then
// by stream, then by index.
"use strict";
{
  const prefix = "dev.cutlog.";
  const recorderTypes = new Set([
    "seal", "key.announced", "anchor", "document.attached", "plan.adopted", "plan.revised", "stream.opened", "stream.closed",
    "stream.recovered", "input.refused", "withheld", "identity.rotated", "identity.compromised",
  ].map((word) => prefix + word));
  const kinds = new Set([
    "run.began", "run.ended", "phase.entered", "task.started", "task.completed", "task.failed", "task.skipped", "task.cancelled",
    "task.paused", "task.resumed", "gate.requested", "gate.approved", "gate.rejected", "decision.made", "check.passed",
    "check.failed", "check.inconclusive", "check.waived", "role.taken", "estimate.given", "notice.published", "note.added",
    "event.amended", "event.retracted", "source.clock", "claim.made", "fault.occurred", "service.down", "service.degraded",
    "service.up", "service.observed", "service.validated", "service.accepted", "impact.none", "maintenance.announced",
    "incident.detected", "incident.declared", "incident.mitigated", "incident.resolved", "backlog.reported", "backlog.cleared",
    "progress.reported", "writes.frozen", "writes.opened", "writes.observed", "writer.changed", "replication.observed",
    "data.recoverable", "data.lost", "data.diverged", "data.reconciled", "traffic.shifted", "dns.changed", "dns.observed",
    "endpoint.changed", "endpoint.observed", "configuration.observed", "listener.bound", "listener.released", "listener.observed",
    "consumer.bound", "consumer.unbound", "consumer.observed", "queue.observed", "job.due", "job.started", "job.completed",
    "job.failed", "job.suspended", "job.resumed", "workload.observed", "workload.suspended", "workload.resumed",
    "workload.terminated", "policy.changed", "policy.observed", "deployment.locked", "deployment.unlocked", "deployment.made",
  ]);
  const modes = new Set(["live", "dry-run", "isolated"]);
  const noClock = { shift: 0n, before: 0n, after: 0n };
  const none = new Map();

  // One unit of the last digit that a time was written with, in nanoseconds.
  const resolutions = Array.from({ length: 10 }, (_, digits) => 10n ** BigInt(9 - digits));
  function resolution(digits) { return resolutions[digits]; }

  class RunEvent {
    #accepted;

    // `line` is { index, value, time }, `stream` { number, origin, isImport }; `time` is the line's own, or as a clock corrects it.
    constructor(line, stream, time = line.time, clock = noClock) {
      const value = this.value = line.value;
      this.line = line;
      this.stream = stream;
      this.index = line.index;
      this.time = time;
      this.nanoseconds = time.nanoseconds;
      this.clock = clock;
      this.type = value.get("type");
      this.source = value.get("source");
      this.id = value.get("id");
      const kind = this.type.startsWith(prefix) ? this.type.slice(prefix.length) : "";
      this.kind = kinds.has(kind) ? kind : null;
      this.isRecorders = recorderTypes.has(this.type);
      const stated = this.text("timeaccuracy"), span = stated === null ? null : cutlog.parseSpan(stated);
      const own = span === null ? resolution(time.digits) : span > 0n ? span : 0n;
      // The instant lies between `earliest`, and `latest` without it.
      this.accuracy = own + clock.after;
      this.earliest = time.nanoseconds - clock.before;
      this.latest = time.nanoseconds + this.accuracy;
      const mode = this.text("mode");
      this.mode = modes.has(mode) ? mode : "live";
      // What it says of the system, once it was read; see state-effects.js.
      this.effects = null;
      // How answers name it, once one did.
      this.written = null;
    }

    // An attribute that is a text; null for all else.
    text(name) {
      const value = this.value.get(name);
      return typeof value === "string" ? value : null;
    }

    get actor() { return this.text("actor"); }
    get onBehalfOf() { return this.text("onbehalfof"); }
    get task() { return this.text("task"); }
    get wave() { return this.text("wave"); }
    get gate() { return this.text("gate"); }
    get service() { return this.text("service"); }
    get dataset() { return this.text("dataset"); }
    get region() { return this.text("region"); }

    // The members of `data`; none where it is no object.
    get data() {
      const value = this.value.get("data");
      return value instanceof Map ? value : none;
    }

    // A member of `data`; undefined where it is absent or null.
    member(name) { return this.data.get(name) ?? undefined; }

    // When the recorder accepted it, in nanoseconds; null where the event doesn't say.
    get accepted() {
      if (this.#accepted === undefined) this.#accepted = cutlog.parseTime(this.text("acceptedtime") ?? "")?.nanoseconds ?? null;
      return this.#accepted;
    }

    // What names the event in every answer.
    get reference() {
      return this.written ??= Object.freeze({
        index: this.index, source: this.source, id: this.id, time: cutlog.formatTime(this.time), type: this.type,
        stream: this.stream.origin,
      });
    }
  }

  function compareEvents(left, right) {
    if (left.nanoseconds !== right.nanoseconds) return left.nanoseconds < right.nanoseconds ? -1 : 1;
    return left.stream.number - right.stream.number || left.index - right.index;
  }

  function precedes(left, right) { return compareEvents(left, right) < 0; }

  // The later of two events, either of which may be null.
  function latestOf(left, right) {
    if (!left || !right) return left ?? right;
    return precedes(left, right) ? right : left;
  }

  // All lines of verified streams as events, the recorder's among them, stream by stream.
  function eventsOf(verifications) {
    return verifications.flatMap(({ lines, origin, opened }, number) => {
      const stream = { number, origin, isImport: opened.get("kind") === "import" };
      return lines.map((line) => new RunEvent(line, stream));
    });
  }

  Object.assign(cutlog, { RunEvent, noClock, resolution, compareEvents, precedes, latestOf, eventsOf });
}
