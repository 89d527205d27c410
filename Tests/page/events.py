#!/usr/bin/python3
"""The table of events of a report's page, in a headless chromium.

    Tests/page/events.py PROGRAM rows     filter, search and links of a page that holds every line as a row
    Tests/page/events.py PROGRAM pages    a page of more lines than that: the others come from the checked stream

Prints `rows: as it must be`, or what isn't.
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

from browser import Browser

TOP = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = sys.argv[1]

SEEN = """
const table = cutlog.eventTable, rows = [...table.body.rows].filter((row) => !row.hidden);
return { rows: rows.length, count: table.count.textContent, first: rows[0]?.id ?? null, last: rows.at(-1)?.id ?? null,
  types: [...new Set(rows.map((row) => row.cells[2].textContent))], found: table.body.querySelector(".found")?.id ?? null,
  isPaged: !table.pages.hidden };"""


def cutlog(folder, *arguments):
    environment = {**os.environ, "HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "XDG_STATE_HOME": str(folder)}
    done = subprocess.run([PROGRAM, *arguments], cwd=folder, env=environment, capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"{arguments}: {done.stderr}")


def choose(browser, field, value):
    browser.run("""
        const element = document.getElementById(`events-${a0}`);
        element[element.type === "checkbox" ? "checked" : "value"] = a1;
        element.dispatchEvent(new Event("input", { bubbles: true }));""", field, value)
    return browser.run(SEEN)


def expect(what, seen, **wanted):
    for name, value in wanted.items():
        if seen[name] != value:
            raise SystemExit(f"{what}: {name} is {seen[name]!r}, not {value!r}")


def rows(folder):
    cutlog(folder, "report", str(TOP / "samples/aks-payments/live.jsonl.gz"), "-o", "x.html")
    lines = [json.loads(line) for line in subprocess.run(
        ["zcat", str(TOP / "samples/aks-payments/live.jsonl.gz")], capture_output=True, check=True).stdout.splitlines()]
    with Browser() as browser:
        browser.open((folder / "x.html").read_text())
        seen = browser.run(SEEN)
        if not 0 < seen["rows"] < len(lines):
            raise SystemExit(f"at first {seen}")
        expect("with the recorder's own lines", choose(browser, "own", True), rows=len(lines), count=f"{len(lines)} events", first="event-0-0")
        failed = [line for line in lines if line["type"] == "dev.cutlog.check.failed"]
        expect("by type", choose(browser, "type", "check.failed"), rows=len(failed), types=["check.failed"])
        expect("by type and task", choose(browser, "task", "no such task"), rows=len(failed))
        choose(browser, "type", "")
        task = [line for line in lines if line.get("task") == "freeze-writes"]
        expect("by task", choose(browser, "task", "freeze-writes"), rows=len(task))
        choose(browser, "task", "")
        expect("by words", choose(browser, "search", "  FREEZE-writes task.started "), rows=1, types=["task.started"])
        expect("by what nobody says", choose(browser, "search", "<script>"), rows=0, count=f"0 of {len(lines)} events")
        browser.run("location.hash = '#event-0-338'; await new Promise((resolve) => setTimeout(resolve, 300));")
        expect("after a link", browser.run(SEEN), found="event-0-338")
        browser.run("document.querySelector('#events-filter button').click(); await new Promise((resolve) => setTimeout(resolve, 300));")
        if browser.run(SEEN)["rows"] != seen["rows"]:
            raise SystemExit("after Clear")
        return browser.complaints


def pages(folder):
    plan = "plan: p\nversion: 1\nsites: { source: west, target: north }\nservices: [ { id: pay } ]\ntasks:\n  - { id: t, duration: 1m }\n"
    (folder / "plan.yaml").write_text(plan)
    texts = ["<b>bold</b>", "\u202eevil", "نقل", "plain"]
    events = [{
        "specversion": "1.0", "id": f"n{number}", "source": "/s", "type": "dev.cutlog.note.added", "layer": ["data", "people"][number % 2],
        "time": f"2026-11-22T22:{number // 60 % 60:02}:{number % 60:02}Z", "data": {"text": f"{texts[number % 4]} {number}"},
    } for number in range(2500)]
    (folder / "events.jsonl").write_text("".join(json.dumps(event) + "\n" for event in events))
    cutlog(folder, "keygen", "example.com/ops", "-o", "ops.key")
    cutlog(folder, "open", "s.gz", "--plan", "plan.yaml", "--key", "ops.key")
    cutlog(folder, "record", "s.gz", "events.jsonl")
    cutlog(folder, "report", "s.gz", "-o", "x.html")
    with Browser() as browser:
        browser.open((folder / "x.html").read_text())
        browser.run("await cutlog.page.checked;")
        seen = browser.run(SEEN)
        expect("at first", seen, rows=250, isPaged=True)
        browser.run("[...cutlog.eventTable.pages.querySelectorAll('button')].find((button) => button.textContent === 'Next').click();")
        if browser.run(SEEN)["first"] == seen["first"]:
            raise SystemExit("the next page is the same")
        seen = choose(browser, "layer", "people")
        if not seen["count"].startswith("1250 of ") or seen["rows"] != 250:
            raise SystemExit(f"by layer: {seen}")
        expect("by words", choose(browser, "search", "bold 2400"), rows=0)
        choose(browser, "layer", "")
        expect("by words, in each layer", choose(browser, "search", "bold 2400"), rows=1)
        text = browser.run("return cutlog.eventTable.body.rows[0].cells[5].textContent")
        if text != "text=<b>bold</b> 2400":
            raise SystemExit(f"it says {text!r}")
        browser.run("location.hash = '#event-0-2000'; await new Promise((resolve) => setTimeout(resolve, 300));")
        expect("after a link", browser.run(SEEN), found="event-0-2000", rows=250)
        if browser.run("return document.querySelectorAll('#events-rows b').length"):
            raise SystemExit("a text became markup")
        return browser.complaints


def main():
    what = sys.argv[2]
    with tempfile.TemporaryDirectory() as folder:
        complaints = {"rows": rows, "pages": pages}[what](pathlib.Path(folder))
    print("\n".join(complaints) if complaints else f"{what}: as it must be")
    raise SystemExit(1 if complaints else 0)


if __name__ == "__main__":
    main()
