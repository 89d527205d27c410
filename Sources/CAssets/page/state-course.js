// Where everything was at many instants, quickly: for one who moves over a run.
//
// Guarantees: `at` gives what `stateAt` gives for the same instant. An event whose whole accuracy lies before an instant says the same at
// every later one: it is folded once. Copies of the fold are kept here and there, so that going back costs little too.
"use strict";
{
  const leastBetween = 512, mostCopies = 24;

  // A fold over events, each known from an instant on, that can be moved to any instant.
  class Reading {
    #copies = [];

    // `known` gives the instant from which on an event counts; null where all count.
    constructor(run, events, known) {
      this.run = run;
      const from = (instant, event) => known === null ? instant : known(event) > instant ? known(event) : instant;
      const entries = events.filter((event) => !event.isRecorders)
        .map((event) => ({ event, enters: from(event.earliest, event), settles: from(event.latest, event) }));
      this.entering = [...entries].sort((left, right) => cutlog.compareNumbers(left.enters, right.enters));
      this.settling = entries.sort((left, right) => cutlog.compareNumbers(left.settles, right.settles));
      this.between = Math.max(leastBetween, Math.ceil(entries.length / mostCopies));
      const fold = new cutlog.StateFold(run.context, null);
      // What opens a stream says when the run starts, whatever the instant.
      for (const event of events) if (event.type === "dev.cutlog.stream.opened") fold.apply(event);
      this.now = { fold, entered: 0, settled: 0, open: new Set() };
      this.#keep();
    }

    #keep() {
      const { fold, entered, settled, open } = this.now;
      this.#copies.push({ fold: fold.copy(), entered, settled, open: new Set(open) });
    }

    #goBack(instant) {
      const isAfter = ({ settled }) => settled > 0 && this.settling[settled - 1].settles > instant;
      const entersAfter = ({ entered }) => entered > 0 && this.entering[entered - 1].enters > instant;
      if (!isAfter(this.now) && !entersAfter(this.now)) return;
      const kept = this.#copies.findLast((copy) => !isAfter(copy) && !entersAfter(copy));
      this.now = { ...kept, fold: kept.fold.copy(), open: new Set(kept.open) };
    }

    // The fold at an instant, ready to be finished.
    foldAt(instant) {
      this.#goBack(instant);
      const now = this.now;
      const enter = (limit) => {
        for (; now.entered < this.entering.length && this.entering[now.entered].enters <= limit; now.entered += 1) {
          const entry = this.entering[now.entered];
          if (entry.settles > limit) now.open.add(entry);
        }
      };
      for (; now.settled < this.settling.length && this.settling[now.settled].settles <= instant; now.settled += 1) {
        const entry = this.settling[now.settled];
        if (now.settled - this.#copies.at(-1).settled >= this.between) {
          // A copy is whole: what had begun by then is open in it.
          const before = this.settling[now.settled - 1].settles;
          if (before < entry.settles) {
            enter(before);
            this.#keep();
          }
        }
        now.open.delete(entry);
        now.fold.apply(entry.event);
      }
      enter(instant);
      const fold = now.fold.copy();
      fold.instant = instant;
      for (const { event } of now.open) fold.apply(event);
      return fold;
    }
  }

  // The states of a run over its whole course.
  class StateCourse {
    #wholly = null;
    #readings = new Map();
    #signs = new Map();

    constructor(run) { this.run = run; }

    // The state at an instant in nanoseconds; `asKnown`: by what was known at that instant.
    at(instant, asKnown = false) {
      const { withheld, stubs } = this.run.withheldBy(asKnown ? instant : null);
      const reading = asKnown ? this.#known(instant) : this.#wholly ??= new Reading(this.run, this.run.read(null).events, null);
      const fold = reading.foldAt(instant);
      fold.instantTime = { nanoseconds: instant, digits: cutlog.digitsOf(instant) };
      fold.withheld = stubs;
      fold.isWhole = withheld.length === 0;
      return fold.finish();
    }

    // As long as the same corrections are known, more events are only added.
    #known(instant) {
      const key = this.run.acceptanceBefore(instant);
      if (!this.#signs.has(key)) {
        const corrections = cutlog.readCorrections(this.run.recorded, instant), sign = corrections.sign;
        this.#signs.set(key, sign);
        if (!this.#readings.has(sign)) {
          const known = (event) => event.accepted ?? event.line.time.nanoseconds;
          this.#readings.set(sign, new Reading(this.run, corrections.applied(this.run.recorded), known));
        }
      }
      return this.#readings.get(this.#signs.get(key));
    }
  }

  Object.assign(cutlog, { StateCourse });
}
