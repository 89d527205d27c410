// SHA-256 (FIPS 180-4), in one call and without waiting.
//
// Guarantees: the same digests as WebCrypto's, which `sha256AgreesWithBrowser` compares. A stream needs two digests a line;
// WebCrypto answers each through a promise, which costs several times the hashing of so short a text.
"use strict";
{
  const constants = new Int32Array(64), start = new Int32Array(8);
  {
    // The first 32 bits of the fractions of the cube and square roots of the first primes, by integer arithmetic.
    const root = (number, power) => {
      const target = BigInt(number) << BigInt(32 * power);
      let low = 0n, high = 1n << 40n;
      while (low < high) {
        const middle = (low + high + 1n) / 2n;
        if (middle ** BigInt(power) <= target) low = middle; else high = middle - 1n;
      }
      return Number(low & 0xFFFFFFFFn) | 0;
    };
    let count = 0;
    for (let number = 2; count < 64; number++) {
      let isPrime = true;
      for (let divisor = 2; divisor * divisor <= number; divisor++) if (number % divisor === 0) isPrime = false;
      if (!isPrime) continue;
      if (count < 8) start[count] = root(number, 2);
      constants[count++] = root(number, 3);
    }
  }

  const schedule = new Int32Array(64), state = new Int32Array(8);

  function compress(bytes, at) {
    for (let word = 0; word < 16; word++, at += 4) {
      schedule[word] = bytes[at] << 24 | bytes[at + 1] << 16 | bytes[at + 2] << 8 | bytes[at + 3];
    }
    for (let word = 16; word < 64; word++) {
      const near = schedule[word - 2], far = schedule[word - 15];
      const one = (near >>> 17 | near << 15) ^ (near >>> 19 | near << 13) ^ near >>> 10;
      const other = (far >>> 7 | far << 25) ^ (far >>> 18 | far << 14) ^ far >>> 3;
      schedule[word] = one + schedule[word - 7] + other + schedule[word - 16] | 0;
    }
    let a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6], h = state[7];
    for (let round = 0; round < 64; round++) {
      const first = h + ((e >>> 6 | e << 26) ^ (e >>> 11 | e << 21) ^ (e >>> 25 | e << 7)) + (e & f ^ ~e & g)
        + constants[round] + schedule[round] | 0;
      const second = ((a >>> 2 | a << 30) ^ (a >>> 13 | a << 19) ^ (a >>> 22 | a << 10)) + (a & b ^ a & c ^ b & c) | 0;
      h = g;
      g = f;
      f = e;
      e = d + first | 0;
      d = c;
      c = b;
      b = a;
      a = first + second | 0;
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
    state[4] += e;
    state[5] += f;
    state[6] += g;
    state[7] += h;
  }

  const tail = new Uint8Array(128);

  // The digest of `prefix` (a byte, or -1 for none) and bytes `first` to `end` behind it.
  function digest(prefix, bytes, first, end) {
    state.set(start);
    const lead = prefix < 0 ? 0 : 1, length = end - first + lead;
    let at = first;
    if (lead === 1 && length >= 64) {
      tail[0] = prefix;
      tail.set(bytes.subarray(first, first + 63), 1);
      compress(tail, 0);
      at = first + 63;
    }
    while (length >= 64 && end - at >= 64) {
      compress(bytes, at);
      at += 64;
    }
    // What is left, the bit that ends it, and the length in bits.
    tail.fill(0);
    let rest = 0;
    if (lead === 1 && length < 64) tail[rest++] = prefix;
    while (at < end) tail[rest++] = bytes[at++];
    tail[rest] = 0x80;
    const whole = rest < 56 ? 64 : 128;
    const bits = length * 8;
    for (let byte = 0; byte < 4; byte++) {
      tail[whole - 1 - byte] = bits >>> 8 * byte & 255;
      tail[whole - 5 - byte] = Math.floor(bits / 0x100000000) >>> 8 * byte & 255;
    }
    compress(tail, 0);
    if (whole === 128) compress(tail, 64);
    const out = new Uint8Array(32);
    for (let word = 0; word < 8; word++) {
      out[4 * word] = state[word] >>> 24;
      out[4 * word + 1] = state[word] >>> 16 & 255;
      out[4 * word + 2] = state[word] >>> 8 & 255;
      out[4 * word + 3] = state[word] & 255;
    }
    return out;
  }

  function sha256(bytes) { return digest(-1, bytes, 0, bytes.length); }

  // Whether the browser's own SHA-256 gives the same for a text; true where the browser has none.
  async function sha256AgreesWithBrowser(bytes) {
    if (!globalThis.crypto?.subtle) return true;
    return cutlog.areSame(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)), sha256(bytes));
  }

  Object.assign(cutlog, { sha256, sha256Behind: digest, sha256AgreesWithBrowser });
}
