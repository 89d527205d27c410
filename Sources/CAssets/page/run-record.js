// What the objectives need of a run's events, put in order of time.
//
// Guarantees: events are taken or left aside as in cutlog; what is malformed counts for nothing. Of impact, recovery and data only
// what is said of the live system counts.
"use strict";
{
  const { compareEvents, precedes, latestOf, makeMoment, larger } = cutlog;
  const decisions = new Set(["go", "no-go", "hold", "extend", "invoke", "rollback", "fail-forward", "commit"]);
  const impactKinds = new Set([
    "fault.occurred", "incident.detected", "incident.declared", "service.validated", "service.accepted", "service.down",
    "service.degraded", "service.up", "service.observed", "impact.none", "maintenance.announced", "backlog.reported", "backlog.cleared",
  ]);
  const dataKinds = new Set([
    "writes.frozen", "writes.opened", "writes.observed", "writer.changed", "replication.observed", "data.recoverable", "data.lost",
    "data.diverged", "data.reconciled",
  ]);

  // The members of one event, read as the objectives read them.
  class EventReader {
    constructor(event) {
      this.event = event;
      const stated = event.text("timeaccuracy"), span = stated === null ? null : cutlog.parseSpan(stated);
      this.accuracy = span !== null && span >= 0n ? span : null;
      // A negative accuracy counts for nothing: the event's own digits do.
      const isOff = span !== null && span < 0n;
      const own = cutlog.resolution(event.time.digits) + event.clock.after;
      this.mark = isOff ? Object.create(event, { accuracy: { value: own }, latest: { value: event.nanoseconds + own } }) : event;
    }

    member(name) { return this.event.member(name); }

    text(name) {
      const value = this.member(name);
      return typeof value === "string" && value !== "" ? value : null;
    }

    // A whole number of zero or more.
    count(name) {
      const value = this.member(name), number = value instanceof cutlog.JSONNumber ? value.integer : null;
      return number !== null && number >= 0 ? number : null;
    }

    flag(name) {
      const value = this.member(name);
      return typeof value === "boolean" ? value : null;
    }

    // A time; a reading of the source's clock is corrected as that clock is, a time that was agreed on is not.
    moment(name, isReading = true) {
      const value = this.member(name), time = typeof value === "string" ? cutlog.parseTime(value) : null;
      if (!time) return null;
      const clock = isReading ? this.event.clock : cutlog.noClock, own = larger(cutlog.resolution(time.digits), this.accuracy ?? 0n);
      return makeMoment(time.nanoseconds + clock.shift, own + clock.after, clock.before);
    }

    // The time of a write that somebody saw: as inaccurate as the event's own, but at least one unit of its last digit.
    observedMoment(name) {
      const value = this.member(name), time = typeof value === "string" ? cutlog.parseTime(value) : null;
      if (!time) return null;
      const { shift, before } = this.event.clock, after = cutlog.clockSlack(this.event.clock.after);
      const digits = shift === 0n ? time.digits : Math.max(time.digits, cutlog.digitsOf(shift));
      const stated = this.accuracy === null ? 0n : larger(0n, this.mark.accuracy - after);
      return makeMoment(time.nanoseconds + shift, larger(cutlog.resolution(digits), stated) + after, before);
    }

    // A duration above zero, in nanoseconds.
    duration(name) {
      const value = this.member(name), span = typeof value === "string" ? cutlog.parseSpan(value) : null;
      return span !== null && span > 0n ? span : null;
    }

    // Seconds of zero or more, with one unit of the last digit, both in nanoseconds.
    seconds(name) {
      const value = this.member(name);
      const found = value instanceof cutlog.JSONNumber ? /^([0-9]{1,9})(?:\.([0-9]{1,9}))?$/.exec(value.text) : null;
      if (!found) return null;
      const fraction = found[2] ?? "";
      return { span: BigInt(found[1]) * 1000000000n + BigInt(fraction.padEnd(9, "0")), unit: cutlog.resolution(fraction.length) };
    }

    // A text or a number as it was written.
    position(name) {
      const value = this.member(name);
      return value instanceof cutlog.JSONNumber ? value.text : typeof value === "string" ? value : null;
    }

    // A percentage in hundredths, rounded down.
    percentage(name) {
      const value = this.member(name), percent = value instanceof cutlog.JSONNumber ? value.double : -1;
      return percent >= 0 && percent <= 100 ? Math.floor(percent * 100) : null;
    }
  }

  // The spans over which a service was probed, merged where their gap is no longer than the interval of probing.
  class ProbeCoverage {
    #byInterval = new Map();

    static joined(left, right) {
      const begin = left.from !== right.from ? left.from < right.from : compareEvents(left.first, right.first) <= 0;
      const end = left.to !== right.to ? left.to > right.to : compareEvents(left.last, right.last) >= 0;
      return {
        from: begin ? left.from : right.from, to: end ? left.to : right.to, interval: larger(left.interval, right.interval),
        first: begin ? left.first : right.first, last: end ? left.last : right.last,
      };
    }

    add(span) {
      const spans = this.#byInterval.get(span.interval) ?? [];
      const meets = (other) => other.to + span.interval >= span.from && other.from <= span.to + span.interval;
      const rest = spans.filter((other) => !meets(other));
      const own = spans.filter(meets).reduce((joined, other) => ProbeCoverage.joined(joined, other), span);
      this.#byInterval.set(span.interval, [...rest, own]);
    }

    get spans() { return [...this.#byInterval.values()].flat(); }

    union(other) {
      const result = new ProbeCoverage();
      for (const span of [...this.spans, ...other?.spans ?? []]) result.add(span);
      return result;
    }

    // The span that covers all from one instant to another, but for up to one interval at either end; null if none does.
    covering(from, to) {
      const { compareNumbers } = cutlog, result = [];
      const sorted = this.spans.sort((left, right) => compareNumbers(left.from, right.from) || compareNumbers(left.to, right.to)
        || compareNumbers(left.interval, right.interval));
      for (const span of sorted) {
        const last = result.at(-1);
        const meets = last && span.from <= last.to + larger(last.interval, span.interval);
        if (meets) result[result.length - 1] = ProbeCoverage.joined(last, span);
        else result.push(span);
      }
      return result.find((span) => span.from <= from + span.interval && span.to + span.interval >= to) ?? null;
    }

    intersects(from, to) { return this.spans.some((span) => span.from <= to && from <= span.to); }
    within(from, to) { return this.spans.filter((span) => span.from <= to && from <= span.to); }
  }

  class RunRecord {
    services = new Set();
    datasets = new Set();
    sides = new Set();
    firstTime = null;
    lastTime = null;
    runBegan = [];
    runEnded = [];
    runCompleted = [];
    taskStarts = [];
    // By task: { firstStart, lastCompletion, last, starts, ends }.
    tasks = new Map();
    decisions = [];
    checkResults = [];
    waveStarts = new Map();
    progress = [];
    serviceChanges = [];
    coverage = new Map();
    probeSlack = { before: 0n, after: 0n };
    failedProbes = new Map();
    failedSpans = new Map();
    deadSpans = new Map();
    attested = [];
    announcements = [];
    backlog = [];
    anchors = new Map();
    writeChanges = [];
    evidence = new Map();

    constructor(context) {
      this.context = context;
      const plan = context.plan;
      this.committingGates = new Set(plan?.gates.filter(({ commits }) => commits).map(({ id }) => id));
      this.requiredChecks = new Set(plan?.checks.filter(({ isRequired }) => isRequired).map(({ id }) => id));
      this.judgedWaves = new Set(plan?.objectives.map(({ wave }) => wave).filter((wave) => wave !== null));
      this.waveOfTask = new Map(plan?.tasks.filter(({ wave }) => wave !== null).map(({ id, wave }) => [id, wave]).reverse());
    }

    take(event) {
      if (event.isRecorders) return;
      if (this.firstTime === null || event.nanoseconds < this.firstTime) this.firstTime = event.nanoseconds;
      if (this.lastTime === null || event.nanoseconds > this.lastTime) this.lastTime = event.nanoseconds;
      const kind = event.kind;
      if (kind === null) return;
      if (impactKinds.has(kind)) {
        if (event.mode === "live") this.takeImpact(new EventReader(event));
      } else if (dataKinds.has(kind)) {
        if (event.mode === "live") this.takeData(new EventReader(event));
      } else if (kind === "run.began") {
        this.runBegan.push(new EventReader(event).mark);
      } else if (kind === "run.ended") {
        const { mark } = new EventReader(event);
        this.runEnded.push(mark);
        if (event.member("outcome") === "completed") this.runCompleted.push(mark);
      } else if (kind.startsWith("task.")) {
        this.takeTask(new EventReader(event));
      } else if (kind === "phase.entered") {
        if (event.wave !== null) this.startWave(event.wave, new EventReader(event).mark);
      } else if (kind === "decision.made") {
        this.takeDecision(new EventReader(event));
      } else if (kind.startsWith("check.")) {
        const check = event.member("check");
        if (!this.requiredChecks.has(check)) return;
        this.checkResults.push({ mark: new EventReader(event).mark, check });
      } else if (kind === "progress.reported") {
        this.takeProgress(new EventReader(event));
      }
    }

    takeTask({ event, mark }) {
      const id = event.task;
      if (id === null) return;
      const task = this.tasks.get(id) ?? { firstStart: null, lastCompletion: null, last: null, starts: 0, ends: 0 };
      this.tasks.set(id, task);
      task.last = latestOf(task.last, mark);
      if (event.kind === "task.started") {
        task.starts += 1;
        if (!task.firstStart || precedes(mark, task.firstStart)) task.firstStart = mark;
        this.taskStarts.push(mark);
        const wave = event.wave ?? this.waveOfTask.get(id) ?? null;
        if (wave !== null) this.startWave(wave, mark);
      } else if (event.kind === "task.failed" || event.kind === "task.completed") {
        task.ends += 1;
        if (event.kind === "task.completed") task.lastCompletion = latestOf(task.lastCompletion, mark);
      }
    }

    startWave(wave, mark) {
      if (!this.judgedWaves.has(wave)) return;
      const known = this.waveStarts.get(wave);
      if (!known || precedes(mark, known)) this.waveStarts.set(wave, mark);
    }

    takeDecision(reader) {
      const word = reader.text("decision");
      if (!decisions.has(word)) return;
      const isInvocation = ["invoke", "fail-forward", "rollback"].includes(word) || word === "go"
        && this.committingGates.has(reader.event.gate);
      this.decisions.push({ mark: reader.mark, word, isInvocation });
    }

    takeProgress(reader) {
      const wave = reader.event.wave, done = reader.count("done"), unit = reader.text("unit");
      if (!this.judgedWaves.has(wave) || done === null) return;
      const planned = this.context.plan?.waves.find(({ id }) => id === wave)?.unit ?? null;
      if (unit !== null && planned !== null && unit !== planned) return;
      this.progress.push({ mark: reader.mark, wave, done });
    }

    // Takes in an event about impact and recovery. A service is null where none is named, `*` where all are meant.
    takeImpact(reader) {
      const { event, mark } = reader, service = event.service, kind = event.kind;
      this.name(service);
      switch (kind) {
        case "service.validated":
        case "service.accepted":
        case "fault.occurred":
        case "incident.detected":
        case "incident.declared":
          if (service === null && kind.startsWith("service.")) return;
          if (!this.anchors.has(kind)) this.anchors.set(kind, []);
          this.anchors.get(kind).push({ mark, service });
          return;
        case "service.observed": return this.takeProbe(reader, service);
        case "impact.none":
          if (service === null || reader.text("statement") === null || reader.text("signature") === null) return;
          this.attested.push({ mark, service });
          return;
        case "maintenance.announced": {
          const from = reader.moment("from", false), to = reader.moment("to", false);
          if (service !== null && from && to && from.nanoseconds <= to.nanoseconds) this.announcements.push({ mark, service, from, to });
          return;
        }
        case "backlog.reported":
        case "backlog.cleared":
          this.backlog.push({ mark, service, queue: reader.text("queue"), isCleared: kind === "backlog.cleared" });
          return;
        default: {
          const level = { state: kind.slice("service.".length), hundredths: reader.percentage("level") };
          this.serviceChanges.push({ mark, service, region: event.region === "*" ? null : event.region, level });
        }
      }
    }

    name(service) { if (service !== null && service !== "*") this.services.add(service); }

    takeProbe(reader, service) {
      const from = reader.moment("from"), to = reader.moment("to"), interval = reader.duration("interval");
      const passed = reader.count("ok"), failed = reader.count("failed"), { event } = reader;
      if (!from || !to || interval === null || passed === null || failed === null || from.nanoseconds > to.nanoseconds) return;
      const span = { from: from.nanoseconds, to: to.nanoseconds, interval, first: event, last: event };
      this.probeSlack.before = larger(this.probeSlack.before, event.clock.before);
      this.probeSlack.after = larger(this.probeSlack.after, event.clock.after);
      // One may be missing: probes drift.
      const isFilled = BigInt(passed) + BigInt(failed) >= (span.to - span.from) / interval - 1n;
      const add = (kept, key) => {
        if (!kept.has(key)) kept.set(key, new ProbeCoverage());
        kept.get(key).add(span);
      };
      if (failed > 0) {
        // Where some passed, nothing says when the failed ones were.
        const shown = passed === 0 ? larger(from.earliest, to.earliest - interval) : from.earliest, known = this.failedProbes.get(service);
        this.failedProbes.set(service, known === undefined ? shown : larger(known, shown));
        add(this.failedSpans, service);
        if (passed === 0) add(this.deadSpans, service);
      } else if (passed > 0 && isFilled && service !== null) {
        if (!this.coverage.has(service)) this.coverage.set(service, new Map());
        add(this.coverage.get(service), event.region === "*" ? null : event.region);
      }
    }

    // Takes in an event about data. A data set is null where none is named.
    takeData(reader) {
      const { event, mark } = reader, dataset = event.dataset;
      if (dataset !== null) this.datasets.add(dataset);
      const evidence = () => {
        if (!this.evidence.has(dataset)) this.evidence.set(dataset, new Evidence());
        return this.evidence.get(dataset);
      };
      switch (event.kind) {
        case "writes.frozen":
        case "writes.opened":
          this.name(event.service);
          this.writeChanges.push({
            event: mark, action: event.kind === "writes.frozen" ? "frozen" : "opened", dataset, side: this.side(reader, "side"),
            from: null, service: event.service,
          });
          return;
        case "writer.changed": {
          const to = this.side(reader, "to"), from = this.side(reader, "from");
          if (from === to && to !== null) return;
          this.writeChanges.push({ event: mark, action: "moved", dataset, side: to, from, service: null });
          return;
        }
        case "writes.observed": {
          const side = this.side(reader, "side"), first = reader.observedMoment("first"), last = reader.observedMoment("last");
          if (first && last && last.nanoseconds < first.nanoseconds) return;
          evidence().writesObserved.push({ mark, side, first, last });
          return;
        }
        case "replication.observed": {
          const lag = reader.seconds("lagSeconds");
          evidence().replication.push({
            mark, side: this.side(reader, "side"), source: reader.position("sourcePosition"), target: reader.position("targetPosition"),
            isInSync: reader.flag("inSync"), lag: lag?.span ?? null, lagUnit: lag?.unit ?? null, applied: reader.moment("lastCommit"),
          });
          return;
        }
        case "data.recoverable": {
          const side = this.side(reader, "side"), upTo = reader.moment("upTo");
          if (upTo) evidence().recoverable.push({ mark, side, upTo });
          return;
        }
        case "data.lost": {
          const count = reader.count("count");
          if (count !== 0) evidence().lost.push({ mark, ...extent(reader), count, unit: reader.text("unit") });
          return;
        }
        case "data.diverged": {
          const writes = reader.count("writes");
          if (writes !== 0) evidence().diverged.push({ mark, ...extent(reader), writes });
          return;
        }
        default: return this.takeReconciliation(reader, evidence);
      }
    }

    takeReconciliation(reader, evidence) {
      const matches = reader.flag("matches"), source = reader.position("source"), target = reader.position("target");
      if (matches === null) return;
      // One whose numbers or digests differ proves nothing.
      const isContradicted = reader.flag("digestsMatch") === false || source !== null && target !== null && source !== target;
      evidence().reconciled.push({ mark: reader.mark, matches: matches && !isContradicted, resolves: reader.text("resolves") });
    }

    // The site that a member names; null where it names none.
    side(reader, name) {
      const text = reader.text(name);
      if (text === null) return null;
      const site = this.context.site(text);
      this.sides.add(site);
      return site;
    }

    // Puts everything in order of time, then of place.
    sort() {
      const byMark = (left, right) => compareEvents(left.mark, right.mark);
      for (const marks of [this.runBegan, this.runEnded, this.taskStarts]) marks.sort(compareEvents);
      for (const list of [this.decisions, this.checkResults, this.progress, this.serviceChanges, this.backlog, ...this.anchors.values()]) {
        list.sort(byMark);
      }
      this.writeChanges.sort((left, right) => compareEvents(left.event, right.event));
      for (const evidence of this.evidence.values()) for (const list of Object.values(evidence)) list.sort(byMark);
    }
  }

  // What the events say about how much of one data set survived.
  class Evidence {
    recoverable = [];
    writesObserved = [];
    replication = [];
    lost = [];
    diverged = [];
    reconciled = [];
  }

  // The times between which data is concerned; none where they stand the wrong way round.
  function extent(reader) {
    const from = reader.moment("from"), to = reader.moment("to");
    return from && to && to.nanoseconds < from.nanoseconds ? { from: null, to: null } : { from, to };
  }

  // Whether an event precedes a moment that it states itself, whatever the accuracy of both.
  function surelyPrecedes(mark, moment) {
    return mark.accuracy > 0n ? mark.latest <= moment.nanoseconds : mark.nanoseconds < moment.nanoseconds;
  }

  Object.assign(cutlog, { RunRecord, RunEvidence: Evidence, ProbeCoverage, surelyPrecedes });
}
