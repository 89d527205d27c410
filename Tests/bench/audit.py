"""How long `cutlog audit` takes by 60 rules of all kinds, beside folds that judge no rule.

The events are those of workload.py: observations of queues and of a replica, and notes. No rule is idle: each speaks of
events that are there. Most tell them apart by numbers in the payload, two thirds by a correlation, half by a limit.
"""
import argparse
import json
import pathlib
import shutil
import statistics
import sys
import tempfile

from streams import ANSWERS, CUTLOG, Recorder
from timing import timed
from workload import make_events

COUNTS = (100_000, 400_000, 1_600_000)
QUEUE, REPLICA, NOTE = "queue.observed", "replication.observed", "note.added"
RELATING = ["responded-existence", "co-existence", "response", "precedence", "succession", "alternate-response",
            "alternate-precedence", "alternate-succession", "chain-response", "chain-precedence", "chain-succession",
            "not-co-existence", "not-succession", "not-chain-succession", "not-responded-existence"]


def event(kind, **tests):
    """A description of events; `depth=">=4500"` is a test of `data.depth`."""
    where = {}
    for name, test in tests.items():
        field = name if name in ("source", "service", "actor", "layer", "dataset") else f"data.{name}"
        if isinstance(test, str) and test[:2] in (">=", "<="):
            test = {"atLeast" if test[0] == ">" else "atMost": test[2:]}
        where[field] = test
    return {"type": kind, "where": where} if where else kind


def make_policy():
    deep, drained = event(QUEUE, depth=">=4500", side="target"), event(QUEUE, depth="<=500")
    old, fresh = event(QUEUE, oldestSeconds=">=540"), event(QUEUE, oldestSeconds="<=60", service="payments")
    lagging, caught = event(REPLICA, lagSeconds=">=8"), event(REPLICA, lagSeconds="<=1", side="target")
    note = event(NOTE, actor="alice@example.com")
    found = []

    def add(template, activation, target=None, **more):
        demand = {"template": template, "activation": activation, **more}
        if target is not None:
            demand["target"] = target
        found.append(demand)

    for number, template in enumerate(RELATING):
        limit = {"within": ["10s", "30s", "1m"][number % 3]} if number % 2 == 0 else {}
        # Neighbours are looked for among the events of queues.
        among = {"among": QUEUE} if template.startswith(("chain", "not-chain")) else {}
        add(template, deep, drained, per=["data.queue"], **limit, **among)
    for template in RELATING[:6]:
        add(template, lagging, caught, per=["dataset"] if "exist" in template else ["source"], within="5s")
    for template in RELATING[2:8] + RELATING[11:15]:
        add(template, old, note, per=["service"])
    add("existence", deep, count=3, per=["data.queue"])
    add("absence", event(QUEUE, depth=">=4990", side="source"), per=["data.queue"])
    add("exactly", event(REPLICA, inSync="true"), count=0)
    add("existence", note, count=10)
    add("absence", event(NOTE, text="stop"), count=2)
    add("exactly", event(QUEUE, layer="network"), count=0, per=["source"])
    add("init", event(QUEUE), among=QUEUE)
    add("end", {"type": [QUEUE, REPLICA, NOTE]})
    add("init", event(REPLICA, side="target"), per=["source"], among=REPLICA)
    add("chain-response", note, event(QUEUE), within="1s")
    for per in ([], ["service"], ["data.queue"]):
        found.append({"separation": {"activation": QUEUE, "target": NOTE, "per": per}})
    found.append({"separation": {"activation": {"type": [QUEUE, NOTE]}, "per": ["service"], "people": 2}})
    found.append({"separation": {"activation": lagging, "target": note}})
    found.append({"separation": {"activation": REPLICA, "per": ["dataset", "source"], "people": 2}})
    for template in ("choice", "exclusive-choice"):
        add(template, deep, old, per=["data.queue"])
        add(template, lagging, note)
    add("response", fresh, drained, per=["data.queue", "source"], within="20s")
    add("precedence", old, deep, per=["source"], within="20s")
    add("not-co-existence", event(QUEUE, depth=">=4999"), event(NOTE, text="drained"), per=["service"])
    add("response", old, caught, within="2s")
    add("succession", lagging, fresh)
    add("precedence", note, lagging, within="3s")
    found += [{"objectives": "all"}, {"schedule": "no-unplanned-task"}, {"state": "listener-moved"}]
    assert len(found) == 60, len(found)
    rules = [{"id": f"r{number}", "title": f"Rule {number}", "why": "The bench asks.", **demand}
             for number, demand in enumerate(found)]
    return {"policy": "bench", "version": 1, "rules": rules}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--keep", type=pathlib.Path, help="a folder whose streams are made once and used again")
    options = parser.parse_args()
    folder = options.keep or pathlib.Path(tempfile.mkdtemp(prefix="cutlog-bench-"))
    try:
        bench(folder, options.rounds)
    finally:
        if not options.keep:
            shutil.rmtree(folder)


def streams(folder):
    """A closed stream for each count of events."""
    recorder = Recorder(folder)
    found = {}
    for count in COUNTS:
        found[count] = folder / f"{count}.jsonl.gz"
        if not found[count].exists():
            events = folder / "events.jsonl"
            make_events(events, count, 1)
            recorder.recorded(found[count].name, events)
            events.unlink()
    return found


def bench(folder, rounds):
    found = streams(folder)
    policy, trust = folder / "policy.json", ("--trust", folder / "trust")
    policy.write_text(json.dumps(make_policy()), encoding="utf-8")
    times = {}
    for _ in range(rounds):
        for count, stream in found.items():
            commands = {
                "verify": ["verify"], "objectives": ["objectives"], "state": ["state"], "timeline": ["timeline"],
                "audit, 60 rules": ["audit", "--policy", policy],
            }
            for name, command in commands.items():
                if name == "timeline" and count > 400_000:
                    continue  # Its answer lists every event.
                taken = timed([CUTLOG, *command, stream, *trust], folder, check=ANSWERS)
                times.setdefault((name, count), []).append(taken)
    print(f"{rounds} interleaved rounds; medians in s, and the greatest memory in MB")
    print("| command | " + " | ".join(f"{count:,} events" for count in COUNTS) + " |")
    print("|---" * (len(COUNTS) + 1) + "|")

    def middle(name, count):
        return statistics.median(seconds for seconds, _ in times[name, count])

    for name in dict.fromkeys(name for name, _ in times):
        row = [f"{middle(name, count):.2f} s, {max(memory for _, memory in times[name, count]):.0f} MB"
               if (name, count) in times else "" for count in COUNTS]
        print(f"| {name} | " + " | ".join(row) + " |")
    slow = False
    for count in COUNTS:
        plain, audit, verify = (middle(name, count) for name in ("objectives", "audit, 60 rules", "verify"))
        slow = slow or plain / audit < 0.25
        print(f"{count:,} events: the plain fold takes {plain / audit:.2f} of the audit's time; "
              f"without verification {max(0, plain - verify) / (audit - verify):.2f}")
    sys.exit(1 if slow else 0)


main()
