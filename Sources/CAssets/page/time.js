// Times: RFC 3339 with the limits of docs/stream-format.md section 3.
//
// Guarantees: a time is read exactly if cutlog reads it. Instants are whole nanoseconds since 1970 as BigInt, so that nothing
// is rounded; no zone of the machine and no clock plays a part.
"use strict";
{
  const form = /^([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{1,9}))?(?:Z|([+-])([0-9]{2}):([0-9]{2}))$/;
  const earliestSecond = -9214560000, latestSecond = 9214646399;
  const second = 1000000000n;

  // { nanoseconds, digits }: the instant and how many digits of fraction were written; null for what is no time.
  function parseTime(text) {
    const found = form.exec(text);
    if (!found) return null;
    const [year, month, day, hour, minute, seconds] = found.slice(1, 7).map(Number);
    if (year < 1678 || year > 2261 || month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || seconds > 59) return null;
    const isLeap = year % 4 === 0 && year % 100 !== 0 || year % 400 === 0;
    if (day > [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]) return null;
    let whole = Date.UTC(year, month - 1, day, hour, minute, seconds) / 1000;
    if (found[8] !== undefined) {
      const hours = Number(found[9]), minutes = Number(found[10]);
      if (hours > 23 || minutes > 59) return null;
      whole -= (found[8] === "-" ? -60 : 60) * (hours * 60 + minutes);
    }
    if (whole < earliestSecond || whole > latestSecond) return null;
    const fraction = found[7] ?? "";
    return { nanoseconds: BigInt(whole) * second + BigInt(fraction.padEnd(9, "0")), digits: fraction.length };
  }

  // RFC 3339 in UTC, with so many digits of fraction.
  function formatTime({ nanoseconds, digits }) {
    let whole = nanoseconds / second, rest = nanoseconds % second;
    if (rest < 0n) {
      rest += second;
      whole -= 1n;
    }
    const text = new Date(Number(whole) * 1000).toISOString().slice(0, 19);
    return digits > 0 ? `${text}.${String(rest).padStart(9, "0").slice(0, digits)}Z` : `${text}Z`;
  }

  // How many digits of a second's fraction a length in nanoseconds needs.
  function digitsOf(nanoseconds) {
    let digits = 0;
    for (let rest = nanoseconds % second; rest !== 0n; rest = rest * 10n % second) digits += 1;
    return digits;
  }

  Object.assign(cutlog, {
    digitsOf, parseTime, formatTime, earliestTime: BigInt(earliestSecond) * second, latestTime: BigInt(latestSecond) * second + second - 1n,
  });
}
