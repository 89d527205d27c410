// How usable services are, by statements on them and by write freezes that their users feel.
//
// Guarantees: a service is as its worst part: the whole, a region, or a freeze that the plan says its users feel. Since when
// follows from all changes up to the instant, in the order of their times.
"use strict";
{
  const ranks = ["down", "degraded", "up"], partKinds = ["whole", "region", "freeze"];

  // Follows one service over its parts; changes come ordered by time.
  class ServiceCourse {
    parts = new Map();
    worst = null;
    since = null;

    apply(part, level, aspect, event) {
      // A statement about the whole speaks of all its regions too.
      if (part.kind === "whole") {
        for (const { part: other } of [...this.parts.values()]) if (other.kind === "region") this.#set(other, level, aspect, event);
      }
      this.#set(part, level, aspect, event);
      const now = Math.min(...[...this.parts.values()].map((standing) => ranks.indexOf(standing.level.state)));
      if (ranks[now] !== this.worst) this.since = event;
      this.worst = ranks[now];
    }

    #set(part, level, aspect, event) {
      const key = JSON.stringify([part.kind, part.region, part.dataset, part.side]), before = this.parts.get(key);
      // A repetition of the same state doesn't make it begin anew.
      const since = before?.level.state === level.state ? before.since : event;
      this.parts.set(key, { part, level, aspect, since, told: event });
    }

    // The least percentage, in hundredths, that is stated for a part in the worst state; null where none is.
    get hundredths() {
      const stated = [...this.parts.values()].filter(({ level }) => level.state === this.worst && level.hundredths !== null);
      return stated.length > 0 ? Math.min(...stated.map(({ level }) => level.hundredths)) : null;
    }
  }

  // Who may write to one data set, from its changes ordered by time: { freezes, openings, promotions }. A freeze ends when its own
  // side opens, or when the writer has moved and the new side opens, whichever is later.
  function writeHistory(changes) {
    const freezes = [], openings = [], promotions = [], frozen = new Map(), moved = new Map(), opened = new Map();
    const bySize = () => [...frozen].sort(([, left], [, right]) => left - right);
    for (const change of changes) {
      const { action, side, event, dataset, service } = change;
      if (action === "frozen") {
        opened.delete(side);
        if (frozen.has(side)) continue;
        frozen.set(side, freezes.length);
        freezes.push({ dataset, side, service, start: event, end: null });
      } else if (action === "opened") {
        // The opening of a side that was not itself frozen shows a new writer.
        const isNewWriter = !frozen.has(side) && side !== null, opening = { dataset, side, mark: event, ended: [] };
        for (const [other, position] of bySize()) {
          const hasMoved = moved.has(side) && cutlog.precedes(freezes[position].start, moved.get(side));
          if (other !== side && other !== null && !isNewWriter && !hasMoved) continue;
          freezes[position].end = event;
          frozen.delete(other);
          opening.ended.push(freezes[position]);
        }
        opened.set(side, opening);
        openings.push(opening);
      } else {
        moved.set(side, event);
        promotions.push(change);
        const opening = opened.get(side);
        if (!opening) continue;
        for (const [other, position] of bySize()) {
          if (other === side || !cutlog.precedes(freezes[position].start, opening.mark)) continue;
          freezes[position].end = event;
          frozen.delete(other);
          opening.ended.push(freezes[position]);
        }
      }
    }
    return { freezes, openings, promotions };
  }

  class ServiceBook {
    changes = [];
    writes = [];
    possibleServices = new Set();
    possibleWrites = [];

    copy() {
      const copy = new ServiceBook();
      copy.changes = [...this.changes];
      copy.writes = [...this.writes];
      copy.possibleServices = new Set(this.possibleServices);
      copy.possibleWrites = [...this.possibleWrites];
      return copy;
    }

    // Takes in that a service is down, degraded or up; without a name bad news concerns every one, good news none.
    change(service, region, level, aspect, stated) {
      if (stated.isPossible) {
        if (service !== null || level.state !== "up") this.possibleServices.add(service);
        return;
      }
      this.changes.push({ service, region: region === "*" ? null : region, level, aspect, event: stated.event });
    }

    // Takes in a freeze, an opening or a promotion; `side` is the one that is frozen, opened or promoted.
    write(action, dataset, side, service, stated) {
      if (stated.isPossible) this.possibleWrites.push({ dataset, service });
      else this.writes.push({ action, dataset, side, service, event: stated.event });
    }

    // Every service of the plan, in its order, then the others by name; one without a name where none is named.
    states(plan, isInDoubt) {
      const planned = plan?.services ?? [];
      const named = new Set([...this.changes, ...this.writes].map(({ service }) => service)
        .filter((name) => name !== null && name !== "*"));
      for (const { id } of planned) named.delete(id);
      const services = [...new Set(planned.map(({ id }) => id)), ...[...named].sort(cutlog.compareText)];
      const changes = this.changes.filter(({ service, level }) => service !== null || level.state !== "up")
        .sort((left, right) => cutlog.compareEvents(left.event, right.event));
      // A nameless service has neither a plan nor freezes of its own.
      const names = services.length === 0 && changes.length > 0 ? [null] : services;
      const freezes = this.#freezes();
      return names.map((name) => {
        const service = planned.find(({ id }) => id === name);
        const held = new Set(service?.datasets ?? []);
        const own = changes.filter((change) => change.service === null || change.service === "*" || name !== null
          && change.service === name);
        const concerns = ({ dataset, service: stated }) =>
          name !== null && stated === name || stated === "*" || (dataset === null ? held.size > 0 : held.has(dataset));
        const isOpen = [...name === null ? [] : [name], "*", null].some((one) => this.possibleServices.has(one))
          || this.possibleWrites.some(concerns);
        return this.#state(name, own, freezes.filter(concerns), service?.freezeImpact ?? null, isOpen, isInDoubt);
      });
    }

    #freezes() {
      const byDataset = new Map();
      for (const write of [...this.writes].sort((left, right) => cutlog.compareEvents(left.event, right.event))) {
        if (!byDataset.has(write.dataset)) byDataset.set(write.dataset, []);
        byDataset.get(write.dataset).push(write);
      }
      return [...byDataset.values()].flatMap((writes) => writeHistory(writes).freezes);
    }

    #state(name, changes, freezes, impact, isOpen, isInDoubt) {
      const level = impact === "degraded" || impact === "down" ? { state: impact, hundredths: null } : null;
      const steps = changes.map(({ region, level: stated, aspect, event }) =>
        ({ event, part: { kind: region === null ? "whole" : "region", region, dataset: null, side: null }, level: stated, aspect }));
      for (const { dataset, side, start, end } of level ? freezes : []) {
        const part = { kind: "freeze", region: null, dataset, side };
        steps.push({ event: start, part, level, aspect: null });
        if (end) steps.push({ event: end, part, level: { state: "up", hundredths: null }, aspect: null });
      }
      const course = new ServiceCourse();
      steps.sort((left, right) => cutlog.compareEvents(left.event, right.event));
      for (const step of steps) course.apply(step.part, step.level, step.aspect, step.event);
      // One write change in doubt may end or begin any freeze of its data set.
      const datasets = new Set(freezes.map(({ dataset }) => dataset));
      const isCertain = !isOpen && !changes.some(({ event }) => isInDoubt(event))
        && (!level || !this.writes.some(({ dataset, event }) => datasets.has(dataset) && isInDoubt(event)));
      const parts = [...course.parts.values()].filter(({ part, level: standing }) => part.kind !== "freeze" || standing.state !== "up")
        .map(({ part, level: standing, aspect, since, told }) => ({
          ...part, state: standing.state, percent: percent(standing.hundredths), aspect,
          basis: new cutlog.StateBasis(told, isCertain, since),
        }))
        .sort((left, right) => partKinds.indexOf(left.kind) - partKinds.indexOf(right.kind)
          || cutlog.compareNames([left.region, left.dataset, left.side], [right.region, right.dataset, right.side]));
      return {
        service: name ?? (changes.some(({ service }) => service === "*") ? "*" : null), state: course.worst,
        percent: percent(course.hundredths), parts, hasUnstatedFreeze: impact === null && freezes.some(({ end }) => end === null),
        basis: course.since && new cutlog.StateBasis(course.since, isCertain),
      };
    }
  }

  function percent(hundredths) { return hundredths === null ? null : hundredths / 100; }

  function serviceJSON({ service, state, percent: stated, hasUnstatedFreeze, parts, basis }) {
    return {
      service, state: state ?? "unknown", percent: stated, freezeUnstated: hasUnstatedFreeze,
      parts: parts.map(({ kind, region, dataset, side, state: standing, percent: own, aspect, basis: told }) =>
        ({ kind, region, dataset, side, state: standing, percent: own, aspect, ...cutlog.StateBasis.json(told) })),
      ...cutlog.StateBasis.json(basis),
    };
  }

  Object.assign(cutlog, { ServiceBook, serviceJSON, writeHistory });
}
