// Who holds each listener, by bindings and releases of single owners and by readings that name all owners.
//
// Guarantees: a reading of a side replaces what was known of that side, one without a side ends the hold of all whom it doesn't
// name. Of an owner whom it names it doesn't say where: that is the side at which the owner was last said to be, else unknown.
"use strict";
{
  const isSameSet = (left, right) => left.size === right.size && [...left].every((owner) => right.has(owner));

  class ListenerBook {
    #records = new Map();
    #possible = new Set();

    copy() {
      const copy = new ListenerBook();
      copy.#possible = new Set(this.#possible);
      for (const [listener, { bindings, readings, latest }] of this.#records) {
        copy.#records.set(listener, {
          bindings: new Map([...bindings].map(([key, binding]) => [key, { ...binding, register: binding.register.copy() }])),
          readings: new Map([...readings].map(([side, register]) => [side, register.copy()])), latest,
        });
      }
      return copy;
    }

    #record(listener, stated) {
      if (stated.isPossible) {
        this.#possible.add(listener);
        return null;
      }
      if (!this.#records.has(listener)) this.#records.set(listener, { bindings: new Map(), readings: new Map(), latest: null });
      const record = this.#records.get(listener);
      record.latest = cutlog.latestOf(record.latest, stated.event);
      return record;
    }

    // Takes in that an owner holds the listener or doesn't any more.
    bind(listener, owner, side, isBound, stated) {
      const bindings = this.#record(listener, stated)?.bindings, key = JSON.stringify([owner, side]);
      if (!bindings) return;
      if (!bindings.has(key)) bindings.set(key, { owner, side, register: new cutlog.StateRegister() });
      bindings.get(key).register.take(isBound, stated.event, stated.isInDoubt);
    }

    // Takes in a reading of all owners, at one side or at all.
    read(listener, owners, side, stated) {
      const readings = this.#record(listener, stated)?.readings;
      if (!readings) return;
      if (!readings.has(side)) readings.set(side, new cutlog.StateRegister(isSameSet));
      readings.get(side).take(new Set(owners), stated.event, stated.isInDoubt);
    }

    // Every listener that was ever named, by name.
    get states() {
      return [...this.#records].sort(([left], [right]) => cutlog.compareText(left, right)).map(([listener, record]) => {
        const isOpen = this.#possible.has(listener);
        const isCertain = !isOpen && [...record.bindings.values()].every(({ register }) => register.isCertain)
          && [...record.readings.values()].every((register) => register.isCertain);
        const owners = ownersOf(record).map((owner) => isOpen ? { ...owner, basis: owner.basis.uncertain() } : owner);
        return { listener, owners, isDuplicate: owners.length > 1, basis: new cutlog.StateBasis(record.latest, isCertain) };
      });
    }
  }

  function ownersOf(record) {
    const holders = new Map();
    const add = (owner, side) => holders.set(JSON.stringify([owner, side]), { owner, side });
    for (const { owner, side } of record.bindings.values()) add(owner, side);
    for (const [side, register] of record.readings) for (const owner of register.value) add(owner, side);
    const found = [];
    for (const { owner, side } of holders.values()) {
      const basis = side === null ? null : standing(owner, side, record);
      if (basis) found.push({ owner, side, basis });
    }
    const known = new Set(found.map(({ owner }) => owner));
    for (const { owner, side } of holders.values()) {
      if (side !== null || known.has(owner)) continue;
      const word = sidelessWord(owner, record);
      if (!word?.holds) continue;
      // What was said later of this owner at some side counts more.
      const isOverruled = [...record.bindings.values()].some((other) =>
        other.owner === owner && other.side !== null && other.register.basis.isLater(word.basis));
      if (!isOverruled) found.push({ owner, side, basis: word.basis });
    }
    return found.sort((left, right) => cutlog.compareNames([left.side, left.owner], [right.side, right.owner]));
  }

  function later(word, other) { return word && !other.basis.isLater(word.basis) ? word : other; }

  // What was last said of an owner by a binding at a side, and by a reading of that side; a null side is none.
  function lastWord(owner, side, record) {
    const binding = record.bindings.get(JSON.stringify([owner, side]))?.register, reading = record.readings.get(side);
    const word = binding ? { basis: binding.basis, holds: binding.value } : null;
    return reading ? later(word, { basis: reading.basis, holds: reading.value.has(owner) }) : word;
  }

  function sidelessWord(owner, record) { return lastWord(owner, null, record); }

  // On what it rests that an owner holds the listener at a side; null if it doesn't.
  function standing(owner, side, record) {
    const last = lastWord(owner, side, record);
    if (!last?.holds) return null;
    const sideless = sidelessWord(owner, record), word = sideless ? later(last, sideless) : last;
    return word.holds ? word.basis : null;
  }

  function listenerJSON({ listener, owners, isDuplicate, basis }) {
    return {
      listener, owners: owners.map(({ owner, side, basis: told }) => ({ owner, side, ...cutlog.StateBasis.json(told) })),
      duplicate: isDuplicate, ...cutlog.StateBasis.json(basis),
    };
  }

  Object.assign(cutlog, { ListenerBook, listenerJSON });
}
