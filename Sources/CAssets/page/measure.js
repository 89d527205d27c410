// Lengths of time between events whose times are uncertain, in nanoseconds as BigInt.
//
// Guarantees: what is measured lies between `lower` and `upper`, wherever in its accuracy each event happened; `stated` follows from
// the times as they were written. A length of 292 years or more is out of range, as in cutlog.
"use strict";
{
  const greatest = 0x7FFFFFFFFFFFFFFFn;
  const larger = (left, right) => left > right ? left : right;
  const smaller = (left, right) => left < right ? left : right;
  const compare = (left, right) => left < right ? -1 : left > right ? 1 : 0;
  const notNegative = (length) => larger(0n, length);

  // A moment that isn't an event's own: an instant, how far it may lie behind it and before it.
  function makeMoment(nanoseconds, accuracy, before = 0n) {
    return { nanoseconds, accuracy, earliest: nanoseconds - before, latest: nanoseconds + accuracy };
  }

  // { stated, lower, upper, canBeLower }: `stated` is null where there is no end yet, `upper` where nothing limits it from above.
  // `canBeLower` says whether it can be just the lower bound, as where that is a floor and not a difference of times.
  function makeSpan(stated, lower, upper, canBeLower = false) { return { stated, lower, upper, canBeLower }; }

  // The length from one moment to another.
  function spanBetween(start, end) {
    return makeSpan(end.nanoseconds - start.nanoseconds, end.earliest - start.latest, end.latest - start.earliest);
  }

  const zeroSpan = makeSpan(0n, 0n, 0n);

  function isZeroSpan(span) {
    return span !== null && span.stated === 0n && span.lower === 0n && span.upper === 0n && !span.canBeLower;
  }

  // No less than a length, and perhaps just that.
  function atLeast(length) { return makeSpan(null, notNegative(length), null, true); }

  function isOutOfRange(span) {
    return span !== null && [span.stated, span.lower, span.upper].some((length) => length !== null
      && (length >= greatest || length <= -greatest));
  }

  // What spans are compared by where the longest is sought.
  function rankOf(span) { return span === null ? 0n : span.stated ?? span.lower; }

  // How a span stands against a limit: met, missed or unknown.
  function verdictAgainst(span, limit) {
    if (span.upper !== null && span.upper <= limit) return "met";
    if (span.lower > limit) return "missed";
    return span.lower === limit && span.upper !== span.lower && !span.canBeLower ? "missed" : "unknown";
  }

  // Disjoint and by start; empty ranges are dropped.
  function merged(ranges) {
    const result = [];
    for (const [from, to] of ranges.filter((range) => range[0] < range[1]).sort((left, right) => compare(left[0], right[0]))) {
      const last = result.at(-1);
      if (last && from <= last[1]) last[1] = larger(last[1], to); else result.push([from, to]);
    }
    return result;
  }

  function lengthOf(ranges, windows) {
    const without = merged(windows);
    let total = 0n, next = 0;
    for (const [start, end] of merged(ranges)) {
      let from = start;
      while (next < without.length && without[next][1] <= from) next += 1;
      for (let place = next; place < without.length && without[place][0] < end; place++) {
        total += notNegative(smaller(end, without[place][0]) - from);
        from = larger(from, without[place][1]);
      }
      total += notNegative(end - from);
    }
    return total;
  }

  // The length of everything that lies in some span and in no window, each a pair of moments.
  function measureSpans(spans, windows = []) {
    return makeSpan(
      lengthOf(spans.map(([start, end]) => [start.nanoseconds, end.nanoseconds]),
        windows.map(([start, end]) => [start.nanoseconds, end.nanoseconds])),
      lengthOf(spans.map(([start, end]) => [start.latest, end.earliest]), windows.map(([start, end]) => [start.earliest, end.latest])),
      lengthOf(spans.map(([start, end]) => [start.earliest, end.latest]), windows.map(([start, end]) => [start.latest, end.earliest])));
  }

  // Seconds as a JSON number, digit by digit; null for null.
  function secondsJSON(nanoseconds) {
    if (nanoseconds === null || nanoseconds === undefined) return null;
    const size = nanoseconds < 0n ? -nanoseconds : nanoseconds;
    const fraction = String(size % 1000000000n).padStart(9, "0").replace(/0+$/, "");
    return new cutlog.JSONNumber(`${nanoseconds < 0n ? "-" : ""}${size / 1000000000n}${fraction === "" ? "" : "."}${fraction}`);
  }

  // Each text once, ordered.
  function uniqueTexts(texts) { return [...new Set(texts)].sort(cutlog.compareText); }

  Object.assign(cutlog, {
    larger, smaller, compareNumbers: compare, makeMoment, makeSpan, spanBetween, zeroSpan, isZeroSpan, atLeast, isOutOfRange, rankOf,
    verdictAgainst, measureSpans, secondsJSON, uniqueTexts,
  });
}
