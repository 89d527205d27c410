"""How long a command takes and how much memory it has."""
import os
import subprocess
import sys
import time


def environment(folder):
    """This process's environment, with folders of one's own for what cutlog remembers."""
    return {**os.environ, "XDG_STATE_HOME": str(folder / "home"), "XDG_CONFIG_HOME": str(folder / "home")}


def timed(command, folder, shell=False, check=(0,), output=None):
    """Seconds of wall clock and the greatest resident set in MB.

    Between this process and the one that is measured stands a small one, or the memory would be no less than Python's.
    """
    inner = ["/bin/sh", "-c", command] if shell else [str(part) for part in command]
    report = folder / "memory"
    timer = ["/usr/bin/time", "--quiet", "-f", "%M", "-o", report]
    with open(folder / "errors", "wb+") as errors, open(output or os.devnull, "wb") as out:
        start = time.perf_counter()
        done = subprocess.run([*timer, *inner], stdout=out, stderr=errors, env=environment(folder))
        seconds = time.perf_counter() - start
        if done.returncode not in check:
            errors.seek(0)
            sys.exit(f"measure.py: {inner}: status {done.returncode}: {errors.read(500).decode(errors='replace')}")
    return seconds, int(report.read_text().split()[-1]) / 1024


def spawned(command, folder, directory=None):
    """Seconds of wall clock of a command that takes milliseconds, from before it is started until it has ended.

    It is started as cheaply as can be: nothing is forked and nothing stands between.
    """
    inner = [str(part) for part in command]
    here = os.getcwd()
    os.chdir(directory or here)
    try:
        nowhere = os.open(os.devnull, os.O_RDWR)
        actions = [(os.POSIX_SPAWN_DUP2, nowhere, number) for number in (0, 1, 2)]
        start = time.perf_counter()
        process = os.posix_spawn(inner[0], inner, environment(folder), file_actions=actions)
        _, status = os.waitpid(process, 0)
        seconds = time.perf_counter() - start
        os.close(nowhere)
    finally:
        os.chdir(here)
    if status != 0:
        sys.exit(f"measure.py: {inner}: status {os.waitstatus_to_exitcode(status)}")
    return seconds


def run(*command, **more):
    """Runs a command that isn't measured; gives what it printed."""
    done = subprocess.run([str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, **more)
    if done.returncode != 0:
        sys.exit(f"measure.py: {command}: status {done.returncode}: {done.stderr.decode()[:500]}")
    return done.stdout.decode()
