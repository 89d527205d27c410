// Where everything was at an instant, folded from verified lines.
//
// Guarantees: `stateAt(…)`, written by `writeJSON`, is the member `state` of `cutlog state --json` for the same streams, instant and
// `--as-known-at`. Events with a time up to the instant count, whenever they were recorded; tasks, gates, phases and roles in
// every mode, what is said of the system mode by mode.
"use strict";
{
  const { stateText, StateBasis, compareNames } = cutlog;
  const runKinds = new Set([
    "run.began", "run.ended", "phase.entered", "task.started", "task.completed", "task.failed", "task.skipped", "task.cancelled",
    "task.paused", "task.resumed", "gate.requested", "gate.approved", "gate.rejected", "decision.made", "role.taken",
  ]);
  // How many prefixes of what is known are kept ready.
  const mostKept = 16;
  const plainSections = ["dns", "endpoints", "consumers", "queues", "jobs", "workloads", "locks", "configuration", "policies"];

  // What was said of the system in one mode.
  class Layers {
    book = new cutlog.StateBook();
    services = new cutlog.ServiceBook();
    listeners = new cutlog.ListenerBook();

    constructor(context) { this.context = context; }

    copy() {
      const copy = new Layers(this.context);
      for (const part of ["book", "services", "listeners"]) copy[part] = this[part].copy();
      return copy;
    }

    // Takes what an event says; `stated` is { event, isInDoubt, isPossible }.
    take(stated) {
      for (const [what, ...said] of cutlog.effectsOf(stated.event, this.context)) {
        switch (what) {
          case "set": this.book.setKeyed(...said, stated); break;
          case "change":
          case "write": this.services[what](...said, stated); break;
          default: this.listeners[what](...said, stated);
        }
      }
    }

    // The layers as an answer gives them; of the live system what the plan names is listed too, though nothing was said of it.
    json(isLive, isInDoubt) {
      const plan = this.context.plan;
      const services = this.services.states(plan, isInDoubt).filter((service) => isLive || service.basis || service.hasUnstatedFreeze);
      const items = Object.fromEntries(plainSections.map((section) => [section, this.book.items(section)]));
      items.jobs = items.jobs.map(withJobState);
      items.workloads = items.workloads.map(withWorkloadState);
      const section = (name) => items[name].map((item) => item.json);
      return {
        services: services.map(cutlog.serviceJSON), traffic: this.traffic(isLive), dns: section("dns"), endpoints: section("endpoints"),
        listeners: this.listeners.states.map(cutlog.listenerJSON), consumers: section("consumers"), queues: section("queues"),
        jobs: section("jobs"), workloads: section("workloads"), datasets: this.datasets(isLive), locks: section("locks"),
        configuration: section("configuration"), policies: section("policies"), checks: this.checks(isLive),
      };
    }

    checks(isLive) {
      const planned = isLive ? this.context.plan?.checks.map(({ id }) => id) ?? [] : [], items = this.book.items("checks");
      const byID = new Map(items.map((item) => [item.names[0], item]));
      const json = (id, isPlanned, item) => ({
        check: id, planned: isPlanned,
        ...item ? item.valuesJSON : { ...cutlog.stateItemValues("checks", {}, null), result: "not-run" },
      });
      return [
        ...planned.map((id) => json(id, true, byID.get(id))),
        ...items.filter((item) => !planned.includes(item.names[0])).map((item) => json(item.names[0], false, item)),
      ];
    }

    datasets(isLive) {
      const wholes = new Map(this.book.items("datasets").map((item) => [item.names[0], item])), copies = new Map();
      for (const item of this.book.items("copies")) copies.set(item.names[0], [...copies.get(item.names[0]) ?? [], item]);
      const names = new Set(isLive ? this.context.plan?.services.flatMap(({ datasets }) => datasets) ?? [] : []);
      const others = [...new Set([...wholes.keys(), ...copies.keys()])].filter((name) => !names.has(name));
      others.sort((left, right) => compareNames([left], [right]));
      return [...names, ...others].map((name) => {
        const item = wholes.get(name), own = copies.get(name) ?? [];
        return {
          dataset: name, ...item ? item.valuesJSON : cutlog.stateItemValues("datasets", {}, null),
          frozen: own.filter((copy) => copy.text("writes") === "frozen").map((copy) => copy.names[1]),
          copies: own.map((copy) => ({ ...copy.namesJSON(1), ...copy.valuesJSON })),
        };
      });
    }

    // The shares by service and target. What is said of all services (`*`) counts for each.
    traffic(isLive) {
      const items = this.book.items("traffic"), common = items.filter(({ names }) => names[0] === "*");
      const planned = isLive && common.length > 0 ? this.context.plan?.services.map(({ id }) => id) ?? [] : [];
      const services = new Set([...planned, ...items.map(({ names }) => names[0])].filter((name) => name !== "*"));
      if (common.length > 0 && ![...services].some((name) => name !== null)) services.add("*");
      return [...services].flatMap((service) => {
        const own = items.filter(({ names }) => names[0] === service);
        return this.shares(service, service !== null && service !== "*" ? [...own, ...common] : own);
      });
    }

    // A share that a later one of another target leaves no room for is cut to the room that is left.
    shares(service, items) {
      const latest = new Map();
      for (const item of items) {
        const before = latest.get(item.names[1]);
        if (!before?.basis.isLater(item.basis)) latest.set(item.names[1], item);
      }
      const isOpen = this.book.possibleNames("traffic").some(([name]) => name === service || service !== null && name === "*");
      const isCertain = !isOpen && items.every(({ basis }) => basis.isCertain);
      // In millionths: sums of decimal fractions are exact.
      let room = 100000000;
      const shares = [...latest].sort(([, left], [, right]) => right.basis.isLater(left.basis) ? 1 : -1).map(([target, item]) => {
        const stated = Math.round((item.value("percent")?.value.double ?? 0) * 1000000), share = Math.min(stated, room);
        room -= share;
        return {
          service, to: target, percent: Math.round(share / 1000000 * 100) / 100, cut: share < stated,
          ...StateBasis.json(new StateBasis(item.basis.event, isCertain)),
        };
      });
      return shares.sort((left, right) => cutlog.compareText(left.to, right.to));
    }
  }

  // What a job is doing: suspended, due and not yet begun, or what its last cycle came to.
  function withJobState(item) {
    const { state: course, due, suspended } = item.readings, considered = [course, due, suspended];
    const isDue = due !== undefined && (course === undefined || due.basis.isLater(course.basis));
    if (item.flag("suspended") === true) return item.deriving("suspended", suspended, considered);
    if (isDue && item.text("state") !== "running") return item.deriving("due", due, considered);
    return item.deriving(item.text("state"), course, considered);
  }

  // What a workload is: suspended, terminated, or what its last reading says of its replicas.
  function withWorkloadState(item) {
    const { state: last, suspended } = item.readings, considered = [last, suspended, item.readings.ready, item.readings.desired];
    if (item.text("state") !== "observed") return item.deriving(item.text("state"), last, considered);
    const ready = item.integer("ready"), desired = item.integer("desired");
    if (item.flag("suspended") === true && (ready ?? 0) === 0) return item.deriving("suspended", suspended, considered);
    let word = "ready";
    if (ready === null) word = "observed";
    else if (ready === 0 && desired === 0) word = "stopped";
    else if (ready === 0 && desired === null || desired !== null && ready < desired) word = "short";
    return item.deriving(word, last, considered);
  }

  // What a plan says that decides how events' words are read; in a failback its sites are swapped.
  class Context {
    constructor(plan, streamKind) {
      this.plan = plan;
      const sites = this.sites = plan?.sites ?? null, isFailback = streamKind === "failback";
      this.source = (isFailback ? sites?.target : sites?.source) ?? "source";
      this.target = (isFailback ? sites?.source : sites?.target) ?? "target";
    }

    site(side) { return side === "source" ? this.source : side === "target" ? this.target : side; }
  }

  class StateFold {
    log = new cutlog.RunLog();
    run = new cutlog.StateBook();
    layers = new Map();
    possibleTasks = new Set();
    possibleGates = new Set();
    isRunOpen = false;
    began = null;
    ended = null;
    last = null;
    withheld = 0;
    isWhole = true;

    // `instant` in nanoseconds, null for the end.
    constructor(context, instant) { Object.assign(this, { context, instant }); }

    // Another fold that took the same events.
    copy() {
      const copy = new StateFold(this.context, this.instant), { isRunOpen, last, withheld, isWhole, instantTime } = this;
      Object.assign(copy, { isRunOpen, last, withheld, isWhole, instantTime });
      copy.log = this.log.copy();
      copy.run = this.run.copy();
      copy.layers = new Map([...this.layers].map(([mode, layers]) => [mode, layers.copy()]));
      copy.possibleTasks = new Set(this.possibleTasks);
      copy.possibleGates = new Set(this.possibleGates);
      copy.began = this.began?.copy() ?? null;
      copy.ended = this.ended?.copy() ?? null;
      return copy;
    }

    isInDoubt(event) { return this.instant !== null && event.earliest <= this.instant && this.instant < event.latest; }

    apply(event) {
      const instant = this.instant, isIncluded = instant === null || event.nanoseconds <= instant;
      if (event.kind === null) {
        if (event.type === "dev.cutlog.stream.opened") this.log.open(event);
        if (!event.isRecorders && isIncluded) this.extend(event);
        return;
      }
      const isPossible = !isIncluded && event.earliest <= instant;
      if (!isIncluded && !isPossible) return;
      if (!isPossible) this.extend(event);
      // What they say of other events was applied before.
      if (event.kind === "event.amended" || event.kind === "event.retracted" || event.kind === "source.clock") return;
      const stated = { event, isInDoubt: this.isInDoubt(event), isPossible };
      if (runKinds.has(event.kind)) return this.takeRun(stated);
      if (event.kind.startsWith("check.") && !isPossible) this.log.note(event);
      if (!this.layers.has(event.mode)) this.layers.set(event.mode, new Layers(this.context));
      this.layers.get(event.mode).take(stated);
    }

    extend(event) { if (this.last === null || this.last.nanoseconds < event.nanoseconds) this.last = event.time; }

    takeRun(stated) {
      const { event } = stated, kind = event.kind, members = new cutlog.EventMembers(event);
      if (stated.isPossible) this.notePossible(event); else this.log.note(event);
      if (kind === "run.began" || kind === "run.ended") {
        if (stated.isPossible) return;
        const register = kind === "run.began" ? this.began ??= new cutlog.StateRegister() : this.ended ??= new cutlog.StateRegister();
        register.take(kind === "run.began" ? true : members.text("outcome"), event, stated.isInDoubt);
      } else if (kind === "phase.entered") {
        const phase = members.text("phase");
        if (phase !== null) this.run.set("phase", [event.wave], { phase: stateText(phase) }, stated);
      } else if (kind === "role.taken") {
        const role = members.text("role");
        if (role === null) return;
        this.run.set("roles", [role], { holder: stateText(event.onBehalfOf ?? event.actor), from: members.textValue("from") }, stated);
      }
    }

    // Notes what may have changed by an event that doesn't count.
    notePossible(event) {
      if (event.kind.startsWith("run.")) this.isRunOpen = true;
      else if (event.kind.startsWith("task.")) this.possibleTasks.add(event.task);
      else if (event.kind.startsWith("gate.") || event.kind === "decision.made") this.possibleGates.add(event.gate);
    }

    finish() {
      const isInDoubt = (event) => this.isInDoubt(event), start = this.log.start;
      const time = this.instantTime ?? this.last;
      const live = this.layers.get("live") ?? new Layers(this.context);
      const apart = ["dry-run", "isolated"].filter((mode) => this.layers.has(mode))
        .map((mode) => ({ mode, ...this.layers.get(mode).json(false, isInDoubt) }))
        .filter(({ mode, ...layers }) => Object.values(layers).some((elements) => elements.length > 0));
      return {
        time: time && cutlog.formatTime(time), end: this.instant === null, start: start && cutlog.formatTime(start.time),
        startBasis: start?.basis ?? null, run: this.course(), phase: this.run.items("phase").map((item) => item.json), tasks: this.tasks(),
        gates: this.gates(time), roles: this.run.items("roles").map((item) => item.json), ...live.json(true, isInDoubt), notLive: apart,
        withheld: this.withheld,
      };
    }

    // An end counts until the run begins again after it.
    course() {
      const { began, ended } = this;
      if (!began && !ended) return null;
      const isRunning = !ended || began !== null && cutlog.precedes(ended.event, began.event);
      const isCertain = !this.isRunOpen && (isRunning ? began.isCertain && (ended?.isCertain ?? true) : ended.isCertain);
      const basis = new StateBasis(isRunning ? began.event : ended.event, isCertain);
      return { state: isRunning ? "began" : "ended", outcome: isRunning ? null : ended.value, ...StateBasis.json(basis) };
    }

    tasks() {
      const openChecks = new Set([...this.layers.values()].flatMap(({ book }) => book.items("checks"))
        .filter(({ basis }) => !basis.isCertain).map(({ names }) => names[0]));
      const histories = new Map([...this.log.tasks].map(([id, events]) => [id, new cutlog.TaskHistory(events)]));
      const planned = this.context.plan?.tasks ?? [], known = new Set(planned.map(({ id }) => id));
      const others = [...histories].filter(([id]) => !known.has(id)).sort(([left, one], [right, other]) =>
        cutlog.compareEvents(one.first, other.first) || cutlog.compareText(left, right));
      return [
        ...planned.map((task) => this.task(task.id, histories.get(task.id), task, openChecks)),
        ...others.map(([id, history]) => this.task(id, history, null, openChecks)),
      ];
    }

    task(id, history, planned, openChecks) {
      let isCertain = !this.possibleTasks.has(id) && !(this.log.tasks.get(id) ?? []).some((event) => this.isInDoubt(event));
      let verified = "no-check";
      if (planned && history) {
        verified = this.log.verification(planned, history);
        // A withheld line may have been a check that failed.
        if (verified === "passed" && !this.isWhole) verified = "no-check";
        if (history.state === "completed" && planned.checks.some((check) => openChecks.has(check))) isCertain = false;
      }
      return {
        id, title: planned?.title ?? null, planned: planned !== null, state: history?.state ?? "planned",
        attempts: history?.attempts.length ?? 0, verified, mode: history?.attempts.at(-1)?.mode ?? "live",
        ...StateBasis.json(history?.latest ? new StateBasis(history.latest, isCertain) : null),
      };
    }

    gates(time) {
      const planned = this.context.plan?.gates ?? [], known = new Set(planned.map(({ id }) => id));
      const others = [...this.log.gates.keys()].filter((id) => !known.has(id)).sort(cutlog.compareText);
      return [...planned.map((gate) => this.gate(gate.id, gate, time)), ...others.map((id) => this.gate(id, null, time))];
    }

    gate(id, planned, time) {
      const events = this.log.gates.get(id) ?? [], needed = Math.max(1, planned?.approvals ?? 1);
      const history = new cutlog.GateHistory(events, needed), { requested, passed, rejected, latest } = history;
      const isCertain = !this.possibleGates.has(id) && !events.some((event) => this.isInDoubt(event));
      const deadline = this.deadline(planned);
      const over = passed?.time ?? time;
      return {
        id, planned: planned !== null, state: history.state, needed,
        approvals: history.approvals.map(({ principal, event }) => ({ principal, ...StateBasis.json(new StateBasis(event, isCertain)) })),
        requested: requested?.reference ?? null, passed: passed?.reference ?? null, rejected: rejected?.reference ?? null,
        deadline: deadline && cutlog.formatTime(deadline),
        overdue: deadline !== null && Boolean(over) && deadline.nanoseconds < over.nanoseconds,
        ...StateBasis.json(latest && new StateBasis(latest, isCertain)),
      };
    }

    // The plan's deadline as a time, with the digits that it needs; null where there is none or the start isn't known.
    deadline(gate) {
      const start = this.log.start, offset = gate?.deadline ?? null;
      if (!start || offset === null) return null;
      const nanoseconds = start.time.nanoseconds + offset;
      if (nanoseconds < cutlog.earliestTime || nanoseconds > cutlog.latestTime) return null;
      return { nanoseconds, digits: Math.max(start.time.digits, cutlog.digitsOf(offset)) };
    }
  }

  // The lines that are withheld, as { index, reason }; of a prefix of the streams those whose batch ends within it.
  function withheldLines(events, isOfPrefix) {
    let pending = [];
    const lines = [];
    for (const event of events) {
      if (!event.isRecorders) continue;
      if (event.type === "dev.cutlog.withheld") {
        pending.push({ index: event.index, reason: event.member("reason") });
      } else {
        if (event.index > 0 || !isOfPrefix) lines.push(...pending);
        pending = [];
      }
    }
    return isOfPrefix ? lines : [...lines, ...pending];
  }

  // The streams of one run, verified, in the order of their openings; answers where everything was.
  class Run {
    #read = new Map();
    #acceptances;

    constructor(verifications) {
      this.roots = verifications.map(({ lines, origin, checkpoint }) => `${origin} ${lines.length} ${checkpoint.size} ${checkpoint.root}`);
      this.recorded = cutlog.eventsOf(verifications);
      this.stubs = this.recorded.filter(({ type }) => type === "dev.cutlog.withheld");
      this.#acceptances = [...new Set(this.recorded.map((event) => event.accepted ?? event.nanoseconds))].sort(cutlog.compareNumbers);
      const { events } = this.read(null);
      // That of the first stream that has one.
      for (const [number, { lines, opened }] of verifications.entries()) {
        const found = cutlog.judgedPlan(lines, events.filter((event) => event.stream.number === number));
        Object.assign(this, found, { streamKind: opened.get("kind") });
        if (found.document !== null) break;
      }
      this.context = new Context(this.plan, this.streamKind);
    }

    // The events as they are to be read, known by an instant in nanoseconds, null for all, and the lines that are withheld.
    read(knownBy) {
      // From one acceptance to the next the same is known.
      const key = knownBy === null ? null : this.acceptanceBefore(knownBy);
      if (!this.#read.has(key)) {
        const { events } = cutlog.readEvents(this.recorded, knownBy);
        const stubs = events.filter(({ type }) => type === "dev.cutlog.withheld").length;
        // All that is known is kept, and what was asked for last.
        if (this.#read.size > mostKept) this.#read.delete([...this.#read.keys()].find((kept) => kept !== null));
        this.#read.set(key, { events, stubs, withheld: withheldLines(events, knownBy !== null) });
      }
      return this.#read.get(key);
    }

    // Whether another run is of the same lines.
    isSame(other) { return this.roots.join("\n") === other.roots.join("\n"); }

    // The lines that are withheld, and the number of their stubs, as `read` gives them.
    withheldBy(knownBy) { return this.stubs.length === 0 ? { withheld: [], stubs: 0 } : this.read(knownBy); }

    // The last acceptance up to an instant; `none` before the first.
    acceptanceBefore(instant) {
      let low = 0, high = this.#acceptances.length;
      while (low < high) {
        const middle = low + high >> 1;
        if (this.#acceptances[middle] <= instant) low = middle + 1; else high = middle;
      }
      return low === 0 ? "none" : this.#acceptances[low - 1];
    }

    // Where everything was at a time as `parseTime` gives it, null for the end; `knownBy`, a time too, is the latest acceptance of
    // events that count, null for all.
    stateAt(time = null, knownBy = null) {
      const { events, withheld, stubs } = this.read(knownBy === null ? null : knownBy.nanoseconds);
      const fold = new StateFold(this.context, time === null ? null : time.nanoseconds);
      fold.instantTime = time;
      fold.withheld = stubs;
      // Nothing counts as passed without them.
      fold.isWhole = withheld.length === 0;
      for (const event of events) fold.apply(event);
      return fold.finish();
    }
  }

  Object.assign(cutlog, { Run, StateFold });
}
