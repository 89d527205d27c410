// Bytes and text.
//
// Guarantees: base64 and hexadecimal are read strictly, so that one value has one text; anything else gives null. Text
// is compared by the bytes of its UTF-8, as cutlog does, and never by locale.
//
// Every file of this folder adds to the one global name `cutlog` and to nothing else. The files are plain scripts, to be
// put into a page one after the other in the order that README.md gives.
"use strict";
globalThis.cutlog ??= {};
{
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const values = new Int16Array(128).fill(-1);
  for (let value = 0; value < 64; value++) values[alphabet.charCodeAt(value)] = value;

  // The bytes of canonical base64 with padding (RFC 4648 section 4); null for any other text.
  function fromBase64(text) {
    const length = text.length;
    if (length % 4 !== 0) return null;
    const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
    const out = new Uint8Array(length / 4 * 3 - padding);
    let group = 0, at = 0;
    for (let place = 0; place < length; place++) {
      const code = text.charCodeAt(place);
      let value = code < 128 ? values[code] : -1;
      if (place >= length - padding) value = 0;
      if (value < 0) return null;
      group = group << 6 | value;
      if (place % 4 === 3) {
        if (at < out.length) out[at++] = group >> 16 & 255;
        if (at < out.length) out[at++] = group >> 8 & 255;
        if (at < out.length) out[at++] = group & 255;
        if (place + 1 < length) group = 0;
      }
    }
    // Bits that no byte takes are zero.
    if (padding === 1 && (group & 0xFF) !== 0) return null;
    if (padding === 2 && (group & 0xFFFF) !== 0) return null;
    return out;
  }

  function toBase64(bytes) {
    let out = "";
    for (let at = 0; at < bytes.length; at += 3) {
      const group = bytes[at] << 16 | (bytes[at + 1] ?? 0) << 8 | (bytes[at + 2] ?? 0);
      out += alphabet[group >> 18 & 63] + alphabet[group >> 12 & 63]
        + (at + 1 < bytes.length ? alphabet[group >> 6 & 63] : "=") + (at + 2 < bytes.length ? alphabet[group & 63] : "=");
    }
    return out;
  }

  const digits = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

  function toHex(bytes) {
    let out = "";
    for (const byte of bytes) out += digits[byte];
    return out;
  }

  // Whether a text is a number of bytes in lower-case hexadecimal.
  function isHex(text, bytes) { return text.length === 2 * bytes && /^[0-9a-f]*$/.test(text); }

  const encoder = new TextEncoder();
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

  function toUTF8(text) { return encoder.encode(text); }

  // The text of valid UTF-8, a byte order mark included; null for any other bytes.
  function fromUTF8(bytes) {
    try { return decoder.decode(bytes); } catch { return null; }
  }

  // By the bytes of UTF-8, which is by code points: surrogates come behind U+FFFF.
  function compareText(left, right) {
    const length = Math.min(left.length, right.length);
    for (let place = 0; place < length; place++) {
      const one = left.charCodeAt(place), other = right.charCodeAt(place);
      if (one === other) continue;
      const isHigh = one >= 0xD800 && one < 0xE000, isOtherHigh = other >= 0xD800 && other < 0xE000;
      return isHigh === isOtherHigh ? one - other : isHigh ? 1 : -1;
    }
    return left.length - right.length;
  }

  function areSame(left, right) {
    if (left.length !== right.length) return false;
    for (let place = 0; place < left.length; place++) if (left[place] !== right[place]) return false;
    return true;
  }

  function joined(parts) {
    const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      out.set(part, at);
      at += part.length;
    }
    return out;
  }

  Object.assign(cutlog, { fromBase64, toBase64, toHex, isHex, toUTF8, fromUTF8, compareText, areSame, joined });
}
