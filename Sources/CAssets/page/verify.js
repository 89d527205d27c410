// The verifier: what a stream proves (docs/stream-format.md sections 17 to 19).
//
// Guarantees: every leaf, every root and every signature is computed again from the file's bytes; nothing that the file says
// of itself is taken for granted. The verdict, the rules and the lines that they name are those of `cutlog verify`. Lines are
// given only up to the last valid seal. What isn't judged here: anchors, statements of persons, and whether blocks are
// compressed as cutlog compresses (`cutlog verify` judges all three).
"use strict";
{
  const mostWaitingBytes = 1 << 26, mostWaitingLines = 1 << 17, longestLine = 65280, checksAtOnce = 256, pauseAfter = 24;
  const lineFeed = 0x0A;

  // Lets the page breathe where a while has passed.
  class Pacer {
    started = performance.now();

    async breathe(report) {
      if (performance.now() - this.started < pauseAfter) return;
      report?.();
      await new Promise((resolve) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => {
          port1.close();
          resolve();
        };
        port2.postMessage(null);
      });
      this.started = performance.now();
    }
  }

  class Verifier {
    ledger = new cutlog.Ledger();
    findings = [];
    isBroken = false;
    lastValid = null;
    seals = 0;
    sealsInsideBlocks = 0;
    events = 0;
    withheld = [];
    recoveries = [];
    bridges = [];
    anchors = 0;
    identities = [];
    logs = [];
    identitySeals = [];
    compromises = [];
    sealTimes = [];
    rootsBySize = new Map();
    laterSeal = null;
    opening = null;
    lines = [];
    unsealedFrom = 0;
    waitingBytes = 0;

    find(rule, message, { index = null, offset = null, expected = null, observed = null } = {}) {
      this.findings.push({ rule, message, severity: "error", index, offset, expected, observed });
    }

    async takeLines(chunk) {
      const bytes = chunk.bytes;
      for (let start = 0; start < bytes.length;) {
        const end = bytes.indexOf(lineFeed, start);
        const offset = chunk.isPlain ? chunk.offset + start : chunk.isBlock ? chunk.offset : null;
        await this.takeLine(bytes, start, end, offset, chunk.isBlock && end + 1 === bytes.length);
        start = end + 1;
      }
    }

    async takeLine(bytes, start, end, offset, endsBlock) {
      const index = this.lines.length, ledger = this.ledger;
      let line = null, leaf = cutlog.leafHash(bytes, start, end);
      try {
        line = cutlog.parseLine(bytes.subarray(start, end));
      } catch (error) {
        if (!(error instanceof cutlog.GrammarError)) throw error;
        ledger.takeUnreadable(error, index, offset);
      }
      if (index === 0) this.open(line);
      this.lines.push({ index, offset, length: end - start, text: line?.text, value: line?.value, members: line?.members,
        time: line?.time });
      this.waitingBytes += end - start + 1;
      if (line && line.value.get("source") === this.origin) {
        const type = cutlog.recorderType(line.value.get("type"));
        const data = cutlog.decodeRecorderLine(line, index, this.origin, this.isNewer);
        if (type === "seal") {
          if (end - start >= longestLine) this.tooLong(index, offset);
          ledger.takeSeal(line, data, index, offset, endsBlock);
          this.unsealedFrom = index + 1;
          this.waitingBytes = 0;
          ledger.tree.add(leaf);
          return;
        }
        if (type === "withheld" && data) leaf = cutlog.fromBase64(data.get("leaf"));
        await ledger.take(type, line, data, index, offset);
      } else if (line) {
        this.takeEvent(line, index, offset);
      }
      if (end - start >= longestLine) this.tooLong(index, offset);
      ledger.tree.add(leaf);
    }

    takeEvent(line, index, offset) {
      const ledger = this.ledger;
      if (cutlog.recorderType(line.value.get("type"))) {
        ledger.find("line.reserved", "a recorder's type from a source that isn't the origin", index, offset);
      }
      const accepted = this.acceptedTime(line);
      ledger.takeEvent(accepted, index, offset);
      if (accepted !== null) return;
      ledger.find(
        "line.accepted", `an event must end in ${this.isSalted ? "`salt` and " : ""}\`acceptedtime\` as the recorder writes them`, index,
        offset);
    }

    tooLong(index, offset) {
      this.ledger.find("line.length", `a line is longer than ${longestLine} bytes with its LF`, index, offset);
    }

    // What line 0 says, known before it is judged. Without it nothing can be proved.
    open(line) {
      this.opening = line && cutlog.readOpening(line);
      this.origin = this.opening?.get("origin") ?? "";
      this.isNewer = (this.opening?.get("format").get("write").integer ?? 1) > 1;
      this.isSalted = this.opening?.has("salted") ?? false;
      this.isBroken = !this.opening;
    }

    // The text of an acceptedtime that is the last member, with salt before it in a salted stream, as the recorder writes
    // them; null for any other.
    acceptedTime({ value, members, text }) {
      const last = members.at(-1), before = members.at(-2), accepted = value.get("acceptedtime");
      if (last.name !== "acceptedtime" || last.nameIsEscaped || typeof accepted !== "string") return null;
      if (last.end - last.start !== 32 || last.valueIsEscaped || !accepted.endsWith("Z")
        || cutlog.parseTime(accepted)?.digits !== 9) return null;
      if (!this.isSalted) return value.has("salt") ? null : accepted;
      const salt = value.get("salt");
      const isSalt = before?.name === "salt" && !before.nameIsEscaped && typeof salt === "string" && cutlog.isHex(salt, 16)
        && text.slice(before.start, before.end) === `"${salt}"`;
      return isSalt ? accepted : null;
    }

    // Checks the signatures of all seals that wait, then counts seal by seal.
    async settle(pacer, report) {
      const seals = this.ledger.seals;
      const checks = seals.flatMap((seal) => seal.checks);
      for (let first = 0; first < checks.length; first += checksAtOnce) {
        await Promise.all(checks.slice(first, first + checksAtOnce).map(async (check) => {
          check.holds = await cutlog.verifies(check.key, check.signature, check.text);
        }));
        await pacer.breathe(() => report?.("signatures", first, checks.length));
      }
      const behind = [];
      for (const seal of seals) {
        if (this.isBroken) {
          if (seal.note) behind.push(seal);
          continue;
        }
        const problems = [...seal.findings];
        const problem = (rule, message, expected, observed) => problems.push({
          rule, message, severity: "error", index: seal.index, offset: seal.offset, expected, observed,
        });
        for (const check of seal.checks) {
          if (!check.holds) problem("seal.signature", `the signature of ${check.key.name} does not verify`, check.key.text, null);
        }
        const counted = this.events + (seal.events ?? 0) + this.withheld.length + (seal.withheld?.length ?? 0);
        if (seal.closed && seal.closed.events !== counted) {
          problem("stream.events", "the closing line counts other events than there are", String(seal.closed.events), String(counted));
        }
        if (problems.length === 0 && seal.checks.length > 0) {
          this.accept(seal);
        } else {
          this.findings.push(...problems);
          this.isBroken = true;
        }
      }
      for (const seal of behind.reverse()) {
        if (this.laterSeal || !this.lastValid) break;
        if (await cutlog.isSignedBy(seal.note, this.lastValid.log)) this.laterSeal = { index: seal.index, offset: seal.offset };
      }
    }

    accept(seal) {
      this.lastValid = seal;
      this.seals += 1;
      this.events += seal.events;
      this.withheld.push(...seal.withheld);
      if (seal.recovery !== null) this.recoveries.push(seal.recovery);
      if (seal.isBridge) this.bridges.push(seal.recovery);
      this.anchors += seal.anchors;
      this.compromises.push(...seal.compromises);
      if (seal.isSignedByIdentity) this.identitySeals.push({ index: seal.index, vkey: seal.identity.text });
      if (this.identities.at(-1) !== seal.identity.text) this.identities.push(seal.identity.text);
      if (this.logs.at(-1) !== seal.log.text) this.logs.push(seal.log.text);
      if (!seal.endsBlock) this.sealsInsideBlocks += 1;
      this.sealTimes.push({ index: seal.index, time: seal.time });
      this.rootsBySize.set(seal.index, seal.root);
    }

    // Whether a block behind damage holds a seal that the log key signed: what it covers was altered or lost.
    async findLaterSeal(reader) {
      if (!this.lastValid) return;
      for (const { bytes, offset } of reader.laterBlocks()) {
        for (let start = 0, end; start < bytes.length; start = end + 1) {
          end = bytes.indexOf(lineFeed, start);
          let line;
          try {
            line = cutlog.parseLine(bytes.subarray(start, end));
          } catch {
            continue;
          }
          const checkpoint = line.value.get("type") === "dev.cutlog.seal" && line.value.get("data") instanceof Map
            && line.value.get("data").get("checkpoint");
          const note = typeof checkpoint === "string" ? cutlog.parseNote(checkpoint) : null;
          const stated = note && cutlog.parseCheckpoint(note.text);
          if (stated && await cutlog.isSignedBy(note, this.lastValid.log)) {
            this.laterSeal = { index: stated.size, offset };
            this.isBroken = true;
            return;
          }
        }
      }
    }

    finish(reader, held) {
      let container = reader.container;
      this.findings.push(...reader.findings);
      const last = this.lastValid, isClosed = Boolean(last?.closed), count = last ? last.index + 1 : 0;
      const unsealed = this.ledger.batch.findings;
      if (isClosed && reader.isBlocked && !reader.endsWithMarker && reader.damageOffset === null && this.lines.length <= count) {
        container = "damaged";
        this.find("container.end-of-file", "the end-of-file block is missing", { expected: "28 bytes of an empty block" });
      }
      if (isClosed && reader.tornBytes > 0 && (reader.endsWithMarker || !reader.isBlocked)) {
        container = "damaged";
        this.find("container.trailing", `${reader.tornBytes} bytes stand behind the end`);
      }
      if (isClosed && this.lines.length > count) {
        this.find("stream.trailing", "lines stand behind the closing seal", { index: count });
        this.isBroken = true;
      } else if (this.ledger.sealIsMissing) {
        this.findings.push(...unsealed.filter((finding) => finding.rule === "seal.missing"));
        this.isBroken = true;
      }
      const unreadable = unsealed.find((finding) => finding.rule === "line.grammar");
      if (unreadable && !this.isBroken) {
        container = "damaged";
        this.find("container.tail", `a whole line behind the last seal leaves the grammar: ${unreadable.message}`, unreadable);
      }
      if (this.laterSeal) {
        this.find("seal.later", "a later seal is signed by the log key: what it covers was altered or lost", this.laterSeal);
      }
      for (const { vkey, since } of this.compromises) {
        for (const seal of this.identitySeals) {
          if (seal.vkey !== vkey || seal.index < since) continue;
          this.find("identity.compromised", "the seal is signed by an identity that was compromised by then", {
            index: seal.index, expected: `no seal of ${vkey} from line ${since} on`,
          });
        }
      }
      if (container === "as-written" && !isClosed && this.sealsInsideBlocks > 0) container = "re-encoded";
      let verdict = "open";
      if (!last) {
        verdict = "unreadable";
        this.findings.unshift({
          rule: "stream.unreadable", message: "no seal verifies", severity: "error", index: null, offset: null,
          expected: "the opening and its seal", observed: null,
        });
        this.findings.push(...unsealed.slice(0, 10));
      } else if (this.isBroken || this.findings.some((found) => found.severity === "error" && !found.rule.startsWith("container."))) {
        verdict = "tampered";
      } else if (isClosed) {
        verdict = "closed";
      }
      if (last) verdict = this.judgeHeld(held, verdict);
      // Those of no line first, then by line, so that the first bad line stands first.
      const findings = this.findings.map((finding, place) => ({ finding, place }))
        .sort((left, right) => (left.finding.index ?? -1) - (right.finding.index ?? -1) || left.place - right.place)
        .map(({ finding }) => finding);
      return { verdict, container, findings, count };
    }

    judgeHeld(held, verdict) {
      const last = this.lastValid.index;
      let judged = verdict;
      for (const checkpoint of held) {
        if (checkpoint.origin !== this.origin) continue;
        if (checkpoint.size > last) {
          this.find("checkpoint.rolled-back", "the stream is older than a checkpoint that is held", {
            index: last, expected: `size ${checkpoint.size}`, observed: `size ${last}`,
          });
          if (judged !== "tampered") judged = "rolled-back";
        } else if (this.rootsBySize.get(checkpoint.size) !== checkpoint.root) {
          const root = this.rootsBySize.get(checkpoint.size);
          this.find("checkpoint.fork", "the stream has another root than a checkpoint that is held, or no seal of its size", {
            index: checkpoint.size, expected: checkpoint.root, observed: root ?? `no seal at size ${checkpoint.size}`,
          });
          judged = "tampered";
        }
      }
      return judged;
    }
  }

  // Verifies a file: the bytes of a stream in any container.
  //
  // `pins` are vkeys: the stream is trusted if the identity in force at a valid seal is among them, as a whole string; without
  // pins `isTrusted` is null. `held` are checkpoints' notes that the stream must continue. `onProgress` is called now and then
  // with a word for the stage, how much is done and how much there is.
  //
  // Gives { verdict, container, isIntact, isWhole, isTrusted, origin, opened, checkpoint, lines, … }. `isIntact` says that the
  // log can be believed (closed or open), `isWhole` that nothing at all was found wrong. `lines` are the proved lines. Without
  // Ed25519 in the browser the verdict is `unchecked`, and nothing is proved.
  async function verify(bytes, { pins = [], held = [], onProgress = null } = {}) {
    if (!await cutlog.canVerifySignatures()) {
      return { verdict: "unchecked", isIntact: false, isWhole: false, isTrusted: null, findings: [], lines: [], withheld: [] };
    }
    const pacer = new Pacer(), verifier = new Verifier(), reader = new cutlog.ContainerReader(bytes);
    await reader.read();
    let done = 0;
    const total = reader.chunks.reduce((sum, chunk) => sum + chunk.bytes.length, 0);
    for (const chunk of reader.chunks) {
      await verifier.takeLines(chunk);
      done += chunk.bytes.length;
      await pacer.breathe(() => onProgress?.("lines", done, total));
      const waiting = verifier.lines.length - verifier.unsealedFrom;
      if (verifier.opening && (verifier.waitingBytes > mostWaitingBytes || waiting > mostWaitingLines)) {
        verifier.ledger.find(
          "batch.length", `more than ${mostWaitingBytes} bytes or ${mostWaitingLines} lines without a seal`, verifier.unsealedFrom, null);
        break;
      }
    }
    await verifier.settle(pacer, onProgress);
    const tooMuch = verifier.ledger.batch.findings.find((finding) => finding.rule === "batch.length");
    if (tooMuch && !verifier.isBroken) {
      verifier.findings.push(tooMuch);
      verifier.isBroken = true;
    }
    if (reader.damageOffset !== null) await verifier.findLaterSeal(reader);
    const { verdict, container, findings, count } = verifier.finish(reader, held.map(heldCheckpoint).filter(Boolean));
    const last = verifier.lastValid, isIntact = verdict === "closed" || verdict === "open";
    const tail = verifier.lines.slice(count);
    return {
      verdict, container, isIntact, findings,
      isWhole: isIntact && !findings.some((finding) => finding.severity === "error"),
      isTrusted: pins.length > 0 ? verifier.identities.some((identity) => pins.includes(identity)) : null,
      origin: verifier.origin, opened: verifier.opening, identity: last?.identity.text ?? null, identities: verifier.identities,
      logs: verifier.logs, compromised: verifier.compromises.map((notice) => notice.vkey),
      checkpoint: last && { ...last.checkpoint, note: last.note }, seals: verifier.seals, sealTimes: verifier.sealTimes,
      rootsBySize: verifier.rootsBySize,
      events: verifier.events, withheld: verifier.withheld, recoveries: verifier.recoveries, bridges: verifier.bridges,
      anchors: verifier.anchors, lines: verifier.lines.slice(0, count),
      tail: {
        lines: tail.length, bytes: reader.tornBytes + reader.undecodedBytes + tail.reduce((sum, line) => sum + line.length + 1, 0),
      },
      sha256Agrees: await cutlog.sha256AgreesWithBrowser(bytes),
    };
  }

  function heldCheckpoint(text) {
    const note = cutlog.parseNote(text);
    return note && cutlog.parseCheckpoint(note.text);
  }

  Object.assign(cutlog, { verify, Pacer });
}
