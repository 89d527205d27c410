// What one event says of the system: which values it sets, and what it says of services, writes and listeners.
//
// Guarantees: members are read as in `cutlog state`; what an event leaves out doesn't change what was said before, and what is
// malformed says nothing. Each event is read once, whatever instants are asked for.
"use strict";
{
  const { stateAbsent: absent, stateText, stateWritten } = cutlog;
  const checkResults = {
    "check.passed": "passed", "check.failed": "failed", "check.waived": "waived", "check.inconclusive": "inconclusive",
  };

  // The reading of an event's members.
  class EventMembers {
    constructor(event) { this.event = event; }

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

  // Gathers what an event says; each effect is one step that is taken on the state of its mode.
  class Effects {
    book = { set: (section, names, values) => this.add("set", section, names, JSON.stringify(names), Object.entries(values)) };
    services = {
      change: (service, region, level, aspect) => this.add("change", service, region, level, aspect),
      write: (action, dataset, side, service) => this.add("write", action, dataset, side, service),
    };
    listeners = {
      bind: (listener, owner, side, isBound) => this.add("bind", listener, owner, side, isBound),
      read: (listener, owners, side) => this.add("read", listener, owners, side),
    };
    steps = [];

    constructor(context) { this.context = context; }

    add(...step) { this.steps.push(step); }

    site(stated, name) {
      const side = stated.text(name);
      return side === null ? null : this.context.site(side);
    }

    // Takes in the members that an event states; what it leaves out doesn't change what was said before.
    setStated(section, key, values) {
      this.book.set(section, key, Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null)));
    }

    take(stated) {
      const { event, kind } = stated, book = this.book;
      switch (kind) {
        case "service.down":
        case "service.degraded":
        case "service.up":
          return this.services.change(
            event.service, event.region, { state: kind.slice("service.".length), hundredths: stated.percent("level") },
            stated.text("aspect"));
        case "check.passed":
        case "check.failed":
        case "check.inconclusive":
        case "check.waived": return this.takeCheck(stated);
        case "traffic.shifted": {
          const target = stated.text("to"), share = stated.number("percent");
          if (target === null || !share || stated.percent("percent") === null) return;
          return book.set("traffic", [event.service, this.context.site(target)], { percent: share });
        }
        case "dns.changed":
        case "dns.observed": {
          const name = stated.text("name"), answers = stated.texts("answers");
          if (name === null || !answers) return;
          return book.set(
            "dns", [name, stated.text("resolver"), event.region],
            { answers: { kind: "texts", value: answers }, ttl: stated.number("ttl") ?? absent });
        }
        case "endpoint.changed":
        case "endpoint.observed": {
          const key = stated.text("key"), value = stated.written("value");
          if (key === null || !value) return;
          return book.set("endpoints", [key, event.region], { value });
        }
        case "configuration.observed": {
          const key = stated.text("key");
          if (key === null) return;
          return book.set("configuration", [key, event.region], {
            value: stated.written("value") ?? absent, digest: stated.textValue("digest"), revision: stated.written("revision") ?? absent,
          });
        }
        case "policy.changed":
        case "policy.observed": {
          const policy = stated.text("policy");
          if (policy === null) return;
          const key = [policy, stated.text("action"), stated.text("target"), event.region];
          return book.set("policies", key, { allowed: stated.flag("allowed") ?? absent });
        }
        case "deployment.locked":
        case "deployment.unlocked":
        case "deployment.made": {
          const scope = stated.text("scope");
          if (scope === null) return;
          const isMade = kind === "deployment.made";
          return book.set("locks", [scope], isMade ? { deployed: stated.time }
            : { locked: kind === "deployment.locked" ? isTrue : isFalse });
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
          return book.set("queues", [queue, this.site(stated, "side")], { depth, oldestSeconds: stated.number("oldestSeconds") ?? absent });
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
        case "data.lost": return book.set("datasets", [event.dataset], { lost: stated.time });
        case "data.diverged": return book.set("datasets", [event.dataset], { diverged: stated.time });
        case "data.reconciled": {
          const matches = stated.flag("matches");
          if (matches) book.set("datasets", [event.dataset], { reconciled: matches });
          return;
        }
        case "writer.changed": {
          const from = this.site(stated, "from"), to = this.site(stated, "to");
          if (to === null) return;
          this.services.write("moved", event.dataset, to, null);
          return book.set("datasets", [event.dataset], { writer: stateText(to), writerBefore: stateText(from) });
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
      });
    }

    takeListener(stated) {
      const listener = stated.text("listener"), owner = stated.text("owner");
      if (listener === null) return;
      const side = this.site(stated, "side");
      if (stated.kind === "listener.observed") {
        const owners = stated.texts("owners") ?? (owner === null ? null : [owner]);
        if (owners) this.listeners.read(listener, owners, side);
      } else if (owner !== null) {
        this.listeners.bind(listener, owner, side, stated.kind === "listener.bound");
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
      this.setStated("consumers", [topic, group, this.site(stated, "side")], { bound, members, lag: stated.number("lag") });
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
      });
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
      });
    }

    takeCopy(stated) {
      const { event, kind } = stated, side = this.site(stated, "side"), key = [event.dataset, side];
      switch (kind) {
        case "writes.frozen":
        case "writes.opened": {
          const isFrozen = kind === "writes.frozen";
          this.services.write(isFrozen ? "frozen" : "opened", event.dataset, side, event.service);
          return this.book.set("copies", key, { writes: stateText(isFrozen ? "frozen" : "open") });
        }
        case "writes.observed":
          return this.setStated("copies", key, { firstWrite: stated.instant("first"), lastWrite: stated.instant("last") });
        case "data.recoverable": {
          const upTo = stated.instant("upTo");
          if (upTo) this.book.set("copies", key, { recoverableUpTo: upTo, method: stated.textValue("method") });
          return;
        }
        default:
          this.setStated("copies", key, {
            sourcePosition: stated.number("sourcePosition", true), targetPosition: stated.number("targetPosition", true),
            inSync: stated.flag("inSync"), lagSeconds: stated.number("lagSeconds"), lastCommit: stated.instant("lastCommit"),
          });
      }
    }
  }

  // What an event says of the system, as steps: [what, …what it is said of, value].
  function effectsOf(event, context) {
    if (event.effects?.context !== context) {
      const effects = new Effects(context);
      effects.take(new EventMembers(event));
      event.effects = { context, steps: effects.steps };
    }
    return event.effects.steps;
  }

  Object.assign(cutlog, { EventMembers, effectsOf });
}
