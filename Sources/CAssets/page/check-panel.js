// The panel in which the page checks itself, and says what that is worth.
//
// Guarantees: it says in words what was found and who vouches for the signer, never only by a colour. Each figure that was computed here
// is marked so, or is shown to differ; of all others it says that cutlog computed them, and how to check them. Where nothing could be
// checked it says so, with the command that can.
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
      this.command = `cutlog report --check PAGE.html STREAM.jsonl.gz${this.data?.streams.length > 1 ? " …" : ""}`;
      this.progress = element("progress", { "aria-label": "Checking", max: "1", hidden: true });
      this.complaint = element("p", { class: "note bad", role: "alert", hidden: true });
      this.verdict.after(this.progress);
      this.form.append(this.complaint);
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
        const bytes = await cutlog.droppedStream(file), reader = new cutlog.ContainerReader(bytes);
        await reader.read();
        const origin = originOf(reader.chunks), number = this.data.streams.findIndex((stream) => stream.origin === origin);
        if (number < 0) this.#rejected.push(`${file.name} is another stream than those of this report${origin ? `: ${origin}` : ""}`);
        else this.#dropped.set(number, bytes);
      }
      await this.check();
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

    // Checks everything that is at hand, and shows what was found.
    async check() {
      const round = this.rounds += 1;
      if (!this.data) {
        this.#show("bad", ["The page's own data is damaged: nothing on it can be checked here."]);
        return null;
      }
      const trust = this.#trust();
      if (!trust) return null;
      this.progress.hidden = false;
      this.progress.removeAttribute("value");
      const cells = figureCells();
      const result = await cutlog.checkReport(this.data, this.#sources(), cells, {
        ...trust, onProgress: (_, done, total) => {
          if (round === this.rounds && total > 0) this.progress.value = done / total;
        },
      });
      // Another check began while this one ran.
      if (round !== this.rounds) return null;
      this.progress.hidden = true;
      this.result = result;
      this.#mark(result.compared);
      this.#show(result.tone, this.#verdictText(result, trust), this.#details(result, trust));
      this.onChecked?.(result);
      return result;
    }

    #show(tone, sentences, details = []) {
      document.documentElement.dataset.check = tone;
      document.title = `${marks[tone]} ${this.#title}`;
      this.verdict.className = tone === "unchecked" ? "open" : tone;
      this.verdict.replaceChildren(element("strong", {}, `${marks[tone]} ${words[tone]}. `), sentences.join(" "));
      this.detail.replaceChildren(...details, this.#worth(tone));
    }

    // What was found, in sentences.
    #verdictText({ tone, streams, problems, compared, undecided }, trust) {
      const checked = streams.filter(({ found }) => found !== null), missing = streams.length - checked.length;
      if (checked.some(({ found }) => found.verdict === "unchecked")) {
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
      const differing = compared.filter(({ result }) => result === "differs").length + problems.length;
      const same = new Set(compared.filter(({ result }) => result === "same").map(({ id }) => id)).size;
      if (differing > 0) sentences.push(`${countText(differing, "figure differs", "figures differ")} from what follows from the lines.`);
      else if (same > 0) sentences.push(`${countText(same, "objective")} judged again from the lines, with the same verdict and value.`);
      if (tone === "bad") sentences.push("Do not rely on this page.");
      else sentences.push(...undecided.map((text) => `Open: ${text}.`));
      return sentences;
    }

    #details(result, trust) {
      const nodes = [];
      for (const text of this.#rejected) nodes.push(element("p", { class: "note bad", role: "alert" }, text));
      for (const [number, stream] of result.streams.entries()) nodes.push(...streamDetails(stream, number, result.streams.length, trust));
      if (result.problems.length > 0) {
        nodes.push(element("h3", {}, "Where the page differs from the lines"), element("ul", { class: "bad" },
          result.problems.slice(0, 20).map((text) => element("li", {}, text))));
      }
      return nodes;
    }

    // Marks each figure that was judged again.
    #mark(compared) {
      for (const old of document.querySelectorAll(".recheck")) old.remove();
      for (const { cell, result, expected } of compared) {
        cell.classList.remove("recomputed", "differing");
        if (result === "other") continue;
        const note = element("span", { class: `recheck ${result === "same" ? "good" : result === "open" ? "open" : "bad"}` });
        if (result === "same") note.append(" ✓", element("span", { class: "visually-hidden" }, " recomputed here"));
        else if (result === "open") note.append(" ○ not decidable here");
        else note.append(cutlog.element("span", {}, ` ✗ differs; recomputed here: ${expected}`));
        cell.classList.add(result === "differs" ? "differing" : "recomputed");
        cell.append(note);
      }
    }

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
  function streamSentence({ found, problems, stated }, { isPasted, pins }, isOneOfMany) {
    const name = isOneOfMany ? `Stream ${cutlog.visible(stated.origin ?? "")}` : "The stream";
    if (found === null) return `${name}: ${problems[0]}.`;
    if (!found.isWhole) {
      // The first bad line, or else what is wrong with the file.
      const wrong = cutlog.firstFindings(found), first = wrong.find(({ index }) => index !== null) ?? wrong[0];
      const place = first === undefined ? "" : first.index !== null ? ` at line ${first.index}` : first.offset !== null ? ` at byte ${first.offset}` : "";
      const what = found.isIntact ? `${name}’s file is damaged, though its lines verify` : `${name} is ${found.verdict}`;
      return first ? `${what}: rule ${first.rule}${place}: ${cutlog.visible(first.message)}.` : `${what}.`;
    }
    if (problems.length > 0) return `${name} verifies, but the page says something else of it.`;
    const trusted = found.isTrusted ? `, signed by ${isPasted ? "the key that you pasted" : "a key that the page pins"}`
      : pins.length > 0 ? `, but it is not signed by ${isPasted ? "the key that you pasted" : "any key that the page pins"}`
        : ", but the page pins no key: compare the signer with the key that you were given";
    const state = found.verdict === "open" ? ` ${isOneOfMany ? "It" : "The stream"} is still open.` : "";
    return `All ${countText(found.lines.length, "line")} of ${isOneOfMany ? name : "the stream"} verify${trusted}.${state}`;
  }

  // What was found of one stream, fact by fact.
  function streamDetails({ stated, found, problems, isMissing }, number, count, { isPasted }) {
    const nodes = count > 1 ? [element("h3", {}, streamName(number, count))] : [];
    if (found === null) {
      const text = isMissing ? `Not in this page: ${stated.origin ?? "unknown"}, ${stated.size ?? 0} lines, root ${stated.root ?? "unknown"}`
        : problems[0];
      return [...nodes, element("p", { class: isMissing ? "note" : "note bad" }, text)];
    }
    if (found.verdict === "unchecked") return nodes;
    const pinned = found.isTrusted === null ? "no key is pinned" : !found.isTrusted ? "not trusted"
      : isPasted ? "trusted: it is the key that you pasted" : "trusted by whoever made this page, not yet by you";
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
  function originOf(chunks) {
    const first = chunks[0]?.bytes, end = first?.indexOf(0x0A) ?? -1;
    if (end < 0) return null;
    try {
      return cutlog.readOpening(cutlog.parseLine(first.subarray(0, end)))?.get("origin") ?? null;
    } catch (error) {
      if (error instanceof cutlog.GrammarError) return null;
      throw error;
    }
  }

  // The figures of objectives in the page's tables, without what an earlier check wrote beside them.
  function figureCells() {
    return [...document.querySelectorAll("tr[data-objective] [data-figure]")].map((cell) => {
      const copy = cell.cloneNode(true);
      for (const old of copy.querySelectorAll(".recheck")) old.remove();
      const text = copy.textContent.replace(/\s+/g, " ").trim();
      return { cell, id: cell.closest("tr").dataset.objective, name: cell.dataset.figure, text };
    });
  }

  Object.assign(cutlog, { CheckPanel });
}
