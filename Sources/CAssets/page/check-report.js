// What a report says of its streams, held against the streams themselves.
//
// Guarantees: nothing that the page says of itself is taken for granted. Origin, size and root of each stream, and verdict and value of
// each objective, are computed from the verified lines and compared. A report of a part of a stream that went on is held against that
// part. What can't be decided here is said to be open, never to be right.
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
    const notes = [stated.checkpoint, ...held].filter((note) => note !== null);
    const found = await cutlog.verify(bytes, { pins, held: notes, onProgress });
    const problems = [];
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

  // The verification of the part of a stream that the report follows from.
  function partOf({ stated, found }) {
    return found.checkpoint.size > stated.size ? { ...found, lines: found.lines.slice(0, stated.size + 1) } : found;
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

  // Compares what stands in the page with what follows from the lines: `cells` are { id, name, text } each. Gives of each cell whether
  // it is `same`, `differs`, `open` (not decidable here) or `other` (not computed here), and what follows.
  function compareFigures(run, data, cells) {
    const { objectives } = cutlog.judgeObjectives(run), byID = new Map(objectives.map((objective) => [objective.id, objective]));
    const judge = (id, name, text) => {
      const objective = byID.get(id);
      if (!objective) return { result: "differs", expected: "no such objective in the verified plan" };
      const expected = figuresOf(objective)[name];
      if (expected === undefined) return { result: "other", expected: null };
      if (cutlog.visible(expected) === text) return { result: "same", expected };
      return { result: isUndecided(objective, run) ? "open" : "differs", expected };
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
    }
    return { objectives, compared, problems };
  }

  // Checks a report: `data` is the page's account of itself, `sources` its streams' bytes by their numbers (undefined: not at hand, null:
  // no base64), `cells` the figures in its tables.
  //
  // Gives { tone, streams, run, compared, problems, undecided }; `tone` is good (everything holds, and the signer is trusted), open
  // (nothing is wrong, but something is left open), bad, or unchecked (nothing could be checked).
  async function checkReport(data, sources, cells, { pins, held = [], onProgress = null }) {
    const streams = [];
    for (const [number, stated] of data.streams.entries()) {
      if (sources[number] === undefined) streams.push({ stated, found: null, problems: [], isMissing: true });
      else streams.push(await checkStream(stated, sources[number], { pins, held, onProgress }));
    }
    const result = { streams, run: null, compared: [], problems: [], undecided: [], tone: "unchecked" };
    const isUnchecked = streams.some(({ found }) => found?.verdict === "unchecked");
    const isBad = streams.some(({ found, problems, isMissing }) => problems.length > 0 || !isMissing && !found?.isWhole);
    if (isUnchecked || data.streams.length === 0) return result;
    if (!isBad && streams.every(({ isMissing }) => !isMissing)) {
      result.run = new cutlog.Run(streams.map(partOf));
      if (result.run.problem) result.undecided.push(`the plan can't be read here: ${result.run.problem}`);
      else Object.assign(result, compareFigures(result.run, data, cells));
    }
    if (result.compared.some((cell) => cell.result === "open")) {
      result.undecided.push("a verdict rests on signatures of persons or on withheld lines, which this page doesn't judge");
    }
    if (isBad || result.problems.length > 0 || result.compared.some((cell) => cell.result === "differs")) result.tone = "bad";
    else if (streams.every(({ isMissing }) => isMissing)) result.tone = "unchecked";
    else if (result.undecided.length > 0 || !streams.every(({ found }) => found?.isTrusted && found.verdict === "closed")) result.tone = "open";
    else result.tone = "good";
    return result;
  }

  // The first things that are wrong with a stream.
  function firstFindings(found) { return found.findings.filter(({ severity }) => severity === "error").slice(0, mostFindings); }

  Object.assign(cutlog, { readPageData, checkReport, firstFindings });
}
