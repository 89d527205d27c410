// The one grammar of lines (docs/stream-format.md section 3), and JSON as the recorder writes it (section 7).
//
// Guarantees: `parseLine` takes a line exactly if cutlog does. Numbers keep the text that was written, objects the order of
// their members. A text that leaves the grammar is an error with the place of the first character that doesn't fit. No name
// of a member can reach a prototype: objects are maps.
"use strict";
{
  // A number, digit by digit.
  class JSONNumber {
    constructor(text) { this.text = text; }
    // The number where it is written without fraction and exponent; null for others. Within 2^53 by the grammar.
    get integer() { return /^-?[0-9]+$/.test(this.text) ? Number(this.text) : null; }
    get double() { return Number(this.text); }
  }

  class GrammarError extends Error {
    constructor(message, at) {
      super(message);
      this.at = at;
    }
  }

  const quote = 0x22, backslash = 0x5C, comma = 0x2C, colon = 0x3A;
  const openBrace = 0x7B, closeBrace = 0x7D, openBracket = 0x5B, closeBracket = 0x5D;
  const escapes = new Map([["\"", "\""], ["\\", "\\"], ["/", "/"], ["b", "\b"], ["f", "\f"], ["n", "\n"], ["r", "\r"], ["t", "\t"]]);
  const deepest = 64;
  // Anything that a string can't hold as it is: an escape, a control character, a half of a pair, a noncharacter.
  // eslint-disable-next-line no-control-regex
  const unusual = /[\u0000-\u001f\\\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]/;
  const number = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/y;

  function isNoncharacter(point) { return (point & 0xFFFE) === 0xFFFE || point >= 0xFDD0 && point <= 0xFDEF; }

  class Parser {
    constructor(text) {
      Object.assign(this, { text, at: 0, depth: 0, members: [], wasEscaped: false });
    }

    fail(message) { throw new GrammarError(message, this.at); }

    // The string that begins here; sets `wasEscaped`.
    string() {
      const text = this.text, start = this.at + 1;
      if (text.charCodeAt(this.at) !== quote) this.fail("a string must stand here");
      let end = text.indexOf("\"", start);
      if (end < 0) this.fail("the text ends within a string");
      const simple = text.slice(start, end);
      if (!unusual.test(simple)) {
        this.at = end + 1;
        this.wasEscaped = false;
        return simple;
      }
      return this.unusualString(start);
    }

    unusualString(start) {
      const text = this.text;
      let out = "", isEscaped = false, run = start;
      this.at = start;
      while (true) {
        if (this.at >= text.length) this.fail("the text ends within a string");
        const code = text.charCodeAt(this.at);
        if (code === quote) break;
        if (code < 0x20) this.fail("a control character stands in a string");
        if (code === backslash) {
          out += text.slice(run, this.at);
          out += this.escape();
          isEscaped = true;
          run = this.at;
          continue;
        }
        // Of text that was UTF-8 a surrogate is one of a pair.
        const point = text.codePointAt(this.at);
        if (isNoncharacter(point)) this.fail("a noncharacter stands in a string");
        this.at += point > 0xFFFF ? 2 : 1;
      }
      out += text.slice(run, this.at);
      this.at += 1;
      this.wasEscaped = isEscaped;
      return out;
    }

    escape() {
      const letter = this.text[this.at + 1];
      const simple = escapes.get(letter);
      if (simple !== undefined) {
        this.at += 2;
        return simple;
      }
      const first = this.unit(this.at);
      if (first >= 0xDC00 && first < 0xE000) this.fail("half of a surrogate pair");
      let point = first, length = 6;
      if (first >= 0xD800 && first < 0xDC00) {
        const second = this.unit(this.at + 6);
        if (second < 0xDC00 || second > 0xDFFF) this.fail("half of a surrogate pair");
        point = 0x10000 + (first - 0xD800) * 0x400 + second - 0xDC00;
        length = 12;
      }
      if (isNoncharacter(point)) this.fail("a noncharacter stands in a string");
      this.at += length;
      return String.fromCodePoint(point);
    }

    unit(at) {
      const text = this.text.slice(at, at + 6);
      if (!/^\\u[0-9A-Fa-f]{4}$/.test(text)) this.fail("no escape of JSON");
      return parseInt(text.slice(2), 16);
    }

    number() {
      number.lastIndex = this.at;
      const found = number.exec(this.text);
      if (!found) this.fail("no number of JSON");
      const digits = found[0];
      if (found[1] === undefined && found[2] === undefined) {
        const size = digits.length - (digits[0] === "-" ? 1 : 0);
        if (size > 16 || size === 16 && !Number.isSafeInteger(Number(digits))) this.fail("an integer beyond 2^53 - 1");
      }
      this.at += digits.length;
      return new JSONNumber(digits);
    }

    literal(word, value) {
      if (!this.text.startsWith(word, this.at)) this.fail("no value of JSON");
      this.at += word.length;
      return value;
    }

    value() {
      switch (this.text.charCodeAt(this.at)) {
        case quote: return this.string();
        case openBrace: return this.object();
        case openBracket: return this.array();
        case 0x74: return this.literal("true", true);
        case 0x66: return this.literal("false", false);
        case 0x6E: return this.literal("null", null);
        default: return this.number();
      }
    }

    deeper() {
      this.depth += 1;
      if (this.depth > deepest) this.fail("nested too deep");
      this.at += 1;
    }

    object() {
      const text = this.text, members = new Map();
      this.deeper();
      const isOutermost = this.depth === 1;
      if (text.charCodeAt(this.at) === closeBrace) {
        this.at += 1;
        this.depth -= 1;
        return members;
      }
      while (true) {
        const place = this.at;
        const name = this.string();
        const nameIsEscaped = this.wasEscaped;
        if (members.has(name)) {
          this.at = place;
          this.fail("two members have the same name");
        }
        if (text.charCodeAt(this.at) !== colon) this.fail("a colon must stand here");
        this.at += 1;
        const start = this.at;
        this.wasEscaped = false;
        const value = this.value();
        members.set(name, value);
        if (isOutermost) {
          this.members.push({ name, nameIsEscaped, start, end: this.at, valueIsEscaped: typeof value === "string" && this.wasEscaped });
        }
        const next = text.charCodeAt(this.at);
        if (next === closeBrace) break;
        if (next !== comma) this.fail("a comma or the object's end must stand here");
        this.at += 1;
      }
      this.at += 1;
      this.depth -= 1;
      return members;
    }

    array() {
      const text = this.text, elements = [];
      this.deeper();
      if (text.charCodeAt(this.at) === closeBracket) {
        this.at += 1;
        this.depth -= 1;
        return elements;
      }
      while (true) {
        elements.push(this.value());
        const next = text.charCodeAt(this.at);
        if (next === closeBracket) break;
        if (next !== comma) this.fail("a comma or the array's end must stand here");
        this.at += 1;
      }
      this.at += 1;
      this.depth -= 1;
      return elements;
    }
  }

  // Reads JSON without whitespace; throws GrammarError.
  function parseJSON(text) {
    const parser = new Parser(text);
    const value = parser.value();
    if (parser.at !== text.length) parser.fail("something stands behind the value");
    return value;
  }

  // Reads one line without LF: its text, its object, and where the object's own members stand in the text. Throws
  // GrammarError where the line leaves the grammar, the five members that every line has included.
  function parseLine(bytes) {
    const text = cutlog.fromUTF8(bytes);
    if (text === null) throw new GrammarError("the line is no UTF-8", 0);
    const parser = new Parser(text);
    if (text.charCodeAt(0) !== openBrace) parser.fail("the line begins with no object");
    const value = parser.object();
    if (parser.at !== text.length) parser.fail("something stands behind the object");
    const places = new Map(parser.members.map((member) => [member.name, member]));
    for (const name of ["specversion", "id", "source", "type", "time"]) {
      const member = value.get(name);
      if (member === undefined) throw new GrammarError(`the attribute ${name} is missing`, 0);
      if (typeof member !== "string" || member === "") throw new GrammarError(`the attribute ${name} is no text`, places.get(name).start);
    }
    if (value.get("specversion") !== "1.0" || places.get("specversion").valueIsEscaped) {
      throw new GrammarError("specversion is not \"1.0\"", places.get("specversion").start);
    }
    const time = places.get("time").valueIsEscaped ? null : cutlog.parseTime(value.get("time"));
    if (!time) throw new GrammarError("time is no time", places.get("time").start);
    return { text, value, members: parser.members, time };
  }

  // eslint-disable-next-line no-control-regex
  const mustEscape = /["\\\u0000-\u001f]/g;
  const short = { "\"": "\\\"", "\\": "\\\\", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r" };

  function writeString(text) {
    return "\"" + text.replace(mustEscape, (character) =>
      short[character] ?? "\\u00" + character.charCodeAt(0).toString(16).padStart(2, "0")) + "\"";
  }

  // A value as the recorder writes it.
  function writeJSON(value) {
    if (value instanceof Map) return "{" + [...value].map(([name, member]) => writeString(name) + ":" + writeJSON(member)).join(",") + "}";
    if (Array.isArray(value)) return "[" + value.map(writeJSON).join(",") + "]";
    if (value instanceof JSONNumber) return value.text;
    if (typeof value === "string") return writeString(value);
    // An answer of this page's own.
    if (typeof value === "object" && value !== null) return writeJSON(new Map(Object.entries(value)));
    return String(value);
  }

  Object.assign(cutlog, { JSONNumber, GrammarError, parseJSON, parseLine, writeJSON });
}
