// A state as `stateAt` gives it, as groups of rows to be read.
//
// Guarantees: every member of the state that says something is in a row; nothing is added to what was said. A row is
// { key, name, value, tone, since, event, isCertain }: `tone` is good, bad, open or null, `event` what the row rests on.
"use strict";
{
  const { cutText } = cutlog;
  // How many tasks that ended, and how many that are planned, are shown beside those under way.
  const mostBeside = 6;
  const tones = {
    up: "good", degraded: "open", down: "bad", passed: "good", failed: "bad", rejected: "bad", requested: "open", completed: "good",
    started: "open", paused: "open", running: "open", due: "open", short: "bad", terminated: "bad", ready: "good", inconclusive: "open",
    waived: "open",
  };

  // A value of an answer as text; null for none.
  function text(value) {
    if (value === null || value === undefined) return null;
    if (value instanceof cutlog.JSONNumber) return value.text;
    if (Array.isArray(value)) return value.map(text).join(", ");
    return cutText(String(value));
  }

  // Parts that say something, joined; a part is a text, or a name with a value.
  function joined(...parts) {
    return parts.map((part) => Array.isArray(part) ? text(part[1]) === null ? null : `${part[0]} ${text(part[1])}` : part)
      .filter((part) => part !== null && part !== "").join(", ");
  }

  function yes(flag, whenTrue, whenFalse) { return flag === null ? null : flag ? whenTrue : whenFalse; }

  // The name of a thing by what tells it apart: the first name, and the others behind it.
  function named(first, ...others) { return joined(first ?? "all", ...others); }

  function row(key, name, value, basis, tone = null) {
    const { since = null, event = null, certain = null } = basis ?? {};
    return { key, name, value: value === "" ? "–" : value, tone, since, event, isCertain: certain !== false };
  }

  // What the items of a section say, with the key of each.
  const readers = {
    phase: (item) => [item.wave ?? "the run", text(item.phase)],
    roles: (item) => [item.role, joined(text(item.holder), ["from", item.from])],
    tasks: (item) => [
      item.title === null ? item.id : `${item.id}: ${cutText(item.title, 80)}`,
      joined(item.state, item.attempts > 1 ? `attempt ${item.attempts}` : null, item.verified === "no-check" ? null : `checks ${item.verified}`,
        item.mode === "live" ? null : item.mode),
      item.verified === "failed" ? "bad" : tones[item.state],
    ],
    gates: (item) => [
      item.id, joined(item.state, `${item.approvals.length} of ${item.needed} approvals`, ["deadline", item.state === "passed" ? null : item.deadline],
        item.overdue ? "overdue" : null),
      item.overdue && item.state !== "passed" ? "bad" : tones[item.state],
    ],
    services: (item) => [
      named(item.service, null),
      joined(item.state, item.percent === null ? null : `${item.percent} %`, item.freezeUnstated ? "writes frozen, impact not stated" : null,
        ...item.parts.filter((part) => part.kind !== "whole").map((part) =>
          joined(part.region ?? part.dataset, part.side) + ` ${part.state}${part.percent === null ? "" : ` ${part.percent} %`}`)),
      tones[item.state],
    ],
    traffic: (item) => [`${item.service ?? "traffic"} to ${item.to}`, `${item.percent} %${item.cut ? ", cut to the room that is left" : ""}`],
    dns: (item) => [named(item.name, ["resolver", item.resolver], item.region), joined(text(item.answers), ["TTL", item.ttl])],
    endpoints: (item) => [named(item.key, item.region), joined(text(item.value))],
    listeners: (item) => [
      item.listener, item.owners.length === 0 ? "nobody" : item.owners.map(({ owner, side }) => joined(owner, ["at", side])).join("; "),
      item.duplicate ? "bad" : null,
    ],
    consumers: (item) => [named(item.topic, item.group, item.side), joined(yes(item.bound, "bound", "not bound"), ["members", item.members], ["lag", item.lag])],
    queues: (item) => [named(item.queue, item.side), joined(["depth", item.depth], item.oldestSeconds === null ? null : `oldest ${text(item.oldestSeconds)} s`)],
    jobs: (item) => [
      named(item.job, item.side), joined(item.state, ["due", item.due], ["started", item.started], ["completed", item.completed], ["failed", item.failed],
        ["watermark", item.watermark], ["rows", item.rows]), tones[item.state],
    ],
    workloads: (item) => [
      named(item.workload, item.side, item.region), joined(item.state, item.ready === null && item.desired === null ? null
        : `${text(item.ready) ?? "?"} of ${text(item.desired) ?? "?"} ready`, ["restarts", item.restarts], ["memory", item.memoryLimit],
      ["revision", item.configRevision], item.reason), tones[item.state],
    ],
    locks: (item) => [item.scope, joined(yes(item.locked, "locked", "open"), ["deployed", item.deployed])],
    configuration: (item) => [named(item.key, item.region), joined(text(item.value), ["digest", item.digest], ["revision", item.revision])],
    policies: (item) => [named(item.policy, item.action, item.target, item.region), joined(yes(item.allowed, "allowed", "not allowed"))],
    checks: (item) => [
      item.check, joined(item.result, ["expected", item.expected], ["observed", item.observed], item.reason), tones[item.result],
    ],
    datasets: (item) => [
      named(item.dataset), joined(["writer", item.writer], ["before", item.writerBefore], item.frozen.length > 0
        ? `writes frozen at ${item.frozen.map((side) => side ?? "an unnamed side").join(", ")}` : null,
      ["diverged", item.diverged], yes(item.reconciled, "reconciled", "does not match"), ["lost", item.lost]),
      item.lost !== null || item.reconciled === false || item.diverged !== null && item.reconciled === null ? "bad" : null,
    ],
    copies: (item) => [
      named(item.dataset, ["at", item.side]), joined(["writes", item.writes], yes(item.inSync, "in sync", "not in sync"),
        item.lagSeconds === null ? null : `lag ${text(item.lagSeconds)} s`, ["source at", item.sourcePosition], ["target at", item.targetPosition],
        ["last commit", item.lastCommit], ["recoverable up to", item.recoverableUpTo], item.method, ["first write", item.firstWrite],
        ["last write", item.lastWrite]),
    ],
  };

  const groups = [
    ["run", "Run", ["phase", "gates", "roles"]], ["tasks", "Tasks", ["tasks"]], ["services", "Services", ["services"]],
    ["network", "Network", ["traffic", "dns"]], ["integration", "Integration", ["endpoints", "listeners"]], ["data", "Data", ["datasets", "copies"]],
    ["messaging", "Messaging", ["consumers", "queues"]], ["batch", "Batch", ["jobs"]], ["compute", "Compute", ["workloads"]],
    ["deployment", "Deployment", ["locks"]], ["configuration", "Configuration", ["configuration"]], ["security", "Security", ["policies"]],
    ["checks", "Checks", ["checks"]],
  ];

  function rowsOf(section, items, prefix) {
    const seen = new Map();
    return items.map((item) => {
      const [name, value, tone] = readers[section](item), number = (seen.get(name) ?? 0) + 1;
      seen.set(name, number);
      return row(`${prefix}${section} ${number} ${name}`, name, value, item, tone ?? null);
    });
  }

  function sectionsOf(layers, prefix) {
    const copies = (layers.datasets ?? []).flatMap(({ dataset, copies: own }) => own.map((copy) => ({ dataset, ...copy })));
    const items = { ...layers, copies };
    return groups.map(([id, title, sections]) => ({
      id: `${prefix}${id}`, title, rows: sections.flatMap((section) => rowsOf(section, items[section] ?? [], prefix)),
    }));
  }

  // Tasks as one looks for them: those under way, then the last that ended, then the next; `brief` counts these. The title counts all.
  function byUrgency(group, tasks) {
    const places = new Map(group.rows.map((own, place) => [own, place])), states = tasks.map(({ state }) => state);
    const isPlanned = (own) => states[places.get(own)] === "planned";
    const isOpen = (own) => ["started", "paused", "failed"].includes(states[places.get(own)]);
    const open = group.rows.filter(isOpen), next = group.rows.filter(isPlanned);
    const ended = group.rows.filter((own) => !isOpen(own) && !isPlanned(own))
      .sort((left, right) => left.since === right.since ? places.get(right) - places.get(left) : left.since < right.since ? 1 : -1);
    const first = [...open, ...ended.slice(0, mostBeside), ...next.slice(0, mostBeside)];
    const counts = [...new Set(states)].map((state) => `${states.filter((other) => other === state).length} ${state}`);
    return {
      ...group, title: `${group.title}: ${counts.join(", ")}`, brief: first.length,
      rows: [...first, ...ended.slice(mostBeside), ...next.slice(mostBeside)],
    };
  }

  // The groups of a state, those without rows left out. What was said in dry runs and in isolation comes last.
  function stateGroups(state) {
    const live = sectionsOf(state, "");
    if (state.run) {
      live[0].rows.unshift(row("run", "run", joined(state.run.state, text(state.run.outcome)), state.run));
    }
    live[1] = byUrgency(live[1], state.tasks);
    const apart = state.notLive.flatMap((layers) => sectionsOf(layers, `${layers.mode} `)
      .map((group) => ({ ...group, title: `${group.title} (${layers.mode})` })));
    return [...live, ...apart].filter(({ rows }) => rows.length > 0);
  }

  Object.assign(cutlog, { stateGroups });
}
