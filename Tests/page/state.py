#!/usr/bin/python3
"""Compares the state and the verdicts that the page's script folds, in a headless chromium, with those of `cutlog state --json` and
`cutlog objectives --json`.

    Tests/page/state.py CUTLOG samples [N]          N random instants over the samples, and the verdicts of each
    Tests/page/state.py CUTLOG random [N [SEED]]    N instants in streams of random events, with corrections of all kinds

Prints what differs; ends with 1 if anything does.
"""
import base64
import datetime
import gzip
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile

from browser import TOP, Browser

STATE = """
    const found = await Promise.all(a0.map((text) => cutlog.verify(cutlog.fromBase64(text))));
    for (const { isWhole, verdict, findings } of found) if (!isWhole) throw new Error(verdict + JSON.stringify(findings));
    globalThis.run = new cutlog.Run(found);
    globalThis.course = new cutlog.StateCourse(run);
    return {
      problem: run.problem, times: run.recorded.map((event) => cutlog.formatTime(event.time)),
      accepted: run.recorded.map((event) => event.text("acceptedtime")).filter((text) => text !== null),
    };"""
ASK = """
    const time = (text) => text === null ? null : cutlog.parseTime(text);
    return a0.map(([at, known]) => cutlog.writeJSON(run.stateAt(time(at), time(known))));"""
# The states over the course of a run, in any order of instants, each against the state folded for it alone.
COURSE = """
    return a0.flatMap((at) => [false, true].map((asKnown) => {
      const plain = cutlog.parseTime(at), time = { nanoseconds: plain.nanoseconds, digits: cutlog.digitsOf(plain.nanoseconds) };
      const quick = cutlog.writeJSON(course.at(time.nanoseconds, asKnown)), slow = cutlog.writeJSON(run.stateAt(time, asKnown ? time : null));
      return { at: asKnown ? `${at}, as known then` : at, quick, slow };
    })).filter(({ quick, slow }) => quick !== slow);"""
JUDGE = """
    return a0.map((known) => cutlog.writeJSON(cutlog.judgeObjectives(run, known === null ? null : cutlog.parseTime(known))));"""


def ask(cutlog, verb, streams, at, known):
    command = [cutlog, verb, *streams, "--json", *(["--at", at] if at else []), *(["--as-known-at", known] if known else [])]
    done = subprocess.run(command, capture_output=True, text=True)
    if not done.stdout:
        raise SystemExit(f"{command}: {done.stderr}")
    return json.loads(done.stdout)


def verdicts(cutlog, streams, known, like):
    """What `cutlog objectives` says, as far as the page says it too."""
    said = ask(cutlog, "objectives", streams, None, known)
    names = like["objectives"][0] if like["objectives"] else {}
    return {"verdict": said["verdict"], "objectives": [{name: objective[name] for name in names} for objective in said["objectives"]]}


def differences(left, right, path=""):
    if isinstance(left, dict) and isinstance(right, dict):
        for name in {**left, **right}:
            yield from differences(left.get(name, "(missing)"), right.get(name, "(missing)"), f"{path}.{name}")
    elif isinstance(left, list) and isinstance(right, list) and len(left) == len(right):
        for number, pair in enumerate(zip(left, right)):
            yield from differences(*pair, f"{path}[{number}]")
    elif left != right or isinstance(left, bool) != isinstance(right, bool):
        yield f"{path}: the page says {json.dumps(left)[:200]}, cutlog {json.dumps(right)[:200]}"


def shifted(text, milliseconds):
    time = datetime.datetime.fromisoformat(text[:19]) + datetime.timedelta(milliseconds=milliseconds)
    return time.isoformat(timespec="milliseconds") + "Z"


def instants(times, accepted, dice, count):
    """Times of events, and times around them; every third with a time by which the events are known."""
    for number in range(count):
        at = dice.choice(times) if dice.random() < .5 else shifted(dice.choice(times), dice.randrange(-90000, 90000))
        yield (None if number == 0 else at), (dice.choice(accepted) if number % 3 == 2 else None)


def compare(browser, cutlog, streams, dice, count, asked_times=None):
    """`streams` are those of one run, in the order of their openings."""
    name = " ".join(map(str, streams))
    found = browser.run(STATE, [base64.b64encode(pathlib.Path(stream).read_bytes()).decode() for stream in streams])
    if found["problem"]:
        return [f"{name}: {found['problem']}"]
    asked = list(instants(asked_times or found["times"], found["accepted"], dice, count))
    wrong = []
    for (at, known), text in zip(asked, browser.run(ASK, asked)):
        wrong += told(f"{name} at {at}, known by {known}", json.loads(text), ask(cutlog, "state", streams, at, known)["state"])
    moments = [at for at, _ in asked if at] + [dice.choice(found["accepted"]) for _ in range(8)]
    for different in browser.run(COURSE, moments + moments[::-1]):
        wrong += told(f"{name} over its course at {different['at']}", json.loads(different["quick"]), json.loads(different["slow"])) or [f"{name} at {different['at']}: members in another order"]
    asked = [None, *(dice.choice(found["accepted"]) for _ in range(2))]
    for known, text in zip(asked, browser.run(JUDGE, asked)):
        said = json.loads(text)
        wrong += told(f"{name} judged as known by {known}", said, verdicts(cutlog, streams, known, said))
    return wrong


def told(what, seen, expected):
    different = list(differences(seen, expected))
    return [f"{what}: {len(different)} differences\n  " + "\n  ".join(different[:6])] if different else []


def check_samples(cutlog, count):
    wrong, dice = [], random.Random(11)
    streams = sorted((TOP / "samples").glob("*/*.jsonl.gz"))
    assert len(streams) >= 11, "the samples are gone"
    with Browser() as browser:
        for number, stream in enumerate(streams):
            share = count // len(streams) + (number < count % len(streams))
            wrong += compare(browser, cutlog, [stream], dice, max(2, share))
        return wrong + browser.complaints


# ---- Random events ----

PLAN = """plan: random
version: 1
sites: { source: west, target: east }
services:
  - { id: s1, datasets: [d1, d2], freezeImpact: degraded }
  - { id: s2, datasets: [d2], freezeImpact: down }
  - { id: s3, datasets: [d3] }
checks: [ { id: c1 }, { id: c2, required: true } ]
gates:
  - { id: g1, approvals: 2, deadline: T+20m }
  - { id: g2, deadline: T+1.5s }
  - { id: g3, commits: true }
waves: [ { id: w, count: 5, unit: tenants }, { id: v } ]
objectives:
  - { id: o1, metric: rto, service: s1, limit: 10m }
  - { id: o2, metric: rto, service: s2, clock: downtime, limit: 5m, exclude: announced }
  - { id: o3, metric: rto, service: s1, clock: business-cleared, limit: 2h, settle: 1m, exclude: announced }
  - { id: o4, metric: rto, service: s3, clock: first-relief, limit: 10m, minimumLevel: 50 }
  - { id: o5, metric: rto, service: s1, clock: since-fault, limit: 1h }
  - { id: o6, metric: rto, service: s2, clock: since-detection, limit: 1h }
  - { id: o7, metric: rto, service: s1, clock: since-declaration, limit: 20m }
  - { id: o8, metric: rto, service: s1, clock: since-invocation, limit: 20m }
  - { id: o9, metric: rto, service: s1, clock: until-validated, limit: 20m, settle: 5m }
  - { id: o10, metric: rto, service: s2, clock: until-accepted, limit: 20m }
  - { id: o11, metric: rto, clock: technical, limit: 20m }
  - { id: o12, metric: rto, clock: execution-health, limit: 20m }
  - { id: o13, metric: rto, clock: writes, service: s1, limit: 20m }
  - { id: o14, metric: rto, clock: write-gap, dataset: d2, limit: 20m }
  - { id: o15, metric: rto, clock: run, limit: 20m }
  - { id: o16, metric: rto, clock: time-to-detect, limit: 20m }
  - { id: o17, metric: rto, clock: time-to-declare, service: s1, limit: 20m }
  - { id: o18, metric: rto, clock: time-to-decide, limit: 20m }
  - { id: o19, metric: rto, clock: { from: "task:t1.started", to: "last:dns.changed" }, limit: 20m }
  - { id: o20, metric: rto, clock: { from: "type:service.down", to: "task:t2.completed" }, limit: 20m }
  - { id: o21, metric: rpo, dataset: d1, limit: 0s }
  - { id: o22, metric: rpo, dataset: d2, limit: 10m }
  - { id: o23, metric: rpo, dataset: d3, limit: { count: 3, unit: writes } }
  - { id: o24, metric: rto, wave: w, percent: 60, limit: 20m }
  - { id: o25, metric: rto, wave: v, limit: 20m }
tasks:
  - { id: t1, duration: 1m, checks: [c1], wave: v }
  - { id: t2, title: "Second: one", after: [t1], checks: [c1, c2] }
  - { id: t3, mode: milestone, after: [t2] }
  - { id: t4, only: rollback }
"""
KINDS = {
    "run.began": {}, "run.ended": {"outcome": "word"}, "phase.entered": {"phase": "word"}, "role.taken": {"role": "word", "from": "word"},
    **{f"task.{word}": {"attempt": "small"} for word in ("started", "completed", "failed", "skipped", "cancelled", "paused", "resumed")},
    **{f"gate.{word}": {} for word in ("requested", "approved", "rejected")}, "decision.made": {"decision": "decision"},
    **{f"check.{word}": {"check": "check", "kind": "word", "expected": "any", "observed": "any", "reason": "word"}
       for word in ("passed", "failed", "inconclusive", "waived")},
    **{f"service.{word}": {"level": "percent", "aspect": "word"} for word in ("down", "degraded", "up")},
    "traffic.shifted": {"to": "side", "percent": "percent"},
    **{f"dns.{word}": {"name": "word", "resolver": "word", "answers": "words", "ttl": "number"} for word in ("changed", "observed")},
    **{f"endpoint.{word}": {"key": "word", "value": "any"} for word in ("changed", "observed")},
    "configuration.observed": {"key": "word", "value": "any", "digest": "word", "revision": "any"},
    **{f"policy.{word}": {"policy": "word", "action": "word", "target": "word", "allowed": "flag"} for word in ("changed", "observed")},
    **{f"deployment.{word}": {"scope": "word"} for word in ("locked", "unlocked", "made")},
    **{f"listener.{word}": {"listener": "word", "owner": "word", "owners": "words", "side": "side"} for word in ("bound", "released", "observed")},
    **{f"consumer.{word}": {"topic": "word", "group": "word", "side": "side", "members": "members", "lag": "number"}
       for word in ("bound", "unbound", "observed")},
    "queue.observed": {"queue": "word", "depth": "number", "oldestSeconds": "number", "side": "side"},
    **{f"job.{word}": {"job": "word", "side": "side", "watermark": "time", "rows": "number"}
       for word in ("due", "started", "completed", "failed", "suspended", "resumed")},
    **{f"workload.{word}": {"workload": "word", "side": "side", "desired": "small", "ready": "small", "restarts": "number",
                            "memoryLimit": "any", "configRevision": "any", "reason": "word"}
       for word in ("observed", "suspended", "resumed", "terminated")},
    "writes.frozen": {"side": "side"}, "writes.opened": {"side": "side"}, "writes.observed": {"side": "side", "first": "time", "last": "time"},
    "writer.changed": {"from": "side", "to": "side"}, "data.lost": {"from": "time", "to": "time", "count": "small", "unit": "unit"},
    "data.diverged": {"side": "side", "writes": "small", "from": "time", "to": "time"},
    "data.reconciled": {"matches": "flag", "digestsMatch": "true", "source": "position", "target": "position"},
    "data.recoverable": {"side": "side", "upTo": "time", "method": "word"},
    "replication.observed": {"side": "side", "sourcePosition": "position", "targetPosition": "position", "inSync": "flag",
                             "lagSeconds": "number", "lastCommit": "time"},
    "note.added": {"text": "word"}, "impact.none": {"statement": "word", "signature": "word"},
    "fault.occurred": {}, "incident.detected": {}, "incident.declared": {}, "service.validated": {}, "service.accepted": {},
    "service.observed": {"from": "time", "to": "time", "interval": "span", "ok": "probes", "failed": "zero"},
    "maintenance.announced": {"from": "time", "to": "time"}, "backlog.reported": {"queue": "word"}, "backlog.cleared": {"queue": "word"},
    "progress.reported": {"done": "small", "total": "five", "unit": "unit"},
}
# Of these more, so that clocks have something to start and to stop at.
FREQUENT = ["run.ended", "decision.made", "data.reconciled", "service.down", "service.degraded", "service.up", "writes.frozen", "writes.opened", "replication.observed", "data.recoverable",
            "run.began", "task.started", "task.completed", "check.passed"]
ATTRIBUTES = {"task": ["t1", "t2", "t1", "t2", "t3", "t9", "t\U0001f600", "t\uff5e"], "gate": ["g1", "g2", "g3", "g9"], "wave": ["w", "v"], "mode": ["dry-run", "isolated", "live", "odd"],
              "service": ["s1", "s2", "s3", "s9", "*"], "dataset": ["d1", "d2", "d3", "d9"], "region": ["r1", "r2", "*"],
              "actor": ["alice", "bob", "carol"], "onbehalfof": ["dora"], "timeaccuracy": ["PT10S", "1m", "90s", "odd", "PT0S", "-5s"],
              "correlationid": ["x1", "x2", "x3"]}
CHANCES = {"task": .9, "gate": .9, "service": .6, "dataset": .8, "actor": .8, "mode": .1, "timeaccuracy": .3, "region": .25}

# A night as it may be told, by minutes: most of it is taken, some of it out of order.
STORY = [
    (0, "run.began", {}, {}), (1, "maintenance.announced", {"from": "20:02", "to": "20:12"}, {"service": "s1"}), (2, "fault.occurred", {}, {}),
    (3, "service.down", {}, {"service": "s1"}), (4, "incident.detected", {}, {"service": "s1"}), (5, "incident.declared", {}, {}),
    (6, "decision.made", {"decision": "go"}, {"gate": "g3"}), (7, "task.started", {}, {"task": "t1", "wave": "w"}),
    (8, "writes.frozen", {"side": "source"}, {"dataset": "d1"}), (8.5, "writes.frozen", {"side": "source"}, {"dataset": "d2"}),
    (9, "writes.observed", {"side": "source", "last": "20:08"}, {"dataset": "d2"}),
    (10, "replication.observed", {"side": "target", "sourcePosition": "0/16", "targetPosition": "0/15", "lagSeconds": 4.5}, {"dataset": "d1"}),
    (11, "replication.observed", {"side": "target", "sourcePosition": "0/16", "targetPosition": "0/16", "inSync": True}, {"dataset": "d1"}),
    (12, "data.recoverable", {"side": "target", "upTo": "20:07"}, {"dataset": "d2"}),
    (13, "replication.observed", {"side": "target", "lastCommit": "20:06"}, {"dataset": "d3"}),
    (14, "writer.changed", {"from": "source", "to": "target"}, {"dataset": "d1"}), (15, "writes.opened", {"side": "target"}, {"dataset": "d1"}),
    (15.5, "writes.opened", {"side": "target"}, {"dataset": "d2"}),
    (16, "writes.observed", {"side": "target", "first": "20:15"}, {"dataset": "d2"}), (17, "data.reconciled", {"matches": True}, {"dataset": "d1"}),
    (17.5, "data.diverged", {"writes": 2, "from": "20:09", "to": "20:10"}, {"dataset": "d3"}),
    (18, "service.degraded", {"level": 60}, {"service": "s1"}), (18.5, "service.degraded", {"level": 40}, {"service": "s3", "region": "r1"}),
    (19, "task.completed", {}, {"task": "t1"}), (20, "task.started", {}, {"task": "t2"}), (21, "service.up", {}, {"service": "s1"}),
    (22, "backlog.reported", {"queue": "a"}, {"service": "s1"}), (23, "task.completed", {}, {"task": "t2"}), (24, "check.passed", {"check": "c2"}, {}),
    (24.5, "check.passed", {"check": "c1"}, {}), (25, "service.validated", {}, {"service": "s1"}), (26, "backlog.cleared", {"queue": "a"}, {"service": "s1"}),
    (27, "progress.reported", {"done": 2, "total": 5}, {"wave": "w"}), (28, "progress.reported", {"done": 4, "total": 5}, {"wave": "w"}),
    (29, "service.up", {}, {"service": "s3"}), (30, "dns.changed", {"name": "a", "answers": ["b"]}, {}),
    (31, "service.accepted", {}, {"service": "s1"}), (32, "service.observed", {"from": "20:00", "to": "20:35", "interval": "PT1M", "ok": 40, "failed": 0}, {"service": "s2"}),
    (32.5, "service.observed", {"from": "20:23", "to": "20:30", "interval": "PT1M", "ok": 3, "failed": 2}, {"service": "s3"}),
    (33, "run.ended", {"outcome": "completed"}, {}), (34, "service.down", {}, {"service": "s2"}), (36, "service.up", {}, {"service": "s2"}),
]


class Events:
    def __init__(self, dice, contradicts):
        """`contradicts`: whether sources tell of each other's events, so that their clocks are shown to be wrong."""
        self.dice, self.lines, self.known, self.chances = dice, [], [], {name: CHANCES.get(name, .05) for name in ATTRIBUTES}
        if not contradicts:
            self.chances |= {"correlationid": 0, "causationid": 0, "timeaccuracy": .05}

    def time(self):
        dice = self.dice
        second = dice.randrange(3600)
        fraction = dice.choice(["", "", "", ".5", ".250", ".000000001"])
        text = f"2026-11-22T{20 + second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}{fraction}"
        return text + "Z" if dice.random() < .9 else text.replace("T20", "T21") + "+01:00"

    def value(self, kind):
        dice = self.dice
        if dice.random() < .04:
            return dice.choice([None, "", 7, [], {"a": [1.50, None]}, True])
        words = ["a", "b", "\u00e9\"\\", "c"]
        return {
            "word": lambda: dice.choice(words), "words": lambda: [dice.choice(words) for _ in range(dice.randrange(3))],
            "any": lambda: dice.choice(["a", 1, 2.50, True, ["x", 1.0], {"k": "v"}]), "small": lambda: dice.randrange(3),
            "number": lambda: dice.choice([0, 5, 17.25, -1]), "percent": lambda: dice.choice([0, 10, 50, 100, 99.5, 33.333, 0.005, 120]),
            "flag": lambda: dice.random() < .5, "time": self.time, "side": lambda: dice.choice(["source", "target", "west", "east", "north"]),
            "decision": lambda: dice.choice(["go", "no-go", "commit", "rollback", "wait", "fail-forward"]),
            "check": lambda: dice.choice(["c1", "c2", "c9"]), "members": lambda: dice.choice([0, 2, [], ["m1"], "odd"]),
            "position": lambda: dice.choice(["0/16", 5, "0/16"]), "span": lambda: dice.choice(["PT30S", "10m", "1h"]),
            "probes": lambda: dice.choice([0, 5, 500]), "zero": lambda: dice.choice([0, 0, 0, 1]), "five": lambda: 5,
            "unit": lambda: dice.choice(["tenants", "writes"]), "true": lambda: dice.random() < .9,
        }[kind]()

    def add(self, kind, data, **attributes):
        event = {"specversion": "1.0", "id": f"e{len(self.lines)}", "source": self.dice.choice(["/p1", "/p2", "/p3"]),
                 "type": "dev.cutlog." + kind if self.dice.random() < .98 else "org.example.thing", "time": self.time(), **attributes, "data": data}
        self.known.append((event["source"], event["id"]))
        self.lines.append(json.dumps(event, ensure_ascii=False))

    def add_story(self):
        dice = self.dice
        for minute, kind, data, attributes in STORY:
            if dice.random() < .12:
                continue
            second = round(minute * 60) + dice.choice([0, 0, 0, 0, dice.randrange(-200, 200)])
            time = f"2026-11-22T20:{max(0, second) // 60:02d}:{max(0, second) % 60:02d}{dice.choice(['', '.250'])}Z"
            stated = {name: f"2026-11-22T{value}:30Z" if isinstance(value, str) and value.startswith("20:") else value for name, value in data.items()}
            self.add(kind, stated, **attributes, **({"timeaccuracy": "PT20S"} if dice.random() < .05 else {}))
            self.lines[-1] = json.dumps({**json.loads(self.lines[-1]), "time": time}, ensure_ascii=False)

    def add_any(self):
        dice = self.dice
        kind = dice.choice(dice.choice([list(KINDS), list(KINDS), FREQUENT]))
        data = {name: self.value(form) for name, form in KINDS[kind].items() if dice.random() < .85}
        attributes = {name: dice.choice(values) for name, values in ATTRIBUTES.items() if dice.random() < self.chances[name]}
        if self.known and dice.random() < self.chances.get("causationid", .05):
            attributes["causationid"] = dice.choice(self.known)[1]
        self.add(kind, data, **attributes)

    def add_correction(self):
        dice = self.dice
        source, name = dice.choice(self.known)
        about = {"source": source, "id": name}
        kind = dice.choice(["event.amended", "event.amended", "event.retracted", "source.clock"])
        if kind == "event.amended":
            settings = {"time": self.time(), "data.percent": 20, "service": "s2", "data.side": "east", "task": None, "data.attempt": 2, "mode": "live",
                        "timeaccuracy": "PT30S", "source": "/no", "data": 1, "time ": "x"}
            data = {"about": about, "set": {name: settings[name] for name in dice.sample(list(settings), dice.randrange(1, 4))}}
        elif kind == "event.retracted":
            data = {"about": about}
        else:
            data = {"source": dice.choice(["/p1", "/p2", "/p3"]), "offset": dice.choice(["PT1H", "-PT5S", "1.5s", "odd"]),
                    **({"accuracy": dice.choice(["PT2S", "10s"])} if dice.random() < .5 else {})}
        self.add(kind, data)


def check_random(cutlog, count, seed):
    wrong, dice = [], random.Random(seed)
    folder = pathlib.Path(os.environ["XDG_STATE_HOME"]).parent
    with Browser() as browser:
        (folder / "plan.yaml").write_text(PLAN)

        def run(*command, **more):
            done = subprocess.run([cutlog, *command], capture_output=True, text=True, cwd=folder, **more)
            if done.returncode:
                raise SystemExit(f"{command}: {done.stderr[:2000]}")
        run("keygen", "example.com/lead", "-o", "key")
        for number in range(max(1, count // 10)):
            stream, events = f"{number}.jsonl.gz", Events(dice, number % 4 == 3)
            corrects = number % 3 == 2
            if number % 2:
                events.add_story()
            for _ in range(dice.choice([0, 0, 3, 15] if number % 2 else [10, 60, 150])):
                (events.add_correction if corrects and events.known and dice.random() < .08 else events.add_any)()
            kind = dice.choice(["live", "rehearsal", "failback", "import"])
            # Every fifth run is told by two streams.
            names = [stream, f"b{stream}"] if number % 5 == 4 else [stream]
            for name in names:
                run("open", name, "--plan", "plan.yaml", "--key", "key", "--kind", kind, "--run", f"example.com/run/{number}",
                    *(["--starts", "2026-11-22T20:00:00Z"] if dice.random() < .5 else []))
            cuts = [0, *sorted(dice.randrange(len(events.lines)) for _ in range(3)), len(events.lines)]
            for start, end in zip(cuts, cuts[1:]):
                run("record", dice.choice(names), "-", input="".join(line + "\n" for line in events.lines[start:end]))
            for name in names:
                if dice.random() < .5:
                    run("close", name, "--key", "key")
            if dice.random() < .2:
                lines = gzip.decompress((folder / stream).read_bytes()).decode().splitlines()
                indexes = [index for index, line in enumerate(lines) if '"acceptedtime"' in line]
                if indexes:
                    run("withhold", stream, "--index", str(dice.choice(indexes)), "--reason", "secret", "-o", f"w{number}.jsonl.gz")
                    names[0] = f"w{number}.jsonl.gz"
            times = [json.loads(line)["time"] for line in events.lines]
            wrong += compare(browser, cutlog, [folder / name for name in names], dice, 10, [time for time in times if time.endswith("Z")])
        return wrong + browser.complaints


def main():
    cutlog, what = os.path.abspath(sys.argv[1]), sys.argv[2]
    count = int(sys.argv[3]) if len(sys.argv) > 3 else 50
    seed = int(sys.argv[4]) if len(sys.argv) > 4 else 3
    with tempfile.TemporaryDirectory(prefix="cutlog-state-") as folder:
        # So that nothing of it gets into the user's own trust file and remembered checkpoints.
        os.environ.update(XDG_STATE_HOME=f"{folder}/state", XDG_CONFIG_HOME=f"{folder}/config")
        wrong = check_samples(cutlog, count) if what == "samples" else check_random(cutlog, count, seed)
    print("\n".join(wrong) if wrong else f"{what}: as it must be")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
