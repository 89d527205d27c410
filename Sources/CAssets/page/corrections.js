// How the events of a run are to be read: amended, without those that were retracted, and by corrected clocks.
//
// Guarantees: what `event.amended`, `event.retracted` and `source.clock` say counts as in cutlog's own answers, and so does what
// the events themselves show of the clocks of their sources, which widens their intervals and shifts nothing.
"use strict";
{
  const day = 86400000000000n, hour = 3600000000000n, slipTolerance = 120000000000n, greatestTolerance = 900000000000n;
  const mostKept = 65536, mostTellings = 8, greatestInt64 = 0x7FFFFFFFFFFFFFFFn;
  const fixed = new Set(["specversion", "id", "source", "type", "acceptedtime", "salt", "data"]);
  const remarkKinds = new Set(["event.amended", "event.retracted", "source.clock"]);

  function identity(source, id) { return JSON.stringify([source, id]); }
  function larger(left, right) { return left > right ? left : right; }
  function smaller(left, right) { return left < right ? left : right; }

  // How far an instant may lie from a time, in whole milliseconds, rounded up; from 49 days on nothing limits it.
  function slack(nanoseconds) {
    if (nanoseconds <= 0n) return 0n;
    const milliseconds = (nanoseconds - 1n) / 1000000n + 1n;
    return milliseconds >= 0xFFFFFFFFn ? greatestInt64 : milliseconds * 1000000n;
  }

  // What an event says of others, as it was recorded or as it was amended.
  class Remark {
    constructor(event) {
      this.event = event;
      this.accepted = event.accepted;
      this.identity = identity(event.source, event.id);
      this.read(event);
    }

    read(event) {
      this.event = event;
      this.kind = null;
      this.target = null;
      if (event.kind === "source.clock") return this.readClock(event);
      const about = event.member("about");
      const source = about instanceof Map ? about.get("source") : null, id = about instanceof Map ? about.get("id") : null;
      if (typeof source !== "string" || source === "" || typeof id !== "string" || id === "") return;
      if (event.kind === "event.retracted") {
        this.kind = "retraction";
      } else {
        this.settings = readSettings(event.member("set"));
        if (this.settings.length === 0) return;
        this.kind = "amendment";
      }
      this.target = identity(source, id);
    }

    readClock(event) {
      const source = event.member("source"), offset = event.member("offset"), accuracy = event.data.get("accuracy");
      if (typeof source !== "string" || source === "" || typeof offset !== "string") return;
      const span = cutlog.parseSpan(offset);
      const wrong = accuracy === undefined ? 0n : typeof accuracy === "string" ? cutlog.parseSpan(accuracy) : null;
      if (span === null || wrong === null || wrong < 0n) return;
      Object.assign(this, { kind: "clock", source, offset: span, wrong });
    }

    // By acceptance, the place breaks ties.
    static compare(left, right) {
      const one = left.accepted ?? -greatestInt64, other = right.accepted ?? -greatestInt64;
      if (one !== other) return one < other ? -1 : 1;
      return left.event.stream.number - right.event.stream.number || left.event.index - right.event.index;
    }
  }

  // What an amendment sets: { isData, name, value } each; what can't be set is left out.
  function readSettings(set) {
    const settings = [];
    for (const [name, value] of set instanceof Map ? set : []) {
      if (name.startsWith("data.") && name.length > 5) {
        settings.push({ isData: true, name: name.slice(5), value });
      } else if (!fixed.has(name) && /^[a-z0-9]+$/.test(name) && !(value instanceof Map) && !Array.isArray(value)) {
        settings.push({ isData: false, name, value });
      }
    }
    return settings;
  }

  // The line with the settings in it; null if it would be no event any more, or its `data` no object.
  function rewrite(line, settings) {
    const value = new Map(line.value);
    const set = (members, { name, value: setting }) => { if (setting === null) members.delete(name); else members.set(name, setting); };
    settings.filter((setting) => !setting.isData).forEach((setting) => set(value, setting));
    const inner = settings.filter((setting) => setting.isData);
    if (inner.length > 0) {
      const before = value.get("data") ?? new Map();
      if (!(before instanceof Map)) return null;
      const data = new Map(before);
      inner.forEach((setting) => set(data, setting));
      value.set("data", data);
    }
    try {
      const read = cutlog.parseLine(cutlog.toUTF8(cutlog.writeJSON(value)));
      return { index: line.index, value: read.value, time: read.time };
    } catch (error) {
      if (error instanceof cutlog.GrammarError) return null;
      throw error;
    }
  }

  // What counts of all remarks once each has said what it has to say of the others.
  class Corrections {
    resolutions = new Map();
    clocks = new Map();
    estimates = new Map();

    constructor(events) {
      const remarks = events.filter((event) => remarkKinds.has(event.kind)).map((event) => new Remark(event)).sort(Remark.compare);
      this.hasRemarks = remarks.length > 0;
      const last = new Map(remarks.map((remark, position) => [remark.identity, position]));
      for (let position = remarks.length - 1; position >= 0; position--) {
        const remark = remarks[position], said = this.resolutions.get(remark.identity);
        if (said?.isRetracted) continue;
        for (const amendment of said?.amendments ?? []) {
          const line = rewrite(remark.event.line, amendment.settings);
          if (line) remark.read(new cutlog.RunEvent(line, remark.event.stream));
        }
        // A correction of itself, or of one that was accepted later, corrects nothing.
        if (remark.target !== null && (last.get(remark.target) ?? -1) >= position) continue;
        this.register(remark);
      }
    }

    register(remark) {
      if (remark.kind === "clock") {
        if (!this.clocks.has(remark.source)) this.clocks.set(remark.source, remark);
      } else if (remark.kind !== null) {
        const said = this.resolutions.get(remark.target) ?? { amendments: [], isRetracted: false };
        this.resolutions.set(remark.target, said);
        // The last was registered first.
        if (remark.kind === "amendment") said.amendments.unshift(remark); else said.isRetracted = true;
      }
    }

    // What is known of a source's clock, stated and estimated; null where nothing is.
    clock(source) {
      const stated = this.clocks.get(source), estimate = this.estimates.get(source);
      if (!stated && !estimate) return null;
      return {
        shift: stated ? -stated.offset : 0n, before: slack((estimate?.before ?? 0n) + (stated?.wrong ?? 0n)),
        after: (estimate?.after ?? 0n) + (stated?.wrong ?? 0n),
      };
    }

    // A text that is the same for corrections that read every event alike.
    get sign() {
      const amended = [...this.resolutions].map(([target, { amendments, isRetracted }]) =>
        [target, isRetracted, amendments.map(({ event, settings }) => [event.stream.number, event.index, cutlog.writeJSON(settings)])]);
      const clocks = [...this.clocks].map(([source, { offset, wrong }]) => [source, String(offset), String(wrong)]);
      const estimates = [...this.estimates].map(([source, { before, after }]) => [source, String(before), String(after)]);
      return JSON.stringify([amended, clocks, estimates]);
    }

    // The events as they are to be read.
    applied(events) {
      if (this.resolutions.size === 0 && this.clocks.size === 0 && this.estimates.size === 0) return events;
      const known = new Map();
      const clockOf = (source) => {
        if (!known.has(source)) known.set(source, this.clock(source));
        return known.get(source);
      };
      return events.flatMap((event) => {
        const said = this.resolutions.get(identity(event.source, event.id));
        if (!said || event.isRecorders) return [byClock(event, clockOf)];
        if (said.isRetracted) return [];
        let line = event.line, isAmended = false, isTimeAmended = false;
        for (const { settings } of said.amendments) {
          const rewritten = rewrite(line, settings);
          if (!rewritten) continue;
          line = rewritten;
          isAmended = true;
          isTimeAmended ||= settings.some((setting) => !setting.isData && setting.name === "time");
        }
        if (!isAmended) return [byClock(event, clockOf)];
        const amended = new cutlog.RunEvent(line, event.stream);
        // A time that was amended is taken as right: its source's clock did not give it.
        return [isTimeAmended ? amended : byClock(amended, clockOf)];
      });
    }
  }

  // The event by the clock of its source.
  function byClock(event, clockOf) {
    const clock = event.isRecorders ? null : clockOf(event.source);
    if (!clock) return event;
    if (clock.shift === 0n) return new cutlog.RunEvent(event.line, event.stream, event.time, clock);
    const time = { nanoseconds: event.nanoseconds + clock.shift, digits: Math.max(event.time.digits, cutlog.digitsOf(clock.shift)) };
    if (time.nanoseconds < cutlog.earliestTime || time.nanoseconds > cutlog.latestTime) return event;
    // What the shift adds in digits makes the time no more precise.
    const added = event.value.has("timeaccuracy") ? 0n : cutlog.resolution(event.time.digits) - cutlog.resolution(time.digits);
    return new cutlog.RunEvent(event.line, event.stream, time, { ...clock, after: clock.after + added });
  }

  // Gathers what the events of a run show of the clocks of their sources: times after the recorder's acceptance, effects before
  // their causes, and one happening told by two sources at different times. Of two clocks that contradict each other either
  // may be wrong.
  class ClockEvidence {
    before = new Map();
    after = new Map();

    constructor(events) {
      this.events = events.filter((event) => !(event.isRecorders && !event.value.has("acceptedtime")));
      for (const event of this.events) if (!event.stream.isImport) this.takeAcceptance(event);
      this.takeCauses();
      this.takeHappenings();
    }

    get estimates() {
      const estimates = new Map();
      for (const source of [...this.before.keys(), ...this.after.keys()]) {
        estimates.set(source, { before: slack(this.before.get(source) ?? 0n), after: slack(this.after.get(source) ?? 0n) });
      }
      return estimates;
    }

    widen(side, source, gap) { this[side].set(source, larger(this[side].get(source) ?? 0n, gap)); }

    takeAcceptance(event) {
      const lead = event.earliest - (event.accepted ?? greatestInt64);
      if (lead > 0n && lead <= day) this.widen("before", event.source, lead);
    }

    takeCauses() {
      const effects = this.events.filter((event) => event.text("causationid") !== null).slice(0, mostKept);
      if (effects.length === 0) return;
      const wanted = new Set(effects.map((event) => event.text("causationid")));
      const causes = new Map();
      for (const event of this.events) {
        if (!wanted.has(event.id)) continue;
        const known = causes.get(event.id);
        if (known && known.event.source !== event.source) known.isAmbiguous = true;
        else causes.set(event.id, { event, isAmbiguous: false });
      }
      for (const effect of effects) {
        const cause = causes.get(effect.text("causationid"));
        if (!cause || cause.isAmbiguous || cause.event.source === effect.source) continue;
        const reversed = cause.event.earliest - effect.latest;
        if (reversed > 0n) this.contradict(effect, cause.event, reversed);
      }
    }

    takeHappenings() {
      const happenings = new Map();
      let count = 0;
      for (const event of this.events) {
        const name = event.text("correlationid");
        if (name === null) continue;
        const key = identity(event.type, name);
        const told = happenings.get(key) ?? [];
        const own = told.find((telling) => telling.event.source === event.source);
        // A source that tells more than one under a key: none of them can be set beside another's.
        if (own) own.isRepeated = true;
        if (own || told.length >= mostTellings || count >= mostKept) continue;
        count += 1;
        told.push({ event, isRepeated: false });
        happenings.set(key, told);
      }
      for (const tellings of happenings.values()) {
        const told = tellings.filter((telling) => !telling.isRepeated).map((telling) => telling.event);
        told.forEach((one, number) => told.slice(number + 1).forEach((other) => {
          if (!agree(one, other)) return;
          const [early, late] = one.nanoseconds <= other.nanoseconds ? [one, other] : [other, one];
          const gap = late.earliest - early.latest;
          if (gap > 0n) this.contradict(early, late, gap);
        }));
      }
    }

    contradict(early, late, gap) {
      if (isZoneSlip(early, late) || gap > day) return;
      this.widen("after", early.source, gap);
      this.widen("before", late.source, gap);
    }
  }

  // Whether two events may be about the same thing, as far as they say what they are about.
  function agree(one, other) {
    return ["task", "gate", "service", "dataset", "region"].every((name) => {
      const left = one.text(name), right = other.text(name);
      return left === null || right === null || left === right;
    });
  }

  // Whether two times differ by 1 to 26 whole hours, within the accuracy of both or two minutes: another zone's time.
  function isZoneSlip(early, late) {
    const difference = late.nanoseconds - early.nanoseconds;
    const hours = (difference + hour / 2n) / hour;
    if (hours < 1n || hours > 26n) return false;
    const tolerance = smaller(larger(slipTolerance, larger(early.accuracy, late.accuracy)), greatestTolerance);
    const rest = difference - hours * hour;
    return (rest < 0n ? -rest : rest) <= tolerance;
  }

  // The events that are known by an acceptance, in nanoseconds; null for all.
  function knownEvents(recorded, knownBy) {
    return knownBy === null ? recorded : recorded.filter((event) => event.index === 0 || (event.accepted ?? event.nanoseconds) <= knownBy);
  }

  // What is known of how the events of a run are to be read.
  function readCorrections(recorded, knownBy = null) {
    const counted = knownEvents(recorded, knownBy), corrections = new Corrections(counted);
    corrections.estimates = new ClockEvidence(corrections.applied(counted)).estimates;
    return corrections;
  }

  // The events of a run as they are to be read. `knownBy` is the latest acceptance, in nanoseconds, of events that count, null
  // for all. Gives { events, corrections }.
  function readEvents(recorded, knownBy = null) {
    const corrections = readCorrections(recorded, knownBy);
    return { events: corrections.applied(knownEvents(recorded, knownBy)), corrections };
  }

  Object.assign(cutlog, { readEvents, readCorrections, clockSlack: slack });
}
