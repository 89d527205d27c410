// What a report says of its streams, held against the streams themselves.
//
// Guarantees: nothing that the page says of itself is taken for granted. Origin, size and root of each stream, and verdict and value of
// each objective, are computed from the verified lines and compared, in every place where they must stand: one that was taken out of the
// page differs too. A report of a part of a stream that went on is held against that part, and is open. What can't be decided here is
// said to be open, never to be right.
"use strict";
{
  const mostFindings = 20;

  // The page's own account of itself, out of its `page-data`; null where that is no JSON of the right form.
  function readPageData(text) {
    let root;
    try {
      root = cutlog.parseJSON(text.trim());
    } catch (error) {
      if (error instanceof cutlog.GrammarError) return null;
      throw error;
    }
    const list = (value) => Array.isArray(value) ? value : [], word = (value) => typeof value === "string" ? value : null;
    if (!(root instanceof Map) || list(root.get("streams")).some((stream) => !(stream instanceof Map))) return null;
    const events = root.get("events") instanceof Map ? root.get("events") : new Map();
    return {
      pins: list(root.get("pins")).filter((pin) => typeof pin === "string"),
      streams: list(root.get("streams")).map((stream) => ({
        element: word(stream.get("element")), origin: word(stream.get("origin")), run: word(stream.get("run")),
        size: stream.get("size") instanceof cutlog.JSONNumber ? stream.get("size").integer : null, root: word(stream.get("root")),
        checkpoint: word(stream.get("checkpoint")),
      })),
      objectives: list(root.get("objectives")).filter((objective) => objective instanceof Map)
        .map((objective) => ({ id: word(objective.get("id")), verdict: word(objective.get("verdict")) })),
      findings: list(root.get("findings")).filter((finding) => finding instanceof Map)
        .map((finding) => ({ stream: finding.get("stream")?.integer ?? null, index: finding.get("index")?.integer ?? null })),
      listsAllEvents: events.get("whole") === true,
      eventsAtATime: events.get("page") instanceof cutlog.JSONNumber ? events.get("page").integer : null,
    };
  }

  // Verifies one stream of the report. `stated` is what the page says of it; `bytes` are null where the base64 is none any more.
  // Gives { stated, found, problems }.
  async function checkStream(stated, bytes, { pins, held, onProgress }) {
    if (bytes === null) return { stated, found: null, problems: ["the stream in this page is no base64 any more"] };
    const found = await cutlog.verify(bytes, { pins, held, onProgress }), problems = [];
    if (found.isWhole) holdAgainstPage(found, stated);
    if (!found.isIntact) return { stated, found, problems };
    if (found.origin !== stated.origin) problems.push(`the page says that its origin is ${stated.origin}, it is ${found.origin}`);
    const { size, root } = found.checkpoint;
    if (size === stated.size && root !== stated.root) problems.push(`the page says that its root is ${stated.root}, it is ${root}`);
    if (stated.size === null || size < stated.size) {
      problems.push(`the page says that it has ${stated.size} lines under its last seal, there are ${size}`);
    }
    if (size > stated.size && found.rootsBySize.get(stated.size) !== stated.root) {
      problems.push(`it has no seal of size ${stated.size} with the root ${stated.root}, as the page says`);
    }
    if (stated.checkpoint !== null) {
      const note = cutlog.parseNote(stated.checkpoint), shown = note && cutlog.parseCheckpoint(note.text);
      if (shown?.size !== stated.size || shown?.root !== stated.root) problems.push("the page's checkpoint has another size or root than it says");
    }
    return { stated, found, problems };
  }

  // Adds to what was found how the checkpoint in the page contradicts the stream. Only where nothing else is wrong: of a damaged stream
  // the first bad line must be named, not the seal before it.
  function holdAgainstPage(found, stated) {
    const note = stated.checkpoint === null ? null : cutlog.parseNote(stated.checkpoint), shown = note && cutlog.parseCheckpoint(note.text);
    if (!shown || shown.origin !== found.origin) return;
    const last = found.checkpoint.size, root = found.rootsBySize.get(shown.size), isOlder = shown.size > last;
    if (!isOlder && root === shown.root) return;
    found.findings.push({
      rule: isOlder ? "checkpoint.rolled-back" : "checkpoint.fork", severity: "error", index: isOlder ? last : shown.size, offset: null,
      message: isOlder ? "the stream is older than the checkpoint in this page"
        : "the stream has another root than the checkpoint in this page, or no seal of its size",
      expected: isOlder ? `size ${shown.size}` : shown.root, observed: isOlder ? `size ${last}` : root ?? `no seal at size ${shown.size}`,
    });
    Object.assign(found, { verdict: isOlder ? "rolled-back" : "tampered", isIntact: false, isWhole: false });
  }

  function goesOn({ stated, found }) { return found.checkpoint.size > stated.size; }

  // The key by which a stream is trusted, out of those that are pinned: the one in force, or else the last before it. Null for none.
  function trustedKey(found, pins) { return found.identities?.findLast((identity) => pins.includes(identity)) ?? null; }

  // Whether the stream itself says that the key by which it is trusted was compromised.
  function isTrustCompromised(found, pins) {
    const key = trustedKey(found, pins);
    return key !== null && found.compromised.includes(key);
  }

  // The verification of the part of a stream that the report follows from.
  function partOf({ stated, found }) {
    return goesOn({ stated, found }) ? { ...found, lines: found.lines.slice(0, stated.size + 1) } : found;
  }

  // What a row of the page must say of an objective, by the names of its figures.
  function figuresOf(objective) {
    const limit = objective.limitCount === null ? cutlog.lengthOf(objective.limitSeconds) : `${objective.limitCount} ${objective.unit ?? ""}`.trim();
    if (!objective.applies) return { limit, verdict: "does not apply", actual: "–" };
    const actual = objective.count === null ? cutlog.spanText(objective) : `${objective.count} ${objective.unit ?? ""}`.trim();
    return { limit, verdict: objective.verdict, actual };
  }

  // Whether the page can't decide on an objective what cutlog can: signatures of persons aren't checked here, and nobody accepts
  // withheld lines here.
  function isUndecided(objective, run) {
    if (objective.applies && objective.verdict !== "unknown") return false;
    const { events, withheld } = run.read(null);
    return withheld.length > 0 || events.some(({ kind }) => kind === "impact.none");
  }

  // Compares what stands in the page with what follows from the lines: `cells` are { id, name, text, table } each, where `table` is the
  // name of the table. Gives of each cell whether it is `same`, `differs`, `open` (not decidable here) or `other` (not computed here),
  // and what follows. Each of `tables` must have each figure of each objective once.
  function compareFigures(run, data, cells, tables) {
    const { verdict: worst, objectives } = cutlog.judgeObjectives(run), byID = new Map(objectives.map((objective) => [objective.id, objective]));
    const judge = (id, name, text) => {
      const objective = byID.get(id);
      if (!objective) return { result: "differs", expected: "no such objective in the verified plan" };
      const expected = figuresOf(objective)[name];
      if (expected === undefined) return { result: "other", expected: null };
      if (cutlog.visible(expected) === text) return { result: "same", expected };
      // A limit stands in the plan; a value that was recomputed can't be another one.
      const mayDiffer = name === "verdict" || name === "actual" && (expected === "unknown" || !objective.applies);
      return { result: mayDiffer && isUndecided(objective, run) ? "open" : "differs", expected };
    };
    const compared = cells.map((cell) => ({ ...cell, ...judge(cell.id, cell.name, cell.text) }));
    const isStated = (id) => data.objectives.some((stated) => stated.id === id);
    const problems = data.objectives.flatMap(({ id, verdict }) => {
      const objective = byID.get(id);
      if (!objective) return [`the page judges an objective ${id}, which the verified plan does not have`];
      const isSame = objective.verdict === verdict || !objective.applies && verdict !== "met" && verdict !== "missed";
      return isSame || isUndecided(objective, run) ? [] : [`the page's data says ${id}: ${verdict}; recomputed it is ${objective.verdict}`];
    });
    for (const { id, verdict } of objectives) {
      if (!isStated(id)) problems.push(`the page leaves out the objective ${id}, which is ${verdict}`);
      for (const table of tables) {
        for (const name of ["verdict", "actual", "limit"]) {
          const count = cells.filter((cell) => cell.table === table && cell.id === id && cell.name === name).length;
          if (count !== 1) problems.push(`the table of objectives under ${table} has ${count === 0 ? "no" : count} ${name} of ${id}, which is ${verdict}`);
        }
      }
    }
    return { worst, objectives, compared, problems };
  }

  // What the badge on the objectives must say; null where none may stand.
  function objectivesBadge({ worst, objectives }) {
    const judged = objectives.filter(({ applies }) => applies), count = judged.filter(({ verdict }) => verdict === worst).length;
    if (worst === null) return null;
    const text = worst === "met" ? `All ${cutlog.countText(count, "objective")} met` : `${count} of ${cutlog.countText(judged.length, "objective")} ${worst}`;
    return { name: "objectives", stream: null, text, tone: worst === "met" ? "good" : worst === "missed" ? "bad" : "open" };
  }

  // What the badges on a stream must say. Whether the signer is trusted is the word of whoever made the page: it follows from the keys
  // that the page pins.
  function streamBadges(stream, number, count, pins) {
    const { stated, found } = stream, verdict = goesOn(stream) ? "open" : found.verdict, isTrusted = trustedKey(found, pins) !== null;
    const size = stated.size === 0 ? "no lines" : cutlog.countText(stated.size, "line");
    return [
      { name: "log", stream: number, text: `Log ${count > 1 ? `${number + 1} ` : ""}${verdict}, ${size} sealed`, tone: "good" },
      { name: "signer", stream: number, text: isTrusted ? "Signer trusted" : "Signer not known", tone: isTrusted ? "good" : "open" },
    ];
  }

  // Compares the badges at the head of the page, { name, stream, text, tone } each, with what follows. Each must stand there once.
  function compareBadges(result, data, badges) {
    const { streams } = result, expected = streams.flatMap((stream, number) =>
      stream.found?.isWhole && stream.problems.length === 0 ? streamBadges(stream, number, streams.length, data.pins) : []);
    const ofObjectives = result.objectives ? objectivesBadge(result) : null;
    if (ofObjectives) expected.push(ofObjectives);
    const isFor = (one) => (badge) => badge.name === one.name && badge.stream === one.stream;
    const problems = expected.flatMap((one) => {
      const count = badges.filter(isFor(one)).length;
      return count === 1 ? [] : [`the page has ${count === 0 ? "no badge" : `${count} badges`} that says: ${one.text}`];
    });
    const mayBeOpen = result.objectives?.some((objective) => isUndecided(objective, result.run));
    const compared = badges.map((badge) => {
      const one = expected.find(isFor(badge));
      if (!one) {
        const isWrong = badge.name === "objectives" && Boolean(result.objectives);
        return { ...badge, result: isWrong ? "differs" : "other", expected: isWrong ? "no objective is judged" : null };
      }
      if (cutlog.visible(one.text) === badge.text && one.tone === badge.tone) return { ...badge, result: "same", expected: one.text };
      return { ...badge, result: badge.name === "objectives" && mayBeOpen ? "open" : "differs", expected: one.text };
    });
    return { badges: compared, problems };
  }

  // Checks a report: `data` is the page's account of itself, `sources` its streams' bytes by their numbers (undefined: not at hand, null:
  // no base64), `shown` what stands in the page: `cells`, the figures in its `tables` of objectives, `badges`, and `problems` of their form.
  //
  // Gives { tone, streams, run, compared, badges, problems, undecided }; `tone` is good (everything holds, and the signer is trusted), open
  // (nothing is wrong, but something is left open), bad, or unchecked (nothing could be checked).
  async function checkReport(data, sources, shown, { pins, isPasted = false, held = [], onProgress = null }) {
    const streams = [];
    for (const [number, stated] of data.streams.entries()) {
      if (sources[number] === undefined) streams.push({ stated, found: null, problems: [], isMissing: true });
      else streams.push(await checkStream(stated, sources[number], { pins, held, onProgress }));
    }
    const result = { streams, run: null, compared: [], badges: [], problems: [], undecided: [], tone: "unchecked" };
    const isUnchecked = streams.some(({ found }) => found?.verdict === "unchecked");
    const isBad = streams.some(({ found, problems, isMissing }) => problems.length > 0 || !isMissing && !found?.isWhole);
    if (isUnchecked || data.streams.length === 0) return result;
    if (!isBad && streams.every(({ isMissing }) => !isMissing)) {
      result.run = new cutlog.Run(streams.map(partOf));
      if (result.run.problem) result.undecided.push(`the plan can't be read here: ${result.run.problem}`);
      else Object.assign(result, compareFigures(result.run, data, shown.cells, shown.tables));
      result.problems.push(...shown.problems);
    }
    if (!isBad) {
      const { badges, problems } = compareBadges(result, data, shown.badges);
      result.badges = badges;
      result.problems.push(...problems);
    }
    const compared = [...result.compared, ...result.badges];
    if (compared.some((figure) => figure.result === "open") || result.objectives?.some(restsOnWithheld)) {
      result.undecided.push("a verdict rests on signatures of persons or on withheld lines, which this page doesn't judge");
    }
    for (const { stated, found } of streams.filter(({ found }) => found?.isWhole)) {
      const later = found.checkpoint.size - stated.size;
      if (later > 0) {
        result.undecided.push(`the report is of the first ${cutlog.countText(stated.size, "line")} of ${cutlog.visible(stated.origin ?? "")}; `
          + `${later} more are sealed since, and their verdicts are not on this page`);
      }
      if (isTrustCompromised(found, pins)) {
        result.undecided.push(`the key by which ${cutlog.visible(stated.origin ?? "")} is trusted was compromised, as the stream itself says: `
          + `don't trust ${trustedKey(found, pins)} any more`);
      }
    }
    const isForeign = isPasted && streams.some(({ found }) => found !== null && !found.isTrusted);
    if (isBad || isForeign || result.problems.length > 0 || compared.some((figure) => figure.result === "differs")) result.tone = "bad";
    else if (streams.every(({ isMissing }) => isMissing)) result.tone = "unchecked";
    else if (result.undecided.length > 0 || !streams.every(({ found }) => found?.isTrusted && found.verdict === "closed")) result.tone = "open";
    else result.tone = "good";
    return result;
  }

  function restsOnWithheld({ applies, verdict, missing }) {
    return applies && verdict === "unknown" && missing.some((text) => text.includes("withheld as "));
  }

  // The first things that are wrong with a stream; that it contradicts a checkpoint comes last, for it follows from all else.
  function firstFindings(found) {
    const wrong = found.findings.filter(({ severity }) => severity === "error"), isOfCheckpoint = ({ rule }) => rule.startsWith("checkpoint.");
    return [...wrong.filter((finding) => !isOfCheckpoint(finding)), ...wrong.filter(isOfCheckpoint)].slice(0, mostFindings);
  }

  Object.assign(cutlog, { readPageData, checkReport, firstFindings, trustedKey, isTrustCompromised });
}
