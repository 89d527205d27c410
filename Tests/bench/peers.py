"""Other logs that can be checked, holding the same events: systemd's journal and syslog-ng's secure logging."""
import pathlib
import shutil
import subprocess
import time

import measure

REMOTE = "/lib/systemd/systemd-journal-remote"

# A journal is sealed with a key that lies beside the machine's own journals: those of a mount of its own are used, so
# that nothing of this machine's is touched.
SEALED = """set -e
mkdir -p /var/log/journal
mount -t tmpfs none /var/log/journal
mkdir "/var/log/journal/$(cat /etc/machine-id)"
key=$(journalctl --setup-keys 2>/dev/null | tail -1)
"$1" --seal=yes --split-mode=none -o "$2" "$3"
journalctl --verify --verify-key="$key" --file="$2" >&2
echo "$key"
"""


def journal(folder, events):
    """Writes the events into a journal; gives the command that verifies it and whether it is sealed.

    The message of an entry is a whole line, as a service would log it. Sealing needs a mount of its own, and so root;
    without it the journal is verified as far as one that isn't sealed can be.
    """
    export, sealed, plain = folder / "export", folder / "sealed.journal", folder / "plain.journal"
    # A seal is over entries of its own time alone, so they are dated now.
    now = time.time_ns() // 1_000
    with open(events, "rb") as lines, open(export, "wb") as out:
        for number, line in enumerate(lines):
            out.write(b"__REALTIME_TIMESTAMP=%d\n__MONOTONIC_TIMESTAMP=%d\n_BOOT_ID=%s\nMESSAGE=%s\n" % (
                now + number, number, b"0123456789abcdef" * 2, line))
    try:
        done = subprocess.run(
            ["unshare", "--mount", "bash", "-c", SEALED, "sealed", REMOTE, sealed, export], capture_output=True, text=True)
        if done.returncode == 0:
            return ["journalctl", "--verify", f"--verify-key={done.stdout.split()[-1]}", f"--file={sealed}"], True
        measure.run(REMOTE, "--split-mode=none", "-o", plain, export)
        return ["journalctl", "--verify", f"--file={plain}"], False
    finally:
        export.unlink()


def secure_log(folder, events):
    """Encrypts the events as syslog-ng's secure logging does; gives the command that verifies them."""
    master, key, first = folder / "slog.master", folder / "slog.key", folder / "slog.first"
    new_key, code, log = folder / "slog.new", folder / "slog.mac", folder / "slog.log"
    measure.run("slogkey", "-m", master)
    measure.run("slogkey", "-d", master, "00:11:22:33:44:55", "0001", key)
    shutil.copy(key, first)
    # It wants the code of what was written before and complains that there is none, but does its work; whether it did,
    # slogverify tells.
    before = folder / "slog.before"
    before.touch()
    subprocess.run(["slogencrypt", "-k", key, "-m", before, new_key, code, events, log], capture_output=True)
    return ["slogverify", "-k", first, "-m", code, log, folder / "slog.plain"]


def versions():
    """What the peers call themselves, for the heading of the table."""
    def first(*command):
        done = subprocess.run(command, capture_output=True, text=True)
        return (done.stdout or done.stderr).splitlines()[0].strip()

    requirements = pathlib.Path(__file__).with_name("duckdb-requirements.txt").read_text(encoding="utf-8")
    duckdb = next(line for line in requirements.splitlines() if line.startswith("duckdb==")).split()[0]
    slog = first("dpkg-query", "--show", "--showformat=${Version}", "syslog-ng-mod-slog")
    return [first("gzip", "--version"), first("pigz", "--version"), duckdb.replace("==", " "),
            first("journalctl", "--version"), f"syslog-ng {slog}"]
