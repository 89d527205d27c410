// The verdicts on the objectives of the plan, from verified lines.
//
// Guarantees: verdict, value, bounds, events and missing evidence of each objective are those of `cutlog objectives --json` for the
// same streams, to a reader who has no list of who may sign: an `impact.none` counts for nothing here, because the page checks no
// signature of a person. Missing evidence is never `met`.
"use strict";
{
  const { precedes, rankOf, verdictAgainst, secondsJSON, makeSpan, verdictSeverity: severity } = cutlog;
  const liveKinds = new Set([
    "fault.occurred", "service.down", "service.degraded", "service.up", "service.observed", "service.validated", "service.accepted",
    "impact.none", "maintenance.announced", "incident.detected", "incident.declared", "incident.mitigated", "incident.resolved",
    "backlog.reported", "backlog.cleared", "writes.frozen", "writes.opened", "writes.observed", "writer.changed", "replication.observed",
    "data.recoverable", "data.lost", "data.diverged", "data.reconciled",
  ]);
  const earlierName = "an end of the episode that began before the run";

  // The greatest by a comparison that is below zero where the first is smaller; of equals the first.
  function greatest(elements, compare) {
    return elements.reduce((one, other) => one !== null && compare(one, other) >= 0 ? one : other, null);
  }

  class ObjectiveJudge {
    // `withheld` are the lines that are withheld, as { index, reason }.
    constructor(events, context, withheld) {
      const record = new cutlog.RunRecord(context);
      for (const event of events) record.take(event);
      const objectives = context.plan?.objectives ?? [];
      Object.assign(this, { events, withheld, record, objectives, analysis: new cutlog.RunAnalysis(record) });
      this.analysis.planAnchor = (anchor) => this.#planAnchor(anchor);
    }

    // The event at which a clock that the plan defines starts or stops.
    #planAnchor({ form, subject }) {
      const task = this.record.tasks.get(subject);
      if (form === "started") return cutlog.anchorOf(task?.firstStart ?? null);
      if (form === "completed") return cutlog.anchorOf(task?.lastCompletion ?? null);
      let found = null;
      for (const event of this.events) {
        const isOfType = event.kind === null ? event.type === subject || event.type === `dev.cutlog.${subject}` : event.kind === subject;
        if (!isOfType || event.isRecorders || liveKinds.has(event.kind) && event.mode !== "live") continue;
        if (!found || (form === "last" ? precedes(found, event) : precedes(event, found))) found = event;
      }
      return cutlog.anchorOf(found);
    }

    // Every objective of the plan, judged.
    judge() {
      const ended = this.analysis.endedBeforeImpact;
      return this.objectives.map((objective) => {
        const result = objective.metric === "rpo" ? this.#dataLoss(objective)
          : objective.wave !== null ? this.#wave(objective) : this.#recovery(objective);
        Object.assign(result, { objective, applies: !ended }, ended ? { verdict: "unknown" } : {});
        // A withheld line may have said what would miss an objective, or that it applies.
        if (this.withheld.length > 0 && result.verdict !== "missed") {
          Object.assign(result, { applies: true, verdict: "unknown", missing: [...result.missing, ...missingLines(this.withheld)] });
        }
        return result;
      });
    }

    #verdict({ value, missing }, { limit }) {
      if (!value || limit.span === undefined) return "unknown";
      const verdict = verdictAgainst(value, limit.span);
      return verdict === "met" && missing.length > 0 ? "unknown" : verdict;
    }

    // MARK: Recovery time

    // By the times as stated. Where they leave open whether a gap is shorter than `settle`, the verdict holds only if the episodes
    // taken as one and taken as two have the same.
    #recovery(objective) {
      const { analysis } = this, services = objective.service === null ? analysis.allServices : [objective.service];
      const timeline = (settling) => analysis.timeline(services, {
        minimum: objective.minimumLevel, settle: objective.settle ?? cutlog.defaultSettle, settling,
        excludesAnnounced: objective.excludesAnnounced, dividesAtRun: true,
      });
      const stated = timeline("stated"), result = this.#recoveryOver(objective, services, stated), gap = stated.uncertainGaps[0];
      if (!gap) return result;
      const isOpen = ["merging", "splitting"]
        .some((settling) => this.#recoveryOver(objective, services, timeline(settling)).verdict !== result.verdict);
      if (!isOpen) return result;
      const others = stated.uncertainGaps.length - 1, [end, start] = [gap.end, gap.start].map((mark) => this.#placeText(mark));
      const missing = `whether the gap from ${end} to ${start} is shorter than settle${others > 0 ? `, and ${others} more` : ""}`;
      return { ...result, verdict: "unknown", missing: [...result.missing, missing] };
    }

    #placeText(mark) {
      const count = new Set(this.events.map(({ stream }) => stream.number)).size;
      return count > 1 ? `index ${mark.index} of stream ${mark.stream.number + 1}` : `index ${mark.index}`;
    }

    #recoveryOver(objective, services, timeline) {
      const { analysis } = this, { clock } = objective;
      const isOfEpisodes = cutlog.clocksOfEpisodes.has(clock), isOfResponse = cutlog.clocksOfResponse.has(clock);
      const reader = new cutlog.ClockReader(analysis, {
        services, datasets: analysis.datasetsOf(objective.service), timeline, excludesAnnounced: objective.excludesAnnounced,
      });
      const counted = timeline.episodes.map((_, position) => position)
        .filter((position) => analysis.isWithinRun(timeline.episodes[position].start));
      let readings;
      if (isOfEpisodes && counted.length > 0) {
        readings = counted.map((position) => ({ position, reading: reader.read(clock, position) }));
      } else if (isOfEpisodes && !isOfResponse) {
        readings = [{ position: null, reading: this.#unimpaired(clock, reader) }];
      } else {
        const length = (position) => rankOf(reader.readEpisode("business", position).value);
        const longest = greatest(counted, (one, other) => cutlog.compareNumbers(length(one), length(other)) || other - one);
        readings = [{ position: longest, reading: reader.read(clock, longest) }];
      }
      const decisive = greatest(readings, (one, other) => {
        const verdicts = severity[this.#verdict(one.reading, objective)] - severity[this.#verdict(other.reading, objective)];
        return verdicts || cutlog.compareNumbers(rankOf(one.reading.value), rankOf(other.reading.value))
          || (other.position ?? 0) - (one.position ?? 0);
      });
      const { value, from, to, missing } = decisive.reading;
      const result = { verdict: this.#verdict(decisive.reading, objective), value, from, to, missing: [...missing], residual: null,
        count: null };
      if (isOfEpisodes && !isOfResponse && counted.length > 0 && result.verdict === "met" && this.#hasFailedProbes(services, timeline)) {
        result.verdict = "unknown";
        result.missing.push("service.down or service.degraded where probes failed outside the episodes");
      }
      return result;
    }

    // What a run without episodes measures: nothing at all where that is shown, else unknown.
    #unimpaired(clock, reader) {
      const { analysis } = this, { timeline, services } = reader, missing = [...timeline.doubts];
      const result = { clock, value: null, from: null, to: null, missing };
      if (clock === "business-cleared" && reader.backlogs.length > 0) missing.push(cutlog.impactName);
      if (timeline.episodes.some((episode) => analysis.lastsIntoRun(episode))) missing.push(earlierName);
      if (missing.length > 0) return result;
      let whole = null;
      for (const service of services) {
        const { proof, missing: lacking } = analysis.unimpaired(service);
        if (!proof) return { ...result, missing: [lacking] };
        whole = whole ? cutlog.joinedProof(whole, proof) : proof;
      }
      // The service can have been impaired unseen for up to twice the interval of probing.
      const upper = whole.interval * 2n;
      return { ...result, from: whole.first, to: whole.last, value: makeSpan(0n, 0n, upper, upper > 0n) };
    }

    // Whether probes failed within the run outside every episode. Where some of a span passed, it is enough that an episode shares an
    // instant with it; one without any that passed must lie within one, up to an interval at either end.
    #hasFailedProbes(services, { episodes }) {
      const { window } = this.analysis, { failedSpans, deadSpans } = this.record;
      if (!window) return false;
      // Of the episodes that began by an instant the last ends last; null where it has no end.
      const endOf = (instant) => {
        const last = episodes.filter(({ start }) => start.earliest <= instant).at(-1);
        return last && (last.end ? last.end.latest : null);
      };
      const reaches = (end, instant) => end === null || end !== undefined && instant <= end;
      const touches = ({ from, to }) => reaches(endOf(to), from);
      const lies = ({ from, to, interval }) => {
        const end = endOf(from + interval);
        return reaches(end === null || end === undefined ? end : end + interval, to);
      };
      return [...services, "*", null].some((name) => failedSpans.get(name)?.within(window.from, window.to).some((span) => !touches(span))
        || deadSpans.get(name)?.within(window.from, window.to).some((span) => !lies(span)));
    }

    // MARK: Data loss and waves

    #dataLoss({ dataset, service, limit }) {
      const datasets = dataset === null ? this.analysis.datasetsOf(service) : [dataset];
      const decisive = cutlog.worstLoss(datasets.map((name) => new cutlog.DataLossJudge(this.analysis, name).judge(limit)));
      return decisive ?? { verdict: "unknown", value: null, residual: null, count: null, from: null, to: null, missing: ["a data set"] };
    }

    #wave(objective) {
      const reading = cutlog.inRangeReading(cutlog.readWave(this.analysis, objective.wave, objective.percent ?? 100));
      return { ...reading, verdict: this.#verdict(reading, objective), residual: null, count: null };
    }
  }

  // Withheld lines as things that are missing: a few one by one, many by their reasons with the first ten of each.
  function missingLines(lines) {
    if (lines.length <= 3) return lines.map(({ index, reason }) => `line ${index}, withheld as ${reason}`);
    const reasons = [...new Set(lines.map(({ reason }) => reason))].sort(cutlog.compareText);
    return reasons.map((reason) => {
      const indexes = lines.filter((line) => line.reason === reason).map(({ index }) => index), others = indexes.length - 10;
      const names = indexes.slice(0, 10).join(", ") + (others > 0 ? ` and ${others} more` : "");
      return `line${indexes.length === 1 ? "" : "s"} ${names}, withheld as ${reason}`;
    });
  }

  function clockJSON(clock) { return typeof clock === "object" ? { from: clock.from.name, to: clock.to.name } : clock; }

  // One judged objective as an answer gives it.
  function objectiveJSON({ objective, applies, verdict, value, residual, count, from, to, missing }) {
    const { id, metric, service, dataset, wave, percent, clock, limit } = objective;
    return {
      id, metric, service, dataset, wave, percent, clock: metric === "rto" && wave === null ? clockJSON(clock) : null, applies,
      limitSeconds: secondsJSON(limit.span), verdict, seconds: secondsJSON(value?.stated), lowerSeconds: secondsJSON(value?.lower),
      upperSeconds: secondsJSON(value?.upper), residualSeconds: secondsJSON(residual?.stated),
      residualLowerSeconds: secondsJSON(residual?.lower),
      residualUpperSeconds: secondsJSON(residual?.upper), from: from?.reference ?? null, to: to?.reference ?? null, missing,
      limitCount: limit.count ?? null, count, unit: limit.unit ?? null,
    };
  }

  // The verdicts of a run, known by a time as `parseTime` gives it, null for all that is known: { verdict, objectives }. The verdict is
  // the worst among the objectives that apply, null where none does.
  function judgeObjectives(run, knownBy = null) {
    const { events, withheld } = run.read(knownBy === null ? null : knownBy.nanoseconds);
    const results = new ObjectiveJudge(events, run.context, withheld).judge();
    const worst = results.filter(({ applies }) => applies).map(({ verdict }) => verdict)
      .reduce((one, other) => one !== null && severity[one] >= severity[other] ? one : other, null);
    return { verdict: worst, objectives: results.map(objectiveJSON) };
  }

  Object.assign(cutlog, { judgeObjectives });
}
