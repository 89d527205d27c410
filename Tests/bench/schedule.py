"""How long `cutlog plan` takes on a large plan, reading included.

The plan is the same in every run: tasks with durations of one and of three figures, links of all four kinds with lags to
earlier tasks, a gate in every hundred tasks, an objective and a window.
"""
import argparse
import json
import os
import pathlib
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time

TOP = pathlib.Path(__file__).resolve().parents[2]
CUTLOG = pathlib.Path(os.environ.get("CUTLOG", TOP / ".build/release/cutlog"))


def make_plan(count, links):
    """A plan of so many tasks and links, as values."""
    chance = random.Random(5)
    after = [set() for _ in range(count)]
    placed = 0
    while placed < links:
        number = chance.randrange(1, count)
        earlier = chance.randrange(max(0, number - 200), number)
        if earlier not in after[number]:
            after[number].add(earlier)
            placed += 1
    tasks = []
    for number in range(count):
        waits = []
        for earlier in sorted(after[number]):
            kind = chance.choice(["FS", "FS", "FS", "SS", "FF", "SF"])
            waits.append(f"t{earlier}" if kind == "FS" else {"task": f"t{earlier}", "type": kind, "lag": "1m"})
        if number % 100 == 99:
            waits.append(f"g{number // 100}")
        minutes = chance.randrange(1, 30)
        duration = f"{minutes}m"
        if number % 5 == 0:
            duration = {"optimistic": f"{minutes}m", "likely": f"{minutes + 3}m", "pessimistic": f"{minutes + 15}m"}
        tasks.append({"id": f"t{number}", "title": f"Task {number}", "layer": "compute", "phase": "switch",
                      "owner": "lead", "mode": "automated", "duration": duration, "after": waits})
    gates = [{"id": f"g{number}", "approvals": 1, "roles": ["lead"], "after": [f"t{number * 100}"], "duration": "2m"}
             for number in range(count // 100)]
    return {
        "plan": "large", "version": 1, "window": {"opens": "T", "closes": "T+1000h"},
        "people": [{"id": "alice", "roles": ["lead"]}], "services": [{"id": "payments"}],
        "objectives": [{"id": "out", "metric": "rto", "service": "payments", "limit": "1000h"}],
        "impact": [{"service": "payments", "from": "t0.start", "to": f"t{count - 1}.finish"}],
        "gates": gates, "tasks": tasks,
    }


def flow(value):
    """A value as YAML on one line."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key}: {flow(item)}" for key, item in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(flow(item) for item in value) + "]"
    return str(value)


def yaml(plan):
    lines = []
    for key, value in plan.items():
        if isinstance(value, list):
            lines += [f"{key}:"] + [f"  - {flow(item)}" for item in value]
        else:
            lines.append(f"{key}: {flow(value)}")
    return "\n".join(lines) + "\n"


def processor():
    """Seconds of the processor that ended children have taken."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tasks", type=int, default=5_000)
    parser.add_argument("--links", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    plan = make_plan(options.tasks, options.links)
    slow = False
    with tempfile.TemporaryDirectory() as folder:
        texts = {"plan.yaml": yaml(plan), "plan.json": json.dumps(plan)}
        times = {name: [] for name in texts}
        work = {name: [] for name in texts}
        for name, text in texts.items():
            (pathlib.Path(folder) / name).write_text(text, encoding="utf-8")
        for _ in range(options.rounds):
            for name in texts:
                start, before = time.perf_counter(), processor()
                done = subprocess.run([CUTLOG, "plan", pathlib.Path(folder) / name, "--json"], stdout=subprocess.PIPE)
                times[name].append(time.perf_counter() - start)
                work[name].append(processor() - before)
                if done.returncode != 0:
                    sys.exit(f"schedule.py: {name}: status {done.returncode}")
        print(f"{options.tasks:,} tasks, {len(plan['gates'])} gates, {options.links:,} links; {options.rounds} rounds")
        for name, seconds in times.items():
            middle = statistics.median(work[name])
            slow = slow or middle >= 1
            print(f"{name}, {len(texts[name]) / 1e6:.2f} MB: median {middle:.2f} s of the processor, "
                  f"{statistics.median(seconds):.2f} s of wall clock")
    sys.exit(1 if slow else 0)


main()
