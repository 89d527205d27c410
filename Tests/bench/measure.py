"""Interleaved measurements of cutlog and of the tools beside it.

Every command runs once in each round. A figure is the median over the rounds; a ratio compares medians of the same
rounds. Memory is the greatest resident set of the one process, as /usr/bin/time tells it.
"""
import argparse
import json
import os
import pathlib
import random
import shutil
import statistics
import subprocess
import sys
import tempfile

TOP = pathlib.Path(__file__).resolve().parents[2]
CUTLOG = TOP / ".build/release/cutlog"


def make_events(path, count, seed):
    """Observations of queues, checks and traffic, one a millisecond, always the same for a seed."""
    chance = random.Random(seed)
    with open(path, "w", encoding="utf-8") as out:
        for number in range(count):
            ms = number % 1000
            second = number // 1000
            clock = f"2026-11-22T{20 + second // 3600 % 4:02d}:{second // 60 % 60:02d}:{second % 60:02d}.{ms:03d}Z"
            ident = f"{chance.getrandbits(64):016x}-{number}"
            head = f'{{"specversion":"1.0","id":"{ident}","source":"/cluster/ne/probe-{number % 7}"'
            kind = number % 10
            if kind < 6:
                queue = f"settlement-{number % 50}"
                rest = (f'"type":"dev.cutlog.queue.observed","time":"{clock}","subject":"queue/{queue}",'
                        f'"actor":"pipeline/deploy-42","layer":"messaging","service":"payments",'
                        f'"data":{{"queue":"{queue}","side":"target","depth":{chance.randrange(5000)},'
                        f'"oldestSeconds":{chance.randrange(600)}}}}}')
            elif kind < 9:
                rest = (f'"type":"dev.cutlog.replication.observed","time":"{clock}","subject":"database/payments",'
                        f'"actor":"pipeline/deploy-42","layer":"data","dataset":"payments-db",'
                        f'"data":{{"side":"target","sourcePosition":"{number * 131}","targetPosition":"{number * 131 - 9}",'
                        f'"inSync":false,"lagSeconds":{chance.randrange(90) / 10}}}}}')
            else:
                rest = (f'"type":"dev.cutlog.note.added","time":"{clock}","subject":"deployment/payments/api",'
                        f'"actor":"alice@example.com","layer":"people","service":"payments",'
                        f'"data":{{"text":"step {number} of the night looks good from here, going on"}}}}')
            out.write(head + "," + rest + "\n")


def make_plan(path, tasks):
    """A plan of so many tasks, each after two earlier ones."""
    chance = random.Random(7)
    lines = ["plan: bench", "version: 1",
             "services: [ { id: payments, datasets: [payments-db], freezeImpact: degraded } ]",
             "objectives:",
             "  - { id: pay-rto, metric: rto, service: payments, clock: business, limit: 45m }",
             "  - { id: pay-rpo, metric: rpo, dataset: payments-db, limit: 0s }", "tasks:"]
    for number in range(tasks):
        after = sorted({chance.randrange(number) for _ in range(2)}) if number else []
        lines.append(f"  - {{ id: t{number}, title: Task {number}, layer: compute, phase: switch, mode: automated, "
                     f"duration: {1 + number % 9}m, after: [{', '.join(f't{a}' for a in after)}] }}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def timed(command, folder, shell=False, check=(0,)):
    """Seconds of wall clock and the greatest resident set in MB."""
    report = folder / "time"
    inner = ["/bin/sh", "-c", command] if shell else [str(part) for part in command]
    done = subprocess.run(["/usr/bin/time", "-f", "%e %M", "-o", report, *inner], stdout=subprocess.DEVNULL,
                          stderr=subprocess.PIPE, env={**os.environ, "XDG_STATE_HOME": str(folder / "home"),
                                                       "XDG_CONFIG_HOME": str(folder / "home")})
    if done.returncode not in check:
        sys.exit(f"measure.py: {inner}: status {done.returncode}: {done.stderr.decode()[:500]}")
    seconds, kilobytes = report.read_text().split()[-2:]
    return float(seconds), int(kilobytes) / 1024


def run(*command):
    """Runs a command that isn't measured."""
    done = subprocess.run([str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if done.returncode != 0:
        sys.exit(f"measure.py: {command}: status {done.returncode}: {done.stderr.decode()[:500]}")


def open_stream(folder, name, plan):
    """An open stream with its own trust file; gives its path."""
    stream = folder / name
    run(CUTLOG, "open", stream, "--plan", plan, "--key", folder / "lead.key")
    return stream


def recorded(folder, name, plan, events):
    stream = open_stream(folder, name, plan)
    run(CUTLOG, "record", stream, events)
    run(CUTLOG, "close", stream, "--key", folder / "lead.key")
    return stream


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--events", type=int, default=400_000)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="cutlog-bench-"))
    try:
        measure(folder, options)
    finally:
        shutil.rmtree(folder)


def measure(folder, options):
    trust = folder / "trust"
    plan, large_plan = folder / "plan.yaml", folder / "large.yaml"
    make_plan(plan, 20)
    make_plan(large_plan, 1_000)
    run(CUTLOG, "keygen", "example.com/bench", "-o", folder / "lead.key", "--trust", trust)
    events = folder / "events.jsonl"
    make_events(events, options.events, 1)
    megabytes = events.stat().st_size / 1e6
    stream = recorded(folder, "bench.jsonl.gz", plan, events)

    times = {}

    def take(name, command, **more):
        seconds, memory = timed(command, folder, **more)
        times.setdefault(name, []).append((seconds, memory))

    for number in range(options.rounds):
        fresh = open_stream(folder, f"round-{number}.jsonl.gz", plan)
        take("verify", [CUTLOG, "verify", stream, "--trust", trust])
        take("zcat | sha256sum", f"zcat {stream} | sha256sum", shell=True)
        take("fold (objectives)", [CUTLOG, "objectives", stream, "--trust", trust], check=(0, 1, 3))
        take("record", [CUTLOG, "record", fresh, events])
        take("gzip -6", f"gzip -6 -c {events}", shell=True)
        take("pigz -6", f"pigz -6 -c {events}", shell=True)
        take("plan of 1,000 tasks", [CUTLOG, "plan", large_plan])
        for path in folder.glob(f"round-{number}.*"):
            path.unlink()

    many = folder / "many.jsonl"
    make_events(many, options.events * 4, 2)
    larger = recorded(folder, "many.jsonl.gz", plan, many)
    many.unlink()
    _, small_memory = timed([CUTLOG, "verify", stream, "--trust", trust], folder)
    larger_seconds, large_memory = timed([CUTLOG, "verify", larger, "--trust", trust], folder)
    million = folder / "million.jsonl"
    make_events(million, 1_000_000, 3)
    million_stream = recorded(folder, "million.jsonl.gz", plan, million)
    million_seconds, million_memory = timed(
        [CUTLOG, "objectives", million_stream, "--trust", trust], folder, check=(0, 1, 3))

    middle = {name: statistics.median(value[0] for value in values) for name, values in times.items()}
    lines = [
        f"{options.events:,} events, {megabytes:.1f} MB as JSON Lines, {stream.stat().st_size / 1e6:.1f} MB as a closed "
        f"stream; {options.rounds} interleaved rounds.", "",
        "| command | median s | least | greatest | greatest memory MB |", "|---|---|---|---|---|",
    ]
    for name, values in times.items():
        seconds = [value[0] for value in values]
        lines.append(f"| {name.replace('|', chr(92) + '|')} | {middle[name]:.2f} | {min(seconds):.2f} | {max(seconds):.2f} "
                     f"| {max(value[1] for value in values):.0f} |")
    lines += [
        "", "| ratio (more than 1: cutlog is faster) | |", "|---|---|",
        f"| `zcat \\| sha256sum` : verify | {middle['zcat | sha256sum'] / middle['verify']:.2f} |",
        f"| `zcat \\| sha256sum` : verified fold | {middle['zcat | sha256sum'] / middle['fold (objectives)']:.2f} |",
        f"| `gzip -6` : record | {middle['gzip -6'] / middle['record']:.2f} |",
        f"| `pigz -6` : record | {middle['pigz -6'] / middle['record']:.2f} |",
        "", "| memory and limits | |", "|---|---|",
        f"| verify, {options.events:,} events | {small_memory:.1f} MB |",
        f"| verify, {options.events * 4:,} events | {large_memory:.1f} MB ({larger_seconds:.2f} s) |",
        f"| objectives, 1,000,000 events | {million_memory:.1f} MB ({million_seconds:.2f} s) |",
        f"| plan of 1,000 tasks | {middle['plan of 1,000 tasks']:.2f} s |",
    ]
    text = "\n".join(lines)
    print(text)
    print(json.dumps({"medians": middle, "memoryMB": [small_memory, large_memory, million_memory]}), file=sys.stderr)
    if options.write:
        write(text)


def machine():
    """Processor, cores and versions of this machine."""
    model = "unknown processor"
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.split(":", 1)[1].strip()
            break
    swift = subprocess.run(["swift", "--version"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout
    gzip = subprocess.run(["gzip", "--version"], stdout=subprocess.PIPE, text=True).stdout.splitlines()[0]
    return f"{model}, {os.cpu_count()} cores; {swift.splitlines()[0]}; {gzip}."


def write(text):
    page = TOP / "docs/performance.md"
    old = page.read_text(encoding="utf-8")
    start, end = "<!-- figures -->", "<!-- end of figures -->"
    before, after = old.split(start)[0], old.split(end)[1]
    page.write_text(f"{before}{start}\n{machine()}\n\n{text}\n{end}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
