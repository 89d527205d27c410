"""Streams of the workload, made with the program that is measured."""
import os
import pathlib

from timing import environment, run
from workload import make_plan

TOP = pathlib.Path(__file__).resolve().parents[2]
CUTLOG = pathlib.Path(os.environ.get("CUTLOG", TOP / ".build-static/release/cutlog"))
# Statuses of a verb that judges: what is asked holds, doesn't, or is undecided.
ANSWERS = (0, 1, 3)


class Recorder:
    """A folder with a key, a trust file and a plan, in which streams are opened."""

    def __init__(self, folder):
        self.folder = folder
        self.trust, self.key, self.plan = folder / "trust", folder / "lead.key", folder / "plan.yaml"
        folder.mkdir(parents=True, exist_ok=True)
        if not self.key.exists():
            make_plan(self.plan, 20)
            self.cutlog("keygen", "example.com/bench", "-o", self.key, "--trust", self.trust)

    def cutlog(self, *arguments):
        """Runs cutlog, not measured."""
        return run(CUTLOG, *arguments, env=environment(self.folder))

    def open(self, name):
        """An open stream; gives its path."""
        stream = self.folder / name
        self.cutlog("open", stream, "--plan", self.plan, "--key", self.key)
        return stream

    def close(self, stream):
        """Closes a stream."""
        self.cutlog("close", stream, "--key", self.key)

    def recorded(self, name, events):
        """A closed stream of the events in a file; gives its path."""
        stream = self.open(name)
        self.cutlog("record", stream, events)
        self.close(stream)
        return stream
