// The plan that a run is judged by, out of the verified lines.
//
// Guarantees: the document is the one whose digest the plan's line names. Its tasks, written in their canonical form, have the
// digest that the same line states (docs/stream-format.md section 13); where they have not, or the document can't be read, there
// is no plan, and `problem` says why.
"use strict";
{
  // A length of time in nanoseconds as BigInt, as `PT1H30M`, `1h30m` or `45m`; null for what is none.
  function parseSpan(text) {
    const found = /^([+-]?)(P?)([^]*)$/.exec(text);
    const isISO = found[2] === "P", units = "dhms", scales = [86400n, 3600n, 60n, 1n];
    let rest = found[3], isTime = !isISO, next = 0, total = 0n, hadFraction = false, hasAny = false;
    while (rest !== "") {
      if (isISO && !isTime && rest[0] === "T") {
        isTime = true;
        next = Math.max(next, 1);
        rest = rest.slice(1);
        if (rest === "") return null;
        continue;
      }
      const part = /^([0-9]{1,12})(?:\.([0-9]{1,9}))?([A-Za-z])/.exec(rest);
      if (!part || hadFraction) return null;
      rest = rest.slice(part[0].length);
      hadFraction = part[2] !== undefined;
      if (isISO && part[3] !== part[3].toUpperCase()) return null;
      const unit = units.indexOf(isISO ? part[3].toLowerCase() : part[3]);
      if (unit < 0 || unit < next || isISO && (isTime ? unit < 1 : unit !== 0)) return null;
      next = unit + 1;
      hasAny = true;
      const scale = scales[unit] * 1000000000n;
      total += BigInt(part[1]) * scale;
      if (hadFraction) total += BigInt(part[2]) * scale / 10n ** BigInt(part[2].length);
      if (total > 0x7FFFFFFFFFFFFFFFn) return null;
    }
    return hasAny ? found[1] === "-" ? -total : total : null;
  }

  // The offset from the start of the run in nanoseconds, as `T`, `T+15m` or `T-24h`; null for what is none.
  function parsePlanTime(text) {
    if (text === "T") return 0n;
    const found = /^T([+-])([^+-][^]*)$/.exec(text);
    const span = found && parseSpan(found[2]);
    return span === null ? null : found[1] === "-" ? -span : span;
  }

  // The value as JSON with every scalar as a text and the members in the order of their names.
  function canonical(value) {
    if (Array.isArray(value)) return value.map(canonical);
    if (value instanceof Map) {
      return new Map([...value].sort(([left], [right]) => cutlog.compareText(left, right))
        .map(([name, member]) => [name, canonical(member)]));
    }
    return value instanceof cutlog.JSONNumber ? value.text : String(value);
  }

  function readDocument(text, name) {
    if (/^[ \t\r\n]*\{/.test(text) || name.toLowerCase().endsWith(".json")) {
      return canonical(cutlog.parseJSON(text.replace(/("(?:[^"\\]|\\.)*")|[ \t\r\n]+/g, "$1")));
    }
    return cutlog.parseYAML(text.replace(/^\uFEFF/, ""));
  }

  const list = (value) => Array.isArray(value) ? value : [];
  const flag = (value) => value === "true";

  // The parts of a plan that answers need, from its document.
  function planFrom(root) {
    const objects = (name) => list(root.get(name)).filter((element) => element instanceof Map);
    const sites = root.get("sites");
    const count = (value) => value === undefined ? null : Number(value), span = (value) => value === undefined ? null : parseSpan(value);
    return {
      sites: sites instanceof Map ? { source: sites.get("source"), target: sites.get("target") } : null,
      services: objects("services").map((service) => ({
        id: service.get("id"), datasets: list(service.get("datasets")), freezeImpact: service.get("freezeImpact") ?? null,
      })),
      objectives: objects("objectives").map((objective) => ({
        id: objective.get("id"), metric: objective.get("metric"), service: objective.get("service") ?? null,
        dataset: objective.get("dataset") ?? null, wave: objective.get("wave") ?? null, percent: count(objective.get("percent")),
        clock: clock(objective.get("clock")), limit: limit(objective.get("limit")), settle: span(objective.get("settle")),
        minimumLevel: count(objective.get("minimumLevel")), excludesAnnounced: objective.get("exclude") === "announced",
      })),
      waves: objects("waves").map((wave) => ({ id: wave.get("id"), count: count(wave.get("count")), unit: wave.get("unit") ?? null })),
      checks: objects("checks").map((check) => ({ id: check.get("id"), isRequired: flag(check.get("required")) })),
      gates: objects("gates").map((gate) => ({
        id: gate.get("id"), approvals: Number(gate.get("approvals") ?? 1), commits: flag(gate.get("commits")),
        deadline: gate.has("deadline") ? parsePlanTime(gate.get("deadline")) : null,
      })),
      tasks: objects("tasks").map((task) => ({
        id: task.get("id"), title: task.get("title") ?? null, checks: list(task.get("checks")), wave: task.get("wave") ?? null,
        isMilestone: task.get("mode") === "milestone", isBackground: flag(task.get("background")),
        isRollbackOnly: task.get("only") === "rollback",
      })),
    };
  }

  // The limit of an objective: { span } in nanoseconds, or { count, unit }.
  function limit(value) {
    return value instanceof Map ? { count: Number(value.get("count")), unit: value.get("unit") } : { span: parseSpan(value) };
  }

  // The clock of an objective: its name, or { from, to } of one that the plan defines.
  function clock(value) {
    return value instanceof Map ? { from: anchor(value.get("from")), to: anchor(value.get("to")) } : value ?? "business";
  }

  // One end of a clock that the plan defines: { name, form, subject }, where the form is started, completed, type or last.
  function anchor(text) {
    const task = /^task:([^]+)\.(started|completed)$/.exec(text);
    if (task) return { name: text, form: task[2], subject: task[1] };
    const [, form, type] = /^(type|last):([^]*)$/.exec(text);
    const subject = type.replace(/^dev\.cutlog\./, "");
    return { name: `${form}:${subject}`, form, subject };
  }

  // The bytes of the last whole document with a digest; null where the lines carry none.
  function attachedDocument(lines, digest) {
    let parts = [], name = null;
    for (const line of lines) {
      if (line.value.get("type") !== "dev.cutlog.document.attached" || line.value.get("data").get("sha256") !== digest) continue;
      const data = line.value.get("data");
      if (data.get("part").integer === 1) parts = [];
      parts.push(cutlog.partContent(data));
      name = data.get("name");
    }
    const bytes = name === null ? null : cutlog.joined(parts);
    return bytes && cutlog.toHex(cutlog.sha256(bytes)) === digest ? { bytes, name } : null;
  }

  const touching = new Set(["service.down", "service.degraded", "writes.frozen"].map((kind) => `dev.cutlog.${kind}`));
  const tasks = new Set(
    ["started", "completed", "failed", "skipped", "cancelled", "paused", "resumed"].map((kind) => `dev.cutlog.task.${kind}`));

  // The line of the plan that is judged: the last one before the first impact, freeze or task, else the first one after it.
  // `events` are the stream's events as they are to be read.
  function judgedLine(lines, events) {
    const touch = events.find((event) => tasks.has(event.type) || touching.has(event.type) && event.mode === "live");
    const adopted = lines.filter(({ value }) => ["dev.cutlog.plan.adopted", "dev.cutlog.plan.revised"].includes(value.get("type")));
    return adopted.filter((line) => !touch || line.index < touch.index).at(-1) ?? adopted[0] ?? null;
  }

  // { plan, document, problem } for the plan of a stream; `plan` is null where there is none that can be read.
  function judgedPlan(lines, events) {
    const line = judgedLine(lines, events);
    if (!line) return { plan: null, document: null, problem: null };
    const data = line.value.get("data"), digest = data.get("document");
    const found = attachedDocument(lines, digest);
    if (!found) return { plan: null, document: digest, problem: "the plan is not carried whole by the stream" };
    try {
      const root = readDocument(cutlog.fromUTF8(found.bytes), found.name);
      const bytes = cutlog.toUTF8(cutlog.writeJSON(canonical(root.get("tasks") ?? [])));
      if (cutlog.toHex(cutlog.sha256(bytes)) !== data.get("tasks")) {
        return { plan: null, document: digest, problem: "this page reads other tasks from the plan than were adopted" };
      }
      return { plan: planFrom(root), document: digest, problem: null };
    } catch (error) {
      return { plan: null, document: digest, problem: `this page can't read the plan: ${error.message}` };
    }
  }

  Object.assign(cutlog, { parseSpan, parsePlanTime, judgedPlan });
}
