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
import tempfile

import peers
import table
from streams import ANSWERS, CUTLOG, Recorder, TOP
from timing import environment, run, spawned, timed
from workload import make_events, make_plan

BENCH = pathlib.Path(os.environ.get("BENCH", TOP / ".build-static/release/bench"))
DUCKDB = TOP / ".build/duckdb"
SCALE = (100_000, 400_000, 1_600_000, 6_400_000)
ZCAT = "zcat | sha256sum"
DUCK = "DuckDB, two columns"
# How often in each round what takes milliseconds runs.
SHORT = 20


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
        figures = Measurement(folder, options).figures()
    finally:
        shutil.rmtree(folder)
    text = table.markdown(figures)
    print(text)
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    if options.write:
        write(text)


class Measurement:
    """All that is measured in one folder."""

    def __init__(self, folder, options):
        self.folder, self.options = folder, options
        self.recorder = Recorder(folder)
        self.large_plan = folder / "large.yaml"
        self.taken = {}
        make_plan(self.large_plan, 1_000)

    def take(self, name, command, **more):
        """Runs a command once and keeps what it took."""
        self.taken.setdefault(name, []).append(timed(command, self.folder, **more))

    def take_short(self, name, command, directory=None):
        """Runs a command of milliseconds once and keeps what it took."""
        self.taken.setdefault(name, []).append((spawned(command, self.folder, directory), 0))

    def figures(self):
        """All figures, as plain values."""
        folder, options = self.folder, self.options
        events = folder / "events.jsonl"
        make_events(events, options.events, 1)
        stream = self.recorder.open("bench.jsonl.gz")
        self.recorder.cutlog("record", stream, events)
        sizes = {"linesMB": events.stat().st_size / 1e6, "openMB": stream.stat().st_size / 1e6}
        stored, packed = run("/bin/sh", "-c", f"zcat {stream} | tee {folder / 'stored'} | gzip -6 | wc -c; "
                                              f"wc -c < {folder / 'stored'}").split()
        (folder / "stored").unlink()
        sizes["storedMB"], sizes["gzipMB"] = int(packed) / 1e6, int(stored) / 1e6
        self.recorder.close(stream)
        sizes["streamMB"] = stream.stat().st_size / 1e6

        journal, is_sealed = peers.journal(folder, events, as_fields=True)
        line_journal, _ = peers.journal(folder, events, as_fields=False)
        secure_log = peers.secure_log(folder, events)
        repository = peers.Repository(folder)
        night = self.recorder.open("night.jsonl.gz")
        for number in range(options.rounds):
            self.round(number, stream, events, journal, line_journal, secure_log)
            for _ in range(SHORT):
                self.take_short("cutlog event", [CUTLOG, "event", night, "service.down", "--service", "payments"])
                self.take_short("git commit", repository.change(), repository.path)
                self.take_short("cutlog --version, start", [CUTLOG, "--version"])
        commands = {name: {
            "medianSeconds": statistics.median(seconds for seconds, _ in taken),
            "leastSeconds": min(taken)[0], "greatestSeconds": max(taken)[0],
            "greatestMB": max(memory for _, memory in taken)} for name, taken in self.taken.items()}
        appends = json.loads(run(BENCH, "append", folder, "500"))
        for path in [events, *folder.glob("slog.*")]:
            path.unlink()
        for path in folder.glob("journal-*"):
            shutil.rmtree(path)
        scale = [] if options.no_scale else [self.scale(count) for count in SCALE]
        return {"machine": machine(), "events": options.events, "rounds": options.rounds, "journalIsSealed": is_sealed, **sizes,
                "measures": measures(commands, sizes, appends, scale), "commands": commands, "append": appends, "scale": scale}

    def round(self, number, stream, events, journal, line_journal, secure_log):
        """Every command once."""
        folder = self.folder
        fresh = self.recorder.open(f"round-{number}.jsonl.gz")
        self.take("verify", [CUTLOG, "verify", stream, "--trust", self.recorder.trust])
        self.take(ZCAT, f"zcat {stream} | sha256sum", shell=True)
        self.take("objectives", [CUTLOG, "objectives", stream, "--trust", self.recorder.trust], check=ANSWERS)
        answer = folder / "answer"
        _, memory = timed(["/usr/bin/python3", TOP / "Tests/bench/duckdb_group.py", DUCKDB, stream], folder, output=answer)
        self.taken.setdefault(DUCK, []).append((float(answer.read_text()), memory))
        self.take("group by subject, verified", [BENCH, "fold", stream, "--verified"])
        self.take("group by subject, not verified", [BENCH, "fold", stream])
        self.take("record", [CUTLOG, "record", fresh, events])
        self.take("gzip -6", f"gzip -6 -c {events}", shell=True)
        self.take("pigz -6", f"pigz -6 -c {events}", shell=True)
        self.take("journalctl --verify", journal, shell=True)
        self.take("journalctl --verify, a line a message", line_journal, shell=True)
        self.take("slogverify", secure_log)
        self.take("plan of 1,000 tasks", [CUTLOG, "plan", self.large_plan])
        self.take("cutlog --version", [CUTLOG, "--version"])
        for path in folder.glob(f"round-{number}.*"):
            path.unlink()

    def scale(self, count):
        """Time and memory of a stream of so many events; reading it is the least of three."""
        events = self.folder / "scale.jsonl"
        make_events(events, count, 2)
        stream = self.recorder.open(f"scale-{count}.jsonl.gz")
        taken = {"record": [timed([CUTLOG, "record", stream, events], self.folder)]}
        events.unlink()
        taken["close"] = [timed([CUTLOG, "close", stream, "--key", self.recorder.key], self.folder)]
        for name, verb in (("verify", "verify"), ("fold", "objectives")):
            taken[name] = [timed([CUTLOG, verb, stream, "--trust", self.recorder.trust], self.folder, check=ANSWERS) for _ in range(3)]
        for path in self.folder.glob(f"scale-{count}.*"):
            path.unlink()
        row = {"events": count}
        for name, times in taken.items():
            row[f"{name}Seconds"], row[f"{name}MB"] = min(times)[0], max(memory for _, memory in times)
        return row


def measures(commands, sizes, appends, scale):
    """The figures that are held against targets; see `table.TARGETS`."""
    def ratio(peer, ours):
        return commands[peer]["medianSeconds"] / commands[ours]["medianSeconds"]

    version = commands["cutlog --version"]["greatestMB"]

    def memory(command, column):
        return max([commands[command]["greatestMB"], *(row[column] for row in scale)]) - version

    return {
        "verify/zcat": ratio(ZCAT, "verify"), "fold/DuckDB": ratio(DUCK, "objectives"),
        "unverified/DuckDB": ratio(DUCK, "group by subject, not verified"),
        "verify/journal": ratio("journalctl --verify", "verify"), "verify/slog": ratio("slogverify", "verify"),
        "record/gzip": ratio("gzip -6", "record"), "record/pigz": ratio("pigz -6", "record"),
        "sizeOpen": sizes["openMB"] / sizes["gzipMB"], "sizeClosed": sizes["streamMB"] / sizes["gzipMB"],
        "verifyMB": memory("verify", "verifyMB"), "foldMB": memory("objectives", "foldMB"),
        "recordMB": memory("record", "recordMB"), "append": appends["ratio"],
        "event/git": ratio("git commit", "cutlog event"),
        "versionMS": commands["cutlog --version, start"]["medianSeconds"] * 1e3,
    }


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
