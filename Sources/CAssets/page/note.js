// Keys and signed notes (docs/stream-format.md section 5), and the checkpoints in them (section 8).
//
// Guarantees: a vkey is taken only with the key id that follows from it, and keys are compared as whole vkeys. A note, a vkey
// or a checkpoint is taken only in its one form. Signatures are Ed25519 by WebCrypto, over exactly the bytes of the text;
// `canVerifySignatures` says whether this browser can.
"use strict";
{
  const name = /^[A-Za-z0-9][A-Za-z0-9._~/-]{0,1023}$/;

  function isKeyName(text) { return name.test(text); }

  // { name, id (hex), publicKey, text } of a vkey; null for what is none.
  function parseVerifierKey(text) {
    const first = text.indexOf("+"), second = text.indexOf("+", first + 1);
    if (first < 0 || second < 0) return null;
    const owner = text.slice(0, first), key = cutlog.fromBase64(text.slice(second + 1));
    if (!isKeyName(owner) || !key || key.length !== 33 || key[0] !== 1) return null;
    const id = cutlog.toHex(cutlog.sha256(cutlog.joined([cutlog.toUTF8(owner + "\n"), key])).subarray(0, 4));
    return text.slice(first + 1, second) === id ? { name: owner, id, publicKey: key.slice(1), text } : null;
  }

  // { text, signatures: [{ name, id (hex), bytes }] } of a signed note; null for what is none.
  function parseNote(note) {
    // eslint-disable-next-line no-control-regex
    if (/[\u0000-\u0009\u000b-\u001f]/.test(note) || !note.endsWith("\n")) return null;
    const split = note.slice(0, -1).lastIndexOf("\n\n");
    if (split < 0) return null;
    const signatures = [];
    for (const line of note.slice(split + 2, -1).split("\n")) {
      const words = line.split(" ");
      const payload = words.length === 3 ? cutlog.fromBase64(words[2]) : null;
      if (words[0] !== "\u2014" || !words[1] || words[1].includes("+") || !payload || payload.length < 5) return null;
      if (signatures.length === 100) return null;
      signatures.push({ name: words[1], id: cutlog.toHex(payload.subarray(0, 4)), bytes: payload.slice(4) });
    }
    return { text: note.slice(0, split + 1), signatures };
  }

  // { origin, size, root } of a checkpoint without extension lines; null for any other text.
  function parseCheckpoint(text) {
    const lines = text.split("\n");
    if (lines.length !== 4 || lines[3] !== "" || lines[0] === "" || !/^(?:0|[1-9][0-9]*)$/.test(lines[1])) return null;
    const size = Number(lines[1]), root = cutlog.fromBase64(lines[2]);
    return Number.isSafeInteger(size) && root?.length === 32 ? { origin: lines[0], size, root: lines[2] } : null;
  }

  const imported = new Map();

  function importKey(publicKey) {
    const text = cutlog.toHex(publicKey);
    if (!imported.has(text)) imported.set(text, crypto.subtle.importKey("raw", publicKey, { name: "Ed25519" }, false, ["verify"]));
    return imported.get(text);
  }

  // Whether a signature is the key's over a text; false for a key or a signature that is none.
  async function verifies(key, signature, text) {
    if (signature.length !== 64) return false;
    try {
      return await crypto.subtle.verify({ name: "Ed25519" }, await importKey(key.publicKey), signature, cutlog.toUTF8(text));
    } catch {
      return false;
    }
  }

  // Whether a note carries a valid signature of the key.
  async function isSignedBy(note, key) {
    const found = note.signatures.find((signature) => signature.id === key.id && signature.name === key.name);
    return found !== undefined && await verifies(key, found.bytes, note.text);
  }

  // Whether a note is in the name of exactly these keys, in this order.
  function isInNameOf(note, keys) {
    return note.signatures.length === keys.length
      && note.signatures.every((signature, place) => signature.id === keys[place].id && signature.name === keys[place].name);
  }

  // Whether this browser checks Ed25519: the signature of RFC 8032 section 7.1, test 2, and the same with one bit changed.
  async function canVerifySignatures() {
    if (!globalThis.crypto?.subtle) return false;
    const key = { publicKey: cutlog.fromBase64("PUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0Zgw=") };
    const signature = cutlog.fromBase64(
      "kqAJqfDUyrhyDoILX2QlQKKye1QWUD+Ps3YiI+vbadoIWsHkPhWZbkWPNhPQ8R2MOHsurrQwKu6wDSkWErsMAA==");
    const changed = signature.slice();
    changed[0] ^= 1;
    return await verifies(key, signature, "r") && !await verifies(key, changed, "r");
  }

  Object.assign(cutlog, { isKeyName, parseVerifierKey, parseNote, parseCheckpoint, verifies, isSignedBy, isInNameOf, canVerifySignatures });
}
