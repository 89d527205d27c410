// Text and elements of the page.
//
// Guarantees: what comes from a stream gets into the page only as text, never as markup; whatever hides or turns the direction of
// writing is shown as an escape, as in the rest of the report. Lengths of time read as in cutlog's own pages.
"use strict";
{
  const hidden = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}]/u;
  const eachHidden = new RegExp(hidden, "gu");
  const short = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };
  const second = 1000000000n;

  // The text with all that steers or hides as an escape.
  function visible(text) {
    if (!hidden.test(text)) return text;
    return text.replace(eachHidden, (character) => {
      const point = character.codePointAt(0);
      if (point >= 0xFE00 && point <= 0xFE0F) return character;
      return short[character] ?? `\\u{${point.toString(16)}}`;
    });
  }

  // The beginning of a text that is too long to be looked at.
  function cut(text, most = 300) { return text.length > most ? `${text.slice(0, most).replace(/[\ud800-\udbff]$/, "")}…` : text; }

  // A node for a child: a text is made visible, and kept apart where it may be written from right to left.
  function nodeOf(child) {
    if (child instanceof Node) return child;
    const text = visible(String(child));
    // eslint-disable-next-line no-control-regex
    if (/^[\u0000-\u00ff\u2010-\u2026\u2190-\u21ff]*$/.test(text)) return document.createTextNode(text);
    const apart = document.createElement("bdi");
    apart.textContent = text;
    return apart;
  }

  // An element with attributes and children; a child is a node or a text, and null is none.
  function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [attribute, value] of Object.entries(attributes)) {
      if (value === true) made.setAttribute(attribute, "");
      else if (value !== null && value !== false) made.setAttribute(attribute, value);
    }
    made.append(...children.flat().filter((child) => child !== null).map(nodeOf));
    return made;
  }

  // A length in nanoseconds as people read it: `1h 02m 03s`, `45.5s`.
  function lengthText(nanoseconds) {
    const size = nanoseconds < 0n ? -nanoseconds : nanoseconds, whole = size / second;
    const fraction = String(size % second).padStart(9, "0").replace(/0+$/, ""), two = (value) => String(value).padStart(2, "0");
    const sign = nanoseconds < 0n ? "-" : "", rest = fraction === "" ? "" : `.${fraction}`;
    const [hours, minutes, seconds] = [whole / 3600n, whole / 60n % 60n, whole % 60n];
    if (hours > 0n) return `${sign}${hours}h ${two(minutes)}m ${two(seconds)}${rest}s`;
    return minutes > 0n ? `${sign}${minutes}m ${two(seconds)}${rest}s` : `${sign}${seconds}${rest}s`;
  }

  // A number of seconds of an answer, in nanoseconds; null for none.
  function nanosecondsOf(seconds) {
    if (seconds === null) return null;
    const [whole, fraction = ""] = seconds.text.replace("-", "").split(".");
    const size = BigInt(whole) * second + BigInt(fraction.padEnd(9, "0"));
    return seconds.text.startsWith("-") ? -size : size;
  }

  // A number of seconds of an answer as people read it.
  function lengthOf(seconds) { return seconds === null ? "–" : lengthText(nanosecondsOf(seconds)); }

  // `24h 11m 00s (24h 10m 00s … 24h 12m 00s)`, of an objective or a clock of an answer; the bounds only where they differ.
  function spanText({ seconds, lowerSeconds, upperSeconds }) {
    const [stated, lower, upper] = [seconds, lowerSeconds, upperSeconds].map(nanosecondsOf);
    if (lower === null) return "unknown";
    const least = upper === null ? `at least ${lengthText(lower)}` : null;
    if (stated === null) return least ?? (lower === upper ? lengthText(upper) : `${lengthText(lower)} … ${lengthText(upper)}`);
    if (lower === stated && upper === stated) return lengthText(stated);
    return `${lengthText(stated)} (${least ?? `${lengthText(lower)} … ${lengthText(upper)}`})`;
  }

  // `1 line`, `557 lines`.
  function countText(count, one, many = `${one}s`) { return `${count} ${count === 1 ? one : many}`; }

  Object.assign(cutlog, { visible, cutText: cut, element, lengthText, lengthOf, spanText, countText });
}
