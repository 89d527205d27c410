// Reads the YAML that plans are written in: mappings, sequences and scalars, and nothing more of the language.
//
// Guarantees: scalars stay the text that was written. What this reader doesn't know for certain it refuses by throwing
// YAMLError; it never guesses. Whether a plan's tasks were read rightly shows in their digest, see plan.js.
"use strict";
{
  class YAMLError extends Error {}

  const named = {
    "0": "\0", a: "\x07", b: "\b", t: "\t", "\t": "\t", n: "\n", v: "\v", f: "\f", r: "\r", e: "\x1B", " ": " ", "\"": "\"", "/": "/",
    "\\": "\\", N: "\x85", _: "\xA0", L: "\u2028", P: "\u2029",
  };
  const deepest = 64;

  class Reader {
    constructor(text) {
      Object.assign(this, { lines: text.replace(/\r\n?/g, "\n").split("\n"), row: 0, column: 0, depth: 0 });
    }

    get line() { return this.lines[this.row]; }
    get rest() { return this.line.slice(this.column); }
    get character() { return this.line[this.column]; }
    get isAtEnd() { return this.row >= this.lines.length; }

    get isFirstOnLine() { return /^ *$/.test(this.line.slice(0, this.column)); }

    refuse(message) { throw new YAMLError(`line ${this.row + 1}: ${message}`); }

    // Goes on to the next character that is neither a space, nor of a comment; false at the end of the document.
    skip() {
      while (!this.isAtEnd) {
        const rest = this.rest, blanks = /^ */.exec(rest)[0].length;
        const next = rest[blanks];
        const isComment = next === "#" && (blanks > 0 || this.column === 0);
        if (next !== undefined && !isComment) {
          if (next === "\t") this.refuse("a tab");
          this.column += blanks;
          if (this.column === 0 && /^(?:---|\.\.\.)(?:\s|$)/.test(rest)) this.refuse("a second document");
          return true;
        }
        this.row += 1;
        this.column = 0;
      }
      return false;
    }

    document() {
      const start = this.lines.findIndex((line) => line === "---");
      if (start >= 0 && this.lines.slice(0, start).every((line) => /^ *(?:#.*)?$/.test(line))) this.row = start + 1;
      const value = this.skip() ? this.node(-1) : null;
      if (this.skip()) this.refuse("something stands behind the document");
      return value;
    }

    // The node that begins here, within a collection at column `parent`.
    node(parent) {
      this.depth += 1;
      if (this.depth > deepest) this.refuse("nested too deep");
      const value = this.nodeWithin(parent);
      this.depth -= 1;
      return value;
    }

    nodeWithin(parent) {
      const rest = this.rest, at = this.column;
      if (/^-(?: |$)/.test(rest)) return this.sequence(at);
      if (/^[?:](?: |$)/.test(rest)) this.refuse("a key that isn't simple");
      if (this.key(true) !== null) return this.mapping(at);
      return this.value(parent);
    }

    // The key of a mapping that begins here, as far as one does, and the place behind its colon; `isTry` leaves the place.
    key(isTry) {
      const rest = this.rest;
      const found = /^"(?:[^"\\]|\\.)*"(?= *:(?: |$))|^'(?:[^']|'')*'(?= *:(?: |$))|^[^"'[\]{}&*!|>%@`,#\s](?:(?!: |:$| #).)*(?=:(?: |$))/.exec(rest);
      if (!found) return null;
      const colon = rest.indexOf(":", found[0].length);
      let name = found[0];
      if (name[0] === "\"" || name[0] === "'") {
        const inner = new Reader(name);
        name = inner.quoted();
      } else {
        name = name.trimEnd();
        if (name === "<<") this.refuse("a merge key");
      }
      if (!isTry) this.column += colon + 1;
      return name;
    }

    mapping(at) {
      const members = new Map();
      while (true) {
        const name = this.key(false);
        if (name === null) this.refuse("a key must stand here");
        if (members.has(name)) this.refuse("a key appears twice");
        const row = this.row;
        if (!this.skip() || this.row !== row) {
          // The value stands on lines of its own, further in; a sequence may stand as far out as its key.
          const isOwn = !this.isAtEnd && (this.column > at || this.column === at && /^-(?: |$)/.test(this.rest));
          members.set(name, isOwn ? this.node(at) : "");
        } else {
          if (/^-(?: |$)/.test(this.rest) || this.key(true) !== null) this.refuse("a collection behind a key");
          members.set(name, this.value(at));
        }
        if (!this.goesOn(at)) return members;
      }
    }

    sequence(at) {
      const elements = [];
      while (true) {
        if (!/^-(?: |$)/.test(this.rest)) {
          // As far out as the sequence another key of the mapping around it may stand.
          return elements;
        }
        const row = this.row;
        this.column += 1;
        const isInline = this.skip() && this.row === row;
        elements.push(isInline || !this.isAtEnd && this.column > at ? this.node(at) : "");
        if (!this.goesOn(at)) return elements;
      }
    }

    // Whether the next line goes on with the collection at a column.
    goesOn(at) {
      if (!this.skip() || this.column < at && this.isFirstOnLine) return false;
      if (this.column > at || !this.isFirstOnLine) this.refuse("the indentation fits nothing");
      return true;
    }

    // A scalar or a flow collection.
    value(parent) {
      const first = this.character;
      if (first === "{" || first === "[") {
        const value = this.flow();
        if (/^ *:(?: |$)/.test(this.rest)) this.refuse("a key that isn't simple");
        return value;
      }
      if (first === "\"" || first === "'") return this.quoted();
      if (first === "|" || first === ">") return this.block(parent);
      this.mustBePlain();
      return this.plain(parent);
    }

    mustBePlain() { if (/^[&*!%@`,\]}#]/.test(this.rest)) this.refuse("an anchor, an alias, a tag or an indicator"); }

    // A plain scalar over one or more lines.
    plain(parent) {
      let text = this.plainLine(/^(?:(?!: |:$| #).)*/);
      while (true) {
        let row = this.row + 1;
        while (row < this.lines.length && /^ *$/.test(this.lines[row])) row += 1;
        const next = this.lines[row], indent = next === undefined ? -1 : /^ */.exec(next)[0].length;
        if (next === undefined || indent <= parent || next[indent] === "#" || this.hasComment) return text;
        if (next[indent] === "\t" || indent === 0 && /^(?:---|\.\.\.)(?:\s|$)/.test(next)) this.refuse("a line that may not go on");
        const blanks = row - this.row - 1;
        this.row = row;
        this.column = indent;
        text += blanks > 0 ? "\n".repeat(blanks) : " ";
        text += this.plainLine(/^(?:(?!: |:$| #).)*/);
      }
    }

    plainLine(form) {
      const found = form.exec(this.rest)[0];
      this.column += found.length;
      const rest = this.rest;
      this.hasComment = rest.startsWith(" #");
      if (rest !== "" && !this.hasComment) this.refuse("a mapping where a text stands");
      if (found.includes("\t")) this.refuse("a tab");
      return found.trimEnd();
    }

    // A text in quotes, over one or more lines.
    quoted() {
      const quote = this.character;
      let text = "";
      this.column += 1;
      while (true) {
        const line = this.line;
        if (line === undefined) this.refuse("a text in quotes without an end");
        const next = line[this.column];
        if (next === undefined) {
          text = this.folded(text);
        } else if (next === quote) {
          if (quote === "\"" || line[this.column + 1] !== "'") {
            this.column += 1;
            return text;
          }
          text += "'";
          this.column += 2;
        } else if (next === "\\" && quote === "\"") {
          text += this.escape();
        } else if (next === " " || next === "\t") {
          const blanks = /^[ \t]+/.exec(this.rest)[0];
          this.column += blanks.length;
          // Blanks at the end of a line are none of the text.
          if (this.column < line.length) text += blanks;
        } else {
          text += next;
          this.column += 1;
        }
      }
    }

    // Goes on to the next line within quotes: one line end is a space, further ones are line ends.
    folded(text) {
      let ends = 0;
      do {
        this.row += 1;
        ends += 1;
      } while (this.line !== undefined && /^[ \t]*$/.test(this.line));
      if (this.line === undefined) this.refuse("a text in quotes without an end");
      this.column = /^[ \t]*/.exec(this.line)[0].length;
      return text + (ends > 1 ? "\n".repeat(ends - 1) : " ");
    }

    escape() {
      const letter = this.line[this.column + 1];
      if (letter === undefined) {
        // An escaped line end is none of the text, nor are the blanks in front of the next line.
        this.row += 1;
        if (this.line === undefined || /^[ \t]*$/.test(this.line)) this.refuse("a text in quotes that breaks off");
        this.column = /^[ \t]*/.exec(this.line)[0].length;
        return "";
      }
      const length = { x: 2, u: 4, U: 8 }[letter];
      if (length === undefined) {
        if (named[letter] === undefined) this.refuse("an unknown escape");
        this.column += 2;
        return named[letter];
      }
      const digits = this.line.slice(this.column + 2, this.column + 2 + length);
      const point = parseInt(digits, 16);
      if (digits.length !== length || !/^[0-9A-Fa-f]+$/.test(digits) || point > 0x10FFFF || point >= 0xD800 && point < 0xE000) {
        this.refuse("an escape of no character");
      }
      this.column += 2 + length;
      return String.fromCodePoint(point);
    }

    // A text in a block of lines, as they are (`|`) or folded (`>`).
    block(parent) {
      const found = /^([|>])([+-]?) *(?: #.*)?$/.exec(this.rest);
      if (!found) this.refuse("a block with an indentation that is stated");
      const lines = [];
      let indent = -1;
      this.row += 1;
      for (; this.row < this.lines.length; this.row += 1) {
        const line = this.line, own = /^ */.exec(line)[0].length;
        if (own === line.length) {
          if (indent >= 0 && own > indent) lines.push(line.slice(indent)); else lines.push("");
          continue;
        }
        if (indent < 0 && own > parent) indent = own;
        if (indent < 0 || own < indent) break;
        if (line[own] === "\t") this.refuse("a tab");
        lines.push(line.slice(indent));
      }
      this.column = 0;
      let trailing = 0;
      while (lines.length > 0 && lines.at(-1) === "") {
        lines.pop();
        trailing += 1;
      }
      // At the end of the document the last line end is no line of its own.
      if (this.row >= this.lines.length && trailing > 0) trailing -= 1;
      const text = found[1] === "|" ? lines.join("\n") : this.foldedLines(lines);
      if (found[2] === "-") return text;
      if (found[2] === "+") return text + "\n".repeat(trailing + (lines.length > 0 ? 1 : 0));
      return lines.length > 0 ? text + "\n" : "";
    }

    foldedLines(lines) {
      if (lines.some((line) => /^[ \t]/.test(line))) this.refuse("a folded block with lines further in");
      return lines.join("\n").replace(/([^\n])\n(?=[^\n])/g, "$1 ").replace(/([^\n])\n(\n+)(?=[^\n])/g, "$1$2");
    }

    // A collection in brackets or braces.
    flow() {
      this.depth += 1;
      if (this.depth > deepest) this.refuse("nested too deep");
      const isMapping = this.character === "{", end = isMapping ? "}" : "]";
      const members = new Map(), elements = [];
      this.column += 1;
      while (true) {
        if (!this.skip()) this.refuse("a collection without an end");
        if (this.character === end) break;
        const value = this.flowValue();
        if (isMapping) {
          this.skip();
          if (typeof value !== "string" || this.character !== ":") this.refuse("a key must stand here");
          this.column += 1;
          if (members.has(value)) this.refuse("a key appears twice");
          this.skip();
          members.set(value, /^[,}]/.test(this.rest) ? "" : this.flowValue());
        } else {
          elements.push(value);
        }
        if (!this.skip()) this.refuse("a collection without an end");
        if (this.character === ",") this.column += 1; else if (this.character !== end) this.refuse("a comma must stand here");
      }
      this.column += 1;
      this.depth -= 1;
      return isMapping ? members : elements;
    }

    flowValue() {
      const first = this.character;
      if (first === "{" || first === "[") return this.flow();
      if (first === "\"" || first === "'") return this.quoted();
      if (/^[|>]/.test(first) || /^[-?:](?:[ ,[\]{}]|$)/.test(this.rest)) this.refuse("an indicator");
      this.mustBePlain();
      const found = /^(?:(?!:(?:[ ,[\]{}]|$)| #)[^,[\]{}])*/.exec(this.rest)[0];
      this.column += found.length;
      // A plain text that goes on behind the line's end is taken by nobody here.
      if (this.rest === "") this.refuse("a text over several lines");
      if (found.includes("\t") || found === "") this.refuse("no text");
      return found.trimEnd();
    }
  }

  // The document as maps, arrays and texts; throws YAMLError.
  function parseYAML(text) { return new Reader(text).document(); }

  Object.assign(cutlog, { YAMLError, parseYAML });
}
