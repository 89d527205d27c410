"""Computes a forecast again, from the definitions in docs/definitions.md and none of cutlog's code.

Usage: forecast.py DRAWS SEED NEXT-PLAN [RUN-PLAN EVENTS]…
Prints p50, p80, p95 and mean in nanoseconds, the pace of each run, and in how many draws each objective was met.
Only what the sample has is understood: FS, SS, FF and SF links, gates, clocks over tasks, one planned outage a service.
"""
import datetime
import json
import math
import re
import sys
from fractions import Fraction

import yaml

MASK = (1 << 64) - 1
UNITS = {"d": 86_400, "h": 3_600, "m": 60, "s": 1}


def span(text):
    """A short duration in nanoseconds."""
    sign = -1 if str(text).startswith("-") else 1
    return sign * sum(int(count) * UNITS[unit] for count, unit in re.findall(r"(\d+)([dhms])", str(text))) * 10**9


def offset(text):
    """A time from T in nanoseconds."""
    return span(text[1:].lstrip("+")) if text != "T" else 0


def instant(text):
    base, fraction = re.fullmatch(r"([^.Z]*)(?:\.(\d+))?Z", text).groups()
    seconds = datetime.datetime.fromisoformat(base + "+00:00").timestamp()
    return int(seconds) * 10**9 + int((fraction or "").ljust(9, "0"))


def numbers(seed):
    """SplitMix64."""
    state = seed
    while True:
        state = (state + 0x9E3779B97F4A7C15) & MASK
        mixed = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & MASK
        yield mixed ^ (mixed >> 31)


def expected(duration):
    if isinstance(duration, dict):
        o, m, p = (span(duration[name]) for name in ("optimistic", "likely", "pessimistic"))
        return (o + 4 * m + p) // 6
    return span(duration)


class Network:
    """The main network of a plan: its activities with links, durations and earliest starts."""

    def __init__(self, path):
        self.plan = yaml.safe_load(open(path))
        self.items = self.plan["tasks"] + self.plan.get("gates", [])
        self.kinds = [task.get("mode", "manual") for task in self.plan["tasks"]] + ["gate"] * len(self.plan.get("gates", []))
        self.number = {item["id"]: number for number, item in enumerate(self.items)}
        self.durations = [expected(item.get("duration", "0s")) for item in self.items]
        self.links = []
        for item in self.items:
            links = []
            for after in item.get("after", []):
                after = after if isinstance(after, dict) else {"task": after}
                links.append((self.number[after["task"]], after.get("type", "FS"), span(after.get("lag", "0s"))))
            self.links.append(links)
        self.background = [bool(item.get("background")) for item in self.items]
        self.rollback = [item.get("only") == "rollback" for item in self.items]
        self.order, done = [], set()
        while len(self.order) < len(self.items):
            for number, links in enumerate(self.links):
                if number not in done and all(link[0] in done for link in links):
                    done.add(number)
                    self.order.append(number)
        self.floors = [offset(item["start"]) if "start" in item else 0 for item in self.items]

    def bound(self, link, starts, finishes, length):
        before, relation, lag = link
        time = (finishes if relation[0] == "F" else starts)[before] + lag
        return time - (length if relation[1] == "F" else 0)

    def run(self, durations, waits):
        starts, finishes = [0] * len(self.items), [0] * len(self.items)
        for number in self.order:
            if self.rollback[number]:
                continue
            ready = max([self.floors[number]] + [self.bound(link, starts, finishes, durations[number]) for link in self.links[number]])
            starts[number] = ready + waits[number]
            finishes[number] = starts[number] + durations[number]
        held = [number for number in self.order if not self.rollback[number] and not self.background[number]]
        return starts, finishes, min(starts[n] for n in held), max(finishes[n] for n in held)


def observe(network, lines):
    """(id, kind, (actual, planned) or None, wait or None) of everything that a run completed, and how long it took."""
    events = sorted((json.loads(line) for line in lines), key=lambda event: instant(event["time"]))
    zero = next(instant(e["data"]["starts"]) for e in events if e["type"] == "dev.cutlog.stream.opened")
    starts, finishes, state, requested, approved = {}, {}, {}, {}, {}
    needed = {gate["id"]: gate.get("approvals", 1) for gate in network.plan.get("gates", [])}
    for event in events:
        kind, time = event["type"].removeprefix("dev.cutlog."), instant(event["time"]) - zero
        task, gate = event.get("task"), event.get("gate")
        if kind == "task.started":
            starts.setdefault(task, time)
        if kind.startswith("task."):
            state[task] = kind
        if kind == "task.completed":
            finishes[task] = time
        if kind == "gate.requested":
            requested.setdefault(gate, time)
        if kind == "gate.approved" and gate not in finishes:
            approved.setdefault(gate, set()).add(event.get("onbehalfof", event.get("actor")))
            if len(approved[gate]) >= needed[gate]:
                finishes[gate], state[gate] = time, "task.completed"
                starts[gate] = requested.get(gate, time)
    spans = [None] * len(network.items)
    for number, item in enumerate(network.items):
        if state.get(item["id"]) == "task.completed":
            finish = finishes[item["id"]]
            spans[number] = (starts.get(item["id"], finish), finish)
    first, last = [span and span[0] for span in spans], [span and span[1] for span in spans]
    rows = []
    for number, both in enumerate(spans):
        if both is None:
            continue
        start, finish = both
        links, planned = network.links[number], network.durations[number]
        ready = None
        if all(spans[link[0]] for link in links) and (links or not network.rollback[number]):
            ready = max([network.bound(link, first, last, finish - start) for link in links]
                        + ([] if network.rollback[number] else [network.floors[number]]))
        wait = None if ready is None else max(0, start - ready)
        actual = finish - start
        if network.kinds[number] == "gate" and ready is not None:
            began = min(max(start, ready), finish)
            actual, wait = finish - began, max(0, (began if planned else finish) - ready)
        rows.append((network.items[number]["id"], network.kinds[number], (actual, planned) if planned else None, wait))
    return rows


def ratio_order(ratio):
    return Fraction(*ratio), ratio[1]


def samples(rows):
    """Ratios and waits by id, by kind and of all."""
    kept = {}
    for name, kind, ratio, wait in rows:
        for key in (("own", name), ("kind", kind), ("all", "")):
            ratios, waits = kept.setdefault(key, ([], []))
            if ratio:
                ratios.append(ratio)
            if wait is not None:
                waits.append(wait)
    for ratios, waits in kept.values():
        ratios.sort(key=ratio_order)
        waits.sort()
    return kept


def choose(kept, name, kind, part, least=(5, 10, 0)):
    for key, needed in zip((("own", name), ("kind", kind), ("all", "")), least):
        found = kept.get(key, ([], []))[part]
        if len(found) >= needed and (found or needed == 0):
            return found
    return []


def times(planned, ratio):
    return planned * ratio[0] // ratio[1]


def power(base, exponent):
    """By squares and square roots, the exponent with 20 binary digits behind the point."""
    result = 1.0
    for _ in range(exponent >> 20):
        result *= base
    root = base
    for digit in range(1, 21):
        root = math.sqrt(root)
        if exponent >> (20 - digit) & 1:
            result *= root
    return result


def table(o, m, p):
    """The 1,025 quantiles of the beta distribution of PERT."""
    rising = ((m - o) << 22) // (p - o)
    falling = (4 << 20) - rising
    density = [power(node / 512, rising) * power(1 - node / 512, falling) for node in range(513)]
    areas = [0.0]
    for cell in range(256):
        areas.append(areas[-1] + (density[2 * cell] + 4 * density[2 * cell + 1] + density[2 * cell + 2]))
    shares, cell = [0.0], 0
    for part in range(1, 1024):
        wanted = areas[256] * part / 1024
        while areas[cell + 1] < wanted:
            cell += 1
        shares.append((cell + (wanted - areas[cell]) / (areas[cell + 1] - areas[cell])) / 256)
    return [o + int(float(p - o) * share) for share in shares + [1.0]]


def quantile(values, random):
    part, place = random >> 54, random >> 22 & 0xFFFFFFFF
    return values[part] + ((values[part + 1] - values[part]) * place >> 32)


def reading(network, objective, starts, finishes, duration):
    """What an objective's clock shows; None where no plan foresees it."""
    clock = objective.get("clock", "business")
    if objective["metric"] != "rto" or "wave" in objective or "exclude" in objective:
        return None
    if isinstance(clock, dict):
        ends = [re.fullmatch(r"task:(.*)\.(started|completed)", clock[end]).groups() for end in ("from", "to")]
        return [(starts if side == "started" else finishes)[network.number[task]] for task, side in ends]
    if clock in ("run", "execution-health"):
        return [0, duration]
    if clock in ("business", "business-cleared"):
        for impact in network.plan.get("impact", []):
            if impact["service"] == objective.get("service"):
                ends = [impact[end].rsplit(".", 1) for end in ("from", "to")]
                return [(starts if side == "start" else finishes)[network.number[task]] for task, side in ends]
    return None


def main(draws, seed, path, *history):
    network = Network(path)
    runs = [observe(Network(plan), open(events)) for plan, events in zip(history[::2], history[1::2])]
    kept = samples([row for rows in runs for row in rows])
    tables = [table(*(span(item["duration"][name]) for name in ("optimistic", "likely", "pessimistic")))
              if isinstance(item.get("duration"), dict) else None for item in network.items]
    pools = [(choose(kept, item["id"], kind, 0), choose(kept, item["id"], kind, 1))
             for item, kind in zip(network.items, network.kinds)]
    source, lengths, met = numbers(seed), [], {}
    objectives = network.plan.get("objectives", [])
    for _ in range(draws):
        durations, waits = [], []
        for number, (ratios, pool) in enumerate(pools):
            one, two = next(source), next(source)
            planned = network.durations[number]
            if ratios:
                durations.append(times(planned, ratios[one * len(ratios) >> 64]))
            else:
                durations.append(quantile(tables[number], one) if tables[number] else planned)
            waits.append(pool[two * len(pool) >> 64] if pool else 0)
        starts, finishes, start, finish = network.run(durations, waits)
        lengths.append(finish - start)
        for objective in objectives:
            shown = reading(network, objective, starts, finishes, finish - start)
            if shown is not None:
                met[objective["id"]] = met.get(objective["id"], 0) + (shown[1] - shown[0] <= span(objective["limit"]))
    paces = []
    for rows in runs:
        one = samples(rows)
        ratios = [choose(one, item["id"], kind, 0, (1, 1, 0)) for item, kind in zip(network.items, network.kinds)]
        waits = [choose(one, item["id"], kind, 1, (1, 1, 0)) for item, kind in zip(network.items, network.kinds)]
        middle = lambda values: values[(len(values) + 1) // 2 - 1]
        _, _, start, finish = network.run(
            [times(d, middle(r)) if r else d for d, r in zip(network.durations, ratios)],
            [middle(w) if w else 0 for w in waits])
        paces.append(finish - start)
    lengths.sort()
    p50, p80, p95 = (lengths[(percent * draws + 99) // 100 - 1] for percent in (50, 80, 95))
    print(json.dumps({"p50": p50, "p80": p80, "p95": p95, "mean": sum(lengths) // draws, "paces": paces, "met": met}))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:])
