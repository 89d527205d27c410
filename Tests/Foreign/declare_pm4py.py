"""Compares `cutlog audit` with pm4py's conformance of DECLARE on random logs; run by hand, no test needs it.

Usage: declare_pm4py.py [--cases N] [--seed N]     with CUTLOG as the program, by default .build/debug/cutlog

Needs pm4py, which is under the AGPL (`pip install pm4py` in an environment of its own). The sixteen templates on which
pm4py follows linear temporal logic on finite traces must agree in every case of every log; of the two negative
successions, which pm4py reads as the negation of the whole succession, the cases that differ are counted and each is
checked to be one that the formula decides as cutlog does. Ends with status 1 where something else is found.

A stream holds the events of fifty cases mixed with one another, and for each template and case a rule that looks at that
case alone; one more rule per template is correlated over all cases, and must be violated where one of them is.
"""
import argparse
import collections
import contextlib
import io
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile

with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
    import pandas
    import pm4py

TOP = pathlib.Path(__file__).resolve().parents[2]
CUTLOG = os.environ.get("CUTLOG", str(TOP / ".build/debug/cutlog"))
BATCH = 50
# Our name, pm4py's key, and whether there is a second activity.
TEMPLATES = [
    ("existence", "existence", False), ("absence", "absence", False), ("exactly", "exactly_one", False),
    ("init", "init", False), ("responded-existence", "responded_existence", True), ("co-existence", "coexistence", True),
    ("response", "response", True), ("precedence", "precedence", True), ("succession", "succession", True),
    ("alternate-response", "altresponse", True), ("alternate-precedence", "altprecedence", True),
    ("alternate-succession", "altsuccession", True), ("chain-response", "chainresponse", True),
    ("chain-precedence", "chainprecedence", True), ("chain-succession", "chainsuccession", True),
    ("not-co-existence", "noncoexistence", True),
]
NEGATIVE = [("not-succession", "nonsuccession", True), ("not-chain-succession", "nonchainsuccession", True)]
LETTERS = "abc"


def formula(template, trace):
    """Whether a negative succession holds, by its formula."""
    if template == "not-chain-succession":
        return not any(one == "a" and other == "b" for one, other in zip(trace, trace[1:]))
    return not any(one == "a" and "b" in trace[place + 1:] for place, one in enumerate(trace))


def mixed(cases, chance):
    """The events of all cases, each case in its own order, mixed at random."""
    places = [case for case, trace in cases.items() for _ in trace]
    chance.shuffle(places)
    following = {case: iter(trace) for case, trace in cases.items()}
    return [(case, next(following[case])) for case in places]


def instant(number):
    return f"2026-01-01T{number // 3600:02d}:{number // 60 % 60:02d}:{number % 60:02d}Z"


def foreign(events):
    """What pm4py finds violated: pairs of case and key."""
    frame = pandas.DataFrame({
        "case:concept:name": [case for case, _ in events], "concept:name": [letter for _, letter in events],
        "time:timestamp": pandas.to_datetime([instant(number) for number in range(len(events))]),
    })
    model = {key: {("a", "b") if has_target else "a": {"support": 1, "confidence": 1.0}}
             for _, key, has_target in TEMPLATES + NEGATIVE}
    log = pm4py.convert_to_event_log(frame)
    judged = pm4py.conformance_declare(log, model)
    names = [trace.attributes["concept:name"] for trace in log]
    return {(case, deviation[0]) for case, one in zip(names, judged) for deviation in one["deviations"]}


def policy(name, cases, templates):
    rules = []
    for template, _, has_target in templates:
        rule = {"title": template, "why": "compared", "template": template, "activation": "com.example.letter.a"}
        if has_target:
            rule["target"] = "com.example.letter.b"
        rules.append({"id": f"{template}.all", "per": ["correlationid"], **rule})
        for case in cases:
            rules.append({"id": f"{template}.{case}", "among": {"where": {"correlationid": case}}, **rule})
    return {"policy": name, "version": 1, "rules": rules}


def run(folder, *command, status=(0,)):
    environment = {**os.environ, "XDG_STATE_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    done = subprocess.run([str(part) for part in command], capture_output=True, env=environment, check=False)
    if done.returncode not in status:
        sys.exit(f"declare_pm4py.py: {command}: status {done.returncode}: {done.stderr.decode()[:500]}")
    return done.stdout


def own(folder, number, cases, events):
    """What cutlog says of each rule, by its id."""
    key, trust, plan, stream = (folder / name for name in ("key", "trust", "plan.yaml", f"{number}.jsonl.gz"))
    if not key.exists():
        plan.write_text("plan: letters\nversion: 1\ntasks: [ { id: t } ]\n", encoding="utf-8")
        run(folder, CUTLOG, "keygen", "example.com/letters", "-o", key, "--trust", trust)
    lines = folder / "events"
    lines.write_text("".join(
        json.dumps({
            "specversion": "1.0", "id": f"e{place}", "source": "/letters", "type": f"com.example.letter.{letter}",
            "time": instant(place), "correlationid": case}, separators=(",", ":")) + "\n"
        for place, (case, letter) in enumerate(events)), encoding="utf-8")
    # What absence forbids others demand, and one policy can't have both.
    policies = []
    for name in ("absence", "others"):
        path = folder / f"{name}.json"
        templates = [one for one in TEMPLATES + NEGATIVE if (one[0] == "absence") == (name == "absence")]
        path.write_text(json.dumps(policy(name, cases, templates)), encoding="utf-8")
        policies += ["--policy", path]
    run(folder, CUTLOG, "open", stream, "--plan", plan, "--key", key)
    run(folder, CUTLOG, "record", stream, lines)
    run(folder, CUTLOG, "close", stream, "--key", key)
    answer = run(folder, CUTLOG, "audit", stream, "--trust", trust, *policies, "--json", status=(0, 1))
    return {finding["rule"]: finding["result"] for finding in json.loads(answer)["audit"]["findings"]}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    seen, violated, differing, wrong = 0, collections.Counter(), collections.Counter(), []
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for number in range(-(-options.cases // BATCH)):
            cases = {f"case-{place}": "".join(chance.choices(LETTERS, k=chance.randint(1, 9)))
                     for place in range(min(BATCH, options.cases - seen))}
            events = mixed(cases, chance)
            theirs, ours = foreign(events), own(folder, number, cases, events)
            seen += len(cases)
            for template, key, _ in TEMPLATES + NEGATIVE:
                broken = [case for case in cases if ours[f"{template}.{case}"] == "violated"]
                violated[template] += len(broken)
                if any(ours[f"{template}.{case}"] == "undecidable" for case in cases):
                    wrong.append(f"{template}: undecidable")
                if (ours[f"{template}.all"] == "violated") != bool(broken):
                    wrong.append(f"{template}: correlated over {sorted(cases.values())}: {ours[f'{template}.all']}")
                for case, trace in cases.items():
                    if (case in broken) == ((case, key) in theirs):
                        continue
                    differing[template] += 1
                    if (template, key, True) not in NEGATIVE or (case in broken) == formula(template, trace):
                        wrong.append(f"{template} on {trace}: {'violated' if case in broken else 'kept'}")
    print(f"pm4py {pm4py.__version__}, {seen:,} cases of 1 to 9 events, seed {options.seed}")
    for template, _, _ in TEMPLATES + NEGATIVE:
        print(f"{template}: violated in {violated[template]:,}, {differing[template]:,} differ")
    for line in wrong[:20]:
        print(f"wrong: {line}")
    sys.exit(1 if wrong else 0)


main()
