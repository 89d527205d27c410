// Inflating: raw deflate (RFC 1951) and the CRC-32 of gzip.
//
// Guarantees: `inflate` gives the bytes and the place where the deflate stream ends, which a browser's own decompressor
// doesn't tell; of a stream that breaks off or is corrupt it gives what came out before. `inflateBlock` asks the browser's own
// (DecompressionStream) for a stream that must end exactly where the bytes do.
"use strict";
{
  const crcTable = new Int32Array(256);
  for (let byte = 0; byte < 256; byte++) {
    let value = byte;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? value >>> 1 ^ 0xEDB88320 : value >>> 1;
    crcTable[byte] = value;
  }

  // The CRC-32 of gzip, as an unsigned number.
  function crc32(bytes) {
    let value = -1;
    for (let at = 0; at < bytes.length; at++) value = value >>> 8 ^ crcTable[(value ^ bytes[at]) & 255];
    return ~value >>> 0;
  }

  const lengthBase = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];
  const lengthBits = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
  const distanceBase = [1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097,
    6145, 8193, 12289, 16385, 24577];
  const distanceBits = [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13];
  const orderOfLengths = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

  // A Huffman code from the lengths of its words: how many words each length has, and the symbols in their order. A code
  // with too many words is corrupt; one with too few only where it may not be: of distances, a single word of one bit may be.
  function huffman(lengths, mayBeSingle) {
    const counts = new Uint16Array(16), offsets = new Uint16Array(16), symbols = new Uint16Array(lengths.length);
    for (const length of lengths) counts[length] += 1;
    let left = 1, used = 0;
    for (let length = 1; length < 16; length++) {
      left = left * 2 - counts[length];
      if (left < 0) return null;
      used += counts[length];
      if (length < 15) offsets[length + 1] = offsets[length] + counts[length];
    }
    if (left > 0 && !(mayBeSingle && (used === 0 || used === 1 && counts[1] === 1))) return null;
    for (let symbol = 0; symbol < lengths.length; symbol++) {
      if (lengths[symbol] > 0) symbols[offsets[lengths[symbol]]++] = symbol;
    }
    return { counts, symbols };
  }

  const fixedLengths = huffman([...Array(144).fill(8), ...Array(112).fill(9), ...Array(24).fill(7), ...Array(8).fill(8)], false);
  const fixedDistances = huffman(Array(32).fill(5), false);

  class Cut extends Error {}
  class Corrupt extends Error {}

  class Inflater {
    constructor(bytes, at) {
      Object.assign(this, { bytes, at, held: 0, heldBits: 0, out: new Uint8Array(1 << 16), length: 0 });
    }

    bits(count) {
      while (this.heldBits < count) {
        if (this.at >= this.bytes.length) throw new Cut();
        this.held |= this.bytes[this.at++] << this.heldBits;
        this.heldBits += 8;
      }
      const value = this.held & (1 << count) - 1;
      this.held >>>= count;
      this.heldBits -= count;
      return value;
    }

    symbol(code) {
      let word = 0, first = 0, place = 0;
      for (let length = 1; length < 16; length++) {
        word |= this.bits(1);
        const count = code.counts[length];
        if (word - count < first) return code.symbols[place + word - first];
        place += count;
        first = first + count << 1;
        word <<= 1;
      }
      throw new Corrupt();
    }

    reserve(count) {
      if (this.length + count <= this.out.length) return;
      const larger = new Uint8Array(Math.max(this.out.length * 2, this.length + count));
      larger.set(this.out.subarray(0, this.length));
      this.out = larger;
    }

    stored() {
      this.held = 0;
      this.heldBits = 0;
      if (this.at + 4 > this.bytes.length) throw new Cut();
      const count = this.bytes[this.at] | this.bytes[this.at + 1] << 8;
      const complement = this.bytes[this.at + 2] | this.bytes[this.at + 3] << 8;
      if (count !== (~complement & 0xFFFF)) throw new Corrupt();
      this.at += 4;
      const there = Math.min(count, this.bytes.length - this.at);
      this.reserve(there);
      this.out.set(this.bytes.subarray(this.at, this.at + there), this.length);
      this.length += there;
      this.at += there;
      if (there < count) throw new Cut();
    }

    codes() {
      const lengthCount = this.bits(5) + 257, distanceCount = this.bits(5) + 1, codeCount = this.bits(4) + 4;
      if (lengthCount > 286 || distanceCount > 30) throw new Corrupt();
      const lengths = new Uint8Array(19);
      for (let place = 0; place < codeCount; place++) lengths[orderOfLengths[place]] = this.bits(3);
      const code = huffman(lengths, false);
      if (!code) throw new Corrupt();
      const all = new Uint8Array(lengthCount + distanceCount);
      for (let place = 0; place < all.length;) {
        const symbol = this.symbol(code);
        if (symbol < 16) {
          all[place++] = symbol;
          continue;
        }
        if (symbol === 16 && place === 0) throw new Corrupt();
        const value = symbol === 16 ? all[place - 1] : 0;
        const repeat = symbol === 16 ? 3 + this.bits(2) : symbol === 17 ? 3 + this.bits(3) : 11 + this.bits(7);
        if (place + repeat > all.length) throw new Corrupt();
        all.fill(value, place, place + repeat);
        place += repeat;
      }
      if (all[256] === 0) throw new Corrupt();
      const literals = huffman(all.subarray(0, lengthCount), true), distances = huffman(all.subarray(lengthCount), true);
      if (!literals || !distances) throw new Corrupt();
      return [literals, distances];
    }

    compressed(literals, distances, limit) {
      while (true) {
        const symbol = this.symbol(literals);
        if (symbol === 256) return;
        if (symbol < 256) {
          this.reserve(1);
          this.out[this.length++] = symbol;
          continue;
        }
        if (symbol > 285) throw new Corrupt();
        const length = lengthBase[symbol - 257] + this.bits(lengthBits[symbol - 257]);
        const code = this.symbol(distances);
        if (code > 29) throw new Corrupt();
        const distance = distanceBase[code] + this.bits(distanceBits[code]);
        if (distance > this.length) throw new Corrupt();
        if (this.length > limit) throw new Corrupt();
        this.reserve(length);
        for (let count = 0; count < length; count++, this.length++) this.out[this.length] = this.out[this.length - distance];
      }
    }

    run(limit) {
      let isLast = false;
      while (!isLast) {
        isLast = this.bits(1) === 1;
        switch (this.bits(2)) {
          case 0: this.stored(); break;
          case 1: this.compressed(fixedLengths, fixedDistances, limit); break;
          case 2: this.compressed(...this.codes(), limit); break;
          default: throw new Corrupt();
        }
        if (this.length > limit) throw new Corrupt();
      }
    }
  }

  // The content of the deflate stream that begins at a place, where it ends, and what is wrong: "", "cut" or "corrupt".
  function inflate(bytes, at, limit = Infinity) {
    const inflater = new Inflater(bytes, at);
    let wrong = "";
    try {
      inflater.run(limit);
    } catch (error) {
      if (!(error instanceof Cut || error instanceof Corrupt)) throw error;
      wrong = error instanceof Cut ? "cut" : "corrupt";
    }
    // Whole bytes that were read ahead were not used.
    return { content: inflater.out.subarray(0, inflater.length), end: inflater.at - (inflater.heldBits >> 3), wrong };
  }

  // The content of a deflate stream that ends exactly where the bytes end; null for any other.
  async function inflateBlock(bytes) {
    try {
      const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
      return new Uint8Array(await new Response(stream).arrayBuffer());
    } catch {
      return null;
    }
  }

  Object.assign(cutlog, { crc32, inflate, inflateBlock });
}
