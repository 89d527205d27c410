// The rows of a state in the page.
//
// Guarantees: of each group so many rows are shown that the page stays quick, and how many more there are is said, with a button that
// shows them. Elements of what did not change stay as they are, so that a reader's place and selection are kept.
"use strict";
{
  const { element } = cutlog;
  const mostRows = 25;

  class GroupView {
    #rows = new Map();
    #order = [];
    #showsAll = false;
    #shown = [];

    constructor(group, view) {
      this.view = view;
      this.body = element("tbody");
      this.more = element("button", { type: "button", hidden: true });
      this.more.addEventListener("click", () => {
        this.#showsAll = !this.#showsAll;
        this.#draw();
      });
      const heading = `replay-group-${group.id.replace(/[^a-z]+/g, "-")}`;
      this.title = element("h3", { id: heading });
      this.root = element("section", { class: "replay-group", "aria-labelledby": heading }, this.title,
        element("table", {},
          element("colgroup", {}, ["what", "state", "since"].map((name) => element("col", { class: name }))),
          element("thead", {}, element("tr", {}, ["what", "state", "since"].map((name) =>
            element("th", { scope: "col" }, element("span", { class: "visually-hidden" }, name))))),
          this.body),
        this.more);
    }

    update(group, changedSince) {
      this.#shown = group.rows;
      this.brief = group.brief ?? mostRows;
      if (this.title.textContent !== group.title) this.title.textContent = group.title;
      this.changedSince = changedSince;
      this.#draw();
    }

    #draw() {
      const rows = this.#showsAll ? this.#shown : this.#shown.slice(0, this.brief), others = this.#shown.length - this.brief;
      const order = rows.map((row) => row.key);
      for (const row of rows) this.#drawRow(row);
      if (order.length !== this.#order.length || order.some((key, place) => key !== this.#order[place])) {
        this.body.replaceChildren(...order.map((key) => this.#rows.get(key).line));
        this.#order = order;
      }
      const text = others <= 0 ? "" : this.#showsAll ? "Show fewer" : `Show ${others} more`;
      if (this.more.textContent !== text) this.more.textContent = text;
      this.more.hidden = others <= 0;
    }

    #drawRow(row) {
      const isChanged = row.since !== null && row.since === this.changedSince;
      const sign = JSON.stringify([row.name, row.value, row.tone, row.since, row.event?.index, row.event?.stream, row.isCertain, isChanged]);
      let known = this.#rows.get(row.key);
      if (known?.sign === sign) return;
      if (!known) this.#rows.set(row.key, known = { line: element("tr") });
      known.sign = sign;
      known.line.className = isChanged ? "changed" : "";
      known.line.replaceChildren(
        element("th", { scope: "row" }, row.name),
        element("td", { class: row.tone }, row.value, row.isCertain ? null : element("span", { class: "note" }, " (uncertain)")),
        element("td", {}, isChanged ? element("span", { class: "visually-hidden" }, "changed now, ") : null, this.view.since(row)));
    }
  }

  class StateView {
    #groups = new Map();
    #order = [];

    // `places` are the numbers of the report's streams by their origins, where its events are listed.
    constructor(root, places) { Object.assign(this, { root, places }); }

    // Shows the groups; rows that changed by the instant `changedSince`, as text, are marked.
    show(groups, changedSince) {
      for (const group of groups) {
        if (!this.#groups.has(group.id)) this.#groups.set(group.id, new GroupView(group, this));
        this.#groups.get(group.id).update(group, changedSince);
      }
      const order = groups.map(({ id }) => id);
      if (order.length === this.#order.length && order.every((id, place) => id === this.#order[place])) return;
      this.root.replaceChildren(...order.map((id) => this.#groups.get(id).root));
      this.#order = order;
    }

    // When a row became as it is, leading to the event that says so.
    since({ since, event }) {
      if (since === null) return "";
      const time = element("time", { datetime: since, title: since }, since.slice(11, 19)), place = event && this.places.get(event.stream);
      return place === undefined || place === null ? time : element("a", { href: `#event-${place}-${event.index}` }, time);
    }
  }

  Object.assign(cutlog, { StateView });
}
