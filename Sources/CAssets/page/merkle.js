// The Merkle tree of RFC 6962 section 2.1 (docs/stream-format.md section 6).
//
// Guarantees: `MerkleFrontier.root` is the root over the leaves that were added, in their order; 64 hashes are kept at most,
// whatever the size.
"use strict";
{
  // The leaf of a line, from its bytes without LF.
  function leafHash(bytes, first, end) { return cutlog.sha256Behind(0, bytes, first, end); }

  const pair = new Uint8Array(64);

  function nodeHash(left, right) {
    pair.set(left);
    pair.set(right, 32);
    return cutlog.sha256Behind(1, pair, 0, 64);
  }

  // A tree that grows, as the roots of its full subtrees, the largest first.
  class MerkleFrontier {
    size = 0;
    peaks = [];

    add(leaf) {
      let hash = leaf;
      for (let full = this.size; full % 2 === 1; full = (full - 1) / 2) hash = nodeHash(this.peaks.pop(), hash);
      this.peaks.push(hash);
      this.size += 1;
    }

    get root() {
      if (this.peaks.length === 0) return cutlog.sha256(new Uint8Array(0));
      return this.peaks.reduceRight((right, left) => nodeHash(left, right));
    }
  }

  Object.assign(cutlog, { leafHash, nodeHash, MerkleFrontier });
}
