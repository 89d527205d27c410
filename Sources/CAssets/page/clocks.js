// The clocks of recovery: where measured time starts, where it stops, and what is missing to say it.
//
// Guarantees: each clock shows what `cutlog objectives` shows, with the same bounds, events and missing evidence. A clock whose ends
// can't be ordered, or whose end is missing, has no upper bound or no value: missing evidence is never a pass.
"use strict";
{
  const {
    precedes, compareEvents, latestOf, larger, smaller, makeMoment, makeSpan, spanBetween, zeroSpan, atLeast, isOutOfRange, rankOf,
    measureSpans, uniqueTexts, compareNumbers,
  } = cutlog;
  const named = [
    "business", "business-cleared", "downtime", "first-relief", "since-fault", "since-detection", "since-declaration", "since-invocation",
    "until-validated", "until-accepted", "technical", "execution-health", "writes", "write-gap", "run", "time-to-detect",
    "time-to-declare", "time-to-decide",
  ];
  const ofResponse = new Set(["time-to-detect", "time-to-declare", "time-to-decide"]);
  const ofEpisodes = new Set([...named.slice(0, 10), ...ofResponse]);
  const impactName = "service.down or service.degraded";
  const invocationName = "decision.made (invoke, fail-forward, rollback, or go on a gate that commits)";
  const rangeName = "a length of less than 292 years";
  const mostNames = 20;

  // An event at a moment, which may be another than its own.
  function anchorOf(event, moment = event) { return event ? { event, moment } : null; }

  function isSameAnchor(left, right) {
    return compareEvents(left.event, right.event) === 0 && left.moment.nanoseconds === right.moment.nanoseconds
      && left.moment.earliest === right.moment.earliest && left.moment.latest === right.moment.latest;
  }

  // What is missing of tasks: the first by name, and how many others.
  function taskNames(tasks, of) {
    const names = [...tasks].sort(cutlog.compareText), missing = names.slice(0, mostNames).map((name) => `${of} of ${name}`);
    return names.length > mostNames ? [...missing, `${of} of ${names.length - mostNames} more tasks`] : missing;
  }

  function reading(clock, { value = null, from = null, to = null, missing = [] } = {}) { return { clock, value, from, to, missing }; }

  // Reads clocks for one scope: the services and data sets that an objective looks at.
  class ClockReader {
    constructor(analysis, { services = [], datasets = [], timeline = { episodes: [], doubts: [] }, excludesAnnounced = false }) {
      Object.assign(this, { analysis, services, datasets, timeline, episodes: timeline.episodes });
      this.announcements = excludesAnnounced ? analysis.announcements(services) : [];
      this.backlogs = services.flatMap((service) => backlogsOf(service, analysis.record.backlog));
      this.invocations = analysis.record.decisions.filter(({ isInvocation }) => isInvocation).map(({ mark }) => mark);
    }

    // Reads one clock; those of episodes for the episode at that position, or for none.
    read(clock, position) { return inRange(this.#read(clock, position)); }

    #read(clock, position) {
      if (typeof clock === "object") return this.#between(clock);
      if (ofResponse.has(clock)) return this.#response(clock, position);
      if (ofEpisodes.has(clock)) {
        if (position === null) return reading(clock, { missing: [impactName, ...this.timeline.doubts] });
        return this.#doubted(this.readEpisode(clock, position));
      }
      switch (clock) {
        case "technical": return this.#technical();
        case "execution-health": return this.#executionHealth();
        case "writes": return this.#writes();
        case "write-gap": return this.#writeGap();
        default: {
          const { analysis } = this, { runBegan, runEnded } = analysis.record;
          // An end that lies before the only beginning stops the clock before its start.
          const end = analysis.runEnd ?? (runBegan.length < 2 ? runEnded.at(-1) ?? null : null);
          return this.#span(clock, anchorOf(runBegan[0]), anchorOf(end), "run.began", "run.ended");
        }
      }
    }

    #between({ from, to }) {
      const start = this.analysis.planAnchor(from);
      let stop = this.analysis.planAnchor(to);
      // One event is both the first and the last of its type where another is missing: that is no length.
      const isAlone = from.name !== to.name && start !== null && stop !== null && isSameAnchor(start, stop);
      if (isAlone) stop = null;
      return this.#span({ from, to }, start, stop, from.name, isAlone ? `another ${to.name}` : to.name);
    }

    // The clock between two anchors; unknown where one is missing or their order is open.
    #span(clock, start, stop, startName, stopName, windows = []) {
      const result = reading(clock, { from: start?.event ?? null, to: stop?.event ?? null });
      if (!start) result.missing.push(startName);
      if (!stop) result.missing.push(stopName);
      if (!start || !stop) return result;
      if (isSameAnchor(start, stop)) return { ...result, value: zeroSpan };
      const between = spanBetween(start.moment, stop.moment);
      if (between.lower < 0n) {
        result.missing.push(between.upper <= 0n ? `${stopName} after ${startName}` : `the order of ${startName} and ${stopName}`);
        return result;
      }
      if (windows.length === 0) return { ...result, value: between };
      const value = measureSpans([[start.moment, stop.moment]], windows);
      // A window may hold all of it: then nothing at all is left.
      value.canBeLower = value.lower === 0n && value.upper !== 0n;
      return { ...result, value };
    }

    // Takes the upper bound away where the plan doesn't say what a freeze means to the users.
    #doubted(result) {
      if (this.timeline.doubts.length === 0) return result;
      const value = result.value && result.clock !== "first-relief" ? { ...result.value, upper: null } : null;
      return { ...result, value, missing: [...result.missing, ...this.timeline.doubts] };
    }

    // MARK: Episodes

    readEpisode(clock, position) {
      const episode = this.episodes[position], start = anchorOf(episode.start), windows = this.#windows(position);
      switch (clock) {
        case "business-cleared": return this.#cleared(position, start);
        case "downtime": return this.#downtime(position);
        case "first-relief":
          if (!episode.relief) return this.#open(clock, start, position);
          return this.#span(clock, start, anchorOf(episode.relief), impactName, "service.up", windows);
        case "since-fault": return this.#since(clock, this.#marks("fault.occurred"), "fault.occurred", position);
        case "since-detection": return this.#since(clock, this.#marks("incident.detected"), "incident.detected", position);
        case "since-declaration": return this.#since(clock, this.#marks("incident.declared"), "incident.declared", position);
        case "since-invocation": return this.#since(clock, this.invocations, invocationName, position);
        case "until-validated": return this.#until(clock, this.#marks("service.validated"), "service.validated", position);
        case "until-accepted": return this.#until(clock, this.#marks("service.accepted"), "service.accepted", position);
        default:
          if (!episode.end) return this.#open(clock, start, position);
          return this.#span(clock, start, anchorOf(episode.end), impactName, "service.up", windows);
      }
    }

    #marks(kind) { return this.analysis.marks(kind, this.services); }

    // The event that belongs to an episode: the first since the episode before it ended, up to its own end; without one, the first
    // of all.
    #first(marks, position) {
      if (position === null || marks.length === 0) return marks[0] ?? null;
      const before = this.episodes[position - 1]?.end ?? null, end = this.episodes[position].end;
      const next = before && marks.find((mark) => precedes(before, mark));
      return next && (!end || next.nanoseconds <= end.nanoseconds) ? next : marks[0];
    }

    // A clock that hasn't stopped: its lower bound runs to what last shows the service not up.
    #open(clock, start, position) {
      const least = this.#leastLength(start.moment, position);
      return reading(clock, {
        value: makeSpan(null, least, null, least === 0n), from: start.event, missing: [...this.episodes[position].waitsFor],
      });
    }

    #leastLength(start, position) {
      return measureSpans([[start, makeMoment(this.episodes[position].lastShown, 0n)]], this.#windows(position)).lower;
    }

    // The announced windows that may be taken out: announced before the impact.
    #windows(position) {
      return this.announcements.filter((announcement) => cutlog.countsFor(announcement, this.episodes[position].start))
        .map(({ from, to }) => [from, to]);
    }

    #since(clock, marks, name, position) {
      const { end, waitsFor } = this.episodes[position], start = this.#first(marks, position);
      if (!start) return reading(clock, { to: end, missing: [name, ...end ? [] : waitsFor] });
      if (!end) return this.#open(clock, anchorOf(start), position);
      return this.#span(clock, anchorOf(start), anchorOf(end), name, "service.up", this.#windows(position));
    }

    #until(clock, marks, name, position) {
      const { start, end, waitsFor } = this.episodes[position], missing = `${name} after the episode's end`;
      if (!end) return reading(clock, { from: start, missing: [...waitsFor, missing] });
      const stop = marks.find((mark) => precedes(end, mark)) ?? null;
      return this.#span(clock, anchorOf(start), anchorOf(stop), impactName, missing, this.#windows(position));
    }

    #downtime(position) {
      const { start, end, down, waitsFor } = this.episodes[position];
      const value = makeSpan(down.stated, down.lower, larger(down.stated, down.upper));
      if (down.openSince) value.lower += this.#leastLength(down.openSince, position);
      if (!end) Object.assign(value, { stated: null, upper: null });
      value.canBeLower = value.lower === 0n && value.upper !== 0n;
      return reading("downtime", {
        value, from: down.first ?? start, to: !down.first ? end : down.openSince ? null : down.last, missing: end ? [] : [...waitsFor],
      });
    }

    #cleared(position, start) {
      const { end, waitsFor } = this.episodes[position], own = this.#backlogsOf(position);
      const clearings = own.map(({ cleared }) => cleared).filter((cleared) => cleared !== null);
      const missing = end ? [] : [...waitsFor];
      for (const { queue, cleared } of own) if (!cleared) missing.push(queue === null ? "backlog.cleared" : `backlog.cleared of ${queue}`);
      if (!end || missing.length > 0) {
        // It lasts at least to the latest of what is known: it stops with the last of them.
        const result = this.#open("business-cleared", start, position);
        for (const known of end ? [...clearings, end] : clearings) {
          const least = measureSpans([[start.moment, known]], this.#windows(position)).lower;
          if (result.value.lower < least) result.value = atLeast(least);
        }
        return { ...result, missing: uniqueTexts(missing) };
      }
      let stop = anchorOf(end);
      for (const cleared of clearings) {
        const earliest = larger(stop.moment.earliest, cleared.earliest), latest = larger(stop.moment.latest, cleared.latest);
        const isLater = stop.moment.nanoseconds !== cleared.nanoseconds ? stop.moment.nanoseconds < cleared.nanoseconds
          : precedes(stop.event, cleared);
        if (isLater) stop = anchorOf(cleared);
        const { nanoseconds } = stop.moment;
        stop = anchorOf(stop.event, makeMoment(nanoseconds, latest - nanoseconds, nanoseconds - earliest));
      }
      return this.#span("business-cleared", start, stop, impactName, "the end of episode and backlog", this.#windows(position));
    }

    // The backlogs that an episode leaves: not cleared before it began, reported before the next one begins.
    #backlogsOf(position) {
      const starts = this.episodes.map((episode) => episode.start);
      return this.backlogs.filter(({ reported, cleared }) => {
        const begun = starts.filter((start) => !precedes(reported, start)).length;
        const end = cleared ? starts.filter((start) => precedes(start, cleared)).length : starts.length;
        const first = Math.max(0, begun - 1);
        return position >= first && position < Math.max(first, end);
      });
    }

    // MARK: The response and the run

    #response(clock, position) {
      const detected = this.#first(this.#marks("incident.detected"), position);
      const declared = this.#first(this.#marks("incident.declared"), position);
      if (clock === "time-to-detect") {
        const fault = this.#first(this.#marks("fault.occurred"), position);
        const impact = position === null ? null : this.episodes[position].start;
        const start = fault && impact ? precedes(impact, fault) ? impact : fault : fault ?? impact;
        return this.#span(clock, anchorOf(start), anchorOf(detected), "fault.occurred, service.down or service.degraded",
          "incident.detected");
      }
      if (clock === "time-to-declare") {
        return this.#span(clock, anchorOf(detected), anchorOf(declared), "incident.detected", "incident.declared");
      }
      const decided = declared && this.analysis.record.decisions.find(({ mark }) => precedes(declared, mark))?.mark;
      return this.#span(clock, anchorOf(declared), anchorOf(decided ?? null), "incident.declared", "decision.made after the declaration");
    }

    // The tasks without which the run isn't done.
    get #requiredTasks() {
      const isRollingBack = this.analysis.record.decisions.some(({ word }) => word === "rollback");
      return (this.analysis.plan?.tasks ?? [])
        .filter((task) => !task.isMilestone && !task.isBackground && (!task.isRollbackOnly || isRollingBack));
    }

    // From the first task started after the invocation to the last completion of a task that isn't background.
    #technical() {
      const { record, plan } = this.analysis, invocation = this.invocations[0];
      if (!invocation) return reading("technical", { missing: [invocationName] });
      const start = record.taskStarts.find((mark) => precedes(invocation, mark));
      if (!start) return reading("technical", { missing: ["task.started after the invocation"] });
      const background = new Set(plan?.tasks.filter(({ isBackground }) => isBackground).map(({ id }) => id));
      const tasks = [...record.tasks].filter(([id]) => !background.has(id));
      const unfinished = tasks.filter(([, { last }]) => !precedes(last, start)
        && ["task.started", "task.paused", "task.resumed"].includes(last.kind));
      const stop = tasks.map(([, { lastCompletion }]) => lastCompletion).filter((mark) => mark && precedes(start, mark))
        .reduce(latestOf, null);
      if (unfinished.length > 0 || !stop) {
        return reading("technical", {
          value: stop && atLeast(spanBetween(start, stop).lower), from: start,
          missing: unfinished.length === 0 ? ["task.completed"] : taskNames(unfinished.map(([id]) => id), "task.completed"),
        });
      }
      const result = this.#span("technical", anchorOf(start), anchorOf(stop), "task.started", "task.completed");
      // A task that was never seen to start may have been the first, one without any event the last.
      const unstarted = tasks.filter(([id, { starts, ends, last }]) => ends > starts && !this.analysis.isMilestone(id)
        && precedes(invocation, last));
      const unseen = this.#requiredTasks.filter(({ id }) => !record.tasks.has(id));
      return lacking(result, [
        ...taskNames(unstarted.map(([id]) => id), "task.started"), ...taskNames(unseen.map(({ id }) => id), "task.completed"),
      ]);
    }

    // From the run's beginning to the moment at which all required tasks are completed and every required check has passed and
    // passes from then on.
    #executionHealth() {
      const { record } = this.analysis, clock = "execution-health", start = record.runBegan[0] ?? record.taskStarts[0] ?? null;
      const required = this.#requiredTasks, stops = [], unfinished = [], missing = [], passing = new Map();
      for (const { id } of required) {
        const known = record.tasks.get(id);
        if (known?.lastCompletion && known.last.kind === "task.completed") stops.push(known.lastCompletion); else unfinished.push(id);
      }
      missing.push(...taskNames(unfinished, "task.completed"));
      for (const { mark, check } of record.checkResults) {
        if (mark.kind !== "check.passed") passing.delete(check); else if (!passing.has(check)) passing.set(check, mark);
      }
      for (const check of [...record.requiredChecks].sort(cutlog.compareText)) {
        if (passing.has(check)) stops.push(passing.get(check)); else missing.push(`check.passed of ${check}`);
      }
      if (required.length === 0) missing.push("required tasks in a plan");
      if (!start) missing.unshift("run.began or task.started");
      const stop = stops.reduce(latestOf, null);
      if (missing.length > 0 || !stop) {
        return reading(clock, { from: start, missing, value: start && stop ? atLeast(spanBetween(start, stop).lower) : null });
      }
      const result = this.#span(clock, anchorOf(start), anchorOf(stop), "run.began or task.started", "task.completed");
      if (record.runBegan.length > 0) return result.missing.length > 0 ? lacking(result, []) : result;
      // A run that ended without its beginning began somewhere; without it, a task never seen to start may have been the first.
      const unstarted = [...record.tasks].filter(([id, { starts, ends }]) => ends > starts && !this.analysis.isMilestone(id));
      return lacking(result, [...record.runEnded.length > 0 ? ["run.began"] : [],
        ...taskNames(unstarted.map(([id]) => id), "task.started")]);
    }

    // MARK: Writes

    // The time in which some data set took no writes: the union over data sets and sides.
    #writes() {
      const freezes = [null, ...this.datasets].flatMap((dataset) => this.analysis.writes(dataset).freezes);
      if (freezes.length === 0) return reading("writes", { missing: ["writes.frozen"] });
      const from = freezes.map(({ start }) => start).reduce((one, other) => precedes(other, one) ? other : one);
      const open = freezes.filter(({ end }) => !end);
      if (open.length > 0) {
        const missing = uniqueTexts(open.map(({ dataset }) => `writes.opened of ${this.analysis.datasetName(dataset)}`));
        return reading("writes", { from, missing });
      }
      const to = freezes.map(({ end }) => end).reduce(latestOf);
      const missing = freezes.flatMap(({ start, end }) =>
        this.#span("writes", anchorOf(start), anchorOf(end), "writes.frozen", "writes.opened").missing);
      const value = missing.length > 0 ? null : measureSpans(freezes.map(({ start, end }) => [start, end]));
      return reading("writes", { from, to, missing, value });
    }

    // From the last write at the old side to the first at the new one; of several data sets the longest.
    #writeGap() {
      const readings = this.datasets.map((dataset) => this.#writeGapOf(dataset)), unknown = readings.find(({ value }) => value === null);
      if (unknown) return { ...unknown, missing: uniqueTexts(readings.flatMap(({ missing }) => missing)) };
      return readings.reduce((one, other) => one && rankOf(one.value) >= rankOf(other.value) ? one : other, null)
        ?? reading("write-gap", { missing: ["writes.observed"] });
    }

    #writeGapOf(dataset) {
      const { analysis } = this, name = analysis.datasetName(dataset), route = analysis.route(dataset);
      if (!route) return reading("write-gap", { missing: [`writer.changed of ${name}`] });
      const compare = (left, right) => compareNumbers(left.moment.nanoseconds, right.moment.nanoseconds)
        || compareEvents(left.event, right.event);
      const seen = (side, end) => analysis.evidence(dataset).writesObserved.filter((observed) => observed.side === side && observed[end])
        .map((observed) => anchorOf(observed.mark, observed[end])).sort(compare);
      return this.#span(
        "write-gap", seen(route.from, "last").at(-1) ?? null, seen(route.to, "first")[0] ?? null,
        `writes.observed (last) of ${name} at ${route.from}`, `writes.observed (first) of ${name} at ${route.to}`);
    }
  }

  // The reading without an upper bound, for what is missing beside it.
  function lacking(result, missing) {
    const all = [...result.missing, ...missing];
    return all.length === 0 ? result : { ...result, value: result.value && { ...result.value, upper: null }, missing: all };
  }

  function inRange(result) {
    return isOutOfRange(result.value) ? { ...result, value: null, missing: [...result.missing, rangeName] } : result;
  }

  // Every backlog of a service, from its first report to its clearing.
  function backlogsOf(service, changes) {
    const result = [], pending = new Map();
    for (const { mark, service: stated, queue, isCleared } of changes) {
      if (stated !== service && stated !== "*" && !(stated === null && !isCleared)) continue;
      if (!isCleared) {
        if (!pending.has(queue)) pending.set(queue, { queue, reported: mark, cleared: null });
      } else if (pending.has(queue)) {
        result.push({ ...pending.get(queue), cleared: mark });
        pending.delete(queue);
      }
    }
    return [...result, ...pending.values()];
  }

  // Measures when a share of a wave's planned items was done: the nearest rank in order of completion, from the wave's first task or
  // phase, by its progress reports, else by the completion of its planned tasks.
  function readWave(analysis, wave, percent) {
    const { record, plan } = analysis, start = record.waveStarts.get(wave) ?? null;
    const reports = record.progress.filter((report) => report.wave === wave), tasks = plan.tasks.filter((task) => task.wave === wave);
    const count = plan.waves.find(({ id }) => id === wave)?.count ?? (reports.length === 0 ? tasks.length : null);
    const result = reading("business", { from: start, missing: start ? [] : [`task.started or phase.entered of ${wave}`] });
    if (!count) return { ...result, missing: [...result.missing, `count of wave ${wave}`] };
    const rank = Math.max(1, percent * Math.floor(count / 100) + Math.floor((percent * (count % 100) + 99) / 100));
    if (reports.length > 0) return readReports(result, reports, wave, rank);
    if (tasks.length !== count) return { ...result, missing: [...result.missing, `progress.reported of ${wave}`] };
    return readWaveTasks(result, record, tasks, wave, rank);
  }

  function readWaveTasks(result, record, tasks, wave, rank) {
    const known = tasks.map(({ id }) => [id, record.tasks.get(id)]).filter(([, task]) => task);
    const unstarted = known.filter(([, { starts, ends }]) => ends > starts).map(([id]) => id);
    const completions = known.filter(([, { last, lastCompletion }]) => last.kind === "task.completed" && lastCompletion)
      .map(([, { lastCompletion }]) => lastCompletion).sort(compareEvents);
    if (completions.length < rank) {
      return { ...result, missing: [...result.missing, `task.completed of ${rank - completions.length} more tasks of ${wave}`] };
    }
    const stop = result.to = completions[rank - 1];
    if (!result.from) return result;
    // Uncertain times may change places: the bounds are those of the item that has the rank among bounds.
    const earliest = completions.map((mark) => mark.earliest).sort(compareNumbers)[rank - 1];
    const latest = completions.map((mark) => mark.latest).sort(compareNumbers)[rank - 1];
    const value = spanBetween(result.from, makeMoment(earliest, latest - earliest));
    if (value.lower < 0n) return { ...result, missing: [...result.missing, "the order of the wave's start and its completion"] };
    value.stated = stop.nanoseconds - result.from.nanoseconds;
    // What was never seen to start may have started the wave.
    return lacking({ ...result, value, missing: [] }, [...result.missing, ...taskNames(unstarted, "task.started")]);
  }

  // The item was done after the last report that doesn't count it and by the first that does, for good.
  function readReports(result, reports, wave, rank) {
    const before = reports.findLastIndex(({ done }) => done < rank), start = result.from;
    const earliest = before < 0 ? start : reports[before].mark, stop = reports[before + 1]?.mark ?? null;
    if (!stop) {
      const missing = [...result.missing, `progress.reported of ${wave} with ${rank} done`];
      if (!start) return { ...result, missing };
      const { lower } = spanBetween(start, earliest);
      return { ...result, missing, value: makeSpan(null, larger(0n, lower), null, lower <= 0n) };
    }
    result.to = stop;
    if (!start) return result;
    const between = spanBetween(start, stop);
    if (between.lower < 0n) return { ...result, missing: [...result.missing, "the order of the wave's start and its completion"] };
    const lower = larger(0n, spanBetween(start, earliest).lower);
    return { ...result, value: makeSpan(between.stated, lower, between.upper, lower === 0n) };
  }

  Object.assign(cutlog, { ClockReader, namedClocks: named, clocksOfEpisodes: ofEpisodes, clocksOfResponse: ofResponse, impactName,
    rangeName, readWave, inRangeReading: inRange, anchorOf });
}
