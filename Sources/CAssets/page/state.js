// Where everything was at an instant, folded from verified lines.
//
// Guarantees: `stateAt(…)`, written by `writeJSON`, is the member `state` of `cutlog state --json` for the same streams, instant and
// `--as-known-at`. Events with a time up to the instant count, whenever they were recorded; tasks, gates, phases and roles in
// every mode, what is said of the system mode by mode.
"use strict";
{
  const { stateAbsent: absent, stateText, stateWritten, StateBasis, compareNames } = cutlog;
  const runKinds = new Set([
    "run.began", "run.ended", "phase.entered", "task.started", "task.completed", "task.failed", "task.skipped", "task.cancelled",
    "task.paused", "task.resumed", "gate.requested", "gate.approved", "gate.rejected", "decision.made", "role.taken",
  ]);
  const checkResults = { "check.passed": "passed", "check.failed": "failed", "check.waived": "waived", "check.inconclusive": "inconclusive" };
  const plainSections = ["dns", "endpoints", "consumers", "queues", "jobs", "workloads", "locks", "configuration", "policies"];

  // An event that counts at the instant, or may have happened by then, and the reading of its members.
  class StatedEvent {
    constructor(event, isInDoubt, isPossible) { Object.assign(this, { event, isInDoubt, isPossible }); }

    get kind() { return this.event.kind; }
    get time() { return { kind: "time", value: this.event.time }; }

    // A text that isn't empty; null for all else.
    text(name) {
      const value = this.event.member(name);
      return typeof value === "string" && value !== "" ? value : null;
    }

    // The value of a text, or that the event says nothing.
    textValue(name) { return stateText(this.text(name)); }

    number(name, orText = false) {
      const value = this.event.member(name);
      if (value instanceof cutlog.JSONNumber) return { kind: "number", value };
      return orText && typeof value === "string" ? stateText(value) : null;
    }

    flag(name) {
      const value = this.event.member(name);
      return typeof value === "boolean" ? { kind: "flag", value } : null;
    }

    instant(name) {
      const value = this.event.member(name), time = typeof value === "string" ? cutlog.parseTime(value) : null;
      return time && { kind: "time", value: time };
    }

    texts(name) {
      const value = this.event.member(name);
      return Array.isArray(value) && value.every((element) => typeof element === "string") ? value : null;
    }

    written(name) {
      const value = this.event.member(name);
      return value === undefined ? null : stateWritten(value);
    }

    // A percentage in hundredths, rounded down; null for what is none.
    percent(name) {
      const value = this.number(name)?.value.double ?? -1;
      return value >= 0 && value <= 100 ? Math.floor(value * 100) : null;
    }
  }

  const isTrue = { kind: "flag", value: true }, isFalse = { kind: "flag", value: false };

  // What was said of the system in one mode.
  class Layers {
    book = new cutlog.StateBook();
    services = new cutlog.ServiceBook();
    listeners = new cutlog.ListenerBook();

    constructor(context) { this.context = context; }

    site(stated, name) {
      const side = stated.text(name);
      return side === null ? null : this.context.site(side);
    }

    // Takes in the members that an event states; what it leaves out doesn't change what was said before.
    setStated(section, key, values, stated) {
      this.book.set(section, key, Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null)), stated);
    }

    take(stated) {
      const { event, kind } = stated, book = this.book;
      switch (kind) {
        case "service.down":
        case "service.degraded":
        case "service.up":
          return this.services.change(
            event.service, event.region, { state: kind.slice("service.".length), hundredths: stated.percent("level") }, stated.text("aspect"),
            stated);
        case "check.passed":
        case "check.failed":
        case "check.inconclusive":
        case "check.waived": return this.takeCheck(stated);
        case "traffic.shifted": {
          const target = stated.text("to"), share = stated.number("percent");
          if (target === null || !share || stated.percent("percent") === null) return;
          return book.set("traffic", [event.service, this.context.site(target)], { percent: share }, stated);
        }
        case "dns.changed":
        case "dns.observed": {
          const name = stated.text("name"), answers = stated.texts("answers");
          if (name === null || !answers) return;
          return book.set(
            "dns", [name, stated.text("resolver"), event.region],
            { answers: { kind: "texts", value: answers }, ttl: stated.number("ttl") ?? absent }, stated);
        }
        case "endpoint.changed":
        case "endpoint.observed": {
          const key = stated.text("key"), value = stated.written("value");
          if (key === null || !value) return;
          return book.set("endpoints", [key, event.region], { value }, stated);
        }
        case "configuration.observed": {
          const key = stated.text("key");
          if (key === null) return;
          return book.set("configuration", [key, event.region], {
            value: stated.written("value") ?? absent, digest: stated.textValue("digest"), revision: stated.written("revision") ?? absent,
          }, stated);
        }
        case "policy.changed":
        case "policy.observed": {
          const policy = stated.text("policy");
          if (policy === null) return;
          const key = [policy, stated.text("action"), stated.text("target"), event.region];
          return book.set("policies", key, { allowed: stated.flag("allowed") ?? absent }, stated);
        }
        case "deployment.locked":
        case "deployment.unlocked":
        case "deployment.made": {
          const scope = stated.text("scope");
          if (scope === null) return;
          const isMade = kind === "deployment.made";
          return book.set("locks", [scope], isMade ? { deployed: stated.time } : { locked: kind === "deployment.locked" ? isTrue : isFalse }, stated);
        }
        case "listener.bound":
        case "listener.released":
        case "listener.observed": return this.takeListener(stated);
        case "consumer.bound":
        case "consumer.unbound":
        case "consumer.observed": return this.takeConsumer(stated);
        case "queue.observed": {
          const queue = stated.text("queue"), depth = stated.number("depth");
          if (queue === null || !depth) return;
          return book.set("queues", [queue, this.site(stated, "side")], { depth, oldestSeconds: stated.number("oldestSeconds") ?? absent }, stated);
        }
        case "job.due":
        case "job.started":
        case "job.completed":
        case "job.failed":
        case "job.suspended":
        case "job.resumed": return this.takeJob(stated);
        case "workload.observed":
        case "workload.suspended":
        case "workload.resumed":
        case "workload.terminated": return this.takeWorkload(stated);
        case "data.lost": return book.set("datasets", [event.dataset], { lost: stated.time }, stated);
        case "data.diverged": return book.set("datasets", [event.dataset], { diverged: stated.time }, stated);
        case "data.reconciled": {
          const matches = stated.flag("matches");
          if (matches) book.set("datasets", [event.dataset], { reconciled: matches }, stated);
          return;
        }
        case "writer.changed": {
          const from = this.site(stated, "from"), to = this.site(stated, "to");
          if (to === null) return;
          this.services.write("moved", event.dataset, to, null, stated);
          return book.set("datasets", [event.dataset], { writer: stateText(to), writerBefore: stateText(from) }, stated);
        }
        case "writes.frozen":
        case "writes.opened":
        case "writes.observed":
        case "replication.observed":
        case "data.recoverable": return this.takeCopy(stated);
        default:
      }
    }

    takeCheck(stated) {
      const check = stated.text("check");
      if (check === null) return;
      this.book.set("checks", [check], {
        result: stateText(checkResults[stated.kind]), kind: stated.textValue("kind"), expected: stated.written("expected") ?? absent,
        observed: stated.written("observed") ?? absent, reason: stated.textValue("reason"),
      }, stated);
    }

    takeListener(stated) {
      const listener = stated.text("listener"), owner = stated.text("owner");
      if (listener === null) return;
      const side = this.site(stated, "side");
      if (stated.kind === "listener.observed") {
        const owners = stated.texts("owners") ?? (owner === null ? null : [owner]);
        if (owners) this.listeners.read(listener, owners, side, stated);
      } else if (owner !== null) {
        this.listeners.bind(listener, owner, side, stated.kind === "listener.bound", stated);
      }
    }

    takeConsumer(stated) {
      const topic = stated.text("topic"), group = stated.text("group");
      if (topic === null || group === null) return;
      const members = stated.written("members"), raw = stated.event.member("members");
      // A group without members reads nothing.
      const count = members?.kind === "number" ? members.value.double : Array.isArray(raw) ? raw.length : null;
      const bound = stated.kind === "consumer.bound" ? isTrue : stated.kind === "consumer.unbound" ? isFalse
        : count === null ? null : count > 0 ? isTrue : isFalse;
      this.setStated("consumers", [topic, group, this.site(stated, "side")], { bound, members, lag: stated.number("lag") }, stated);
    }

    takeJob(stated) {
      const job = stated.text("job");
      if (job === null) return;
      const time = stated.time;
      const said = {
        "job.due": { due: time }, "job.started": { state: stateText("running"), started: time },
        "job.completed": { state: stateText("completed"), completed: time }, "job.failed": { state: stateText("failed"), failed: time },
        "job.suspended": { suspended: isTrue }, "job.resumed": { suspended: isFalse },
      }[stated.kind];
      this.setStated("jobs", [job, this.site(stated, "side")], {
        ...said, watermark: stated.instant("watermark"), rows: stated.number("rows"),
      }, stated);
    }

    takeWorkload(stated) {
      const workload = stated.text("workload");
      if (workload === null) return;
      const side = this.site(stated, "side"), word = stated.kind.slice("workload.".length);
      const said = { state: stateText(word) };
      if (word === "suspended" || word === "resumed") said.suspended = word === "suspended" ? isTrue : isFalse;
      if (word === "terminated") Object.assign(said, { terminated: stated.time, reason: stated.textValue("reason") });
      this.setStated("workloads", [workload, side, side === null ? stated.event.region : null], {
        ...said, desired: stated.number("desired"), ready: stated.number("ready"), restarts: stated.number("restarts"),
        memoryLimit: stated.written("memoryLimit"), configRevision: stated.written("configRevision"),
      }, stated);
    }

    takeCopy(stated) {
      const { event, kind } = stated, side = this.site(stated, "side"), key = [event.dataset, side];
      switch (kind) {
        case "writes.frozen":
        case "writes.opened": {
          const isFrozen = kind === "writes.frozen";
          this.services.write(isFrozen ? "frozen" : "opened", event.dataset, side, event.service, stated);
          return this.book.set("copies", key, { writes: stateText(isFrozen ? "frozen" : "open") }, stated);
        }
        case "writes.observed":
          return this.setStated("copies", key, { firstWrite: stated.instant("first"), lastWrite: stated.instant("last") }, stated);
        case "data.recoverable": {
          const upTo = stated.instant("upTo");
          if (upTo) this.book.set("copies", key, { recoverableUpTo: upTo, method: stated.textValue("method") }, stated);
          return;
        }
        default:
          this.setStated("copies", key, {
            sourcePosition: stated.number("sourcePosition", true), targetPosition: stated.number("targetPosition", true),
            inSync: stated.flag("inSync"), lagSeconds: stated.number("lagSeconds"), lastCommit: stated.instant("lastCommit"),
          }, stated);
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
      const stated = new StatedEvent(event, this.isInDoubt(event), isPossible);
      if (runKinds.has(event.kind)) return this.takeRun(stated);
      if (event.kind.startsWith("check.") && !isPossible) this.log.note(event);
      if (!this.layers.has(event.mode)) this.layers.set(event.mode, new Layers(this.context));
      this.layers.get(event.mode).take(stated);
    }

    extend(event) { if (this.last === null || this.last.nanoseconds < event.nanoseconds) this.last = event.time; }

    takeRun(stated) {
      const { event, kind } = stated;
      if (stated.isPossible) this.notePossible(event); else this.log.note(event);
      if (kind === "run.began" || kind === "run.ended") {
        if (stated.isPossible) return;
        const register = kind === "run.began" ? this.began ??= new cutlog.StateRegister() : this.ended ??= new cutlog.StateRegister();
        register.take(kind === "run.began" ? true : stated.text("outcome"), event, stated.isInDoubt);
      } else if (kind === "phase.entered") {
        const phase = stated.text("phase");
        if (phase !== null) this.run.set("phase", [event.wave], { phase: stateText(phase) }, stated);
      } else if (kind === "role.taken") {
        const role = stated.text("role");
        if (role === null) return;
        this.run.set("roles", [role], { holder: stateText(event.onBehalfOf ?? event.actor), from: stated.textValue("from") }, stated);
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

    constructor(verifications) {
      this.recorded = cutlog.eventsOf(verifications);
      const { events } = this.read(null);
      // That of the first stream that has one.
      for (const [number, { lines, opened }] of verifications.entries()) {
        const found = cutlog.judgedPlan(lines, events.filter((event) => event.stream.number === number));
        Object.assign(this, found, { streamKind: opened.get("kind") });
        if (found.document !== null) break;
      }
      this.context = new Context(this.plan, this.streamKind);
    }

    // The events as they are to be read, known by an instant in nanoseconds; null for all.
    read(knownBy) {
      if (!this.#read.has(knownBy)) {
        if (this.#read.size > 1) this.#read.delete([...this.#read.keys()].at(-1));
        this.#read.set(knownBy, cutlog.readEvents(this.recorded, knownBy));
      }
      return this.#read.get(knownBy);
    }

    // Where everything was at a time as `parseTime` gives it, null for the end; `knownBy`, a time too, is the latest acceptance of
    // events that count, null for all.
    stateAt(time = null, knownBy = null) {
      const { events } = this.read(knownBy === null ? null : knownBy.nanoseconds);
      const fold = new StateFold(this.context, time === null ? null : time.nanoseconds);
      fold.instantTime = time;
      fold.withheld = events.filter(({ type }) => type === "dev.cutlog.withheld").length;
      // Nothing counts as passed without them.
      fold.isWhole = withheldLines(events, knownBy !== null).length === 0;
      for (const event of events) fold.apply(event);
      return fold.finish();
    }
  }

  Object.assign(cutlog, { Run, withheldLines });
}
