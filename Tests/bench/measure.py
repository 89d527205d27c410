"""Interleaved measurements of cutlog and of the tools beside it.

Every command runs once in each round. A figure is the median over the rounds; a ratio compares medians of the same
rounds. Memory is the greatest resident set of any one process of a command.
"""
import argparse
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

import peers
from workload import make_events, make_plan, write_events

TOP = pathlib.Path(__file__).resolve().parents[2]
CUTLOG = pathlib.Path(os.environ.get("CUTLOG", TOP / ".build/release/cutlog"))
DUCKDB = TOP / ".build/duckdb"
ANSWERS = (0, 1, 3)
SCALE = (100_000, 400_000, 1_600_000, 6_400_000)
ZCAT = "zcat | sha256sum"


def timed(command, folder, shell=False, check=(0,), output=None):
    """Seconds of wall clock and the greatest resident set in MB."""
    inner = ["/bin/sh", "-c", command] if shell else [str(part) for part in command]
    environment = {**os.environ, "XDG_STATE_HOME": str(folder / "home"), "XDG_CONFIG_HOME": str(folder / "home")}
    report = folder / "memory"
    # Between this process and the one that is measured stands a small one, or the memory would be no less than Python's.
    timer = ["/usr/bin/time", "--quiet", "-f", "%M", "-o", report]
    with open(folder / "errors", "wb+") as errors, open(output or os.devnull, "wb") as out:
        start = time.perf_counter()
        done = subprocess.run([*timer, *inner], stdout=out, stderr=errors, env=environment)
        seconds = time.perf_counter() - start
        if done.returncode not in check:
            errors.seek(0)
            sys.exit(f"measure.py: {inner}: status {done.returncode}: {errors.read(500).decode(errors='replace')}")
    return seconds, int(report.read_text().split()[-1]) / 1024


def run(*command, **more):
    """Runs a command that isn't measured."""
    done = subprocess.run([str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, **more)
    if done.returncode != 0:
        sys.exit(f"measure.py: {command}: status {done.returncode}: {done.stderr.decode()[:500]}")


def open_stream(folder, name, plan):
    """An open stream with its own trust file; gives its path."""
    stream = folder / name
    run(CUTLOG, "open", stream, "--plan", plan, "--key", folder / "lead.key")
    return stream


def recorded(folder, name, plan, events):
    """A closed stream of the events in a file."""
    stream = open_stream(folder, name, plan)
    run(CUTLOG, "record", stream, events)
    run(CUTLOG, "close", stream, "--key", folder / "lead.key")
    return stream


def recorded_from(folder, name, plan, count):
    """A closed stream of so many events, which are made while they are recorded."""
    stream = open_stream(folder, name, plan)
    with subprocess.Popen([CUTLOG, "record", stream, "-"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                          text=True) as process:
        write_events(process.stdin, count, 2)
        process.stdin.close()
    if process.returncode != 0:
        sys.exit(f"measure.py: recording {count} events: status {process.returncode}")
    run(CUTLOG, "close", stream, "--key", folder / "lead.key")
    return stream


def main():
    parser = argparse.ArgumentParser(description="Measures cutlog against its peers.")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--events", type=int, default=400_000)
    parser.add_argument("--json", type=pathlib.Path, help="where the figures go as JSON")
    parser.add_argument("--no-scale", action="store_true", help="leave out the streams of other lengths")
    parser.add_argument("--write", action="store_true", help="put the table into docs/performance.md")
    options = parser.parse_args()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="cutlog-bench-"))
    try:
        figures = measure(folder, options)
    finally:
        shutil.rmtree(folder)
    text = table(figures)
    print(text)
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    if options.write:
        write(text)


def measure(folder, options):
    """All figures, as plain values."""
    trust = folder / "trust"
    plan, large_plan = folder / "plan.yaml", folder / "large.yaml"
    make_plan(plan, 20)
    make_plan(large_plan, 1_000)
    run(CUTLOG, "keygen", "example.com/bench", "-o", folder / "lead.key", "--trust", trust)
    events = folder / "events.jsonl"
    make_events(events, options.events, 1)
    stream = recorded(folder, "bench.jsonl.gz", plan, events)
    journal, is_sealed = peers.journal(folder, events)
    secure_log = peers.secure_log(folder, events)
    times = {}

    def take(name, command, **more):
        times.setdefault(name, []).append(timed(command, folder, **more))

    for number in range(options.rounds):
        fresh = open_stream(folder, f"round-{number}.jsonl.gz", plan)
        take("verify", [CUTLOG, "verify", stream, "--trust", trust])
        take(ZCAT, f"zcat {stream} | sha256sum", shell=True)
        take("fold (objectives)", [CUTLOG, "objectives", stream, "--trust", trust], check=ANSWERS)
        answer = folder / "answer"
        _, memory = timed(["/usr/bin/python3", TOP / "Tests/bench/duckdb_group.py", DUCKDB, stream], folder, output=answer)
        times.setdefault("DuckDB, two columns", []).append((float(answer.read_text()), memory))
        take("record", [CUTLOG, "record", fresh, events])
        take("gzip -6", f"gzip -6 -c {events}", shell=True)
        take("pigz -6", f"pigz -6 -c {events}", shell=True)
        take("journalctl --verify", journal)
        take("slogverify", secure_log)
        take("plan of 1,000 tasks", [CUTLOG, "plan", large_plan])
        take("cutlog --version", [CUTLOG, "--version"])
        for path in folder.glob(f"round-{number}.*"):
            path.unlink()
    figures = {
        "machine": machine(), "events": options.events, "rounds": options.rounds, "journalIsSealed": is_sealed,
        "linesMB": events.stat().st_size / 1e6, "streamMB": stream.stat().st_size / 1e6,
        "commands": {name: {
            "medianSeconds": statistics.median(seconds for seconds, _ in taken),
            "leastSeconds": min(taken)[0], "greatestSeconds": max(taken)[0],
            "greatestMB": max(memory for _, memory in taken)} for name, taken in times.items()},
    }
    figures["ratios"] = ratios({name: taken["medianSeconds"] for name, taken in figures["commands"].items()})
    for path in [events, *folder.glob("*.journal"), *folder.glob("slog.*")]:
        path.unlink(missing_ok=True)
    figures["scale"] = [] if options.no_scale else [scale(folder, plan, trust, count) for count in SCALE]
    return figures


def ratios(medians):
    """How much faster cutlog is: more than 1 where it is faster."""
    pairs = [(ZCAT, "verify"), (ZCAT, "fold (objectives)"), ("DuckDB, two columns", "fold (objectives)"),
             ("journalctl --verify", "verify"), ("slogverify", "verify"), ("gzip -6", "record"), ("pigz -6", "record")]
    return {f"{peer} : {ours}": medians[peer] / medians[ours] for peer, ours in pairs}


def scale(folder, plan, trust, count):
    """Time and memory of verifying and folding a stream of so many events: each is the least of three."""
    stream = recorded_from(folder, f"scale-{count}.jsonl.gz", plan, count)
    verify = [timed([CUTLOG, "verify", stream, "--trust", trust], folder) for _ in range(3)]
    fold = [timed([CUTLOG, "objectives", stream, "--trust", trust], folder, check=ANSWERS) for _ in range(3)]
    stream.unlink()
    return {"events": count, "verifySeconds": min(verify)[0], "verifyMB": max(memory for _, memory in verify),
            "foldSeconds": min(fold)[0], "foldMB": max(memory for _, memory in fold)}


def table(figures):
    """The figures as Markdown."""
    lines = [
        figures["machine"], "",
        f"{figures['events']:,} events, {figures['linesMB']:.1f} MB as JSON Lines, {figures['streamMB']:.1f} MB as a closed "
        f"stream; {figures['rounds']} interleaved rounds. The journal is {'' if figures['journalIsSealed'] else 'not '}sealed.",
        "", "| command | median s | least | greatest | greatest memory MB |", "|---|---|---|---|---|",
    ]
    for name, taken in figures["commands"].items():
        lines.append(f"| {name.replace('|', chr(92) + '|')} | {taken['medianSeconds']:.3f} | {taken['leastSeconds']:.3f} "
                     f"| {taken['greatestSeconds']:.3f} | {taken['greatestMB']:.0f} |")
    lines += ["", "| ratio (more than 1: cutlog is faster) | |", "|---|---|"]
    lines += [f"| {name.replace('|', chr(92) + '|')} | {ratio:.2f} |" for name, ratio in figures["ratios"].items()]
    if figures["scale"]:
        lines += ["", "| events | verify s | µs an event | MB | fold s | µs an event | MB |", "|---|---|---|---|---|---|---|"]
        for row in figures["scale"]:
            verify, fold, count = row["verifySeconds"], row["foldSeconds"], row["events"]
            lines.append(f"| {count:,} | {verify:.2f} | {verify / count * 1e6:.2f} | {row['verifyMB']:.1f} "
                         f"| {fold:.2f} | {fold / count * 1e6:.2f} | {row['foldMB']:.1f} |")
    return "\n".join(lines)


def machine():
    """Processor, cores and versions of this machine."""
    model = "unknown processor"
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.split(":", 1)[1].strip()
            break
    swift = subprocess.run(["swift", "--version"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout
    return f"{model}, {os.cpu_count()} cores; {'; '.join([swift.splitlines()[0], *peers.versions()])}."


def write(text):
    """Puts the table between its marks in docs/performance.md."""
    page = TOP / "docs/performance.md"
    old = page.read_text(encoding="utf-8")
    start, end = "<!-- figures -->", "<!-- end of figures -->"
    before, after = old.split(start)[0], old.split(end)[1]
    page.write_text(f"{before}{start}\n{text}\n{end}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
