// When services were impaired, and who wrote to data, over a whole run.
//
// Guarantees: the episodes, the run's bounds and the proofs that nothing was impaired are those of `cutlog objectives`. Bad news
// without a service counts for every one, good news for none.
"use strict";
{
  const { precedes, compareEvents, larger, spanBetween, measureSpans, surelyPrecedes, uniqueTexts } = cutlog;
  const ranks = { down: 0, degraded: 1, up: 2 };
  // The one service of a stream that names none.
  const unnamed = Symbol("unnamed");
  const defaultSettle = 900000000000n;

  // Whether a level counts as an episode: not up, or below a minimum in percent. Without a stated percentage, degraded is below any.
  function isBelow(level, minimum) {
    if (minimum === null || level.state === "down" || level.hundredths === null) return level.state !== "up";
    return level.hundredths < minimum * 100;
  }

  function isBetter(level, other) {
    if (level.state !== other.state) return ranks[level.state] > ranks[other.state];
    return level.hundredths !== null && other.hundredths !== null && level.hundredths > other.hundredths;
  }

  // Follows the level of services over all their parts and finds the episodes; changes come ordered by time.
  class EpisodeFinder {
    // By key: { part, level }. A region that isn't here is as its service as a whole.
    #levels = new Map();
    episodes = [];
    uncertainGaps = [];

    constructor(options) { Object.assign(this, options); }

    #key(part) { return JSON.stringify([part.kind, String(part.service), part.region ?? null, part.dataset ?? null, part.side ?? null]); }
    #is(state) { return [...this.#levels.values()].some(({ level }) => state(level)); }
    get #isBelow() { return this.#is((level) => isBelow(level, this.minimum)); }
    get #isDown() { return this.#is((level) => level.state === "down"); }

    // The parts that are below the minimum now.
    get partsBelow() { return [...this.#levels.values()].filter(({ level }) => isBelow(level, this.minimum)).map(({ part }) => part); }

    apply(part, level, mark) {
      const wasBelow = this.#isBelow, wasDown = this.#isDown, key = this.#key(part);
      let isRelief = false, before = this.#levels.get(key)?.level;
      if (part.kind === "whole") {
        // All regions are as the whole from now on.
        for (const [other, standing] of [...this.#levels]) {
          if (standing.part.kind !== "region" || standing.part.service !== part.service) continue;
          if (isBetter(level, standing.level)) isRelief = true;
          this.#levels.delete(other);
        }
      } else if (part.kind === "region") {
        before ??= this.#levels.get(this.#key({ kind: "whole", service: part.service }))?.level;
      }
      if (isBetter(level, before ?? { state: "up", hundredths: null })) isRelief = true;
      this.#levels.set(key, { part, level });
      this.#advance(wasBelow, wasDown, isRelief, isBelow(level, this.minimum), mark);
    }

    // Whether a new episode would be part of the last one.
    #isSettling(mark) {
      const last = this.episodes.at(-1);
      if (!last?.end) return false;
      if (this.runBegin !== null && last.start.nanoseconds < this.runBegin && mark.nanoseconds >= this.runBegin) return false;
      const gap = spanBetween(last.end, mark);
      if (gap.upper < this.settle || gap.upper === this.settle && mark.accuracy > 0n) return true;
      if (gap.lower >= this.settle) return false;
      this.uncertainGaps.push({ end: last.end, start: mark });
      return this.settling === "merging" || this.settling === "stated" && gap.stated < this.settle;
    }

    #advance(wasBelow, wasDown, isRelief, shows, mark) {
      const isBelowNow = this.#isBelow, isDown = this.#isDown;
      if (isBelowNow && !wasBelow) {
        if (this.#isSettling(mark)) this.episodes.at(-1).end = null;
        else this.episodes.push({ start: mark, end: null, down: new DownTotal(), relief: null, lastShown: mark });
      }
      const episode = this.episodes.at(-1);
      if (!isBelowNow && !wasBelow || !episode) return;
      if (shows) episode.lastShown = mark;
      if (isRelief && wasBelow) episode.relief ??= mark;
      if (isDown && isBelowNow && (!wasDown || !wasBelow)) episode.down.begin(mark);
      if (wasDown && (!isDown || !isBelowNow)) {
        const windows = this.announcements.filter((announcement) => countsFor(announcement, episode.start));
        episode.down.end(mark, windows.map(({ from, to }) => [from, to]));
      }
      if (!isBelowNow) episode.end = mark;
    }
  }

  // The sum of the spans in `down` within an episode; they come in order of time and don't overlap.
  class DownTotal {
    stated = 0n;
    lower = 0n;
    upper = 0n;
    first = null;
    last = null;
    openSince = null;
    #counted = null;

    begin(mark) {
      this.first ??= mark;
      this.openSince = mark;
    }

    end(mark, windows) {
      const start = this.openSince;
      if (!start) return;
      const span = measureSpans([[start, mark]], windows);
      this.stated += span.stated;
      this.lower += span.lower;
      // Uncertain ends may overlap the next start: no instant counts twice.
      const twice = this.#counted === null ? 0n : larger(0n, this.#counted - start.earliest);
      this.upper += windows.length === 0 ? larger(0n, span.upper - twice) : span.upper;
      this.#counted = this.#counted === null ? mark.latest : larger(this.#counted, mark.latest);
      this.last = mark;
      this.openSince = null;
    }
  }

  // Whether an announcement was made before an impact, whatever the accuracy of both; else it counts for nothing.
  function countsFor(announcement, impact) { return surelyPrecedes(announcement.mark, impact); }

  class RunAnalysis {
    constructor(record) {
      const { plan } = record.context;
      Object.assign(this, { record, plan, context: record.context });
      const names = (planned, others) => {
        const first = new Set(planned);
        return [...first, ...[...others].filter((name) => !first.has(name)).sort(cutlog.compareText)];
      };
      const objectives = plan?.objectives ?? [], stated = (name) => objectives.map((objective) => objective[name])
        .filter((id) => id !== null);
      this.services = names([...(plan?.services ?? []).map(({ id }) => id), ...stated("service")], record.services);
      this.datasets = names([...(plan?.services ?? []).flatMap(({ datasets }) => datasets), ...stated("dataset")], record.datasets);
      record.sort();
      const byDataset = new Map([null, ...this.datasets].map((dataset) => [dataset, []]));
      for (const change of record.writeChanges) byDataset.get(change.dataset).push(change);
      this.histories = new Map([...byDataset].map(([dataset, changes]) => [dataset, cutlog.writeHistory(changes)]));
      this.allFreezes = [...this.histories.values()].flatMap(({ freezes }) => freezes);
    }

    get allServices() { return this.services.length === 0 ? [unnamed] : this.services; }
    serviceName(service) { return service === unnamed ? "" : service; }
    datasetName(dataset) { return dataset ?? "an unnamed data set"; }
    plannedService(service) { return this.plan?.services.find(({ id }) => id === service) ?? null; }
    isMilestone(task) { return this.plan?.tasks.some(({ id, isMilestone }) => id === task && isMilestone) ?? false; }
    writes(dataset) { return this.histories.get(dataset) ?? cutlog.writeHistory([]); }
    evidence(dataset) { return this.record.evidence.get(dataset) ?? new cutlog.RunEvidence(); }
    datasetsOf(service) { return service === null ? this.datasets : this.plannedService(service)?.datasets ?? []; }

    // The freezes that concern a planned service: of its data sets, those that name it, and those that name no data set, if it
    // holds any.
    freezesOf(service) {
      const held = new Set(this.plannedService(service)?.datasets ?? []);
      if (held.size > 0) held.add(null);
      return this.allFreezes.filter((freeze) => held.has(freeze.dataset) || freeze.service === service || freeze.service === "*");
    }

    // The events of a kind that concern services, by time; those without a service concern every one.
    marks(kind, services) {
      const events = this.record.anchors.get(kind) ?? [];
      const concerned = services.length === 1 ? events.filter(({ service }) => [services[0], "*", null].includes(service)) : events;
      return concerned.map(({ mark }) => mark);
    }

    announcements(services) {
      if (services.length !== 1) return this.record.announcements;
      return this.record.announcements.filter(({ service }) => service === services[0] || service === "*");
    }

    // Follows services, one or all of the run, which are taken together as their worst. Episodes less than `settle` apart are one,
    // but with `dividesAtRun` none that began before the run reaches an impact within it.
    timeline(services, { minimum = null, settle = defaultSettle, settling = "stated", excludesAnnounced = false,
      dividesAtRun = false } = {}) {
      const finder = new EpisodeFinder({
        minimum, settle, settling, announcements: excludesAnnounced ? this.announcements(services) : [],
        runBegin: dividesAtRun ? this.record.runBegan[0]?.nanoseconds ?? null : null,
      });
      const steps = this.#boundaries(services);
      for (const change of this.record.serviceChanges) {
        const { mark, region, level } = change;
        const concerned = services.length !== 1 && change.service !== null && change.service !== "*" ? [change.service]
          : services.filter((service) => concerns(change, service));
        for (const service of concerned) steps.push({ mark, part: { kind: region === null ? "whole" : "region", service, region }, level });
      }
      steps.sort((left, right) => compareEvents(left.mark, right.mark));
      for (const { part, level, mark } of steps) finder.apply(part, level, mark);
      const waitsFor = uniqueTexts(finder.partsBelow.map((part) => this.#waitsFor(part)));
      const failed = [...services, "*", null].map((service) => this.record.failedProbes.get(service))
        .filter((instant) => instant !== undefined);
      const episodes = finder.episodes.map((raw) => ({
        ...raw, lastShown: raw.end ? raw.lastShown.earliest : failed.reduce(larger, raw.lastShown.earliest),
        waitsFor: raw.end ? [] : waitsFor,
      }));
      return { episodes, doubts: this.#doubts(services, finder.episodes), uncertainGaps: finder.uncertainGaps };
    }

    #waitsFor(part) {
      if (part.kind === "whole") return "service.up";
      return part.kind === "region" ? `service.up in ${part.region}` : `writes.opened of ${this.datasetName(part.dataset)}`;
    }

    #boundaries(services) {
      return services.flatMap((service) => {
        const impact = this.plannedService(service)?.freezeImpact ?? null;
        if (impact === null || impact === "none") return [];
        return this.freezesOf(service).flatMap(({ dataset, side, start, end }) => {
          const part = { kind: "freeze", service, dataset, side };
          const begin = { mark: start, part, level: { state: impact, hundredths: null } };
          return end ? [begin, { mark: end, part, level: { state: "up", hundredths: null } }] : [begin];
        });
      });
    }

    // Where the plan doesn't say what a freeze means to a service, and the freeze doesn't lie within an episode.
    #doubts(services, episodes) {
      return services.filter((service) => {
        const planned = this.plannedService(service);
        if (!planned || planned.freezeImpact !== null) return false;
        return this.freezesOf(service).some(({ start, end }) => {
          const last = episodes.filter((episode) => !precedes(start, episode.start)).at(-1);
          if (!last) return true;
          if (!last.end) return false;
          return !end || precedes(last.end, end);
        });
      }).map((service) => `freezeImpact of ${this.serviceName(service)}`);
    }

    // MARK: The run

    // The end of the run; null where the run has no beginning, or begins again after it.
    get runEnd() {
      const began = this.record.runBegan.at(-1), ended = this.record.runEnded.at(-1);
      return began && ended && precedes(began, ended) ? ended : null;
    }

    // The first and the last instant of the run, as stated; null for a stream without events.
    get window() {
      const { firstTime, lastTime, runBegan } = this.record;
      if (firstTime === null) return null;
      const from = runBegan[0]?.nanoseconds ?? firstTime;
      return { from, to: larger(from, this.runEnd?.nanoseconds ?? lastTime) };
    }

    isWithinRun(mark) {
      const began = this.record.runBegan[0], ended = this.runEnd;
      return !(began && mark.nanoseconds < began.nanoseconds) && !(ended && mark.nanoseconds > ended.nanoseconds);
    }

    // Whether what began with one event, and ended with another if it did, began before the run and lasts into it.
    lastsIntoRun({ start, end }) {
      const began = this.record.runBegan[0]?.nanoseconds;
      return began !== undefined && start.nanoseconds < began && (!end || end.nanoseconds > began);
    }

    // Whether a no-go ended the run before any impact.
    get endedBeforeImpact() {
      const { record } = this, noGo = record.decisions.filter(({ word }) => word === "no-go").at(-1);
      if (!noGo || !this.isWithinRun(noGo.mark)) return false;
      const ahead = ["go", "invoke", "fail-forward", "commit"], ended = record.runEnded.at(-1), { window } = this;
      if (record.decisions.some(({ word, mark }) => ahead.includes(word) && precedes(noGo.mark, mark))) return false;
      if (ended && record.runCompleted.some((mark) => compareEvents(mark, ended) === 0)) return false;
      if (record.serviceChanges.some(({ level, mark }) => level.state !== "up" && this.isWithinRun(mark))) return false;
      if (window && [...record.failedSpans.values()].some((spans) => spans.intersects(window.from, window.to))) return false;
      if ([...record.evidence.values()].some(({ lost, diverged }) => lost.length > 0 || diverged.length > 0)) return false;
      const isHarmful = ({ dataset, service }) => {
        const holders = (this.plan?.services ?? []).filter(({ id, datasets }) => datasets.includes(dataset) || id === service);
        return holders.length === 0 || holders.some(({ freezeImpact }) => freezeImpact !== "none");
      };
      if (record.writeChanges.some((change) => change.action === "frozen" && this.isWithinRun(change.event)
        && isHarmful(change))) return false;
      if (this.allFreezes.some((freeze) => this.lastsIntoRun(freeze) && isHarmful(freeze))) return false;
      return !this.timeline(this.allServices, { dividesAtRun: true }).episodes.some((episode) => this.lastsIntoRun(episode));
    }

    // What shows that a service had no impact during the run, as { proof, missing }; without a proof the name of what is missing.
    // An `impact.none` shows nothing here, for nobody has checked its signature.
    unimpaired(service) {
      const { window, record } = this, unshown = "service.observed over the whole run, or impact.none";
      if (!window) return { proof: null, missing: unshown };
      for (const name of [service, "*", null]) {
        if (record.failedSpans.get(name)?.intersects(window.from, window.to)) return { proof: null, missing: unshown };
      }
      const acts = record.attested.filter((act) => act.service === service || act.service === "*");
      return {
        proof: this.#probes(service, window.from, window.to), missing: acts.length === 0 ? unshown : "a checked signature of impact.none",
      };
    }

    // The probes that cover a service from one instant to another, in every region that is known of it; null if none do.
    #probes(service, start, end) {
      const { coverage, probeSlack, serviceChanges } = this.record;
      // Where the clocks of those who probed may be wrong, the probes must reach so much further.
      const from = start - probeSlack.after, to = end + probeSlack.before;
      const own = coverage.get(service) ?? new Map(), shared = coverage.get("*") ?? new Map();
      const of = (region) => (own.get(region) ?? new cutlog.ProbeCoverage()).union(shared.get(region));
      const whole = of(null), span = whole.covering(from, to);
      if (span) return span;
      const regions = new Set([...own.keys(), ...shared.keys()]);
      for (const change of serviceChanges) if (concerns(change, service)) regions.add(change.region);
      regions.delete(null);
      let result = null;
      for (const region of regions) {
        const covering = of(region).union(whole).covering(from, to);
        if (!covering) return null;
        result = result ? joinedProof(result, covering) : covering;
      }
      return result;
    }

    // The side that a data set's writer left and the one that it went to; null where nothing says it.
    route(dataset) {
      const { promotions, openings } = this.writes(dataset);
      const moved = promotions.filter(({ from, side }) => from !== null && side !== null).at(-1);
      if (moved) return { from: moved.from, to: moved.side };
      for (const { side, ended } of [...openings].reverse()) {
        const left = ended.map((freeze) => freeze.side).find((other) => other !== side);
        if (left !== undefined && left !== null && side !== null) return { from: left, to: side };
      }
      const { sites, source, target } = this.context;
      return sites && this.record.sides.has(source) && this.record.sides.has(target) ? { from: source, to: target } : null;
    }
  }

  // Whether a statement concerns a service: without a name bad news concerns every one, good news none.
  function concerns({ service, level }, name) { return service === name || service === "*" || service === null && level.state !== "up"; }

  // Two proofs together: as coarse as the coarser one.
  function joinedProof(left, right) {
    return {
      interval: larger(left.interval, right.interval), first: precedes(right.first, left.first) ? right.first : left.first,
      last: precedes(left.last, right.last) ? right.last : left.last,
    };
  }

  Object.assign(cutlog, { RunAnalysis, defaultSettle, countsFor, joinedProof });
}
