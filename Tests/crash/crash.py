"""Kills and fails cutlog while it writes, and checks what is left.

  crash.py --cutlog PROGRAM [--moments N] [--calls all|N] [--verb VERB]… [--seed S]

Every call by which `open`, `record`, `event`, `close`, `recover` and `identity` change files is found by counting, with the identity here and
elsewhere, with the state beside the stream and in a folder of its own; the program is killed before each of them, within each write, and with each of them failing (EIO, and ENOSPC). Besides, N runs are killed
at random moments. After each:

- the stream is not there at all (only where opening was interrupted), or it verifies;
- every event that was acknowledged is in it, and of a batch all events or none;
- the next writer goes on, and the interrupted input can be given again: what is new is taken, the rest is a repetition;
- a closing that was interrupted is finished by the next one;
- a signature that was made elsewhere is not lost: the same command goes on with it, and nothing secret is left;
- what is refused into a quarantine is in its file and noted in the stream, as often in one as in the other.

The last line says `N passed, N failed`.
"""
import argparse
import hashlib
import json
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
PLAN = "plan: night\nversion: 1\ntasks: [ { id: move, duration: 5m } ]\n"


def event(number):
    return (f'{{"specversion":"1.0","id":"e{number}","source":"/crash","type":"dev.cutlog.note.added",'
            f'"time":"2026-11-22T22:00:00Z","data":{{"text":"{"words " * (number % 9)}{number}"}}}}')


class Broken(Exception):
    """What must hold and doesn't."""


# These keep the state in a folder of its own, and all but the last two have their identity elsewhere.
APART = ("open-signed", "close-signed", "recover-signed", "rotate", "quarantine")
BAD = "nonsense\t{\"x\":1"


class Night:
    """A stream in a folder of its own, with what was acknowledged."""

    state = ()

    def __init__(self, program, root):
        self.program = program
        self.folder = pathlib.Path(tempfile.mkdtemp(dir=root))
        self.stream = self.folder / "night.jsonl.gz"
        self.acknowledged = set()
        (self.folder / "plan.yaml").write_text(PLAN)

    def environment(self, **more):
        return {**{k: v for k, v in os.environ.items() if not k.startswith(("FAULT", "LD_PRELOAD"))},
                "HOME": str(self.folder), "XDG_CONFIG_HOME": str(self.folder / ".config"),
                "XDG_STATE_HOME": str(self.folder / ".state"), **more}

    def start(self, *arguments, **more):
        return subprocess.Popen([self.program, *map(str, arguments)], cwd=self.folder, stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=self.environment(**more))

    def run(self, *arguments, **more):
        if arguments[0] in ("open", "record", "event", "close", "recover", "identity"):
            arguments += self.state
        process = self.start(*arguments, **more)
        output, error = process.communicate()
        return process.returncode, output.decode(), error.decode()

    def must(self, *arguments, status=(0,), **more):
        code, output, error = self.run(*arguments, **more)
        if code not in status:
            raise Broken(f"cutlog {' '.join(map(str, arguments))}: status {code}: {error.strip()[:400]}")
        return output

    def remove(self):
        shutil.rmtree(self.folder)

    # What is there before the command that is interrupted.

    def ask(self, verb, *arguments):
        """Requests a signature and makes it; gives the command that goes on with it."""
        self.must(verb, self.stream, *arguments, "--request", "request")
        self.must("sign", "request", "--key", "ops.key", "-o", "signature")
        return [verb, self.stream, "--signature", "signature"]

    def prepare(self, verb, batch):
        command = self.prepared(verb, batch)
        return [*command, *self.state]

    def prepared(self, verb, batch):
        self.must("keygen", "example.com/crash", "-o", "ops.key")
        if verb in APART:
            self.state = ("--state", "secrets")
        if verb == "open-signed":
            return self.ask("open", "--plan", "plan.yaml", "--identity", "ops.key.pub")
        (self.folder / "batch.jsonl").write_text("".join(event(n) + "\n" for n in range(100, 100 + batch)))
        if verb == "open":
            return ["open", self.stream, "--plan", "plan.yaml", "--key", "ops.key"]
        self.must("open", self.stream, "--plan", "plan.yaml", "--key", "ops.key")
        (self.folder / "first.jsonl").write_text("".join(event(n) + "\n" for n in range(3)))
        self.must("record", self.stream, "first.jsonl")
        self.acknowledged |= {f"e{n}" for n in range(3)}
        if verb == "record":
            return ["record", self.stream, "batch.jsonl"]
        if verb == "event":
            return ["event", self.stream, "note.added", "--id", "e100", "--source", "/crash", "--set", "text=one"]
        if verb == "run":
            return ["run", self.stream, "move", "--", "echo", "moved"]
        if verb == "torn":
            with open(self.stream, "ab") as file:
                file.write(b"\x1f\x8b\x08\x04\0\0\0\0\0\xff\x06")
            return ["record", self.stream, "batch.jsonl"]
        if verb == "close-signed":
            return self.ask("close")
        if verb == "recover-signed":
            os.unlink(self.folder / "secrets" / "night.jsonl.gz.state")
            with open(self.stream, "ab") as file:
                file.write(b"\x1f\x8b\x08\x04\0\0\0\0\0\xff\x06")
            return self.ask("recover")
        if verb == "rotate":
            self.must("keygen", "example.com/next", "-o", "next.key")
            return ["identity", "rotate", self.stream, "--key", "ops.key", "--new-key", "next.key"]
        if verb == "quarantine":
            lines = (self.folder / "batch.jsonl").read_text().splitlines()
            (self.folder / "batch.jsonl").write_text("\n".join(lines[:batch // 2] + [BAD] + lines[batch // 2:]) + "\n")
            return ["record", self.stream, "batch.jsonl", "--quarantine", "refused"]
        if verb == "recover":
            os.unlink(f"{self.stream}.state")
            return ["recover", self.stream, "--key", "ops.key"]
        return ["close", self.stream, "--key", "ops.key"]

    # What must hold afterwards.

    def events(self):
        lines = self.must("show", self.stream, "--json").splitlines()
        return {json.loads(line)["id"]: line for line in lines if json.loads(line)["source"] == "/crash"}

    def go_on(self, *command, done):
        """Gives an interrupted command again: it succeeds, or says that everything is done."""
        code, _, error = self.run(*command)
        if code != 0 and not any(word in error for word in done):
            raise Broken(f"{command[0]} given again: status {code}: {error.strip()[:300]}")
        return code == 0

    def check_apart(self, verb, batch, acknowledged):
        """What must hold besides, and how it goes on; ends with the stream closed."""
        key, signed = "ops.key", (self.stream, "--signature", "signature")
        if verb == "open-signed":
            self.go_on("open", *signed, done=["nothing waits"])
        if verb == "recover-signed":
            self.go_on("recover", *signed, done=["nothing waits"])
        if verb == "rotate":
            self.go_on("identity", "rotate", self.stream, "--key", "ops.key", "--new-key", "next.key",
                       done=["in force already", "is not the identity that has to sign"])
            key = "next.key"
        document = json.loads(self.must("verify", self.stream, "--json"))
        if verb == "close-signed":
            if acknowledged and document["verdict"] != "closed":
                raise Broken("a closing was acknowledged and the stream is open")
            if not self.go_on("close", *signed, done=["the stream is closed", "has grown since"]):
                if json.loads(self.must("verify", self.stream, "--json"))["verdict"] == "open":
                    self.must(*self.ask("close"))
            return
        if verb == "quarantine":
            # Whatever is in the quarantine is noted by the next command that writes, and nothing else is.
            self.must("event", self.stream, "note.added", "--id", "next", "--source", "/crash")
            file = self.folder / "refused"
            quarantined = [hashlib.sha256(line.encode()).hexdigest() for line in file.read_text().splitlines()] if file.exists() else []
            noted = [json.loads(line)["data"]["sha256"]
                     for line in self.must("show", self.stream, "--type", "input.refused", "--json").splitlines()]
            if sorted(quarantined) != sorted(noted):
                raise Broken(f"{len(quarantined)} inputs in the quarantine and {len(noted)} noted")
            if left := [path.name for path in self.folder.glob("night.jsonl.gz.refused-*")]:
                raise Broken(f"left over: {left}")
            self.must("record", self.stream, "batch.jsonl", "--quarantine", "refused")
            self.acknowledged |= {f"e{n}" for n in range(100, 100 + batch)}
            if BAD not in (self.folder / "refused").read_text().splitlines():
                raise Broken("a refused input is not in the quarantine")
            digest = hashlib.sha256(BAD.encode()).hexdigest()
            if digest not in self.must("show", self.stream, "--type", "input.refused", "--json"):
                raise Broken("a refused input is not noted in the stream")
        self.must("event", self.stream, "note.added", "--id", "after", "--source", "/crash")
        self.acknowledged.add("after")
        self.must("close", self.stream, "--key", key)

    def check(self, verb, batch, acknowledged):
        if verb in APART:
            self.check_apart(verb, batch, acknowledged)
            self.check_end()
            if left := [path.name for path in (self.folder / "secrets").iterdir()]:
                raise Broken(f"left over in the state's folder: {left}")
            return
        if not self.stream.exists():
            if verb != "open" or acknowledged:
                raise Broken("the stream is gone")
            self.must("open", self.stream, "--plan", "plan.yaml", "--key", "ops.key")
        document = json.loads(self.must("verify", self.stream, "--json"))
        there = self.events()
        if missing := self.acknowledged - set(there):
            raise Broken(f"acknowledged and not there: {sorted(missing)[:5]}")
        given = {f"e{n}" for n in range(100, 100 + batch)}
        if batch <= 4000 and (found := len(given & set(there))) not in (0, len(given) if verb != "event" else 1):
            raise Broken(f"{found} of a batch of {batch} are there")
        if verb == "run" and acknowledged and "dev.cutlog.task.completed" not in self.must("show", self.stream, "--json"):
            raise Broken("a command ended well and its end is not recorded")
        verdict = document["verification"]["verdict"]
        if verdict == "closed":
            if verb != "close":
                raise Broken("closed, though nobody closed it")
            code, _, error = self.run("close", self.stream, "--key", "ops.key")
            if code != 0 and "the stream is closed" not in error:
                raise Broken(f"the closing is not finished: {error.strip()[:300]}")
        else:
            if verb == "close" and acknowledged:
                raise Broken("a closing was acknowledged and the stream is open")
            if verb == "recover":
                code, _, error = self.run("recover", self.stream, "--key", "ops.key")
                if code not in (0, 2):
                    raise Broken(f"recover: status {code}: {error.strip()[:300]}")
            self.must("event", self.stream, "note.added", "--id", "after", "--source", "/crash")
            self.acknowledged.add("after")
            if verb in ("record", "torn"):
                again = json.loads(self.must("record", self.stream, "batch.jsonl", "--json"))
                if again["accepted"] + again["duplicates"] != batch or again["refused"]:
                    raise Broken(f"the input given again: {again['accepted']} new, {again['duplicates']} known")
                self.acknowledged |= given
            self.must("close", self.stream, "--key", "ops.key")
        self.check_end()

    def check_end(self):
        self.must("verify", self.stream, "--closed", "--at-least", f"{self.stream}.checkpoint")
        if missing := self.acknowledged - set(self.events()):
            raise Broken(f"gone at the end: {sorted(missing)[:5]}")
        left = sorted(path.name for path in self.folder.glob("night.*") if ".torn-" not in path.name)
        if left != ["night.jsonl.gz", "night.jsonl.gz.checkpoint"]:
            raise Broken(f"left over: {left}")


class Trial:
    """Runs nights and counts what held."""

    def __init__(self, program, root, shim):
        self.program, self.root, self.shim = program, root, shim
        self.passed = self.failed = 0

    def judge(self, name, night, verb, batch, acknowledged):
        try:
            if acknowledged and verb in ("record", "torn"):
                night.acknowledged |= {f"e{n}" for n in range(100, 100 + batch)}
            if acknowledged and verb == "event":
                night.acknowledged.add("e100")
            night.check(verb, 1 if verb == "event" else batch, acknowledged)
            self.passed += 1
            night.remove()
        except Broken as broken:
            self.failed += 1
            print(f"{name}: {broken} (kept: {night.folder})", flush=True)

    def fault(self, verb, batch, **faults):
        """One run under the shim; gives whether the program ended as it should have."""
        night = Night(self.program, self.root)
        command = night.prepare(verb, batch)
        code, _, error = night.run(*command, LD_PRELOAD=str(self.shim), **{k: str(v) for k, v in faults.items()})
        name = f"{verb} {faults}"
        if faults["FAULT"] in ("EIO", "ENOSPC") and code not in (0, 2):
            self.failed += 1
            print(f"{name}: status {code}, expected 0 or 2: {error.strip()[:300]}", flush=True)
            return
        self.judge(name, night, verb, batch, code == 0)

    def calls(self, verb, batch, call=""):
        night = Night(self.program, self.root)
        command = night.prepare(verb, batch)
        night.must(*command, LD_PRELOAD=str(self.shim), FAULT_COUNT=str(night.folder / "count"), FAULT_CALL=call)
        number = int((night.folder / "count").read_text())
        night.remove()
        return number

    def moment(self, chance, verb, batch, longest):
        night = Night(self.program, self.root)
        process = night.start(*night.prepare(verb, batch))
        try:
            process.communicate(timeout=chance.random() * longest)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.communicate()
        self.judge(f"{verb} killed at a random moment", night, verb, batch, process.returncode == 0)

    def length(self, verb, batch):
        import time
        night = Night(self.program, self.root)
        command = night.prepare(verb, batch)
        start = time.monotonic()
        night.must(*command)
        night.remove()
        return time.monotonic() - start


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--cutlog", required=True)
    parser.add_argument("--moments", type=int, default=2000)
    parser.add_argument("--calls", default="all", help="how many of the calls of each verb, evenly spread; or all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--verb", action="append", help="of which verbs the calls are tried; may be given again; all without it")
    options = parser.parse_args()
    root = tempfile.mkdtemp(prefix="cutlog-crash-")
    shim = pathlib.Path(root) / "faults.so"
    compiler = shutil.which("cc") or shutil.which("clang") or sys.exit("crash.py: no C compiler")
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", shim, HERE / "faults.c", "-ldl"], check=True)
    trial = Trial(pathlib.Path(options.cutlog).resolve(), root, shim)

    for verb in options.verb or ("open", "record", "event", "torn", "recover", "close", *APART):
        for kind, call in (("kill", ""), ("short", ""), ("EIO", "fdatasync"), ("EIO", "fsync"), ("EIO", "pwrite"),
                           ("ENOSPC", "")):
            if options.calls == "0":
                continue
            number = trial.calls(verb, 20, call)
            places = range(1, number + 1)
            if options.calls != "all" and number > int(options.calls):
                step = number / int(options.calls)
                places = sorted({1 + int(step * n) for n in range(int(options.calls))})
            for place in places:
                trial.fault(verb, 20, FAULT=kind, FAULT_AT=place, FAULT_CALL=call)

    chance = random.Random(options.seed)
    verbs = {"record": 9_000, "event": 1, "torn": 500, "run": 1, "close": 1} if options.moments >= 100 else {"record": 500, "event": 1, "close": 1}
    lengths = {verb: trial.length(verb, batch) * 1.1 for verb, batch in verbs.items()} if options.moments else {}
    for number in range(options.moments):
        verb = list(verbs)[number % len(verbs)]
        trial.moment(chance, verb, verbs[verb], lengths[verb])

    print(f"{trial.passed} passed, {trial.failed} failed", flush=True)
    if not trial.failed:
        shutil.rmtree(root)
    sys.exit(1 if trial.failed else 0)


main()
