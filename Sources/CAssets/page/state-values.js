// What was last said of each thing, and on which event that rests.
//
// Guarantees: of all events that count the latest decides, in whatever order they come. A value is certain only where it is the
// same wherever in its accuracy each event concerned happened.
"use strict";
{
  // What an event says of one thing, as it was written: { kind, value } of kind text, number, flag, time, texts or absent.
  const absent = { kind: "absent", value: null };
  const makeText = (value) => value === null ? absent : { kind: "text", value };

  // The value of a member of any form: a text as it is, all else as JSON.
  function written(value) {
    if (typeof value === "string") return { kind: "text", value };
    if (value instanceof cutlog.JSONNumber) return { kind: "number", value };
    if (typeof value === "boolean") return { kind: "flag", value };
    return { kind: "text", value: cutlog.writeJSON(value) };
  }

  function isSame(left, right) {
    if (left.kind !== right.kind) return false;
    switch (left.kind) {
      case "number": return left.value.text === right.value.text;
      case "time": return left.value.nanoseconds === right.value.nanoseconds;
      case "texts": return left.value.length === right.value.length && left.value.every((text, place) => text === right.value[place]);
      default: return left.value === right.value;
    }
  }

  function valueJSON(value) {
    if (!value || value.kind === "absent") return null;
    return value.kind === "time" ? cutlog.formatTime(value.value) : value.value;
  }

  // Since when, by which event and whether for certain: the end of every value in an answer.
  class Basis {
    constructor(event, isCertain, since = event) { Object.assign(this, { event, isCertain, since }); }

    isLater(other) { return cutlog.precedes(other.event, this.event); }
    uncertain() { return new Basis(this.event, false, this.since); }

    // The later of both; certain only where both are.
    static latest(left, right) {
      if (!left || !right) return left ?? right;
      const later = right.isLater(left) ? right : left;
      return new Basis(later.event, left.isCertain && right.isCertain, later.since);
    }

    static json(basis) {
      return basis ? { since: basis.since.reference.time, event: basis.event.reference, certain: basis.isCertain }
        : { since: null, event: null, certain: null };
    }
  }

  // What was last said of one thing, and whether the accuracy of the events leaves it open.
  class Register {
    value;
    event = null;
    sure = null;
    doubt = [];

    constructor(same = (left, right) => left === right) { this.same = same; }

    take(value, event, isInDoubt) {
      if (this.event === null || cutlog.precedes(this.event, event)) Object.assign(this, { value, event });
      if (!isInDoubt) {
        if (this.sure === null || cutlog.precedes(this.sure.event, event)) this.sure = { value, event };
      } else if (this.doubt.length < 2 && !this.doubt.some((said) => this.same(said, value))) {
        this.doubt.push(value);
      }
    }

    copy() {
      const copy = new Register(this.same);
      Object.assign(copy, { value: this.value, event: this.event, sure: this.sure, doubt: [...this.doubt] });
      return copy;
    }

    // Whether the value is the same with and without any of the events in doubt.
    get isCertain() {
      if (this.doubt.length === 0) return true;
      return this.doubt.length === 1 && this.same(this.doubt[0], this.value) && this.sure !== null
        && this.same(this.sure.value, this.value);
    }

    get basis() { return new Basis(this.event, this.isCertain); }
  }

  // By the bytes of the names in turn; a missing name comes first.
  function compareNames(left, right) {
    for (let place = 0; place < Math.min(left.length, right.length); place++) {
      if (left[place] === right[place]) continue;
      if (left[place] === null || right[place] === null) return left[place] === null ? -1 : 1;
      return cutlog.compareText(left[place], right[place]);
    }
    return left.length - right.length;
  }

  // What tells two things of a section apart, and what can be known of one.
  const sections = {
    phase: [["wave"], ["phase"]],
    roles: [["role"], ["holder", "from"]],
    checks: [["check"], ["result", "kind", "expected", "observed", "reason"]],
    traffic: [["service", "to"], ["percent"]],
    dns: [["name", "resolver", "region"], ["answers", "ttl"]],
    endpoints: [["key", "region"], ["value"]],
    configuration: [["key", "region"], ["value", "digest", "revision"]],
    policies: [["policy", "action", "target", "region"], ["allowed"]],
    queues: [["queue", "side"], ["depth", "oldestSeconds"]],
    consumers: [["topic", "group", "side"], ["bound", "members", "lag"]],
    jobs: [["job", "side"], ["state", "due", "started", "completed", "failed", "suspended", "watermark", "rows"]],
    workloads: [
      ["workload", "side", "region"],
      ["state", "suspended", "desired", "ready", "restarts", "memoryLimit", "configRevision", "terminated", "reason"],
    ],
    locks: [["scope"], ["locked", "deployed"]],
    datasets: [["dataset"], ["writer", "writerBefore", "diverged", "reconciled", "lost"]],
    copies: [
      ["dataset", "side"],
      ["writes", "sourcePosition", "targetPosition", "inSync", "lagSeconds", "lastCommit", "recoverableUpTo", "method", "firstWrite",
        "lastWrite"],
    ],
  };
  // The values of one of these come from different events, each of which is named.
  const hasManyEvents = new Set(["consumers", "jobs", "workloads", "locks", "datasets", "copies"]);

  // What is known of one thing.
  class Item {
    // `readings` are { value, basis } by the section's members; those of which nothing was said are missing.
    constructor(section, names, readings, basis) { Object.assign(this, { section, names, readings, basis }); }

    // The value of a member; null where nothing was said of it, or the event that counts leaves it out.
    value(member) {
      const value = this.readings[member]?.value;
      return value && value.kind !== "absent" ? value : null;
    }

    text(member) {
      const value = this.value(member);
      if (value?.kind === "text") return value.value;
      return value?.kind === "number" ? value.value.text : null;
    }

    flag(member) { return this.value(member)?.kind === "flag" ? this.value(member).value : null; }

    // The value where it is a whole number.
    integer(member) { return this.value(member)?.kind === "number" ? this.value(member).value.integer : null; }

    // The item with the word that follows for its state; certain only if all is that it follows from.
    deriving(word, reading, considered) {
      if (word === null || !reading) return this;
      const isCertain = considered.every((one) => one?.basis.isCertain ?? true);
      const state = { value: makeText(word), basis: new Basis(reading.basis.event, isCertain, reading.basis.since) };
      return new Item(this.section, this.names, { ...this.readings, state }, this.basis);
    }

    namesJSON(from = 0) {
      return Object.fromEntries(sections[this.section][0].slice(from).map((name, place) => [name, this.names[from + place]]));
    }

    // Everything but the names.
    get valuesJSON() { return itemValues(this.section, this.readings, this.basis); }
    get json() { return { ...this.namesJSON(), ...this.valuesJSON }; }
  }

  function itemValues(section, readings, basis) {
    const members = sections[section][1];
    const values = { ...Object.fromEntries(members.map((member) => [member, valueJSON(readings[member]?.value)])), ...Basis.json(basis) };
    if (hasManyEvents.has(section)) {
      values.readings = members.filter((member) => readings[member])
        .map((member) => ({ name: member, ...Basis.json(readings[member].basis) }));
    }
    return values;
  }

  // What was last said of every thing, section by section.
  class Book {
    #items = new Map();
    #possible = new Map();
    // What is not marked as its own is shared with a copy, and copied before it is changed.
    #own = {};

    #thing(kept, section, names, key) {
      let things = kept.get(section);
      if (!things) kept.set(section, things = new Map());
      let thing = things.get(key);
      if (!thing) {
        things.set(key, thing = { names, members: new Map(), owner: this.#own });
      } else if (thing.owner !== this.#own) {
        const members = [...thing.members].map(([name, known]) => [name, Array.isArray(known) ? [...known] : known.copy()]);
        things.set(key, thing = { names, members: new Map(members), owner: this.#own });
      }
      return thing;
    }

    // Another book that says the same; what is then said in either is not said in the other.
    copy() {
      const copy = new Book(), copied = (kept) => new Map([...kept].map(([section, things]) => [section, new Map(things)]));
      copy.#items = copied(this.#items);
      copy.#possible = copied(this.#possible);
      this.#own = {};
      return copy;
    }

    // Takes in what one event says of some members; `stated` is { event, isInDoubt, isPossible }.
    set(section, names, values, stated) { this.setKeyed(section, names, JSON.stringify(names), Object.entries(values), stated); }

    // The same, with the names as a key and the values as pairs.
    setKeyed(section, names, key, values, { event, isInDoubt, isPossible }) {
      if (values.length === 0) return;
      const { members } = this.#thing(isPossible ? this.#possible : this.#items, section, names, key);
      for (const [member, value] of values) {
        const known = members.get(member);
        if (!isPossible) {
          const register = known ?? new Register(isSame);
          if (!known) members.set(member, register);
          register.take(value, event, isInDoubt);
        } else if (!known) {
          members.set(member, [value]);
        } else if (known.length < 2 && !isSame(known[0], value)) {
          // Two are enough: one of them is another than that which counts.
          known.push(value);
        }
      }
    }

    // The names of what may have changed in a section by events that don't count.
    possibleNames(section) { return [...this.#possible.get(section)?.values() ?? []].map(({ names }) => names); }

    // Everything of a section, ordered by name.
    items(section) {
      const things = [...this.#items.get(section)?.entries() ?? []];
      return things.sort(([, left], [, right]) => compareNames(left.names, right.names)).map(([key, { names, members }]) => {
        const open = this.#possible.get(section)?.get(key)?.members ?? new Map();
        // A member of which nothing else is said may change what follows from all of them.
        const isOpen = [...open.keys()].some((member) => !members.has(member));
        const readings = {};
        let basis = null;
        for (const member of sections[section][1]) {
          const register = members.get(member);
          if (!register) continue;
          const isUncertain = isOpen || (open.get(member)?.some((value) => !isSame(value, register.value)) ?? false);
          const own = isUncertain ? register.basis.uncertain() : register.basis;
          readings[member] = { value: register.value, basis: own };
          basis = Basis.latest(basis, own);
        }
        return new Item(section, names, readings, basis);
      });
    }
  }

  Object.assign(cutlog, {
    stateAbsent: absent, stateText: makeText, stateWritten: written, StateBasis: Basis, StateRegister: Register, StateBook: Book,
    stateItemValues: itemValues, compareNames,
  });
}
