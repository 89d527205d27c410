// How much of a data set was lost, over all moves of its writes.
//
// Guarantees: the loss, its bounds and what is missing are those of `cutlog objectives`. Nothing was lost only where positions or a
// reconciliation prove it, or where everything up to the stop of writes was recoverable.
"use strict";
{
  const {
    precedes, compareEvents, latestOf, larger, makeMoment, makeSpan, spanBetween, zeroSpan, isZeroSpan, isOutOfRange, rankOf,
    verdictAgainst,
    measureSpans, surelyPrecedes, uniqueTexts,
  } = cutlog;
  const severity = { met: 0, unknown: 1, missed: 2 };

  // The later of two points by what is recoverable, then by the event that says so.
  function laterPoint(one, other) {
    if (!one) return other;
    const isEarlier = other.upTo.nanoseconds !== one.upTo.nanoseconds ? other.upTo.nanoseconds < one.upTo.nanoseconds
      : precedes(other.mark, one.mark);
    return isEarlier ? one : other;
  }

  class DataLossJudge {
    constructor(analysis, dataset) {
      Object.assign(this, { analysis, dataset, name: analysis.datasetName(dataset), evidence: analysis.evidence(dataset) });
      // Bad news without a data set counts for every one.
      const shared = dataset === null ? null : analysis.evidence(null);
      const withShared = (kind) => [...this.evidence[kind], ...shared?.[kind] ?? []]
        .sort((left, right) => compareEvents(left.mark, right.mark));
      this.lost = withShared("lost");
      this.diverged = withShared("diverged");
      this.unreconciled = this.diverged.filter(({ mark }) => !this.#isResolved(mark));
    }

    // Of the reconciliations after a divergence that concern it the last decides; one without `resolves` concerns all.
    #isResolved(mark) {
      let all = null, own = null;
      for (const reconciliation of this.evidence.reconciled) {
        if (reconciliation.resolves === null) all = reconciliation; else if (reconciliation.resolves === mark.id) own = reconciliation;
      }
      const later = [all, own].filter((reconciliation) => reconciliation && precedes(mark, reconciliation.mark));
      later.sort((left, right) => compareEvents(left.mark, right.mark));
      return later.at(-1)?.matches ?? false;
    }

    // The judgement of an objective over this data set: of all its moves the worst.
    judge(limit) {
      const judgements = cyclesOf(this.analysis, this.dataset).map((cycle) => this.#judge(cycle, limit));
      return worst(judgements);
    }

    #judge(cycle, limit) {
      const found = this.#measure(cycle), lostSpan = this.#lostSpan();
      found.residual = this.#residual(cycle, found.value, lostSpan);
      if ([found.value, found.residual, lostSpan].some(isOutOfRange)) {
        if (isOutOfRange(found.value)) found.value = null;
        if (isOutOfRange(found.residual)) found.residual = null;
        found.missing.push(cutlog.rangeName);
      }
      const loss = this.lost[0]?.mark ?? this.unreconciled[0]?.mark ?? null;
      const isZeroContradicted = loss !== null && isZeroSpan(found.value);
      if (limit.count !== undefined) {
        this.#judgeCount(limit, found, loss);
      } else if (loss && limit.span <= 0n) {
        found.verdict = "missed";
        found.to ??= loss;
      } else {
        found.verdict = found.value ? verdictAgainst(found.value, limit.span) : "unknown";
        if (lostSpan && verdictAgainst(lostSpan, limit.span) === "missed") found.verdict = "missed";
        else if (found.verdict === "met") this.#doubt(found, limit.span);
      }
      if (isZeroContradicted) found.value = isOutOfRange(lostSpan) ? null : lostSpan;
      if (found.verdict === "met") found.missing = [];
      return found;
    }

    #judgeCount({ count: limit, unit }, found, loss) {
      if (!loss) {
        if (isZeroSpan(found.value)) Object.assign(found, { count: 0, verdict: limit >= 0 ? "met" : "missed" });
        else found.missing.push(`a count in ${unit}, or proof that nothing was lost`);
        return;
      }
      const counts = [
        ...this.lost.map((lost) => lost.unit === unit ? lost.count : null),
        ...this.unreconciled.map(({ writes }) => unit === "writes" ? writes : null),
      ];
      const total = counts.reduce((sum, count) => sum + (count ?? 0), 0), isWhole = !counts.includes(null);
      if (isWhole) found.count = total;
      found.from = loss;
      if (total > limit || limit <= 0) found.verdict = "missed";
      else if (isWhole) found.verdict = "met";
      else found.missing.push(`count in ${unit} of data.lost or data.diverged`);
    }

    // Withdraws `met` where what was lost or diverged may exceed the window measured at recovery.
    #doubt(found, limit) {
      const extents = [
        ...this.lost.map(({ from, to }) => ({ name: "data.lost", from, to })),
        ...this.unreconciled.map(({ from, to }) => ({ name: "data.diverged, or data.reconciled", from, to })),
      ];
      if (extents.length === 0) return;
      const spans = found.window ? [found.window] : [];
      for (const { name, from, to } of extents) {
        if (from && to) {
          spans.push([from, to]);
        } else {
          found.verdict = "unknown";
          found.missing.push(`data.from and data.to of ${name}`);
        }
      }
      found.missing = uniqueTexts(found.missing);
      if (isZeroSpan(found.value)) {
        found.verdict = "unknown";
      } else if (measureSpans(spans).upper > limit) {
        found.verdict = "unknown";
        found.missing.push("whether what was lost or diverged lies within the limit");
      }
    }

    // The union of what `data.lost` gives times for; at least that where one gives none, or something diverged.
    #lostSpan() {
      const spans = this.lost.filter(({ from, to }) => from && to).map(({ from, to }) => [from, to]);
      if (spans.length === 0) return null;
      const span = measureSpans(spans);
      span.canBeLower = span.lower === 0n;
      return spans.length < this.lost.length || this.unreconciled.length > 0 ? { ...span, stated: null, upper: null } : span;
    }

    // The loss at recovery, before any limit.
    #measure(cycle) {
      const { stop, opening } = cycle;
      const found = { verdict: "unknown", value: null, residual: null, count: null, from: null, to: null, missing: [], window: null };
      const proof = this.#zeroByPositions(cycle, found) ?? this.#zeroByReconciliation(cycle);
      if (proof) return Object.assign(found, { value: zeroSpan, from: stop?.mark ?? null, to: proof });
      if (!opening) found.missing.push(`writes.opened of ${this.name}`);
      if (stop?.isLowerBound ?? true) found.missing.push(`writes.frozen or writes.observed (last) of ${this.name}`);
      const point = this.#recoverablePoint(cycle), foresight = this.#foresight(cycle);
      if (!point) found.missing.push(`data.recoverable, or positions in replication.observed, of ${this.name}`);
      found.from = (point ?? foresight)?.mark ?? null;
      found.to = stop?.mark ?? null;
      if (!opening || !stop) return found;
      found.value = point && lossBetween(point, stop);
      if (point && !stop.isLowerBound) found.window = [point.upTo, stop.moment];
      if (foresight) {
        // It may be true up to its own time, which makes the loss smaller, but shows nothing.
        const least = lossBetween(foresight, stop).lower, value = found.value ?? makeSpan(null, least, null);
        const lower = cutlog.smaller(value.lower, least);
        found.value = { ...value, lower, canBeLower: value.canBeLower || lower === 0n && value.upper !== 0n };
      }
      return found;
    }

    // After later replays, and what was finally lost.
    #residual(cycle, atRecovery, lostSpan) {
      if (this.lost.length > 0) return lostSpan;
      if (this.unreconciled.length > 0) return null;
      if (isZeroSpan(atRecovery)) return zeroSpan;
      const last = this.evidence.reconciled.at(-1);
      if (last?.matches && last.resolves === null && isAfterStop(last.mark, cycle)) return zeroSpan;
      if (!atRecovery || !cycle.stop) return null;
      const best = this.evidence.recoverable
        .filter(({ side, mark, upTo }) => side === cycle.survivor && !isBeforeOpening(cycle, mark) && !surelyPrecedes(mark, upTo))
        .reduce(laterPoint, null);
      if (!best) return atRecovery;
      const replayed = lossBetween({ upTo: best.upTo }, cycle.stop);
      return rankOf(replayed) < rankOf(atRecovery) ? replayed : atRecovery;
    }

    // The latest moment recoverable at the surviving side before writes opened there; a sampled lag only where no time is stated,
    // or where it shows more.
    #recoverablePoint(cycle) {
      let stated = null, sampled = null;
      for (const { side, mark, upTo } of this.evidence.recoverable) {
        if (isAtSurvivor(side, cycle) && isWithin(cycle, mark) && !surelyPrecedes(mark, upTo)) stated = laterPoint(stated, { mark, upTo });
      }
      for (const { side, mark, applied, lag, lagUnit, isInSync, source, target } of this.evidence.replication) {
        if (!isAtSurvivor(side, cycle) || !isWithin(cycle, mark)) continue;
        const isSelfContradictory = isInSync === false && source !== null && source === target;
        if (applied && !surelyPrecedes(mark, applied) && !isSelfContradictory) stated = laterPoint(stated, { mark, upTo: applied });
        if (lag === null) continue;
        const upTo = makeMoment(mark.nanoseconds - lag, mark.accuracy, mark.nanoseconds - mark.earliest);
        sampled = laterPoint(sampled, { mark, upTo, lagUnit });
      }
      if (!stated || !sampled) return stated ?? sampled;
      return stated.upTo.nanoseconds < sampled.upTo.nanoseconds ? sampled : stated;
    }

    // The last statement before the opening that data is recoverable up to a moment it can't know, with its own time.
    #foresight(cycle) {
      const marks = [
        ...this.evidence.recoverable.filter(({ side, mark, upTo }) => isAtSurvivor(side, cycle) && surelyPrecedes(mark, upTo)),
        ...this.evidence.replication.filter(({ side, mark, applied }) => applied && isAtSurvivor(side, cycle)
          && surelyPrecedes(mark, applied)),
      ].map(({ mark }) => mark);
      const last = marks.filter((mark) => isWithin(cycle, mark)).reduce(latestOf, null);
      return last && { mark: last, upTo: last };
    }

    // The reading at which the target had reached a source position that stands still after the freeze; null if none did. Standing
    // still takes two readings that are surely after the freeze and after any write that slipped through it.
    #zeroByPositions(cycle, found) {
      const { freeze, stop, hasLeak } = cycle;
      if (!freeze || !stop) return null;
      const after = hasLeak ? larger(freeze.latest, stop.moment.latest) : freeze.latest;
      const between = this.evidence.replication.filter(({ mark }) => after <= mark.earliest && isBeforeOpening(cycle, mark));
      let final = null, still = null;
      for (const reading of between) {
        if (reading.source === null) continue;
        still = final?.source === reading.source ? { count: still.count + 1, since: still.since } : { count: 1, since: reading.mark };
        final = reading;
      }
      if (!final) return null;
      if (still.count < 2) {
        found.missing.push("a second replication.observed with the same sourcePosition after the freeze");
        return null;
      }
      let proof = null, isContradicted = false;
      for (const { mark, side, source, target, isInSync } of between) {
        if (!isAtSurvivor(side, cycle)) continue;
        const hasReached = target !== null ? target === final.source
          : isInSync === true && (source === null ? precedes(still.since, mark) : source === final.source);
        if (isInSync !== false) {
          if (hasReached) proof = mark;
        } else if (hasReached || proof) {
          proof = null;
          isContradicted = true;
        }
      }
      if (!proof && isContradicted) found.missing.push("replication.observed whose inSync agrees with its positions");
      return proof;
    }

    // The reconciliation that matches, made after writes stopped, with nothing replayed or diverged before it and none after it that
    // doesn't match.
    #zeroByReconciliation(cycle) {
      const replayed = this.evidence.recoverable.find(({ mark }) => !isBeforeOpening(cycle, mark))?.mark, diverged = this.diverged[0]?.mark;
      const first = replayed && diverged ? precedes(diverged, replayed) ? diverged : replayed : replayed ?? diverged ?? null;
      for (const { mark, matches, resolves } of [...this.evidence.reconciled].reverse()) {
        if (!matches) return null;
        if (resolves === null && isAfterStop(mark, cycle) && !(first && precedes(first, mark))) return mark;
      }
      return null;
    }
  }

  function isAtSurvivor(side, cycle) {
    return cycle.survivor === null && !cycle.opening ? side !== cycle.abandoned : side === cycle.survivor;
  }

  function isBeforeOpening({ opening }, mark) { return !opening || precedes(mark, opening); }

  // Whether a mark lies before the opening and after the surviving side's own stop.
  function isWithin(cycle, mark) {
    return isBeforeOpening(cycle, mark) && (!cycle.survivorStopped || precedes(cycle.survivorStopped, mark));
  }

  // Whether a mark lies after writes stopped at the abandoned side; where that isn't known, after they opened again.
  function isAfterStop(mark, { stop, opening }) {
    if (stop && !stop.isLowerBound) return stop.moment.latest <= mark.earliest;
    return opening !== null && precedes(opening, mark);
  }

  function lossBetween({ upTo, lagUnit }, stop) {
    const between = spanBetween(upTo, stop.moment);
    const span = makeSpan(larger(0n, between.stated), larger(0n, between.lower), larger(0n, between.upper));
    // A lag bounds the loss from above and never proves zero.
    if (lagUnit !== undefined) Object.assign(span, { lower: 0n, upper: larger(lagUnit, between.upper) });
    span.canBeLower = span.lower === 0n && span.upper !== 0n;
    return stop.isLowerBound ? makeSpan(null, span.lower, null, span.lower === 0n) : span;
  }

  // Every move of a data set's writes, by time; one without marks where the stream shows none. Writes that stop and open again at the
  // same side, with nothing said about the data in between, are a move only where there is no other.
  function cyclesOf(analysis, dataset) {
    const { freezes, openings, promotions } = analysis.writes(dataset), route = analysis.route(dataset);
    const cycle = (abandoned, survivor, freeze = null, opening = null) =>
      ({ abandoned, survivor, freeze, opening, stop: null, hasLeak: false, survivorStopped: null });
    const cycles = openings.map(({ side, ended, mark }) => {
      const left = ended.filter((freeze) => freeze.side !== side), promotion = promotions.filter((change) => change.side === side).at(-1);
      const freeze = (left.length > 0 ? left : ended).reduce((one, other) => one && !precedes(one.start, other.start) ? one : other, null);
      let abandoned = freeze ? freeze.side : promotion?.from ?? null;
      if (!freeze && abandoned === null && route?.to === side) abandoned = route.from;
      return cycle(abandoned, side, freeze?.start ?? null, mark);
    });
    const pending = freezes.filter(({ end }) => !end).at(-1);
    if (pending) {
      const survivor = route?.to ?? null;
      cycles.push(cycle(pending.side, survivor === pending.side ? null : survivor, pending.start));
    }
    if (cycles.length === 0) cycles.push(cycle(route?.from ?? null, route?.to ?? null));
    const moves = cycles.filter((one) => isMove(analysis, one, dataset));
    for (const one of moves.length > 0 ? moves : cycles) {
      findStop(analysis, one, dataset);
      if (!one.freeze) continue;
      one.survivorStopped = one.abandoned === one.survivor ? one.freeze
        : freezes.filter(({ side, end }) => side === one.survivor && end && precedes(end, one.freeze)).at(-1)?.start ?? null;
    }
    return moves.length > 0 ? moves : cycles;
  }

  function isMove(analysis, { opening, freeze, abandoned, survivor }, dataset) {
    if (!opening) return true;
    if (!freeze) return abandoned !== null;
    if (abandoned !== survivor) return true;
    return analysis.evidence(dataset).recoverable.some(({ side, mark }) => side === survivor && precedes(freeze, mark)
      && precedes(mark, opening));
  }

  // A freeze, but where somebody looked afterwards the last write that they saw; without either a service that is down.
  function findStop(analysis, cycle, dataset) {
    const { abandoned, survivor, freeze, opening } = cycle;
    const reopening = analysis.writes(dataset).openings.find(({ side, mark }) => side === abandoned && opening && precedes(opening, mark));
    const observed = analysis.evidence(dataset).writesObserved.filter(({ side, last, mark }) => side === abandoned && last
      && (!reopening || precedes(mark, reopening.mark)) && (abandoned !== survivor || isBeforeOpening(cycle, mark)));
    const last = observed.map(({ mark, last: upTo }) => ({ mark, upTo })).reduce(laterPoint, null);
    if (freeze) {
      cycle.hasLeak = last !== null && last.upTo.earliest >= freeze.latest;
      const isSeen = cycle.hasLeak || last !== null && observed.some(({ mark }) => precedes(freeze, mark));
      cycle.stop = isSeen ? { moment: last.upTo, mark: last.mark, isLowerBound: false }
        : { moment: freeze, mark: freeze, isLowerBound: false };
    } else if (last) {
      cycle.stop = { moment: last.upTo, mark: last.mark, isLowerBound: false };
    } else {
      const holders = (analysis.plan?.services ?? []).filter(({ datasets }) => datasets.includes(dataset)).map(({ id }) => id);
      const names = holders.length > 0 ? new Set([...holders, "*", null]) : new Set();
      const down = analysis.record.serviceChanges.find(({ service, level }) => names.has(service) && level.state === "down");
      cycle.stop = down && isBeforeOpening(cycle, down.mark) ? { moment: down.mark, mark: down.mark, isLowerBound: true } : null;
    }
  }

  // The worst of judgements, of those the longest.
  function worst(judgements) {
    return judgements.reduce((one, other) => {
      if (!one) return other;
      const difference = severity[other.verdict] - severity[one.verdict];
      return difference > 0 || difference === 0 && rankOf(other.value) > rankOf(one.value) ? other : one;
    }, null);
  }

  Object.assign(cutlog, { DataLossJudge, worstLoss: worst, verdictSeverity: severity });
}
