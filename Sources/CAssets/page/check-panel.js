// The panel in which the page checks itself, and says what that is worth.
//
// Guarantees: it says in words what was found and who vouches for the signer, never only by a colour. Each figure that was computed here
// is marked so, or is shown to differ; of all others it says that cutlog computed them, and how to check them. Where nothing could be
// checked it says so, with the command that can. Where it doesn't check, that stands above the title, and no badge stays green.
"use strict";
{
  const { element, countText } = cutlog;
  const marks = { good: "✓", open: "○", bad: "✗", unchecked: "?" };
  const words = { good: "Checked", open: "Checked, with open ends", bad: "Does not check", unchecked: "Not checked" };

  class CheckPanel {
    // How many checks began.
    rounds = 0;
    #title = document.title;
    #dropped = new Map();
    #rejected = [];
    // What was found last, as `checkReport` gives it; null before.
    result = null;

    constructor(onChecked) {
      this.onChecked = onChecked;
      for (const [name, id] of Object.entries({
        verdict: "check-verdict", detail: "check-detail", form: "check-form", key: "vkey", checkpoint: "checkpoint", drop: "drop",
        file: "drop-file",
      })) this[name] = document.getElementById(id);
      this.data = cutlog.readPageData(document.getElementById("page-data").textContent);
      this.command = this.data?.command ?? "cutlog report --check PAGE.html STREAM.jsonl.gz";
      this.progress = element("progress", { "aria-label": "Checking", max: "1", hidden: true });
      this.complaint = element("p", { class: "note bad", role: "alert", hidden: true });
      this.verdict.after(this.progress);
      this.form.append(this.complaint);
      this.alarm = element("p", { id: "check-alarm", class: "note alarm", role: "alert", hidden: true });
      document.getElementById("top")?.prepend(this.alarm);
      this.badges = [...document.querySelectorAll(".badges > li")].map((badge) => ({ badge, tone: toneOf(badge) }));
      this.form.hidden = false;
      this.form.addEventListener("submit", (event) => {
        event.preventDefault();
        this.check();
      });
      this.#takeFiles();
    }

    #takeFiles() {
      if (!this.data?.streams.some((stream) => stream.element === null)) return;
      this.drop.hidden = false;
      this.file.addEventListener("change", () => this.#open(this.file.files));
      for (const name of ["dragenter", "dragover"]) {
        document.addEventListener(name, (event) => {
          if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
        });
      }
      document.addEventListener("drop", (event) => {
        if (!event.dataTransfer?.files.length) return;
        event.preventDefault();
        this.#open(event.dataTransfer.files);
      });
    }

    // Takes each file as the stream whose origin it has; others are told of.
    async #open(files) {
      this.#rejected = [];
      for (const file of [...files]) {
        let bytes;
        try {
          bytes = await cutlog.droppedStream(file);
        } catch (error) {
          this.#rejected.push(`${file.name} can’t be read: ${error.message}`);
          continue;
        }
        const origin = originOf(cutlog.firstLine(bytes)), number = this.data.streams.findIndex((stream) => stream.origin === origin);
        if (number < 0) this.#rejected.push(`${file.name} is another stream than those of this report${origin ? `: ${origin}` : ""}`);
        else this.#dropped.set(number, bytes);
      }
      await this.check();
    }

    // What stands in the page, as far as it is held against the lines. A badge in green must be one that is.
    #shown() {
      const shown = shownObjectives();
      const badges = this.badges.filter(({ badge }) => badge.dataset.figure !== undefined).map(({ badge, tone }) => ({
        cell: badge, name: badge.dataset.figure, stream: badge.dataset.stream === undefined ? null : Number(badge.dataset.stream), text: textOf(badge), tone,
      }));
      for (const { badge, tone } of this.badges) {
        const isSound = !hidesSomething(badge) && (tone === "open" || ["log", "signer", "objectives", "rules"].includes(badge.dataset.figure));
        if (!isSound) shown.problems.push(`a badge is not as a report has it: ${textOf(badge)}`);
      }
      return { ...shown, badges };
    }

    // The bytes of each stream: undefined where there are none, null where what is embedded is no base64.
    #sources() {
      return this.data.streams.map((stream, number) => {
        if (this.#dropped.has(number)) return this.#dropped.get(number);
        const embedded = stream.element === null ? null : document.getElementById(stream.element);
        return embedded ? cutlog.embeddedStream(embedded) : stream.element === null ? undefined : null;
      });
    }

    // The reader's key and checkpoint; a complaint where either is none.
    #trust() {
      const key = this.key.value.trim(), held = this.checkpoint.value.trim();
      const note = held === "" ? null : cutlog.parseNote(`${held}\n`), checkpoint = note && cutlog.parseCheckpoint(note.text);
      const complaint = key !== "" && !cutlog.parseVerifierKey(key) ? "This is no vkey: it is one line, NAME+ID+KEY."
        : held !== "" && !checkpoint ? "This is no checkpoint: it has the origin, the size, the root and the signatures, as it was printed."
          : checkpoint && !this.data.streams.some(({ origin }) => origin === checkpoint.origin)
            ? `No stream of this report has the origin of your checkpoint, ${cutlog.visible(checkpoint.origin)}.` : null;
      this.complaint.textContent = complaint ?? "";
      this.complaint.hidden = complaint === null;
      return complaint === null ? { pins: key === "" ? this.data.pins : [key], isPasted: key !== "", held: held === "" ? [] : [`${held}\n`] } : null;
    }

    // Checks everything that is at hand, and shows what was found. What breaks off the check leaves nothing checked.
    async check() {
      const round = this.rounds += 1;
      try {
        return await this.#checkAll(round);
      } catch (error) {
        if (round !== this.rounds) return null;
        this.progress.hidden = true;
        this.result = { tone: "unchecked", streams: [], run: null, compared: [], badges: [], problems: [], undecided: [] };
        this.#mark(this.result);
        this.#show("unchecked", [`The check broke off: ${cutlog.visible(cutlog.cutText(String(error?.message ?? error)))}. Check with: ${this.command}`]);
        this.onChecked?.(this.result);
        return this.result;
      }
    }

    async #checkAll(round) {
      if (!this.data) {
        this.#show("bad", ["The page's own data is damaged: nothing on it can be checked here."]);
        return null;
      }
      const trust = this.#trust();
      if (!trust) return null;
      this.progress.hidden = false;
      this.progress.removeAttribute("value");
      const result = await cutlog.checkReport(this.data, this.#sources(), this.#shown(), {
        ...trust, onProgress: (_, done, total) => {
          if (round === this.rounds && total > 0) this.progress.value = done / total;
        },
      });
      // Another check began while this one ran.
      if (round !== this.rounds) return null;
      this.progress.hidden = true;
      this.result = result;
      this.#mark(result);
      this.#show(result.tone, this.#verdictText(result, trust), this.#details(result, trust));
      this.onChecked?.(result);
      return result;
    }

    #show(tone, sentences, details = []) {
      document.documentElement.dataset.check = tone;
      document.title = `${marks[tone]} ${this.#title}`;
      this.verdict.className = tone === "unchecked" ? "open" : tone;
      this.verdict.replaceChildren(element("strong", {}, `${marks[tone]} ${words[tone]}. `), sentences.join(" "));
      this.detail.replaceChildren(
        ...this.#rejected.map((text) => element("p", { class: "note bad", role: "alert" }, text)), ...details, this.#worth(tone));
      const isAlarming = tone === "bad" || tone === "unchecked";
      this.alarm.hidden = !isAlarming;
      this.alarm.replaceChildren(...isAlarming ? [
        tone === "bad" ? "This page does not check: do not rely on what it says. " : "This page is not checked: what it says may be changed. ",
        element("a", { href: "#check" }, "What was found"),
      ] : []);
      for (const one of this.badges) {
        const isGreen = one.tone === "good" && !isAlarming && !one.badge.classList.contains("differing") && !one.badge.classList.contains("undecided");
        if (one.tone !== "good") continue;
        one.badge.classList.toggle("good", isGreen);
        one.badge.classList.toggle("open", !isGreen);
        if (!isGreen && !one.badge.querySelector(".recheck")) {
          (one.badge.querySelector(":scope > a") ?? one.badge).append(element("span", { class: "recheck open" }, " ○ not vouched for"));
        }
      }
    }

    // What was found, in sentences.
    #verdictText({ tone, streams, problems, compared, badges, undecided }, trust) {
      const checked = streams.filter(({ found }) => found !== null), missing = streams.length - checked.length;
      if (checked.some(({ found }) => found.verdict === "unchecked")) {
        if (!isSecureContext) {
          return ["Browsers verify no signatures in a page that came over plain http, so nothing was checked. Save the file and open it, or "
            + `check with: ${this.command}`];
        }
        return [`This browser can't verify Ed25519 signatures, so nothing was checked. Check with: ${this.command}`];
      }
      if (checked.length === 0) {
        return [
          streams.length === 0 ? "The page names no stream." : `${missing === 1 ? "The stream is" : "The streams are"} not in this page.`
            + " Choose or drop the file below, or check with:", this.command,
        ];
      }
      const sentences = [];
      for (const stream of checked) sentences.push(streamSentence(stream, trust, streams.length > 1));
      if (missing > 0) sentences.push(`${countText(missing, "stream is", "streams are")} not at hand.`);
      const differing = [...compared, ...badges].filter(({ result }) => result === "differs").length + problems.length;
      const judged = compared.filter(({ result }) => result !== "other"), ids = new Set(judged.map(({ id }) => id));
      const same = [...ids].filter((id) => judged.every((cell) => cell.id !== id || cell.result === "same")).length;
      if (differing > 0) sentences.push(`${countText(differing, "figure differs", "figures differ")} from what follows from the lines.`);
      else if (same > 0) sentences.push(`${countText(same, "objective")} judged again from the lines, with the same verdict and value.`);
      if (tone === "bad") sentences.push("Do not rely on this page.");
      else sentences.push(...undecided.map((text) => `Open: ${text}.`));
      return sentences;
    }

    #details(result, trust) {
      const nodes = [];
      for (const [number, stream] of result.streams.entries()) nodes.push(...streamDetails(stream, number, result.streams.length, trust));
      if (result.problems.length > 0) {
        nodes.push(element("h3", {}, "Where the page differs from the lines"), element("ul", { class: "bad" },
          result.problems.slice(0, 20).map((text) => element("li", {}, text))));
      }
      return nodes;
    }

    // Marks each figure and badge that was judged again.
    #mark({ compared, badges, tone }) {
      for (const old of document.querySelectorAll(".recheck")) old.remove();
      for (const old of document.querySelectorAll(".recomputed, .differing, .undecided")) old.classList.remove("recomputed", "differing", "undecided");
      for (const { cell, name, result, expected } of [...compared, ...badges]) {
        if (result === "other") {
          // A badge whose stream is not at hand, or whose plan can't be read, is not vouched for.
          if (["log", "signer", "objectives"].includes(name)) cell.classList.add("undecided");
          continue;
        }
        // Of a signer only the stream says whether the key may still be trusted; and what doesn't check, nobody vouches for.
        if (name === "signer" && result === "same" && (tone === "bad" || this.#distrusts())) {
          cell.classList.add("undecided");
          continue;
        }
        const note = element("span", { class: `recheck ${result === "same" ? "good" : result === "open" ? "open" : "bad"}` });
        if (result === "same") note.append(" ✓", element("span", { class: "visually-hidden" }, " recomputed here"));
        else if (result === "open") note.append(" ○ not decidable here");
        else note.append(cutlog.element("span", {}, ` ✗ differs; recomputed here: ${expected}`));
        cell.classList.add(result === "differs" ? "differing" : result === "open" ? "undecided" : "recomputed");
        (cell.querySelector(":scope > a") ?? cell).append(note);
      }
    }

    // Whether a key by which the page's maker trusts a stream was compromised.
    #distrusts() { return this.result.streams.some(({ found }) => found !== null && cutlog.isTrustCompromised(found, this.data.pins)); }

    #worth(tone) {
      const marked = tone === "bad" || tone === "unchecked" ? "All figures, charts and tables of this page were computed by cutlog when the report "
        + "was made; the command above checks them."
        : "Marked ✓ are the figures that the script computed again from the verified lines. The replay below is computed here too. All other "
        + "figures, charts and tables were computed by cutlog when the report was made; the command above checks them.";
      return element("div", { class: "worth" },
        element("h3", {}, "What that is worth"),
        element("p", {}, "This page can’t vouch for its own script: whoever changes a page can change the script that checks it. "
          + "To be sure, check this file and the stream with a cutlog that you got elsewhere:"),
        element("pre", { tabindex: "0" }, this.command),
        element("p", {}, `${marked} Not checked here: anchors, signatures of persons, and whether what was recorded is true.`));
    }
  }

  function streamName(number, count) { return count > 1 ? `Stream ${number + 1}` : "The stream"; }

  // One sentence on a stream that was read.
  function streamSentence({ found, problems, stated }, { isPasted, pins, held }, isOneOfMany) {
    const name = isOneOfMany ? `Stream ${cutlog.visible(stated.origin ?? "")}` : "The stream";
    if (found === null) return `${name}: ${problems[0]}.`;
    if (!found.isWhole) {
      // The first bad line, or else what is wrong with the file.
      const wrong = cutlog.firstFindings(found), isOfCheckpoint = (finding) => finding?.rule.startsWith("checkpoint.");
      const named = wrong.find(({ index }) => index !== null), first = named && !(isOfCheckpoint(named) && !isOfCheckpoint(wrong[0])) ? named : wrong[0];
      const place = first === undefined ? "" : first.index !== null ? ` at line ${first.index}` : first.offset !== null ? ` at byte ${first.offset}` : "";
      const what = found.isIntact ? `${name}’s file is damaged, though its lines verify` : `${name} is ${found.verdict}`;
      return first ? `${what}: rule ${first.rule}${place}: ${cutlog.visible(first.message)}.` : `${what}.`;
    }
    if (problems.length > 0) return `${name} verifies, but the page says something else of it.`;
    const trusted = found.isTrusted ? `, signed by ${successionText(found, pins)}${isPasted ? "the key that you pasted" : "a key that the page pins"}`
      : pins.length > 0 ? `, but it is not signed by ${isPasted ? "the key that you pasted" : "any key that the page pins"}`
        : ", but the page pins no key: compare the signer with the key that you were given";
    const state = found.verdict === "open" ? ` ${isOneOfMany ? "It" : "The stream"} is still open.` : "";
    const stubs = found.withheld.length === 0 ? ""
      : ` ${countText(found.withheld.length, "of them is a stub: its content was", "of them are stubs: their content was")} withheld.`;
    const mine = held.map((note) => cutlog.parseCheckpoint(cutlog.parseNote(note).text)).find(({ origin }) => origin === found.origin);
    const continued = mine ? ` It continues the checkpoint that you hold, of ${countText(mine.size, "line")}.` : "";
    return `All ${countText(found.lines.length, "line")} of ${isOneOfMany ? name : "the stream"} verify${trusted}.${stubs}${continued}${state}`;
  }

  // How the signer follows from the key that is trusted: by being that key, or by a rotation that the key signed.
  function successionText(found, pins) { return cutlog.trustedKey(found, pins) === found.identity ? "" : "the successor of "; }

  // What was found of one stream, fact by fact.
  function streamDetails({ stated, found, problems, isMissing }, number, count, { isPasted, pins }) {
    const nodes = count > 1 ? [element("h3", {}, streamName(number, count))] : [];
    if (found === null) {
      const text = isMissing ? `Not in this page: ${stated.origin ?? "unknown"}, ${stated.size ?? 0} lines, root ${stated.root ?? "unknown"}`
        : problems[0];
      return [...nodes, element("p", { class: isMissing ? "note" : "note bad" }, text)];
    }
    if (found.verdict === "unchecked") return nodes;
    const isSuccessor = found.isTrusted && cutlog.trustedKey(found, pins) !== found.identity;
    const pinned = found.isTrusted === null ? "no key is pinned" : !found.isTrusted ? "not trusted"
      : isPasted ? isSuccessor ? "the successor of the key that you pasted" : "trusted: it is the key that you pasted"
        : isSuccessor ? `the successor of ${cutlog.trustedKey(found, pins)}, which whoever made this page trusts, not yet you`
          : "trusted by whoever made this page, not yet by you";
    const facts = [
      ["verdict", found.verdict], ["origin", found.origin], ["lines", `${found.lines.length}, in ${countText(found.seals ?? 0, "seal")}`],
      ["root", found.checkpoint?.root ?? "none"], ["signed by", found.identity === null ? "nobody" : `${found.identity} (${pinned})`],
      ["file", found.container],
    ];
    nodes.push(element("dl", {}, facts.flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, element("code", {}, value))])));
    if (found.withheld.length > 0) nodes.push(element("p", { class: "note" }, `${countText(found.withheld.length, "line is", "lines are")} withheld.`));
    const findings = cutlog.firstFindings(found);
    if (problems.length > 0 || findings.length > 0) {
      nodes.push(element("ul", { class: "bad" }, [
        ...problems.map((text) => element("li", {}, text)), ...findings.map((finding) => element("li", {}, findingText(finding))),
      ]));
    }
    return nodes;
  }

  function findingText({ rule, index, offset, message, expected, observed }) {
    const place = [index === null ? null : `line ${index}`, offset === null ? null : `byte ${offset}`].filter((part) => part !== null).join(", ");
    const said = [expected && `expected ${cutlog.cutText(expected)}`, observed && `found ${cutlog.cutText(observed)}`].filter(Boolean).join(", ");
    return `${rule}${place === "" ? "" : ` (${place})`}: ${message}${said === "" ? "" : `; ${said}`}`;
  }

  // The origin that the first line of a file names; null where it is no stream's.
  function originOf(line) {
    if (line === null) return null;
    try {
      return cutlog.readOpening(cutlog.parseLine(line))?.get("origin") ?? null;
    } catch (error) {
      if (error instanceof cutlog.GrammarError) return null;
      throw error;
    }
  }

  // The text of an element, without what an earlier check wrote into it.
  function textOf(cell) {
    const copy = cell.cloneNode(true);
    for (const old of copy.querySelectorAll(".recheck")) old.remove();
    return copy.textContent.replace(/\s+/g, " ").trim();
  }

  // How a badge looks: good, open or bad; null where it looks like none of them, or like two.
  function toneOf(badge) {
    const tones = ["good", "open", "bad"].filter((tone) => badge.classList.contains(tone));
    return tones.length === 1 ? tones[0] : null;
  }

  // What may stand in a figure: text that is seen, and links to events.
  const plain = new Set(["STRONG", "BDI", "CODE", "SPAN", "A"]), headings = ["Objective", "Verdict", "Actual", "Limit"];

  function hidesSomething(cell) {
    const all = [cell, ...cell.querySelectorAll("*")].filter((one) => !one.closest(".recheck"));
    return all.some((one) => one !== cell && !plain.has(one.tagName) || one.hidden || one.hasAttribute("style") || one.hasAttribute("aria-hidden"));
  }

  // The figures of objectives in the page: `cells` in its `tables`, which are named for their sections, and `problems` where a row or a
  // cell is not as a report has it.
  function shownObjectives() {
    const tables = ["top", "objectives"], problems = [];
    for (const table of document.querySelectorAll("table.objectives")) {
      if (table.closest("[hidden], [style], [aria-hidden]")) problems.push("a table of objectives is not shown");
    }
    const nameOf = (row) => row.closest("table.objectives")?.closest("section")?.id ?? null;
    for (const row of document.querySelectorAll("table.objectives tr")) {
      const id = row.dataset.objective, names = [...row.cells].slice(0, 4);
      const isHead = row.parentElement.tagName === "THEAD";
      const isSound = !row.hidden && !row.hasAttribute("style") && !names.some(hidesSomething) && (isHead
        ? headings.every((text, place) => names[place] && textOf(names[place]) === text)
        : id !== undefined && row.querySelector("th > code")?.textContent === cutlog.visible(id)
          && ["verdict", "actual", "limit"].every((name, place) => names[place + 1]?.dataset.figure === name));
      if (!isSound) problems.push(`a row in the table of objectives under ${nameOf(row) ?? "no section"} is not as a report has it: ${textOf(row)}`);
    }
    const cells = [...document.querySelectorAll("tr[data-objective] [data-figure]")].map((cell) => ({
      cell, id: cell.closest("tr").dataset.objective, name: cell.dataset.figure, text: textOf(cell), table: nameOf(cell),
    }));
    return { tables, cells, problems };
  }

  Object.assign(cutlog, { CheckPanel });
}
