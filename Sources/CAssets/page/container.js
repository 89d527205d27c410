// The container of a stream (docs/stream-format.md section 17): blocks of gzip, any other gzip, or plain JSON lines.
//
// Guarantees: every byte of the file is accounted for. What comes out are whole lines, each with the place in the file where
// it, or its block, begins; what fits nowhere is a finding about the container. Of a block that can't be inflated in whole
// nothing counts.
"use strict";
{
  const head = [0x1F, 0x8B, 0x08, 0x04, 0, 0, 0, 0, 0, 0xFF, 0x06, 0, 0x42, 0x43, 0x02, 0];
  const headLength = 18, trailerLength = 8, mostContent = 65280, mostInBlock = 1 << 24, mostInMembers = 1 << 28, mostInLine = 1 << 20, lineFeed = 0x0A;
  const endOfFile = Uint8Array.from([...head, 0x1B, 0, 0x03, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  // A browser's decompressor is set up anew for each block, which costs more than to inflate a small one here.
  const smallBlock = 16384;

  // The length of the block that begins at a place by its own head; 0 where none begins.
  function blockSize(bytes, at) {
    if (bytes.length - at < headLength) return 0;
    for (let place = 0; place < 16; place++) if (bytes[at + place] !== head[place]) return 0;
    return (bytes[at + 16] | bytes[at + 17] << 8) + 1;
  }

  // The length of the gzip header at a place, and that of the block where it is a block's; null where none is.
  function gzipHeader(bytes, at) {
    const size = blockSize(bytes, at);
    if (size > 0) return { length: headLength, blockSize: size };
    if (bytes.length - at < 18 || bytes[at] !== 0x1F || bytes[at + 1] !== 0x8B || bytes[at + 2] !== 8) return null;
    const flags = bytes[at + 3];
    if (flags & 0xE0) return null;
    let place = at + 10;
    if (flags & 4) place += 2 + bytes[at + 10] + bytes[at + 11] * 256;
    for (const bit of [8, 16]) {
      if (!(flags & bit)) continue;
      while (place < bytes.length && bytes[place] !== 0) place += 1;
      place += 1;
    }
    if (flags & 2) place += 2;
    return place < bytes.length ? { length: place - at, blockSize: 0 } : null;
  }

  function word(bytes, at) { return (bytes[at] | bytes[at + 1] << 8 | bytes[at + 2] << 16 | bytes[at + 3] << 24) >>> 0; }

  // Reads a file. After `read`, `chunks` holds { bytes, offset, isBlock, isPlain } of whole lines each, in order.
  class ContainerReader {
    chunks = [];
    findings = [];
    // `as-written`, `re-encoded` or `damaged`.
    container = "as-written";
    isBlocked = false;
    endsWithMarker = false;
    tornBytes = 0;
    undecodedBytes = 0;
    // Where reading stopped because the bytes can't be decoded.
    damageOffset = null;

    constructor(bytes) { this.bytes = bytes; }

    async read() {
      const bytes = this.bytes;
      if (bytes[0] === 0x7B) {
        this.reportReEncoded();
        this.emit(bytes, 0, { isPlain: true });
        this.finishLines();
        return;
      }
      this.isBlocked = blockSize(bytes, 0) > 0;
      this.readMembers(this.isBlocked ? await this.readBlocks() : 0);
      this.finishLines();
    }

    // Reads blocks for as long as they are as the recorder writes them; gives where the first other byte is.
    async readBlocks() {
      const bytes = this.bytes;
      let at = 0;
      while (true) {
        // So many at a time that the browser can inflate some while it waits for others.
        const group = [];
        for (let size; group.length < 64; at += size) {
          size = blockSize(bytes, at);
          if (size < headLength + trailerLength + 2 || at + size > bytes.length) break;
          const body = bytes.subarray(at + headLength, at + size - trailerLength);
          group.push({ at, size, content: size < smallBlock ? inflateHere(body) : cutlog.inflateBlock(body) });
        }
        if (group.length === 0) return at;
        for (const block of group) {
          if (!this.takeBlock(block.at, block.size, await block.content)) return block.at;
        }
      }
    }

    // Takes the content of a block; false where it must be read in sequence instead.
    takeBlock(at, size, content) {
      const isMarker = size === endOfFile.length && cutlog.areSame(this.bytes.subarray(at, at + size), endOfFile);
      if (!isMarker) {
        if (!content || content.length === 0 || content.length > mostContent || content[content.length - 1] !== lineFeed) {
          this.endsWithMarker = false;
          return false;
        }
        if (word(this.bytes, at + size - 8) !== cutlog.crc32(content) || word(this.bytes, at + size - 4) !== content.length) {
          this.reportDamage("container.checksum", "the block's CRC-32 or length doesn't fit its content", at);
        }
        this.chunks.push({ bytes: content, offset: at, isBlock: true, isPlain: false });
      }
      this.markEnd(isMarker, at);
      return true;
    }

    // Reads members one after the other, as `gzip -d` would.
    readMembers(from) {
      const bytes = this.bytes;
      let at = from, inflated = 0;
      while (at < bytes.length) {
        const header = gzipHeader(bytes, at);
        if (!header) return this.stop(at);
        const start = at + header.length;
        const { content, end, wrong } = cutlog.inflate(bytes, start, header.blockSize > 0 ? mostInBlock : mostInMembers - inflated);
        inflated += content.length;
        if (inflated > mostInMembers) return this.damage(at, `more than ${mostInMembers} bytes come out of it, too many for a browser`);
        const isCut = wrong === "cut" || wrong === "" && bytes.length - end < trailerLength;
        // Of a block that breaks off nothing counts; of another member what came out before does, for it may be all.
        if (header.blockSize === 0) this.emit(content, at, {});
        if (isCut && header.blockSize > 0 && at + header.blockSize > bytes.length) {
          this.tornBytes += bytes.length - at;
          return;
        }
        if (wrong !== "" || isCut) {
          return this.damage(at, wrong === "corrupt" ? "the deflate data is corrupt" : "the member is cut off");
        }
        this.finishMember(at, start, end, header, content);
        at = end + trailerLength;
      }
    }

    finishMember(at, start, end, header, content) {
      const bytes = this.bytes;
      if (word(bytes, end) !== cutlog.crc32(content) || word(bytes, end + 4) !== content.length % 0x100000000) {
        this.reportDamage("container.checksum", "the block's CRC-32 or length doesn't fit its content", at);
      }
      const isMarker = header.blockSize > 0 && content.length === 0 && end - start === 2 && bytes[start] === 3 && bytes[start + 1] === 0;
      this.markEnd(isMarker, at);
      if (header.blockSize === 0) return this.reportReEncoded();
      if (header.blockSize !== end + trailerLength - at) {
        this.reportDamage(
          "container.block-size", "the block's size in its header is not its size", at, String(end + trailerLength - at),
          String(header.blockSize));
      }
      if (!isMarker && (content.length > mostContent || content[content.length - 1] !== lineFeed)) this.reportReEncoded();
      this.emit(content, at, { isBlock: this.carried === null });
    }

    // What was inflated behind the last LF.
    carried = null;

    // Gives the whole lines in the bytes, those that are carried in front.
    emit(content, offset, { isBlock = false, isPlain = false }) {
      if (content.length === 0) return;
      if (this.carried) this.reportReEncoded();
      const bytes = this.carried ? cutlog.joined([this.carried, content]) : content;
      const end = bytes.lastIndexOf(lineFeed) + 1;
      if (end > 0) this.chunks.push({ bytes: bytes.subarray(0, end), offset, isBlock, isPlain });
      this.carried = end < bytes.length ? bytes.subarray(end) : null;
    }

    finishLines() {
      this.tornBytes += this.carried?.length ?? 0;
      this.carried = null;
    }

    // Bytes that begin no member: a torn write, or garbage.
    stop(at) {
      const rest = this.bytes.subarray(at);
      const isPartOfHead = rest.length < headLength && rest.every((byte, place) => place >= 16 || byte === head[place]);
      if (this.isBlocked && (isPartOfHead || rest.every((byte) => byte === 0))) {
        this.tornBytes += rest.length;
      } else {
        this.damage(at, "the bytes begin no gzip block");
      }
    }

    damage(at, message) {
      this.reportDamage("container.damaged", message, at);
      this.damageOffset = at;
      this.undecodedBytes = this.bytes.length - at;
      this.carried = null;
    }

    markEnd(isMarker, at) {
      if (this.endsWithMarker) {
        this.findings.push({
          rule: "container.empty-block", message: "an empty block stands inside the file", severity: "note", index: null, offset: at,
        });
      }
      this.endsWithMarker = isMarker;
    }

    reportDamage(rule, message, offset, expected = null, observed = null) {
      this.container = "damaged";
      if (this.findings.length < 100) this.findings.push({ rule, message, severity: "error", index: null, offset, expected, observed });
    }

    reportReEncoded() { if (this.container === "as-written") this.container = "re-encoded"; }

    // The blocks behind the damage that can be inflated and hold whole lines, as { bytes, offset }.
    * laterBlocks() {
      const bytes = this.bytes;
      for (let at = (this.damageOffset ?? bytes.length) + 1; at < bytes.length;) {
        at = bytes.indexOf(head[0], at);
        if (at < 0) return;
        const size = blockSize(bytes, at);
        if (size > headLength + trailerLength && at + size <= bytes.length) {
          const { content, wrong } = cutlog.inflate(bytes.subarray(0, at + size), at + headLength, 65536);
          if (wrong === "" && content[content.length - 1] === lineFeed) {
            yield { bytes: content, offset: at };
            at += size;
            continue;
          }
        }
        at += 1;
      }
    }
  }

  function inflateHere(body) {
    const { content, end, wrong } = cutlog.inflate(body, 0, 65536);
    return wrong === "" && end === body.length ? content : null;
  }

  // The first line of a file, without its LF; null where none can be read. No more is inflated than that takes.
  function firstLine(bytes) {
    let content = bytes.subarray(0, mostInLine);
    if (bytes[0] !== 0x7B) {
      const header = gzipHeader(bytes, 0);
      if (!header) return null;
      content = cutlog.inflate(bytes, header.length, mostInLine).content;
    }
    const end = content.indexOf(lineFeed);
    return end < 0 ? null : content.subarray(0, end);
  }

  Object.assign(cutlog, { ContainerReader, firstLine });
}
