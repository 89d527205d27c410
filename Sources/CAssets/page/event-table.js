// The table of events: filter by type, layer, task and service, free search, and the rows that the page doesn't hold.
//
// Guarantees: what it shows comes from the rows of the page, or from lines that were verified; it is put into the page as text,
// never as markup. Without the script all rows of the page stay readable.
"use strict";
{
  const fields = ["type", "layer", "task", "service"];
  const columns = ["place", "time", "type", "task", "service", "says", "actor", "layer", "concerns", "source", "id"];
  const mostInCell = 400, mostOptions = 500, mostMembers = 40, prefix = "dev.cutlog.";
  const unread = new Set(["statement", "signature", "content", "checkpoint", "vkey", "value", "tasks", "nonce"]);

  // A verified event as a row; what isn't looked at isn't computed, for there may be a hundred thousand.
  class VerifiedRow {
    constructor(event, streams) {
      this.event = event;
      this.streams = streams;
    }

    get key() { return `event-${this.event.stream.number}-${this.event.index}`; }
    get isOwn() { return this.event.isRecorders; }
    get place() { return this.streams > 1 ? `${this.event.stream.number + 1}:${this.event.index}` : `${this.event.index}`; }
    get time() { return cutlog.formatTime(this.event.time); }
    get type() { return this.event.type.startsWith(prefix) ? this.event.type.slice(prefix.length) : this.event.type; }
    get task() { return this.event.task ?? ""; }
    get service() { return this.event.service ?? ""; }
    get layer() { return this.event.text("layer") ?? ""; }
    get actor() { return this.event.actor ?? ""; }
    get source() { return this.event.source; }
    get id() { return this.event.id; }

    get concerns() {
      const named = ["gate", "dataset", "region", "wave", "subject"].map((name) => [name, this.event.text(name)]);
      return named.filter(([, value]) => value !== null).map(([name, value]) => `${name}=${value}`).join(" ");
    }

    // The members of its `data`, but for what only machines read.
    get says() {
      const parts = this.event.mode === "live" ? [] : [`(${this.event.mode})`];
      for (const [name, value] of this.event.data) {
        if (unread.has(name) && (this.isOwn || name === "statement" || name === "signature")) continue;
        parts.push(`${name}=${typeof value === "string" ? value : cutlog.writeJSON(value)}`);
        if (parts.length > mostMembers) break;
      }
      return parts.join(" ");
    }
  }

  class EventTable {
    #section;
    #rows = [];
    #found = [];
    #first = 0;
    #isPaged = false;
    // What the page itself holds.
    #held;

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
      // The fields have their values back only after the event.
      this.form.addEventListener("reset", () => setTimeout(() => this.filter()));
      globalThis.addEventListener("hashchange", () => this.follow(location.hash));
      // A link to the place where the reader already is changes no address.
      document.addEventListener("click", (event) => {
        const link = event.target.closest?.("a[href^='#event-']");
        if (!link || link.hash !== location.hash || event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        this.follow(link.hash);
      });
      this.note = section.querySelector("#events-note");
      this.#held = { rows: this.#rows, note: this.note?.textContent };
      this.offer();
      this.filter();
      this.follow(location.hash);
    }

    // Takes all events of verified streams in the place of the rows that the page holds.
    show(events) {
      const streams = new Set(events.map((event) => event.stream.number)).size;
      this.#rows = events.map((event) => new VerifiedRow(event, streams));
      this.#isPaged = true;
      if (this.note) this.note.textContent = `All ${events.length} lines, out of the checked stream, ${this.page} at a time.`;
      this.offer();
      this.filter();
      this.follow(location.hash);
    }

    // Whether its rows are those that `show` gave.
    get showsVerified() { return this.#isPaged; }

    // Takes back what `show` gave, where the streams don't check any more.
    withdraw() {
      if (!this.#isPaged) return;
      this.#rows = this.#held.rows;
      this.#isPaged = false;
      if (this.note) this.note.textContent = this.#held.note;
      this.body.replaceChildren(...this.#rows.map((row) => row.element));
      this.pages.hidden = true;
      this.offer();
      this.filter();
    }

    // Fills the lists of what can be chosen.
    offer() {
      for (const field of fields) {
        const select = this.form.querySelector(`#events-${field}`), chosen = select.value;
        const names = [...new Set(this.#rows.map((row) => row[field]))].filter(Boolean).sort().slice(0, mostOptions);
        const options = names.map((name) => new Option(this.#isPaged ? cutlog.visible(cutlog.cutText(name, mostInCell)) : name, name));
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

    // Chooses nothing; a reset of the form would filter once more later on.
    clear() {
      for (const field of [...fields, "search"]) this.form.querySelector(`#events-${field}`).value = "";
      this.form.querySelector("#events-own").checked = false;
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
      const cells = columns.map((name) => {
        return cutlog.element("td", { class: name === "place" ? "number" : null }, cutlog.cutText(row[name], mostInCell));
      });
      return cutlog.element("tr", { id: row.key, class: row.isOwn ? "own" : null }, ...cells);
    }

    drawPages() {
      const last = Math.max(0, Math.ceil(this.#found.length / this.page) - 1), current = Math.floor(this.#first / this.page);
      const button = (text, place) => {
        const element = cutlog.element("button", { type: "button", disabled: place < 0 || place > last || place === current }, text);
        element.addEventListener("click", () => {
          this.#first = place * this.page;
          this.draw();
          this.#section.scrollIntoView();
        });
        return element;
      };
      const text = cutlog.element("span", {}, `page ${current + 1} of ${last + 1}`);
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
        this.clear();
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
      // At once: on the way through a long page the eye finds nothing, and what is put above the row would throw it off.
      element?.scrollIntoView({ block: "center", behavior: "instant" });
    }
  }

  // The table of this page; null where the page has none. `cutlog.eventTable.show(cutlog.eventsOf([found]))` gives it all events.
  function startEventTable(section, data) {
    return section?.querySelector("#events-filter") ? new EventTable(section, data?.eventsAtATime ?? 250) : null;
  }

  Object.assign(cutlog, { EventTable, startEventTable });

  const element = document.getElementById("page-data");
  cutlog.eventTable = startEventTable(document.getElementById("events"), element && cutlog.readPageData(element.textContent));
}
