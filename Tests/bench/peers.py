"""Other logs that can be checked, holding the same events: systemd's journal and syslog-ng's secure logging."""
import json
import pathlib
import shutil
import subprocess
import time

from timing import run

REMOTE = "/lib/systemd/systemd-journal-remote"

# A journal is sealed with a key that lies beside the machine's own journals: those of a mount of its own are used, so
# that nothing of this machine's is touched.
SEALED = """set -e
mkdir -p /var/log/journal
mount -t tmpfs none /var/log/journal
mkdir "/var/log/journal/$(cat /etc/machine-id)"
key=$(journalctl --setup-keys 2>/dev/null | tail -1)
"$1" --seal=yes --split-mode=none -o "$2/sealed.journal" "$3"
echo "$key"
"""


def journal(folder, events, as_fields):
    """Writes the events into a journal; gives the shell command that verifies all of it, and whether it is sealed.

    As fields, an entry has one for each attribute of the event and its data as the message: so a journal holds what it
    is to be searched by. Otherwise the message is the whole line. Sealing needs a mount of its own, and so root;
    without it the journal is verified as far as one that isn't sealed can be. A journal goes on in a new file when one
    is full, and all of them are verified.
    """
    home = folder / ("journal-fields" if as_fields else "journal-lines")
    home.mkdir()
    export = home / "export"
    # A seal is over entries of its own time alone, so they are dated now.
    now = time.time_ns() // 1_000
    count = 0
    with open(events, encoding="utf-8") as lines, open(export, "w", encoding="utf-8") as out:
        for count, line in enumerate(lines, 1):
            out.write(f"__REALTIME_TIMESTAMP={now + count}\n__MONOTONIC_TIMESTAMP={count}\n_BOOT_ID={'0123456789abcdef' * 2}\n")
            if as_fields:
                event = json.loads(line)
                message = json.dumps(event.pop("data"), separators=(",", ":"))
                out.writelines(f"EVENT_{name.upper()}={value}\n" for name, value in event.items())
            else:
                message = line.rstrip("\n")
            out.write(f"MESSAGE={message}\n\n")
    done = subprocess.run(
        ["unshare", "--mount", "bash", "-c", SEALED, "sealed", REMOTE, home, export], capture_output=True, text=True)
    is_sealed = done.returncode == 0
    if not is_sealed:
        run(REMOTE, "--split-mode=none", "-o", home / "plain.journal", export)
    export.unlink()
    key = f" --verify-key={done.stdout.split()[-1]}" if is_sealed else ""
    files = sorted(home.glob("*.journal"))
    held = sum(int(line.split(":")[1]) for path in files
               for line in run("journalctl", "--header", f"--file={path}").splitlines() if line.startswith("Entry objects:"))
    if held != count:
        raise SystemExit(f"peers.py: the journal holds {held} of {count} events")
    return " && ".join(f"journalctl --verify{key} --file={path}" for path in files), is_sealed


def secure_log(folder, events):
    """Encrypts the events as syslog-ng's secure logging does; gives the command that verifies them."""
    master, key, first = folder / "slog.master", folder / "slog.key", folder / "slog.first"
    new_key, code, log = folder / "slog.new", folder / "slog.mac", folder / "slog.log"
    run("slogkey", "-m", master)
    run("slogkey", "-d", master, "00:11:22:33:44:55", "0001", key)
    shutil.copy(key, first)
    # It wants the code of what was written before and complains that there is none, but does its work; whether it did,
    # slogverify tells.
    before = folder / "slog.before"
    before.touch()
    subprocess.run(["slogencrypt", "-k", key, "-m", before, new_key, code, events, log], capture_output=True)
    return ["slogverify", "-k", first, "-m", code, log, folder / "slog.plain"]


class Repository:
    """A git repository in which one line of one file is changed and committed, over and over."""

    def __init__(self, folder):
        self.path = folder / "repository"
        self.number = 0
        run("git", "init", "--quiet", self.path)
        for name, value in (("user.name", "bench"), ("user.email", "bench@example.com"), ("commit.gpgsign", "false")):
            run("git", "-C", self.path, "config", name, value)
        self.change()
        run("git", "-C", self.path, "add", "night.txt")
        run("git", "-C", self.path, "commit", "--quiet", "--message", "begin")

    def change(self):
        """Changes the line; gives the command that commits it."""
        self.number += 1
        (self.path / "night.txt").write_text(f"service.down payments {self.number}\n", encoding="utf-8")
        return [shutil.which("git"), "commit", "--quiet", "--all", "--message", f"event {self.number}"]


def versions():
    """What the peers call themselves, for the heading of the table."""
    def first(*command):
        done = subprocess.run(command, capture_output=True, text=True)
        return (done.stdout or done.stderr).splitlines()[0].strip()

    requirements = pathlib.Path(__file__).with_name("duckdb-requirements.txt").read_text(encoding="utf-8")
    duckdb = next(line for line in requirements.splitlines() if line.startswith("duckdb==")).split()[0]
    slog = first("dpkg-query", "--show", "--showformat=${Version}", "syslog-ng-mod-slog")
    return [first("gzip", "--version"), first("pigz", "--version"), duckdb.replace("==", " "),
            first("journalctl", "--version"), f"syslog-ng {slog}", first("git", "--version")]
