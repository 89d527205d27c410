"""Instructions per event of verifying and folding, counted by callgrind and held against a recorded budget; and allocations.

Two streams are read, one with twice the events of the other: the difference leaves out what starting and the opening
cost. What a part costs is what its functions execute themselves.
"""
import argparse
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

from streams import ANSWERS, CUTLOG, Recorder
from timing import environment, run
from workload import make_events

BUDGET = pathlib.Path(__file__).with_name("instructions.json")
EVENTS = 20_000
ALLOWED = 0.05
# A batch of 4,096 events costs some hundred allocations, for its key, its seal and their signatures; an event none.
ALLOCATIONS = 0.25
# The beginnings of the mangled names of a part's functions, or the library that they are in.
PARTS = {
    "inflate": lambda name, library: "libz" in library or name.startswith(("deflate_decompress", "libdeflate_", "crc32_")),
    "hash": lambda name, library: name.startswith(("CCryptoBoringSSL_sha256", "CCryptoBoringSSL_BCM_sha256", "sha256_",
                                                   "CCryptoBoringSSL_SHA256", "CCryptoBoringSSL_OPENSSL_cleanse",
                                                   "$s9SealedLog6Digest", "$s9SealedLog12SHA256Blocks", "$s9SealedLog11SHA256Pairs")),
    "scan": lambda name, library: name.startswith(("$s8JSONText", "$s11CloudEvents", "$s9SealedLog8LineScan")),
}
LINE = re.compile(r"^\s*([\d,]+) \([^)]*\)\s+\S*?:(.+?)(?: \[([^\]]*)\])?$")


def counted(folder, program, *command):
    """How many instructions a command executes: in all, and in each part."""
    out = folder / "callgrind"
    done = subprocess.run(
        ["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}", program, *command],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        env={**environment(folder), "SWIFT_DETERMINISTIC_HASHING": "1"})
    if done.returncode not in ANSWERS:
        sys.exit(f"instructions.py: {command}: status {done.returncode}: {done.stderr.decode(errors='replace')[-500:]}")
    listing = subprocess.run(
        ["callgrind_annotate", "--threshold=100", out], capture_output=True, text=True, check=True).stdout
    counts = dict.fromkeys([*PARTS, "all"], 0)
    for line in listing.splitlines():
        if "PROGRAM TOTALS" in line:
            counts["all"] = int(line.split()[0].replace(",", ""))
        elif found := LINE.match(line):
            count, name, library = int(found[1].replace(",", "")), found[2], found[3] or ""
            for part, holds in PARTS.items():
                if holds(name, library):
                    counts[part] += count
                    break
    return counts


def per_event(folder, program, verb, streams, trust):
    """What an event costs, in each part and in all."""
    small, large = (counted(folder, program, verb, str(stream), "--trust", str(trust)) for stream in streams)
    return {part: (large[part] - small[part]) / EVENTS for part in small}


def allocations(folder, library, verb, stream, trust):
    """How often a command allocates."""
    count = folder / "allocations"
    done = subprocess.run(
        [CUTLOG, verb, stream, "--trust", trust], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env={**environment(folder), "LD_PRELOAD": str(library), "ALLOCATIONS": str(count)})
    if done.returncode not in ANSWERS:
        sys.exit(f"instructions.py: {verb} with {library.name}: status {done.returncode}")
    return int(count.read_text())


def measured(folder):
    """Instructions per event by what they are for, and allocations per event of verifying and of folding."""
    program, recorder = folder / "cutlog", Recorder(folder)
    # callgrind gives up on the program's debugging information.
    run("strip", "-g", "-o", program, CUTLOG)
    streams = []
    for factor in (1, 2):
        events = folder / f"events-{factor}.jsonl"
        make_events(events, EVENTS * factor, 1)
        streams.append(recorder.recorded(f"{factor}.jsonl.gz", events))
    verify = per_event(folder, program, "verify", streams, recorder.trust)
    fold = per_event(folder, program, "objectives", streams, recorder.trust)
    library = folder / "allocations.so"
    run("cc", "-O1", "-fPIC", "-shared", "-o", library, BUDGET.with_name("allocations.c"))
    counts = {"inflate": verify["inflate"], "hash": verify["hash"], "scan": verify["scan"], "verify": verify["all"],
              "fold": fold["all"] - verify["all"]}
    allocated = {}
    for verb in ("verify", "objectives"):
        small, large = (allocations(folder, library, verb, stream, recorder.trust) for stream in streams)
        allocated[verb] = (large - small) / EVENTS
    return counts, allocated


def main():
    parser = argparse.ArgumentParser(description="Holds instructions per event against their budget.")
    parser.add_argument("--record", action="store_true", help="write what is counted now as the budget")
    options = parser.parse_args()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="cutlog-instructions-"))
    try:
        counts, allocated = measured(folder)
    finally:
        shutil.rmtree(folder)
    if options.record:
        BUDGET.write_text(json.dumps({part: round(count) for part, count in counts.items()}, indent=2) + "\n")
        print(f"recorded in {BUDGET.name}")
        return
    budget = json.loads(BUDGET.read_text())
    exceeded = False
    for part, count in counts.items():
        change = count / budget[part] - 1
        word = "  more than allowed" if change > ALLOWED else "  record it anew" if change < -ALLOWED else ""
        exceeded = exceeded or change > ALLOWED
        print(f"{part:8} {count:8.0f} instructions an event, budget {budget[part]:8}, {change:+.1%}{word}")
    for verb, count in allocated.items():
        word = "  more than allowed" if count > ALLOCATIONS else ""
        exceeded = exceeded or count > ALLOCATIONS
        print(f"{verb:10} {count:.3f} allocations an event, {ALLOCATIONS} allowed{word}")
    if exceeded:
        sys.exit("instructions.py: reading costs more than before; see Tests/bench/instructions")


if __name__ == "__main__":
    main()
