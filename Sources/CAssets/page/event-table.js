// The table of events: filter by type, layer, task and service, free search, and the rows that the page doesn't hold.
//
// Guarantees: what it shows comes from the rows of the page, or from lines that were verified; it is put into the page as text,
// never as markup. Without the script all rows of the page stay readable.
"use strict";
{
  const fields = ["type", "layer", "task", "service"];
  const columns = ["place", "time", "type", "task", "service", "layer", "concerns", "actor", "says", "source", "id"];
  const mostInCell = 400, mostOptions = 500, prefix = "dev.cutlog.";
  const hidden = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

  // The text with whatever steers, hides or takes no room as an escape.
  function visible(text) {
    return text.replace(hidden, (character) => {
      const code = character.codePointAt(0);
      if (code >= 0xFE00 && code <= 0xFE0F) return character;
      return { "\n": "\\n", "\r": "\\r", "\t": "\\t" }[character] ?? `\\u{${code.toString(16)}}`;
    });
  }

  function cut(text) {
    if (text.length <= mostInCell) return text;
    return [...text.slice(0, 2 * mostInCell)].slice(0, mostInCell - 1).join("") + "…";
  }

  // What an event says, as its members stand in its line.
  function sayings(event) {
    const parts = event.mode === "live" ? [] : [`(${event.mode})`];
    for (const [name, value] of event.data) {
      if (event.isRecorders && name === "content") continue;
      if (name === "statement" || name === "signature") continue;
      parts.push(`${name}=${typeof value === "string" ? value : cutlog.writeJSON(value)}`);
      if (parts.length > 40) break;
    }
    return parts.join(" ");
  }

  // A verified event as a row.
  function rowOf(event, streams) {
    const about = ["gate", "dataset", "region", "wave", "subject"].map((name) => [name, event.text(name)]);
    return {
      key: `event-${event.stream.number}-${event.index}`, isOwn: event.isRecorders,
      place: streams > 1 ? `${event.stream.number + 1}:${event.index}` : `${event.index}`, time: cutlog.formatTime(event.time),
      type: event.type.startsWith(prefix) ? event.type.slice(prefix.length) : event.type, task: event.task ?? "",
      service: event.service ?? "", layer: event.text("layer") ?? "",
      concerns: about.filter(([, value]) => value !== null).map(([name, value]) => `${name}=${value}`).join(" "),
      actor: event.actor ?? "", says: sayings(event), source: event.source, id: event.id,
    };
  }

  class EventTable {
    #section;
    #rows = [];
    #found = [];
    #first = 0;
    #isPaged = false;

    // `section` is the section of the events; `page` how many rows are shown at a time where the page doesn't hold all.
    constructor(section, page) {
      this.#section = section;
      this.page = page;
      this.form = section.querySelector("#events-filter");
      this.body = section.querySelector("#events-rows");
      this.pages = section.querySelector("#events-pages");
      this.count = section.querySelector("#events-count");
      this.#rows = [...this.body.rows].map((element) => {
        const row = { element, key: element.id, isOwn: element.classList.contains("own") };
        columns.forEach((name, place) => { row[name] = element.cells[place].textContent; });
        return row;
      });
      this.form.hidden = false;
      this.form.addEventListener("input", () => this.filter());
      this.form.addEventListener("submit", (event) => event.preventDefault());
      this.form.addEventListener("reset", () => queueMicrotask(() => this.filter()));
      globalThis.addEventListener("hashchange", () => this.follow(location.hash));
      this.offer();
      this.filter();
    }

    // Takes all events of verified streams in the place of the rows that the page holds.
    show(events) {
      const streams = new Set(events.map((event) => event.stream.number)).size;
      this.#rows = events.map((event) => rowOf(event, streams));
      this.#isPaged = true;
      const note = this.#section.querySelector("#events-note");
      if (note) note.textContent = `All ${events.length} lines, out of the checked stream, ${this.page} at a time.`;
      this.offer();
      this.filter();
      this.follow(location.hash);
    }

    // Fills the lists of what can be chosen.
    offer() {
      for (const field of fields) {
        const select = this.form.querySelector(`#events-${field}`), chosen = select.value;
        const names = [...new Set(this.#rows.map((row) => row[field]))].filter(Boolean).sort().slice(0, mostOptions);
        const options = names.map((name) => new Option(this.#isPaged ? visible(cut(name)) : name, name));
        select.replaceChildren(new Option("all", ""), ...options);
        select.value = names.includes(chosen) ? chosen : "";
        select.disabled = names.length === 0;
      }
    }

    filter() {
      const chosen = fields.map((field) => [field, this.form.querySelector(`#events-${field}`).value]).filter(([, value]) => value);
      const words = this.form.querySelector("#events-search").value.toLowerCase().split(/\s+/u).filter(Boolean);
      const isOwnShown = this.form.querySelector("#events-own").checked;
      this.#found = this.#rows.filter((row) => {
        if (row.isOwn && !isOwnShown && words.length === 0 && chosen.every(([field]) => field !== "type")) return false;
        if (!chosen.every(([field, value]) => row[field] === value)) return false;
        if (words.length === 0) return true;
        row.text ??= columns.map((name) => row[name]).join(" ").toLowerCase();
        return words.every((word) => row.text.includes(word));
      });
      this.#first = 0;
      this.draw();
    }

    draw() {
      const found = this.#found, all = this.#rows.length;
      if (this.#isPaged) {
        this.body.replaceChildren(...found.slice(this.#first, this.#first + this.page).map((row) => this.element(row)));
        this.drawPages();
      } else {
        const shown = new Set(found);
        for (const row of this.#rows) row.element.hidden = !shown.has(row);
      }
      this.count.textContent = found.length === all ? `${all} events` : `${found.length} of ${all} events`;
    }

    element(row) {
      const element = document.createElement("tr");
      element.id = row.key;
      if (row.isOwn) element.className = "own";
      for (const name of columns) {
        const cell = element.insertCell(), text = visible(cut(row[name]));
        if (name === "place") cell.className = "number";
        if (/[^\x00-\x7F]/u.test(text)) {
          cell.append(document.createElement("bdi"));
          cell.firstChild.textContent = text;
        } else {
          cell.textContent = text;
        }
      }
      return element;
    }

    drawPages() {
      const last = Math.max(0, Math.ceil(this.#found.length / this.page) - 1), current = Math.floor(this.#first / this.page);
      const button = (text, place) => {
        const element = document.createElement("button");
        element.type = "button";
        element.textContent = text;
        element.disabled = place < 0 || place > last || place === current;
        element.addEventListener("click", () => {
          this.#first = place * this.page;
          this.draw();
          this.#section.scrollIntoView();
        });
        return element;
      };
      const text = document.createElement("span");
      text.textContent = `page ${current + 1} of ${last + 1}`;
      this.pages.hidden = last === 0;
      this.pages.replaceChildren(
        button("First", 0), button("Previous", current - 1), text, button("Next", current + 1), button("Last", last));
    }

    // Shows the row that a link leads to, whatever was filtered.
    follow(hash) {
      const key = hash.slice(1);
      if (!key.startsWith("event-")) return;
      const row = this.#rows.find((row) => row.key === key);
      if (!row) return;
      if (!this.#found.includes(row)) {
        this.form.reset();
        if (row.isOwn) this.form.querySelector("#events-own").checked = true;
        this.filter();
      }
      if (this.#isPaged) {
        this.#first = Math.floor(this.#found.indexOf(row) / this.page) * this.page;
        this.draw();
      }
      for (const other of this.body.querySelectorAll(".found")) other.classList.remove("found");
      const element = document.getElementById(key);
      element?.classList.add("found");
      element?.scrollIntoView({ block: "center" });
    }
  }

  // The table of this page; null where the page has none. `cutlog.eventTable.show(cutlog.eventsOf([found]))` gives it all events.
  function startEventTable(section, data) {
    return section?.querySelector("#events-filter") ? new EventTable(section, data?.events?.page ?? 250) : null;
  }

  Object.assign(cutlog, { EventTable, startEventTable });

  const element = document.getElementById("page-data");
  cutlog.eventTable = startEventTable(document.getElementById("events"), element && JSON.parse(element.textContent));
}
