#!/usr/bin/env python3
"""Writes the events of the four runs from their stories.

    ./make_events.py [FOLDER]     into FOLDER, by default this one

A story (`story/RUN.txt`) is a table, one happening a line; this script makes CloudEvents of it. The same stories give
the same bytes: nothing here reads a clock, and what looks random comes from a generator with a fixed seed.

A line is

    WHEN  WHO  WHAT  [NAME=VALUE...]

WHEN is a time of day in UTC (`21:04:40`), on the day that the last line `on DATE` names; hours go on beyond 24, so 24:30
is half past midnight. A span (`21:03:15-21:04:50`) is for what has a beginning and an end, and with a step
(`21:00-24:00/10m`) it is a series of readings. Another day's time is written in full.
WHO is a person or a machine of the tables below.
WHAT is an event's type without `dev.cutlog.`, or one of
    task ID     its start and its end; `failed` or `cancelled` behind the id says how it ended, if not well
    cycle JOB   a job's cycle: due at WHEN, `started=`, `completed=`
A NAME of an attribute becomes one, any other a member of `data`. Of this script are
    typed=TIME  when it was written down, if that was later: the line's place in the file
    id=ID       the event's id; by default who and a running number
A value `~WHO/ID` is another event. In a series `420@21:00,35@21:24` are values at times, in between on a straight line
or, for words, the last one. A `#` begins a comment.
"""
import json
import pathlib
import re
import shlex
import sys
from datetime import datetime, timedelta, timezone

HERE = pathlib.Path(__file__).resolve().parent
RUNS = ["rehearsal-1", "rehearsal-2", "live", "failback"]

PEOPLE = ["alice", "bob", "carol", "dave", "erin", "frank", "hana"]

# Machine: source, actor, on whose behalf it acts, who imported what it says.
MACHINES = {
    "pipeline": ("/pipelines/cutover", "pipeline/cutover-118", "carol@example.com", None),
    "k8s": ("/k8s/audit", "system:controller", None, "importer/k8s-audit"),
    "db": ("/postgres/probe", "probe/postgres", None, None),
    "files": ("/storage/copy", "job/file-copy", None, None),
    "broker": ("/kafka/probe", "probe/kafka", None, None),
    "dns": ("/dns/probe", "probe/dns", None, None),
    "mesh": ("/mesh/gateway", "mesh/gateway", "dave@example.com", None),
    "config": ("/config/agent", "agent/config", None, None),
    "batch": ("/batch/scheduler", "scheduler/batch", None, None),
    "monitoring": ("/monitoring/synthetics", "probe/synthetics", None, None),
}

# The clock of one source was wrong in one night: seconds by which it was ahead of the others.
CLOCK_AHEAD = {("live", "k8s"): 4}

# Sources that write milliseconds.
FINE = ["k8s"]

ATTRIBUTES = [
    "actor", "onbehalfof", "recordedby", "task", "wave", "gate", "layer", "service", "dataset", "region", "mode",
    "correlationid", "causationid", "timeaccuracy", "subject",
]

# The layer of an event that names none, by the first word of its type.
LAYERS = {
    "writes": "data", "writer": "data", "replication": "data", "data": "data", "traffic": "network", "dns": "network",
    "endpoint": "integration", "configuration": "configuration", "listener": "storage", "consumer": "messaging",
    "queue": "messaging", "backlog": "messaging", "job": "batch", "workload": "compute", "policy": "security",
    "deployment": "deployment", "role": "people", "notice": "people",
}

LISTS = ["answers", "owners"]
TEXTS = ["expected", "observed", "comment", "text", "reason", "value", "severity", "sourcePosition", "targetPosition"]


class Random:
    """A linear congruential generator (Numerical Recipes' constants)."""

    def __init__(self, seed):
        self.state = seed

    def below(self, limit):
        self.state = (self.state * 1664525 + 1013904223) % 2**32
        return (self.state >> 8) % limit


class Story:
    def __init__(self, run):
        self.run = run
        self.random = Random(RUNS.index(run) + 1)
        self.rows = []  # (place in the file, number, time, who, type, attributes and members)
        self.day = None
        for number, line in enumerate((HERE / "story" / f"{run}.txt").read_text().splitlines(), 1):
            try:
                words = shlex.split(line, comments=True)
                if words:
                    self.read(words)
            except Exception as error:
                sys.exit(f"story/{run}.txt:{number}: {error!r}: {line}")

    # Times

    def time(self, text):
        """A time of day on the story's day; hours from 24 on are the next day's."""
        if "T" in text:
            return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc)
        parts = [int(part) for part in text.split(":")] + [0]
        return self.day + timedelta(hours=parts[0], minutes=parts[1], seconds=parts[2])

    @staticmethod
    def stamp(time):
        return time.strftime("%Y-%m-%dT%H:%M:%SZ")

    @staticmethod
    def step(text):
        return timedelta(seconds=int(text[:-1]) * {"s": 1, "m": 60, "h": 3600}[text[-1]])

    # Lines

    def read(self, words):
        if words[0] == "on":
            self.day = datetime.strptime(words[1], "%Y-%m-%d").replace(tzinfo=timezone.utc)
            return
        when, who, what = words[:3]
        loose = [word for word in words[3:] if not re.match(r"^[A-Za-z]+=", word)]
        values = dict(word.split("=", 1) for word in words[3:] if re.match(r"^[A-Za-z]+=", word))
        span, _, every = when.partition("/")
        begin, _, end = span.partition("-") if "T" not in span else (span, "", "")
        begin = self.time(begin)
        end = self.time(end) if end else None
        if what == "task":
            self.task(begin, end, who, loose, values)
        elif what == "cycle":
            self.cycle(begin, who, loose[0], values)
        elif every:
            self.series(begin, end, self.step(every), who, what, values)
        else:
            assert not loose, loose
            self.add(begin, who, what, **values)

    def add(self, time, who, type, typed=None, **values):
        place = self.time(typed) if typed else time
        self.rows.append((place, len(self.rows), time, who, type, values))

    def task(self, begin, end, who, loose, values):
        task, outcome = loose[0], loose[1] if len(loose) > 1 else "completed"
        start = {key: values[key] for key in values if key in ("attempt", "onbehalfof", "mode")}
        if who == "pipeline":
            values.setdefault("exitStatus", "0" if outcome == "completed" else "1")
        if end is None:
            self.add(begin, who, f"task.{outcome}", task=task, **values)
        else:
            self.add(begin, who, "task.started", task=task, **start)
            self.add(end, who, f"task.{outcome}", task=task, **values)

    def cycle(self, due, who, job, values):
        started, completed = values.pop("started", None), values.pop("completed", None)
        side = values.pop("side")
        self.add(due, who, "job.due", job=job, side=side)
        if started:
            self.add(self.time(started), who, "job.started", job=job, side=side)
        if completed:
            self.add(self.time(completed), who, "job.completed", job=job, side=side, **values)

    # Series

    def points(self, text):
        """`420@21:00,35@21:24` as times and values."""
        pairs = [pair.rsplit("@", 1) for pair in text.split(",")]
        return [(self.time(time), value) for value, time in pairs]

    def level(self, text, time):
        """The value at a time, on straight lines between the points."""
        points = [(at, float(value)) for at, value in self.points(text)]
        if time <= points[0][0]:
            return points[0][1]
        for (begin, before), (end, after) in zip(points, points[1:]):
            if begin <= time <= end:
                return before + (after - before) * ((time - begin) / (end - begin))
        return points[-1][1]

    def choice(self, text, time):
        """The last value given up to a time."""
        value = None
        for at, given in self.points(text):
            if at <= time or value is None:
                value = given
        return value

    def series(self, begin, end, every, who, what, values):
        time = begin
        readings = getattr(self, what.replace(".", "_"), None)
        while time <= end:
            if readings:
                readings(time, every, end, who, dict(values))
            else:
                at = {name: str(int(self.level(text, time))) for name, text in values.items() if "@" in text}
                self.add(time, who, what, **(values | at))
            time += every

    def service_observed(self, time, every, end, who, values):
        """Probes of one window; `bad` are the spans in which they failed."""
        to = min(time + every, end)
        if to <= time:
            return
        interval = self.step(values["interval"])
        count = int((to - time) / interval)
        failed = 0
        for span in filter(None, values.pop("bad", "").split(",")):
            first, last = (self.time(part) for part in span.split("-"))
            overlap = min(to, last) - max(time, first)
            if overlap > timedelta(0):
                failed += int(overlap / interval) or 1
        self.add(
            to, who, "service.observed", **{"from": self.stamp(time), "to": self.stamp(to)}, ok=str(count - failed),
            failed=str(failed), **values)

    def replication_observed(self, time, every, end, who, values):
        """Positions of source and target; the source stands still from `still` on, the target is `lag` seconds of writes
        behind."""
        still, rate = self.time(values.pop("still")), int(values.pop("rate"))
        lag = self.level(values.pop("lag"), time)
        start = int(values.pop("base"), 16)

        def position(at):
            value = start + int((min(at, still) - self.day).total_seconds() * rate)
            return f"{value >> 32:X}/{value & 0xFFFFFFFF:08X}"

        source, target = position(time), position(min(time, still) - timedelta(seconds=lag))
        self.add(
            time, who, "replication.observed", sourcePosition=source, targetPosition=target,
            inSync="true" if source == target else "false", lagSeconds=f"{lag:.1f}", **values)

    def queue_observed(self, time, every, end, who, values):
        depth = self.level(values.pop("depth"), time)
        if depth >= 20:
            depth += depth * (self.random.below(7) - 3) / 100
        depth = int(depth)
        self.add(
            time, who, "queue.observed", depth=str(depth), oldestSeconds=f"{depth / 12:.1f}", **values)

    def dns_observed(self, time, every, end, who, values):
        """What each resolver answers; `behind` says by how many seconds it lags."""
        answers, ttl = values.pop("answers"), self.choice(values.pop("ttl"), time)
        behind = dict(pair.split(":") for pair in values.pop("behind").split(","))
        for number, (resolver, seconds) in enumerate(behind.items()):
            at = time + timedelta(seconds=number)
            self.add(
                at, who, "dns.observed", answers=self.choice(answers, at - timedelta(seconds=int(seconds))), ttl=ttl,
                resolver=resolver, **values)

    def progress_reported(self, time, every, end, who, values):
        self.add(time, who, "progress.reported", done=str(int(self.level(values.pop("done"), time))), **values)

    # Events

    def value(self, name, text):
        if name in LISTS:
            return text.split("+")
        if text.startswith("~"):
            who, event = text[1:].split("/")
            return {"source": self.source(who)[0], "id": event}
        if name == "set":
            return dict(pair.split("=", 1) for pair in text.split(","))
        if name in ("from", "to", "until", "upTo", "last", "first", "watermark", "lastCommit") and re.match(r"^\d\d:", text):
            return self.stamp(self.time(text))
        if name in TEXTS:
            return text
        try:
            value = json.loads(text)
        except ValueError:
            return text
        return value if isinstance(value, (int, float, bool)) else text

    def source(self, who):
        """Source and standing attributes of a person or a machine."""
        if who in PEOPLE:
            return f"cutlog/{who}@ops-1", {"actor": f"{who}@example.com"}
        source, actor, behalf, importer = MACHINES[who]
        attributes = {"actor": actor, "onbehalfof": behalf, "recordedby": importer}
        return source, {name: value for name, value in attributes.items() if value}

    def events(self):
        counts = {}
        for place, number, time, who, type, values in sorted(self.rows, key=lambda row: row[:2]):
            values = dict(values)
            counts[who] = counts.get(who, 0) + 1
            event_id = values.pop("id", f"{who}-{counts[who]:03}")
            source, standing = self.source(who)
            stamp = self.stamp(time + timedelta(seconds=CLOCK_AHEAD.get((self.run, who), 0)))
            if who in FINE:
                stamp = f"{stamp[:-1]}.{self.random.below(1000):03}Z"
            event = {"specversion": "1.0", "id": event_id, "source": source, "type": "dev.cutlog." + type, "time": stamp}
            layer = LAYERS.get(type.split(".")[0])
            if layer:
                standing["layer"] = layer
            standing.update((name, values.pop(name)) for name in list(values) if name in ATTRIBUTES)
            event.update((name, standing[name]) for name in ATTRIBUTES if name in standing)
            if values:
                event["data"] = {name: self.value(name, text) for name, text in values.items()}
            yield event


def main():
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    for run in RUNS:
        with open(folder / f"{run}.jsonl", "w", encoding="utf-8", newline="\n") as file:
            for event in Story(run).events():
                file.write(json.dumps(event, separators=(",", ":"), ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
