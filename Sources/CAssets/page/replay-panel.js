// The replay of a run: where everything was at the moment under the cursor.
//
// Guarantees: what is shown is folded from verified lines alone, at the exact moment that is named. Frames that come too fast are left
// out, never queued. Who prefers reduced motion sees one picture a second.
"use strict";
{
  const { element } = cutlog;
  const second = 1000000000n, speeds = [1, 10, 60, 300, 900, 3600, 36000, 360000], playsThrough = 90, mostEvents = 3;
  const findingKinds = new Set([
    "fault.occurred", "service.down", "service.degraded", "incident.detected", "incident.declared", "check.failed", "task.failed",
    "gate.rejected", "data.lost", "data.diverged", "job.failed", "workload.terminated",
  ]);

  // What was announced, said or noted: it can lie days beside the run.
  const remarks = /^(?:maintenance|notice|note|claim|source)\./;

  function floorSecond(nanoseconds) {
    const rest = nanoseconds % second;
    return nanoseconds - (rest < 0n ? rest + second : rest);
  }

  // A chart whose time axis is known; null where it states none that can be read.
  function timedChart(svg) {
    const { from, to, left, right } = svg.dataset, box = svg.viewBox.baseVal;
    if (![from, to].every((text) => /^-?[0-9]{1,19}$/.test(text ?? ""))) return null;
    const chart = { svg, from: BigInt(from), to: BigInt(to), left: Number(left), right: Number(right), box };
    return chart.from < chart.to && chart.left < chart.right ? chart : null;
  }

  class ReplayPanel {
    #frame = null;
    #lastFrame = null;
    #moment = 0n;
    #isPlaying = false;
    #carried = 0n;
    knows = false;

    // `places` are the numbers of the report's streams by their origins.
    // Of `findings`, { stream, index } each, the page tells too.
    constructor(run, places, findings) {
      this.run = run;
      this.section = document.getElementById("replay");
      this.controls = document.getElementById("replay-controls");
      const rows = document.getElementById("replay-state");
      for (const [name, value] of [["tabindex", "0"], ["role", "region"], ["aria-label", "State at the moment"]]) rows.setAttribute(name, value);
      this.view = new cutlog.StateView(rows, places);
      this.places = places;
      this.events = run.read(null).events.filter((event) => !event.isRecorders).sort(cutlog.compareEvents);
      const told = new Set(findings.map(({ stream, index }) => `${stream} ${index}`));
      this.findings = this.events.filter((event) => findingKinds.has(event.kind) || told.has(`${event.stream.number} ${event.index}`));
      this.states = new cutlog.StateCourse(run);
      this.charts = [...document.querySelectorAll("svg.timed")].map(timedChart).filter((chart) => chart !== null);
      const lengths = this.charts.length > 0 ? this.charts : [{ from: this.events[0].nanoseconds, to: this.events.at(-1).nanoseconds }];
      let from = lengths.reduce((least, chart) => chart.from < least ? chart.from : least, lengths[0].from);
      let to = lengths.reduce((most, chart) => chart.to > most ? chart.to : most, lengths[0].to);
      // All findings are reached, and what happened no further from the charts than they are long.
      const length = to - from, near = this.events.filter(({ kind, nanoseconds }) =>
        !remarks.test(kind ?? "") && nanoseconds >= from - length && nanoseconds <= to + length);
      for (const { nanoseconds } of [...near, ...this.findings]) {
        if (nanoseconds < from) from = nanoseconds;
        if (nanoseconds > to) to = nanoseconds;
      }
      this.begin = floorSecond(from);
      this.end = floorSecond(to + second - 1n);
      const start = run.stateAt(null).start;
      this.start = start === null ? null : cutlog.parseTime(start)?.nanoseconds ?? null;
      this.reduced = matchMedia("(prefers-reduced-motion: reduce)");
      this.#build();
      for (const chart of this.charts) this.#drawOn(chart);
      this.section.hidden = false;
      this.moveTo(this.start !== null && this.start >= this.begin && this.start <= this.end ? this.start : this.begin);
    }

    #build() {
      const button = (text, action) => {
        const made = element("button", { type: "button" }, text);
        made.addEventListener("click", action);
        return made;
      };
      this.play = button("Play", () => this.toggle());
      this.slider = element("input", {
        id: "replay-moment", type: "range", min: "0", max: String((this.end - this.begin) / second), step: "1", value: "0",
      });
      this.slider.addEventListener("input", () => this.moveTo(this.begin + BigInt(this.slider.value) * second));
      this.slider.addEventListener("keydown", (event) => this.#key(event));
      this.clock = element("p", { id: "replay-time" });
      this.latest = element("p", { id: "replay-event" });
      const length = Number((this.end - this.begin) / second), usual = speeds.find((speed) => length / speed <= playsThrough) ?? speeds.at(-1);
      this.speed = element("select", { id: "replay-speed" }, speeds.map((speed) =>
        element("option", { value: String(speed), selected: speed === usual }, speed === 1 ? "as it was" : `${speed} times as fast`)));
      // What was recorded after the whole of it, such as an import, was known at no moment of it.
      const isKnowable = this.events.some((event) => event.accepted !== null && event.accepted <= this.end);
      const choice = (value, text, isChosen) => {
        const input = element("input", {
          type: "radio", name: "replay-reading", value, checked: isChosen, disabled: value === "known" && !isKnowable,
        });
        input.addEventListener("change", () => {
          this.knows = value === "known";
          this.request();
        });
        return element("label", {}, input, ` ${text}`);
      };
      this.controls.replaceChildren(
        this.clock, this.latest,
        element("label", { for: "replay-moment", class: "visually-hidden" }, "Moment"), this.slider,
        element("div", { class: "replay-buttons", role: "group", "aria-label": "Playing and stepping" },
          button("Previous event", () => this.step(-1)), this.play, button("Next event", () => this.step(1)),
          button("Next finding", () => this.stepFinding()),
          element("label", {}, "Speed ", this.speed)),
        element("fieldset", { class: "replay-reading" }, element("legend", {}, "Show"),
          choice("so", "what was so, by all that is known now", true), choice("known", "what was known at that moment", false),
          isKnowable ? null : element("p", { class: "small" }, "The events were recorded after the last of these moments: the log doesn’t tell what "
            + "was known at each.")),
        element("p", { class: "small" }, "On the slider: arrow keys move by a second, Page Up and Page Down by a tenth, N and P by events, F to the "
          + "next finding, space plays. A click in a chart with a time axis leads to its moment."));
    }

    #key(event) {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const action = { n: () => this.step(1), p: () => this.step(-1), f: () => this.stepFinding(), " ": () => this.toggle() }[event.key];
      if (!action) return;
      event.preventDefault();
      action();
    }

    // Moving and playing.

    get moment() { return this.#moment; }

    // Moves to an instant in nanoseconds, as near as the replay reaches; it is drawn with the next frame.
    moveTo(instant) {
      this.#moment = instant < this.begin ? this.begin : instant > this.end ? this.end : instant;
      this.request();
    }

    // How many events lie at or before an instant.
    #countUntil(instant, events = this.events) {
      let low = 0, high = events.length;
      while (low < high) {
        const middle = low + high >> 1;
        if (events[middle].nanoseconds <= instant) low = middle + 1; else high = middle;
      }
      return low;
    }

    // Moves to the next instant at which something happened, or to the one before.
    step(direction) {
      this.pause();
      const at = direction > 0 ? this.#countUntil(this.#moment) : this.#countUntil(this.#moment - 1n) - 1, event = this.events[at];
      this.moveTo(event ? event.nanoseconds : direction > 0 ? this.end : this.begin);
    }

    // Moves to the next event that tells of harm or of something that failed; after the last to the first.
    stepFinding() {
      this.pause();
      const event = this.findings[this.#countUntil(this.#moment, this.findings)] ?? this.findings[0];
      if (event) this.moveTo(event.nanoseconds);
    }

    toggle() { if (this.#isPlaying) this.pause(); else this.resume(); }

    pause() {
      this.#isPlaying = false;
      this.play.textContent = "Play";
    }

    resume() {
      if (this.#moment >= this.end) this.#moment = this.begin;
      this.#isPlaying = true;
      this.#lastFrame = null;
      this.#carried = 0n;
      this.play.textContent = "Pause";
      this.request();
    }

    // Drawing.

    request() { this.#frame ??= requestAnimationFrame((now) => this.#onFrame(now)); }

    #onFrame(now) {
      this.#frame = null;
      if (this.#isPlaying) {
        const elapsed = this.#lastFrame === null ? 0 : Math.min(now - this.#lastFrame, 1000);
        this.#lastFrame = now;
        this.#carried += BigInt(Math.round(elapsed * 1000)) * BigInt(this.speed.value) * 1000n;
        const isDue = !this.reduced.matches || this.#carried >= BigInt(this.speed.value) * second;
        if (isDue) {
          this.#moment += this.#carried;
          this.#carried = 0n;
          if (this.#moment >= this.end) {
            this.#moment = this.end;
            this.pause();
          }
          this.draw();
        }
        if (this.#isPlaying) this.request();
      } else {
        this.draw();
      }
    }

    // The state at the moment, as it was or as it was known.
    get state() { return this.states.at(this.#moment, this.knows); }

    // Draws the moment at once.
    draw() {
      const time = { nanoseconds: this.#moment, digits: this.#moment % second === 0n ? 0 : 3 }, text = cutlog.formatTime(time);
      const distance = this.start === null ? "" : this.#moment >= this.start ? `T+${cutlog.lengthText(floorSecond(this.#moment - this.start))}`
        : `T-${cutlog.lengthText(floorSecond(this.start - this.#moment))}`;
      const shown = `${text.slice(0, 10)} ${text.slice(11, -1)} UTC${distance === "" ? "" : `, ${distance}`}`;
      this.clock.textContent = shown;
      this.slider.value = String((this.#moment - this.begin) / second);
      this.slider.setAttribute("aria-valuetext", shown);
      const happened = this.#latestEvents();
      this.#drawLatest(happened);
      this.view.show(cutlog.stateGroups(this.state), happened.length > 0 ? cutlog.formatTime(happened[0].time) : null);
      for (const chart of this.charts) this.#drawCursor(chart);
    }

    // The events of the last instant at which something happened, as far as they were known.
    #latestEvents() {
      const isKnown = (event) => !this.knows || (event.accepted ?? event.nanoseconds) <= this.#moment;
      let place = this.#countUntil(this.#moment) - 1;
      while (place >= 0 && !isKnown(this.events[place])) place -= 1;
      const last = this.events[place], happened = [];
      for (; place >= 0 && this.events[place].nanoseconds === last.nanoseconds; place -= 1) {
        if (isKnown(this.events[place])) happened.unshift(this.events[place]);
      }
      return happened;
    }

    #drawLatest(events) {
      const parts = events.slice(0, mostEvents).flatMap((event, number) => {
        const about = event.task ?? event.gate ?? event.service ?? event.dataset ?? event.text("subject"), place = this.places.get(event.stream.origin);
        const type = event.type.replace(/^dev\.cutlog\./, ""), name = about === null ? type : `${type} ${about}`;
        const shown = cutlog.cutText(name, 120);
        return [number > 0 ? "; " : "Last: ", place === undefined ? shown : element("a", { href: `#event-${place}-${event.index}` }, shown)];
      });
      if (events.length > mostEvents) parts.push(`; and ${events.length - mostEvents} more`);
      if (events.length > 0) parts.push(` at ${cutlog.formatTime(events[0].time).slice(11)}`);
      this.latest.replaceChildren(...element("p", {}, parts.length > 0 ? parts : "Nothing has happened yet.").childNodes);
    }

    #drawOn(chart) {
      const line = document.createElementNS("http://www.w3.org/2000/svg", "line"), { box } = chart;
      for (const [name, value] of Object.entries({
        class: "replay-cursor", y1: box.y, y2: box.y + box.height, "aria-hidden": "true", "pointer-events": "none",
      })) line.setAttribute(name, value);
      chart.line = line;
      chart.svg.append(line);
      chart.svg.addEventListener("click", (event) => {
        const matrix = chart.svg.getScreenCTM();
        if (!matrix || event.target.closest("a")) return;
        const x = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse()).x;
        const share = Math.min(1, Math.max(0, (x - chart.left) / (chart.right - chart.left)));
        this.pause();
        this.moveTo(chart.from + BigInt(Math.round(share * 1e6)) * (chart.to - chart.from) / 1000000n);
      });
    }

    #drawCursor(chart) {
      const { from, to, left, right, line } = chart, isInside = this.#moment >= from && this.#moment <= to;
      line.setAttribute("visibility", isInside ? "visible" : "hidden");
      const x = left + Number((this.#moment - from) * 1000000n / (to - from)) / 1e6 * (right - left);
      line.setAttribute("x1", x.toFixed(2));
      line.setAttribute("x2", x.toFixed(2));
    }
  }

  Object.assign(cutlog, { ReplayPanel });
}
