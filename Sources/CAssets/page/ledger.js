// Keys, batches and seals, in the order of lines (docs/stream-format.md sections 8 to 13).
//
// Guarantees: takes every line once and notes what is wrong with its batch; collects each seal with the signatures that must
// hold. It verifies no signature itself but those of notes on identities; whether a seal is valid is settled by verify.js.
"use strict";
{
  const mostFindings = 100;

  const emptyBatch = () => ({
    own: 0, events: 0, accepted: null, acceptedElse: null, time: null, announced: null, closed: null, recovery: null, isBridge: false,
    withheld: [], anchors: 0, hasOther: false, compromises: [], part: null, isAdopted: false, findings: [], mustSealAfter: null,
  });

  class Ledger {
    opened = null;
    identity = null;
    log = null;
    epoch = null;
    tree = new cutlog.MerkleFrontier();
    documents = new Set();
    sealsSeen = 0;
    lastSealTime = null;
    lastSealed = null;
    isClosed = false;
    sealIsMissing = false;
    // Seals that are still to be settled.
    seals = [];
    batch = emptyBatch();

    find(rule, message, index, offset, expected = null, observed = null) {
      if (this.batch.findings.length >= mostFindings) return;
      this.batch.findings.push({ rule, message, severity: "error", index, offset, expected, observed });
    }

    require(holds, rule, message, index, offset, expected = null, observed = null) {
      if (!holds) this.find(rule, message, index, offset, expected, observed);
    }

    // Marks lines that stand where only a seal may.
    mustNotFollow(index, offset) {
      const last = this.batch.mustSealAfter;
      if (last === null || index <= last) return;
      this.sealIsMissing = true;
      this.find("seal.missing", "a line stands where the batch's seal must", index, offset, "seal");
      this.batch.mustSealAfter = null;
    }

    takeUnreadable(error, index, offset) {
      this.find("line.grammar", error.message, index, offset, null, `character ${error.at} of the line`);
      this.mustNotFollow(index, offset);
    }

    // Takes an event; `accepted` is the text of its acceptedtime, null where that isn't as the recorder writes it.
    takeEvent(accepted, index, offset) {
      this.mustNotFollow(index, offset);
      const batch = this.batch;
      batch.events += 1;
      if (accepted === null) return;
      batch.accepted ??= accepted;
      if (accepted !== batch.accepted) batch.acceptedElse = accepted;
    }

    // Takes one of the recorder's lines that is no seal; `data` is null where the line isn't in its one form.
    async take(type, line, data, index, offset) {
      const batch = this.batch;
      if (data && type === "withheld" && this.opened) return this.takeStub(line, data, index, offset);
      const followsEvents = batch.events > 0 || batch.withheld.length > 0;
      batch.own += 1;
      this.mustNotFollow(index, offset);
      if (!data) {
        if (type === null && this.opened?.get("format").get("write").integer > 1) return;
        this.find(
          "line.recorder", type === null ? "a line of the recorder has a type that the recorder doesn't write"
            : "a line of the recorder is not written as the recorder writes it", index, offset);
        return;
      }
      const time = cutlog.formatTime(line.time);
      batch.time ??= time;
      this.require(
        time === batch.time, "batch.time", "the recorder's lines of a batch have different times", index, offset, batch.time, time);
      switch (type) {
        case "stream.opened": return this.takeOpened(line, data, index, offset);
        case "document.attached": return this.takePart(data, index, offset);
        case "plan.adopted":
        case "plan.revised": return this.takePlan(type, data, index, offset);
        case "key.announced":
          batch.announced = { key: cutlog.parseVerifierKey(data.get("vkey")), own: data.get("own").integer, index };
          batch.mustSealAfter = index;
          return;
        case "anchor":
          batch.anchors += 1;
          this.require(
            !batch.hasOther && !followsEvents, "batch.order", "an anchor stands behind other lines of its batch", index, offset);
          return;
        case "stream.recovered": return this.takeRecovery(data, index, offset, followsEvents);
        case "identity.rotated": return this.takeRotation(data, index, offset);
        case "identity.compromised": return this.takeCompromise(data, index, offset);
        case "input.refused":
          batch.hasOther = true;
          return;
        case "stream.closed":
          batch.closed = { events: data.get("events").integer, identity: data.get("identity"), own: data.get("own").integer };
          batch.mustSealAfter = index;
          return;
        default:
      }
    }

    takeStub(line, data, index, offset) {
      const stated = data.get("index").integer, time = cutlog.formatTime(line.time);
      this.require(
        stated === index, "line.stub", "a withheld line's stub stands at another index", index, offset, String(index), String(stated));
      this.require(time === this.openedTime, "line.stub", "a stub's time is not line 0's", index, offset, this.openedTime, time);
      this.batch.withheld.push({ index, reason: data.get("reason") });
      this.mustNotFollow(index, offset);
    }

    takeOpened(line, data, index, offset) {
      if (index !== 0) return this.find("batch.order", "a second `stream.opened`", index, offset);
      this.opened = data;
      this.openedTime = cutlog.formatTime(line.time);
      const origin = this.origin = data.get("origin");
      [this.identity, this.log, this.epoch] = ["identity", "log", "epoch"].map((name) => cutlog.parseVerifierKey(data.get(name)));
      this.require(
        origin === line.value.get("source") && this.log.name === origin && this.epoch.name === `${origin}/epoch-0`
          && this.identity.name !== origin,
        "key.name", "the keys of line 0 are not named as they must be", 0, offset, `${origin}, ${origin}/epoch-0`,
        `${this.log.name}, ${this.epoch.name}`);
    }

    takePart(data, index, offset) {
      const batch = this.batch;
      batch.hasOther = true;
      const document = batch.part ?? { first: data, next: 1, content: [] };
      const isOfSame = ["name", "mediaType", "sha256", "encoding"].every((name) => data.get(name) === document.first.get(name))
        && ["size", "parts"].every((name) => data.get(name).integer === document.first.get(name).integer);
      const part = data.get("part").integer;
      this.require(
        part === document.next && isOfSame, "document.parts", "the parts of a document must stand in one batch, in order, and agree",
        index, offset, `part ${document.next}`, `part ${part} of ${data.get("name")}`);
      document.next = part + 1;
      document.content.push(cutlog.partContent(data));
      batch.part = part === data.get("parts").integer ? null : document;
      if (batch.part) return;
      const whole = cutlog.joined(document.content), digest = cutlog.toHex(cutlog.sha256(whole));
      if (digest === data.get("sha256") && whole.length === data.get("size").integer) {
        this.documents.add(digest);
      } else {
        this.find(
          "document.digest", "a document is not the one that its lines name", index, offset,
          `${data.get("sha256")}, ${data.get("size").text} bytes`, `${digest}, ${whole.length} bytes`);
      }
    }

    takePlan(type, data, index, offset) {
      const batch = this.batch;
      this.require(
        this.documents.has(data.get("document")), "plan.document", "the plan's document is not attached before it", index, offset,
        data.get("document"));
      if (type === "plan.revised") {
        this.require(this.sealsSeen > 0, "batch.order", "`plan.revised` in the opening", index, offset);
        batch.hasOther = true;
      } else {
        this.require(
          this.sealsSeen === 0 && !batch.isAdopted, "batch.order", "`plan.adopted` outside the opening", index, offset);
        batch.isAdopted = true;
      }
    }

    takeRecovery(data, index, offset, followsEvents) {
      const batch = this.batch, last = this.lastSealed;
      const size = data.get("size").integer, root = data.get("root");
      if (last) {
        this.require(
          size === last.size && root === last.root, "recovery.seal", "a recovery speaks of another seal than the last one", index, offset,
          `${last.size}, ${last.root}`, `${size}, ${root}`);
      }
      this.require(
        batch.own === 1 && !followsEvents, "batch.order", "`stream.recovered` must be the first line of its batch", index, offset);
      batch.recovery = index;
      if (!data.has("log") || !this.opened) return;
      batch.isBridge = true;
      this.log = cutlog.parseVerifierKey(data.get("log"));
      this.epoch = cutlog.parseVerifierKey(data.get("epoch"));
      const name = `${this.origin}/epoch-${this.sealsSeen}`;
      this.require(
        this.log.name === this.origin && this.epoch.name === name, "key.name", "the keys of a bridge are not named as they must be", index,
        offset, `${this.origin}, ${name}`, `${this.log.name}, ${this.epoch.name}`);
    }

    async takeRotation(data, index, offset) {
      this.batch.hasOther = true;
      if (!this.opened) return;
      const key = cutlog.parseVerifierKey(data.get("vkey"));
      const text = `cutlog/identity/v1\n${this.origin}\nrotated\n${this.identity.text}\n${key.text}\n`;
      if (!data.has("since") && key.name !== this.origin && await isSigned(data.get("note"), text, [this.identity, key])) {
        this.identity = key;
      } else {
        this.find("identity.rotated", "the rotation is not signed by the old and the new identity", index, offset);
      }
    }

    async takeCompromise(data, index, offset) {
      this.batch.hasOther = true;
      if (!this.opened) return;
      const vkey = data.get("vkey"), since = data.get("since")?.integer;
      const text = `cutlog/identity/v1\n${this.origin}\ncompromised\n${vkey}\n${since}\n`;
      if (since !== undefined && since <= index && await isSigned(data.get("note"), text, [this.identity])) {
        this.batch.compromises.push({ vkey, since });
      } else {
        this.find("identity.compromised", "the statement is not signed by the identity in force", index, offset);
      }
    }

    // Takes a seal; `data` is null where the line isn't in its one form.
    takeSeal(line, data, index, offset, endsBlock) {
      const batch = this.batch;
      const note = data && cutlog.parseNote(data.get("checkpoint")), checkpoint = note && cutlog.parseCheckpoint(note.text);
      if (!checkpoint || !this.opened || !this.epoch) {
        this.find("seal.form", "a seal is not written as the recorder writes it", index, offset);
        this.seals.push({ index, offset, note: null, checks: [], findings: batch.findings, closed: null });
        this.batch = emptyBatch();
        return;
      }
      const root = cutlog.toBase64(this.tree.root);
      const require = (...finding) => this.require(...finding);
      this.checkBatch(line, index, offset);
      const size = checkpoint.size;
      require(
        checkpoint.origin === this.origin, "seal.origin", "the seal names another origin", index, offset, this.origin, checkpoint.origin);
      require(size === index, "seal.size", "a seal's size must be its own index", index, offset, String(index), String(size));
      require(
        checkpoint.root === root, "seal.root", "the root over the lines before is not the one that was sealed", index, offset,
        checkpoint.root, root);
      const needsIdentity = this.sealsSeen === 0 || batch.isBridge || batch.closed?.identity === true;
      const signers = [this.log, this.epoch, ...needsIdentity ? [this.identity] : []];
      const isExact = cutlog.isInNameOf(note, signers);
      require(
        isExact, "seal.signers", "the seal is not signed by exactly the keys that must sign it", index, offset,
        signers.map((key) => key.name).join(", "), note.signatures.map((signature) => signature.name).join(", "));
      this.seals.push({
        index, offset, checkpoint, note, time: line.time, findings: batch.findings, closed: batch.closed, events: batch.events,
        checks: isExact ? signers.map((key, place) => ({ key, signature: note.signatures[place].bytes, text: note.text })) : [],
        withheld: batch.withheld, recovery: batch.recovery, isBridge: batch.isBridge, anchors: batch.anchors, identity: this.identity,
        log: this.log, isSignedByIdentity: needsIdentity, compromises: batch.compromises, root, endsBlock,
      });
      this.sealsSeen += 1;
      this.lastSealTime = line.time;
      this.lastSealed = { size: index, root };
      this.epoch = batch.announced?.key ?? null;
      if (batch.closed) this.isClosed = true;
      this.batch = emptyBatch();
    }

    checkBatch(seal, index, offset) {
      const batch = this.batch, time = cutlog.formatTime(seal.time);
      const require = (holds, rule, message, expected, observed) => this.require(holds, rule, message, index, offset, expected, observed);
      require(
        batch.time === null || batch.time === time, "batch.time", "a seal's time must be that of the line before it", batch.time, time);
      const last = this.lastSealTime;
      require(
        last === null || seal.time.nanoseconds >= last.nanoseconds, "batch.time", "a batch is older than the one before it",
        last && `not before ${cutlog.formatTime(last)}`, time);
      const other = batch.accepted === time ? batch.acceptedElse : batch.accepted;
      require(other === null, "batch.accepted", "the events of a batch must be accepted at the batch's time", time, other);
      require(batch.part === null, "document.parts", "a document's parts don't end in their batch");
      const hasEvents = batch.events > 0 || batch.withheld.length > 0;
      if (this.sealsSeen === 0) {
        require(batch.isAdopted, "batch.order", "the opening adopts no plan");
        require(!hasEvents, "batch.order", "the opening holds events");
      }
      if (batch.closed) {
        require(batch.own === 1 && !hasEvents, "batch.order", "a closing batch holds more than its line");
        require(
          batch.closed.own === batch.own, "batch.own", "the batch holds another number of the recorder's lines", String(batch.closed.own),
          String(batch.own));
        require(batch.announced === null, "batch.order", "a closing batch announces a key");
      } else if (batch.announced) {
        const { own, key, index: place } = batch.announced, name = `${this.origin}/epoch-${this.sealsSeen + 1}`;
        require(own === batch.own, "batch.own", "the batch holds another number of the recorder's lines", String(own), String(batch.own));
        require(key.name === name, "key.name", "the next epoch key is not named as it must be", name, key.name);
        require(
          place === index - 1, "batch.order", "`key.announced` must stand right before the seal", `line ${index - 1}`, `line ${place}`);
      } else {
        require(false, "key.missing", "the batch announces no key for the next seal", "key.announced");
      }
      require(!this.isClosed, "stream.trailing", "lines stand behind the closing seal");
    }
  }

  // Whether a note has that text and exactly the signatures of those keys, in order.
  async function isSigned(noteText, text, keys) {
    const note = cutlog.parseNote(noteText);
    if (note.text !== text || !cutlog.isInNameOf(note, keys)) return false;
    const valid = await Promise.all(keys.map((key, place) => cutlog.verifies(key, note.signatures[place].bytes, text)));
    return valid.every(Boolean);
  }

  Object.assign(cutlog, { Ledger });
}
