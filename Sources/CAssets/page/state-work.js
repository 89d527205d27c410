// What became of tasks and gates, and where the run's times count from.
//
// Guarantees: tasks and gates stand as in cutlog's own answers: events by their times, of repetitions the first, and where a start
// and other events of a task state the same time, the order that makes sense.
"use strict";
{
  const ends = { "task.completed": "completed", "task.failed": "failed", "task.skipped": "skipped", "task.cancelled": "cancelled" };

  // A member that is a whole number; null for all else.
  function integer(value) { return value instanceof cutlog.JSONNumber ? value.integer : null; }

  // What happened to one task, by time.
  class TaskHistory {
    state = "planned";
    attempts = [];
    latest = null;

    constructor(events) {
      const sorted = [...events].sort(cutlog.compareEvents);
      this.first = sorted[0];
      for (let next = 0; next < sorted.length;) {
        let end = next;
        while (end < sorted.length && sorted[end].nanoseconds === sorted[next].nanoseconds) end += 1;
        this.#applySimultaneous(sorted.slice(next, end));
        next = end;
      }
    }

    // The end of the last attempt, if the task stands completed.
    get completion() { return this.state === "completed" ? this.attempts.at(-1)?.end ?? null : null; }

    get #isRunning() { return this.state === "started" || this.state === "paused"; }

    #isOtherAttempt(event) {
      const stated = attemptOf(event), running = this.attempts.at(-1)?.number ?? null;
      return stated !== null && running !== null && stated !== running;
    }

    #fits(event) { return event.kind === "task.started" ? !this.#isRunning || this.#isOtherAttempt(event) : this.#isRunning; }

    #applySimultaneous(events) {
      const starts = events.filter(({ kind }) => kind === "task.started"), others = events.filter(({ kind }) => kind !== "task.started");
      while (starts.length > 0 && others.length > 0) {
        const start = starts[0], other = others[0];
        const takesStart = this.#fits(start) === this.#fits(other) ? cutlog.precedes(start, other) : this.#fits(start);
        this.#apply((takesStart ? starts : others).shift());
      }
      for (const event of [...starts, ...others]) this.#apply(event);
    }

    #apply(event) {
      switch (event.kind) {
        case "task.started": return this.#start(event);
        case "task.paused": if (this.state === "started" && this.attempts.length > 0) this.#enter("paused", event); return;
        case "task.resumed": if (this.state === "paused") this.#enter("started", event); return;
        default: this.#end(event, ends[event.kind]);
      }
    }

    #start(event) {
      if (this.#isRunning && !this.#isOtherAttempt(event)) return;
      this.attempts.push({ number: attemptOf(event), start: event, end: null, mode: event.mode });
      this.#enter("started", event);
    }

    #end(event, outcome) {
      const attempt = attemptOf(event), last = this.attempts.at(-1);
      if (this.#isRunning && last) {
        last.end = event;
        last.number ??= attempt;
      } else if (this.state === outcome && (attempt === null || attempt === (last?.number ?? null))) {
        return;
      } else if (outcome === "completed" || outcome === "failed") {
        this.attempts.push({ number: attempt, start: null, end: event, mode: event.mode });
      }
      this.#enter(outcome, event);
    }

    #enter(state, event) {
      this.state = state;
      this.latest = event;
    }
  }

  function attemptOf(event) { return integer(event.member("attempt")); }

  // What an event says on a gate's passing: request, approval, go or refusal; null for others.
  function gateAct(event) {
    switch (event.kind) {
      case "gate.requested": return "request";
      case "gate.approved": return "approval";
      case "gate.rejected": return "refusal";
      default: {
        const decision = event.member("decision");
        if (["go", "commit", "fail-forward"].includes(decision)) return "go";
        return ["no-go", "rollback"].includes(decision) ? "refusal" : null;
      }
    }
  }

  // By time, at one time requests first, then by place.
  function compareAtGate(left, right) {
    if (left.nanoseconds === right.nanoseconds) {
      const isRequest = left.kind === "gate.requested", isOther = right.kind === "gate.requested";
      if (isRequest !== isOther) return isRequest ? -1 : 1;
    }
    return cutlog.compareEvents(left, right);
  }

  // What happened at one gate. It is passed by the first go decided on it, or by as many approvals as are needed, each by another
  // actor; a refusal before that sets the count back.
  class GateHistory {
    state = "pending";
    requested = null;
    passed = null;
    rejected = null;

    constructor(events, needed) {
      this.events = [...events].sort(compareAtGate);
      const actors = new Set();
      let anonymous = 0;
      for (const event of this.events) {
        if (this.passed) break;
        switch (gateAct(event)) {
          case "request":
            this.requested ??= event;
            if (this.state === "pending") this.state = "requested";
            break;
          case "approval": {
            const actor = event.onBehalfOf ?? event.actor;
            if (actor === null) anonymous += 1; else actors.add(actor);
            if (actors.size + anonymous >= needed) this.#pass(event);
            break;
          }
          case "go": this.#pass(event); break;
          case "refusal":
            actors.clear();
            anonymous = 0;
            this.rejected = event;
            this.state = "rejected";
            break;
          default:
        }
      }
    }

    #pass(event) {
      this.passed = event;
      this.state = "passed";
    }

    // Each principal's first approval since the last refusal; those that come after the gate was passed too.
    get approvals() {
      let approvals = [];
      for (const event of this.events) {
        const act = gateAct(event);
        if (act === "refusal" && (!this.passed || cutlog.precedes(event, this.passed))) approvals = [];
        if (act !== "approval") continue;
        const principal = event.onBehalfOf ?? event.actor;
        if (principal === null || !approvals.some((other) => other.principal === principal)) approvals.push({ principal, event });
      }
      return approvals;
    }

    // The event by which the gate is where it is; null where nothing was said.
    get latest() { return { requested: this.requested, passed: this.passed, rejected: this.rejected }[this.state] ?? this.requested; }
  }

  // The run's own events up to an instant.
  class RunLog {
    tasks = new Map();
    gates = new Map();
    checks = new Map();
    starts = null;
    #began = null;
    #firstStart = null;

    copy() {
      const copy = new RunLog(), lists = (kept) => new Map([...kept].map(([name, events]) => [name, [...events]]));
      copy.tasks = lists(this.tasks);
      copy.gates = lists(this.gates);
      copy.checks = new Map(this.checks);
      copy.starts = this.starts;
      copy.#began = this.#began;
      copy.#firstStart = this.#firstStart;
      return copy;
    }

    // Takes in one event; of each check only the last is kept.
    note(event) {
      const kind = event.kind;
      if (kind === "run.began") {
        this.#began = earliestOf(this.#began, event);
      } else if (kind.startsWith("task.")) {
        if (event.task === null) return;
        if (kind === "task.started") this.#firstStart = earliestOf(this.#firstStart, event);
        add(this.tasks, event.task, event);
      } else if (kind.startsWith("gate.") || kind === "decision.made") {
        if (event.gate !== null && gateAct(event)) add(this.gates, event.gate, event);
      } else if (kind.startsWith("check.")) {
        const check = event.member("check");
        if (typeof check === "string") this.checks.set(check, cutlog.latestOf(this.checks.get(check) ?? null, event));
      }
    }

    // Takes in the line that opens a stream: when the run starts by it.
    open(event) {
      const text = event.member("starts");
      if (this.starts === null && typeof text === "string") this.starts = cutlog.parseTime(text);
    }

    // Where the plan's times count from, as { time, basis }; null if nothing says it.
    get start() {
      if (this.starts) return { time: this.starts, basis: "stated" };
      if (this.#began) return { time: this.#began.time, basis: "run-began" };
      return this.#firstStart && { time: this.#firstStart.time, basis: "first-task" };
    }

    // Whether the system was found as a task should have left it: passed, failed, or no-check.
    verification(task, history) {
      const completion = history.completion;
      if (!completion || task.checks.length === 0) return "no-check";
      const seen = task.checks.map((check) => this.checks.get(check))
        .map((event) => event && cutlog.precedes(completion, event) ? event.kind : null);
      if (seen.includes("check.failed")) return "failed";
      return seen.every((kind) => kind === "check.passed") ? "passed" : "no-check";
    }
  }

  function earliestOf(left, right) { return left && !cutlog.precedes(right, left) ? left : right; }

  function add(lists, name, event) {
    if (lists.has(name)) lists.get(name).push(event); else lists.set(name, [event]);
  }

  Object.assign(cutlog, { TaskHistory, GateHistory, RunLog });
}
