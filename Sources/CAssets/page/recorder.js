// The recorder's own lines (docs/stream-format.md section 7).
//
// Guarantees: `decodeRecorderLine` gives the data of a line only if the line has the one form that its type, its index and
// its data allow: written again from what was read, it has the same bytes.
"use strict";
{
  // Each reads a value and gives it as the recorder would write it; undefined for another kind of value.
  const text = (value) => typeof value === "string" ? value : undefined;
  const matching = (form) => (value) => typeof value === "string" && form(value) ? value : undefined;
  const oneOf = (...words) => matching((value) => words.includes(value));
  const count = (value) => {
    if (!(value instanceof cutlog.JSONNumber)) return undefined;
    const number = value.integer;
    return number !== null && number >= 0 ? new cutlog.JSONNumber(String(number)) : undefined;
  };
  const flag = (value) => typeof value === "boolean" ? value : undefined;
  const digest = matching((value) => cutlog.isHex(value, 32));
  const hash = matching((value) => cutlog.fromBase64(value)?.length === 32);
  const vkey = matching((value) => cutlog.parseVerifierKey(value) !== null);
  const note = matching((value) => cutlog.parseNote(value) !== null);
  const some = (value) => value instanceof Map && value.size > 0 ? value : undefined;
  const object = (members) => (value) => rewritten(members, value);
  const list = (element) => (value) => {
    if (!Array.isArray(value) || value.length === 0) return undefined;
    const elements = value.map(element);
    return elements.includes(undefined) ? undefined : elements;
  };

  // Members that may be absent end in `?`.
  const plan = { plan: text, version: count, document: digest, tasks: digest, "reason?": text };
  const notice = { vkey, "since?": count, note };
  const types = new Map(Object.entries({
    "stream.opened": {
      origin: matching(cutlog.isKeyName), run: text, kind: oneOf("live", "rehearsal", "failback", "import", "addendum"),
      format: object({ read: count, write: count }), identity: vkey, log: vkey, epoch: vkey,
      "starts?": matching((value) => cutlog.parseTime(value) !== null), "environment?": text,
      "sites?": object({ source: text, target: text }), "parameters?": some,
      "follows?": list(object({ origin: text, checkpoint: text, as: oneOf("rehearsal-of", "undoes", "continues", "remarks-on") })),
      "salted?": (value) => value === true ? true : undefined, nonce: matching((value) => cutlog.isHex(value, 16)),
    },
    "document.attached": {
      name: text, mediaType: text, sha256: digest, size: count, part: count, parts: count, encoding: oneOf("utf-8", "base64"),
      content: text,
    },
    "plan.adopted": plan,
    "plan.revised": plan,
    "key.announced": { vkey, own: count },
    seal: { checkpoint: note },
    anchor: { size: count, kind: oneOf("cosignature", "rfc3161"), value: text },
    "stream.recovered": {
      cause: oneOf("torn", "state-lost"), size: count, root: hash, bytes: count, sha256: digest, "log?": vkey, "epoch?": vkey,
    },
    "identity.rotated": notice,
    "identity.compromised": notice,
    "input.refused": { sha256: digest, bytes: count, line: count, reason: text },
    "stream.closed": { events: count, identity: flag, own: count },
    withheld: { index: count, leaf: hash, reason: oneOf("secret", "personal-data", "third-party", "legal") },
  }));

  // The members of an object in the recorder's order, each as the recorder writes it; undefined where one is missing or of
  // another kind. Others are left out.
  function rewritten(members, value) {
    if (!(value instanceof Map)) return undefined;
    const out = new Map();
    for (const [key, read] of Object.entries(members)) {
      const name = key.replace("?", "");
      if (!value.has(name)) {
        if (name === key) return undefined;
        continue;
      }
      const member = read(value.get(name));
      if (member === undefined) return undefined;
      out.set(name, member);
    }
    return out;
  }

  // What no single member says.
  function isConsistent(type, data) {
    switch (type) {
      case "document.attached": {
        const part = data.get("part").integer;
        const content = partContent(data);
        return part >= 1 && part <= data.get("parts").integer && content !== null && content.length <= 30000;
      }
      case "stream.recovered": {
        const isBridge = data.get("cause") === "state-lost";
        return data.has("log") === isBridge && data.has("epoch") === isBridge;
      }
      case "stream.opened": return data.get("format").get("read").integer === 1 && data.get("format").get("write").integer >= 1;
      default: return true;
    }
  }

  // The bytes of one part of a document; null where they aren't in their encoding.
  function partContent(data) {
    return data.get("encoding") === "utf-8" ? cutlog.toUTF8(data.get("content")) : cutlog.fromBase64(data.get("content"));
  }

  const prefix = "dev.cutlog.";

  // The recorder's type that a full type names, such as `seal`; null for all others.
  function recorderType(type) {
    return type.startsWith(prefix) && types.has(type.slice(prefix.length)) ? type.slice(prefix.length) : null;
  }

  // What `stream.opened` says, known before the line is judged; null where it can't be read.
  function readOpening(line) {
    if (line.value.get("type") !== prefix + "stream.opened") return null;
    const data = rewritten(types.get("stream.opened"), line.value.get("data"));
    return data && isConsistent("stream.opened", data) ? data : null;
  }

  // The data of a line of the recorder; null unless the line has its one form. A newer recorder's lines may have more.
  function decodeRecorderLine(line, index, origin, isNewer) {
    const type = recorderType(line.value.get("type"));
    const data = type && rewritten(types.get(type), line.value.get("data"));
    if (!data || !isConsistent(type, data) || line.time.digits !== 9) return null;
    const id = `${type.slice(type.lastIndexOf(".") + 1)}-${index}`;
    if (line.value.get("id") !== id) return null;
    if (isNewer) return data;
    const written = cutlog.writeJSON(new Map([
      ["specversion", "1.0"], ["id", id], ["source", origin], ["type", prefix + type],
      ["time", cutlog.formatTime({ nanoseconds: line.time.nanoseconds, digits: 9 })], ["data", data],
    ]));
    return written === line.text ? data : null;
  }

  Object.assign(cutlog, { recorderType, readOpening, decodeRecorderLine, partContent });
}
