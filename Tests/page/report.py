#!/usr/bin/python3
"""Opens the pages that `cutlog report -o night.html` writes in a headless chromium, and lets them check themselves.

    Tests/page/report.py CUTLOG samples [N]    each sample's page is good; N instants and all verdicts are those of cutlog
    Tests/page/report.py CUTLOG changes [N]    of N single bytes of embedded streams changed, each turns the page red, or no line differs
    Tests/page/report.py CUTLOG tampered       a figure, a root, a badge or a row that was changed or taken out turns the page red, above its title too
    Tests/page/report.py CUTLOG trust          what the reader pastes decides: key and checkpoint; who is trusted by succession, or was compromised, is said
    Tests/page/report.py CUTLOG runs           pages of an open run in two streams, of an earlier state, of withheld lines, and of a stream that doesn't verify, say so
    Tests/page/report.py CUTLOG dropped        a stream that is not in the page is taken by drop; another one is said to be another
    Tests/page/report.py CUTLOG without        without Ed25519 the page says so, with the command that checks it
    Tests/page/report.py CUTLOG hostile        nothing that events hold is executed, asked for or complained of
    Tests/page/report.py CUTLOG keys           all controls are reached by Tab, and the replay is moved by keys
    Tests/page/report.py CUTLOG access AXE     axe-core finds nothing, light and dark; nothing is cut off at 320 pixels
    Tests/page/report.py CUTLOG paper          the page prints on sheets of A4

Prints what is wrong, one a line; ends with 1 if anything is.
"""
import base64
import gzip
import json
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import zlib

from browser import TOP, Browser
from state import PLAN, Events, ask, differences, shifted

CHECKED = "const found = await cutlog.page.checked; return [found?.tone ?? null, document.documentElement.dataset.check, document.title];"
SAID = "return document.getElementById('check-verdict').textContent + ' ' + document.getElementById('check-detail').textContent;"


def samples():
    found = sorted((TOP / "samples").glob("*/*.jsonl.gz"))
    assert len(found) >= 11, "the samples are gone"
    return found


def sample(name):
    return next(path for path in samples() if path.name == name + ".jsonl.gz")


class Pages:
    def __init__(self, cutlog, folder):
        self.cutlog, self.folder = cutlog, pathlib.Path(folder)

    def run(self, *command, **more):
        done = subprocess.run([self.cutlog, *map(str, command)], capture_output=True, text=True, cwd=self.folder, **more)
        if not done.stdout and done.returncode:
            raise SystemExit(f"{command}: {done.stderr[:2000]}")
        return done.stdout

    def page(self, *streams, trust=True, options=()):
        """The page of a run; whoever makes it trusts what lies beside the stream."""
        out = self.folder / "night.html"
        out.unlink(missing_ok=True)
        file = streams[0].parent / "trust"
        done = subprocess.run([self.cutlog, "report", *map(str, streams), "-o", str(out), *options,
                               *(["--trust", str(file)] if trust and file.exists() else [])], capture_output=True, text=True, timeout=300)
        if not out.exists():
            raise SystemExit(f"report of {streams}: {done.stderr[:2000]}")
        return out.read_text()


def earlier(stream, size):
    """The lines of a stream up to a seal, the last within so many lines, and the size that it seals."""
    lines = gzip.decompress(stream.read_bytes()).splitlines(keepends=True)
    last = max(number for number, line in enumerate(lines[:size]) if json.loads(line)["type"] == "dev.cutlog.seal")
    return b"".join(lines[:last + 1]), last


def embed(html, stream):
    """The page with other bytes as its stream."""
    return re.sub(r'(id="stream-0">\n).*?(</script>)', lambda parts: f"{parts[1]}{base64.b64encode(stream).decode()}\n{parts[2]}", html, count=1, flags=re.S)


def complaints(browser):
    outside = [url for url in browser.requests if not url.startswith(("file:", "data:", "about:"))]
    return browser.complaints + [f"a request leaves the page: {url[:200]}" for url in outside]


def expect(wrong, what, seen, asked):
    if seen != asked:
        wrong.append(f"{what}: {seen}, not {asked}")


def changed(html, old, new, count=1):
    assert html.count(old) >= 1, f"the page has no {old[:80]}"
    return html.replace(old, new, count)


def check_samples(pages, count):
    wrong, dice, streams = [], random.Random(17), samples()
    with Browser() as browser:
        for number, stream in enumerate(streams):
            browser.open(pages.page(stream))
            tone, shown, title = browser.run(CHECKED)
            expect(wrong, f"{stream.name} checks", (tone, shown, title[0]), ("good", "good", "✓"))
            badges = browser.run(BADGES)
            expect(wrong, f"{stream.name}: badges marked, and no alarm", (badges["marks"] >= 2, badges["alarm"]), (True, None))
            expect(wrong, f"{stream.name}: the replay reaches each finding", *browser.run(FINDINGS))
            # Every figure of the headline and of the objectives' table.
            said = json.loads(pages.run("objectives", stream, "--json"))
            marks = browser.run("""
                return [...document.querySelectorAll("tr[data-objective]")].map((row) => {
                  const cell = row.querySelector("[data-figure=verdict]"), note = cell.querySelector(".recheck");
                  return [row.dataset.objective, cell.textContent.replace(note?.textContent ?? "", "").trim(), note?.className ?? null,
                    row.querySelector("[data-figure=actual] .recheck")?.className ?? null];
                });""")
            asked = [[one["id"], one["verdict"] if one["applies"] else "does not apply", "recheck good", "recheck good"] for one in said["objectives"]]
            expect(wrong, f"{stream.name} has the verdicts", marks, asked + asked)
            share = count // len(streams) + (number < count % len(streams))
            times = browser.run("return cutlog.page.replay.events.map((event) => cutlog.formatTime(event.time));")
            for _ in range(share):
                at = shifted(dice.choice(times), dice.randrange(-60, 60) * 1000).replace(".000Z", "Z")
                seen = json.loads(browser.run("""
                    const { replay } = cutlog.page, time = cutlog.parseTime(a0);
                    replay.moveTo(time.nanoseconds);
                    replay.draw();
                    return cutlog.writeJSON(replay.states.at(time.nanoseconds));""", at))
                different = list(differences(seen, ask(pages.cutlog, "state", [str(stream)], at, None)["state"]))
                wrong += [f"{stream.name} at {at}: {different[:4]}"] if different else []
        return wrong + complaints(browser)


# How many badges are green, how many are marked as computed again, and what stands above the title.
BADGES = """
    const alarm = document.getElementById("check-alarm"), title = document.querySelector("h1");
    return {
      green: document.querySelectorAll(".badge.good").length, marks: document.querySelectorAll(".badge .recheck.good").length,
      alarm: alarm.hidden ? null : alarm.getAttribute("role") === "alert" && alarm.textContent.length > 20
        && Boolean(alarm.compareDocumentPosition(title) & Node.DOCUMENT_POSITION_FOLLOWING),
    };"""

# The moments to which "Next finding" leads one after the other, and those that there are.
FINDINGS = """
    const { replay } = cutlog.page, there = [...new Set(replay.findings.map((event) => String(event.nanoseconds)))], reached = [];
    replay.moveTo(replay.begin - 1n);
    if (String(replay.moment) === there[0]) reached.push(there.shift());
    for (const _ of there) {
      replay.stepFinding();
      reached.push(String(replay.moment));
    }
    replay.stepFinding();
    return [reached.sort(), [...new Set(replay.findings.map((event) => String(event.nanoseconds)))].sort()];"""

CHANGE = """
    const element = document.getElementById("stream-0"), bytes = cutlog.fromBase64(a0), text = (lines) => lines.map((line) => line.text).join("\\n");
    globalThis.kept ??= text((await cutlog.verify(bytes)).lines);
    bytes[a1] ^= a2;
    element.firstChild.data = cutlog.toBase64(bytes);
    const found = await cutlog.page.check.check(), stream = found.streams[0].found;
    return {
      isRed: document.documentElement.dataset.check === "bad", isReplayShown: !document.getElementById("replay").hidden,
      isSame: Boolean(stream?.isIntact) && text(stream.lines) === kept,
      isNamed: /rule (stream\\.unreadable|container\\.end-of-file|[a-z]+\\.[a-z-]+ at (line|byte) [0-9]+)/.test(document.getElementById("check-verdict").textContent),
    };"""


def check_changes(pages, count):
    wrong, dice, red = [], random.Random(23), 0
    streams = samples()
    with Browser() as browser:
        for number, stream in enumerate(streams):
            share = count // len(streams) + (number < count % len(streams))
            browser.open(pages.page(stream))
            browser.run(CHECKED)
            coded = base64.b64encode(stream.read_bytes()).decode()
            for _ in range(share):
                at, other = dice.randrange(stream.stat().st_size), dice.randrange(1, 256)
                seen = browser.run(CHANGE, coded, at, other)
                red += seen["isRed"]
                if not seen["isRed"] and not seen["isSame"]:
                    wrong.append(f"{stream.name}: byte {at} changed by {other} is not seen")
                if seen["isRed"] and (seen["isReplayShown"] or not seen["isNamed"]):
                    wrong.append(f"{stream.name}: byte {at} changed by {other}: {seen}")
        # Most changes must be seen, else nothing is checked here.
        if red < count * 9 // 10:
            wrong.append(f"only {red} of {count} changes were seen")
        return wrong + complaints(browser)


def check_tampered(pages):
    """Of a page whose stream is as it was, what the page says is changed."""
    wrong, stream = [], sample("live")
    html = pages.page(stream)
    data = json.loads(re.search(r'<script type="application/json" id="page-data">(.*?)</script>', html, re.S)[1])
    root, size, origin = (data["streams"][0][name] for name in ("root", "size", "origin"))
    row = re.search(r'<tr data-objective="pay-business">.*?</tr>', html, re.S)[0]
    rows = re.findall(r'<tr data-objective="pay-business">.*?</tr>', html, re.S)
    badge = re.search(r'<li class="badge bad" data-figure="objectives">.*?</li>', html, re.S)[0]

    def each(change):
        page = html
        for one in rows:
            page = changed(page, one, change(one))
        return page
    met = lambda text: text.replace(">missed<", ">met<").replace("verdict bad", "verdict good")  # noqa: E731
    other = root.replace(root[:1], "A" if root[0] != "A" else "B", 1)
    cases = {
        "a verdict in the headline": changed(html, row, re.sub(r">missed<", ">met<", row)),
        "an actual value": changed(html, row, re.sub(r'(data-figure="actual"[^>]*>)[^<]*', r"\g<1>12m 00s", row)),
        "a limit": changed(html, row, re.sub(r'(data-figure="limit"[^>]*>)[^<]*', r"\g<1>9h 00m 00s", row)),
        "a row of an objective that there is not": changed(html, row, row + row.replace("pay-business", "pay-nothing")),
        "a verdict in the page's data": changed(html, '"id":"pay-business","applies":true,"verdict":"missed"',
                                                '"id":"pay-business","applies":true,"verdict":"met"'),
        "the root in the page's data": changed(html, f'"root":"{root}"', f'"root":"{other}"'),
        "the size in the page's data": changed(html, f'"size":{size}', f'"size":{size + 1}'),
        "a smaller size in the page's data": changed(html, f'"size":{size}', f'"size":{size - 1}'),
        "the origin in the page's data": changed(html, f'"origin":"{origin}"', '"origin":"example.com/other"'),
        "an objective left out of the page's data": re.sub(r'\{"id":"pay-business"[^}]*\},', "", html, count=1),
        "the page's data itself": changed(html, 'id="page-data">{', 'id="page-data">{{'),
        "the base64": re.sub(r'(id="stream-0">\n....)', r"\1!", html, count=1),
        "a missed objective taken out of the tables": each(lambda one: ""),
        "a missed objective taken out of one table": changed(html, row, ""),
        "a missed objective in a row without its name": each(lambda one: met(one.replace(' data-objective="pay-business"', ""))),
        "a verdict in a cell without its name": each(lambda one: met(one.replace(' data-figure="verdict"', ""))),
        "a verdict that is hidden beside another": each(lambda one: re.sub(
            r'(<td data-figure="verdict">).*?</td>', r'\1<span hidden>missed</span><input value="met" readonly></td>', one)),
        "a table that is hidden": changed(html, '<table class="objectives">', '<table class="objectives" hidden>'),
        "another name in a row": each(lambda one: changed(one, "<code>pay-business<", "<code>pay-other<")),
        "columns with other headings": changed(html, '<th scope="col">Actual</th><th scope="col">Limit</th>',
                                               '<th scope="col">Limit</th><th scope="col">Actual</th>'),
        "the badge on the objectives": changed(html, badge, '<li class="badge good" data-figure="objectives"><a href="#objectives"><strong>All 13 '
                                               'objectives</strong> met</a></li>'),
        "the badge on the objectives in green": changed(html, badge, badge.replace("badge bad", "badge good")),
        "the badge on the objectives taken out": changed(html, badge, ""),
        "the badge on the objectives without its name": changed(html, badge, badge.replace(' data-figure="objectives"', "")),
        "the badge on the log": changed(html, "<strong>closed</strong>, 556 lines", "<strong>closed</strong>, 999 lines"),
        "the badge on the signer": re.sub(r"Signer <strong>trusted", "Signer <strong>not known", html, count=1),
        "the stream taken out": re.sub(r'<script type="application/gzip;base64" id="stream-0">.*?</script>', "", html, count=1, flags=re.S),
    }
    with Browser() as browser:
        for what, page in cases.items():
            if page == html:
                wrong.append(f"{what}: nothing was changed")
            browser.open(page)
            _, shown, title = browser.run(CHECKED)
            expect(wrong, what, (shown, title[0]), ("bad", "✗"))
            badges = browser.run(BADGES) if "page's data itself" not in what else {"green": 0, "alarm": True}
            expect(wrong, f"{what}: green badges, and an alarm above the title", (badges["green"], badges["alarm"]), (0, True))
        wrong += check_named(browser, html, stream)
        browser.open(html)
        browser.run(CHECKED)
        figures = browser.run("""
            document.querySelector("tr[data-objective=pay-business] [data-figure=verdict]").textContent = "met";
            await cutlog.page.check.check();
            return document.querySelector("tr[data-objective=pay-business] [data-figure=verdict]").textContent;""")
        expect(wrong, "the cell says", "differs" in figures and "missed" in figures, True)
        return wrong + complaints(browser)


def check_named(browser, html, stream):
    """Of a byte changed in the middle the first bad line is named, not the seal before it."""
    raw = bytearray(stream.read_bytes())
    raw[len(raw) // 2] ^= 1
    lines, at = [], 0
    while at < len(raw):
        size = int.from_bytes(raw[at + 16:at + 18], "little") + 1
        try:
            lines += zlib.decompressobj(-15).decompress(bytes(raw[at + 18:at + size - 8])).splitlines()
        except zlib.error:
            break
        at += size
    sealed = gzip.decompress(stream.read_bytes()).splitlines()
    first = next((number for number, (one, other) in enumerate(zip(lines, sealed)) if one != other), len(lines))
    browser.open(embed(html, bytes(raw)))
    browser.run(CHECKED)
    said = browser.run("return document.getElementById('check-verdict').textContent;")
    named = re.search(r"rule (?!checkpoint)[a-z.-]+ at (?:line ([0-9]+)|byte)", said)
    return [] if named and int(named[1] or first) >= first else [f"a byte in the middle, first in line {first}: {said}"]


def check_trust(pages):
    wrong, stream = [], sample("live")
    vkey = next(line.split()[1] for line in (stream.parent / "trust").read_text().splitlines() if line.startswith("identity "))
    foreign = "example.com/bench+474f4783+AUa9JiAj0aRUFfzMxlXzmAR3BdcFdpmA8yhsG5FyVKDe"
    checkpoint = pathlib.Path(f"{stream}.checkpoint").read_text()
    paste = """
        document.getElementById("vkey").value = a0;
        document.getElementById("checkpoint").value = a1;
        document.getElementById("check-form").requestSubmit();
        await new Promise((resolve) => { const wait = () => document.querySelector("progress:not([hidden])") ? setTimeout(wait) : resolve(); wait(); });
        return [document.documentElement.dataset.check, document.getElementById("check-verdict").textContent
          + [...document.querySelectorAll("#check-form [role=alert]")].map((note) => note.textContent).join("")];"""
    with Browser() as browser:
        browser.open(pages.page(stream, trust=False))
        tone, *_ = browser.run(CHECKED)
        expect(wrong, "a page whose maker trusts nobody", tone, "open")
        for what, key, held, asked, words in (
                ("the signer's key", vkey, "", "good", "the key that you pasted"), ("another key", foreign, "", "bad", "not signed by the key that you pasted"),
                ("the checkpoint", vkey, checkpoint, "good", "It continues the checkpoint that you hold, of 556 lines"),
                ("a later checkpoint", vkey, checkpoint.replace("\n556\n", "\n600\n"), "bad", "checkpoint.rolled-back"),
                ("a checkpoint with another root", vkey, checkpoint.replace("8JZ", "8JY"), "bad", "checkpoint.fork"),
                ("a key that is none", "nonsense", "", "bad", "This is no vkey"),
                ("a checkpoint that is none", vkey, "nonsense", "bad", "This is no checkpoint"),
                ("the key again", vkey, "", "good", "the key that you pasted")):
            shown, said = browser.run(paste, key, held)
            # Of what is no key or checkpoint the page only complains; it shows what it found before.
            if shown != asked or words not in said:
                wrong.append(f"{what}: {shown}, {said}")
            if shown == "bad" and browser.run(BADGES)["green"] > 0:
                wrong.append(f"{what}: a badge stays green")
        # A stream whose identity was rotated, and whose old key was compromised then.
        (pages.folder / "plan.yaml").write_text(PLAN)
        for name in ("old", "new"):
            pages.run("keygen", f"example.com/{name}", "-o", name)
        old, new = ((pages.folder / f"{name}.pub").read_text().strip() for name in ("old", "new"))
        pages.run("open", "r.jsonl.gz", "--plan", "plan.yaml", "--key", "old", "--run", "example.com/run", "--kind", "live")
        pages.run("identity", "rotate", "r.jsonl.gz", "--key", "old", "--new-key", "new")
        (pages.folder / "trust").write_text(f"identity {old}\n")
        rotated = pages.page(pages.folder / "r.jsonl.gz")
        pages.run("identity", "compromise", "r.jsonl.gz", "--key", "new", "--vkey", old, "--since", "8")
        compromised = pages.page(pages.folder / "r.jsonl.gz")
        for what, html, key, words, isNot in (
                ("the old key of a rotated stream", rotated, old, "signed by the successor of the key that you pasted", "compromised"),
                ("the new key of a rotated stream", rotated, new, "signed by the key that you pasted", "compromised"),
                ("the old key, compromised", compromised, old, "was compromised, as the stream itself says", "it is the key that you pasted"),
                ("the new key of the stream", compromised, new, "it is the key that you pasted", "compromised, as")):
            browser.open(html)
            browser.run(CHECKED)
            shown, _ = browser.run(paste, key, "")
            said = browser.run(SAID)
            if shown != "open" or words not in said or isNot in said:
                wrong.append(f"{what}: {shown}, {said}")
        return wrong + complaints(browser)


def check_runs(pages):
    wrong, broken = [], bytearray(sample("rehearsal-2").read_bytes())
    broken[len(broken) // 2] ^= 8
    (pages.folder / "broken.jsonl.gz").write_bytes(broken)
    (pages.folder / "plan.yaml").write_text(PLAN)
    pages.run("keygen", "example.com/lead", "-o", "key")
    for name in ("a", "b"):
        pages.run("open", f"{name}.jsonl.gz", "--plan", "plan.yaml", "--key", "key", "--run", "example.com/run", "--kind", "live")
        events = Events(random.Random(name), False)
        for _ in range(60):
            events.add_any()
        # More sites than a chart has room for their names.
        for site in range(12):
            events.add("traffic.shifted", {"to": f"site-{site}", "percent": 8}, service="s1")
        pages.run("record", f"{name}.jsonl.gz", "-", input="".join(line + "\n" for line in events.lines))
    pages.run("close", "a.jsonl.gz", "--key", "key")
    two = [pages.folder / "a.jsonl.gz", pages.folder / "b.jsonl.gz"]
    live = sample("live")
    (pages.folder / "trust").write_text((live.parent / "trust").read_text().splitlines()[0] + "\n")
    part, size = earlier(live, 320)
    (pages.folder / "part.jsonl").write_bytes(part)
    # Before the whole stream is read, for its last checkpoint is remembered.
    growing = embed(pages.page(pages.folder / "part.jsonl"), live.read_bytes())
    pages.run("withhold", live, "--index", "300", "--reason", "secret", "-o", "withheld.jsonl.gz")
    withheld = pages.page(pages.folder / "withheld.jsonl.gz")
    limit = re.sub(r'(data-objective="pay-invocation">.*?data-figure="limit">)[^<]*', r"\g<1>9h 00m 00s", withheld, count=1, flags=re.S)
    with Browser() as browser:
        for what, html, asked, words, isHidden in (
                ("two streams", pages.page(*two, trust=False), "open", "still open. 25 objectives judged again", False),
                ("an earlier state of a stream", growing, "open",
                 f"the report is of the first {size} lines", False),
                ("a withheld line", withheld, "open", "1 of them is a stub", False),
                ("another limit beside a withheld line", limit, "bad", "1 figure differs", True),
                ("a broken stream", pages.page(pages.folder / "broken.jsonl.gz", options=["--unverified"]), "bad", "is tampered: rule ", True)):
            browser.open(html)
            tone, *_ = browser.run(CHECKED)
            seen = browser.run(SAID), browser.run("return document.getElementById('replay').hidden;")
            if tone != asked or words not in seen[0] or seen[1] != isHidden:
                wrong.append(f"{what}: {tone}, {seen}")
        return wrong + complaints(browser)


def check_dropped(pages):
    wrong, stream = [], sample("live")
    html = pages.page(stream)
    html = re.sub(r'<script type="application/gzip;base64" id="stream-0">.*?</script>', "", html, count=1, flags=re.S)
    html = changed(html, '"element":"stream-0"', '"element":null')
    broken = bytearray(stream.read_bytes())
    broken[len(broken) // 2] ^= 1
    (pages.folder / "broken.jsonl.gz").write_bytes(broken)
    (pages.folder / "nonsense").write_bytes(b"nonsense")
    # No more of a file is inflated than its first line takes.
    (pages.folder / "large.gz").write_bytes(gzip.compress(bytes(40_000_000)))
    wait = """
        const { check } = cutlog.page, round = check.rounds;
        globalThis.dropped = new Promise((resolve) => { const wait = () => check.rounds > round && check.progress.hidden ? resolve() : setTimeout(wait); wait(); });
        return null;"""
    with Browser() as browser:
        browser.open(html)
        _, shown, _ = browser.run(CHECKED)
        expect(wrong, "before the drop", (shown, browser.run("return document.getElementById('drop').hidden;")), ("unchecked", False))
        expect(wrong, "before the drop no replay", browser.run("return document.getElementById('replay').hidden;"), True)
        browser.run("""
            const { inflate } = cutlog;
            globalThis.most = 0;
            cutlog.inflate = (...all) => { const found = inflate(...all); most = Math.max(most, found.content.length); return found; };
            globalThis.read = File.prototype.arrayBuffer;
            File.prototype.arrayBuffer = async () => { throw new DOMException("it is gone", "NotReadableError"); };
            return null;""")
        for file, asked, words in ((stream, "unchecked", "can’t be read: it is gone"), (pages.folder / "large.gz", "unchecked", "another stream"),
                                   (sample("failback"), "unchecked", "another stream"), (pages.folder / "nonsense", "unchecked", "another stream"),
                                   (pages.folder / "broken.jsonl.gz", "bad", "rule "), (stream, "good", "557 lines")):
            browser.run(wait)
            browser.choose("#drop-file", [file])
            browser.run("await dropped;")
            shown, said = browser.run("File.prototype.arrayBuffer = read; return document.documentElement.dataset.check;"), browser.run(SAID)
            if shown != asked or words not in said:
                wrong.append(f"{file.name}: {shown}, {said[:300]}")
        expect(wrong, "after the drop the replay", browser.run("return document.getElementById('replay').hidden;"), False)
        expect(wrong, "no more is inflated than a line takes", browser.run("return most < 4e6;"), True)
        # What was shown out of a checked stream goes when the check breaks off.
        seen = browser.run("""
            const { check } = cutlog.page, rows = document.querySelectorAll("#events-rows tr").length;
            cutlog.eventTable.show(check.result.run.recorded);
            const shown = document.querySelectorAll("#events-rows tr").length, { judgeObjectives } = cutlog;
            cutlog.judgeObjectives = () => { throw new Error("it broke"); };
            await check.check();
            cutlog.judgeObjectives = judgeObjectives;
            return [shown < rows, document.querySelectorAll("#events-rows tr").length === rows, cutlog.eventTable.showsVerified,
              document.documentElement.dataset.check];""")
        expect(wrong, "a check that breaks off", seen, [True, True, False, "unchecked"])
        said = browser.run(SAID)
        expect(wrong, "why it broke off, and the command", "it broke" in said and "cutlog report --check" in said, True)
        expect(wrong, "then no badge is green", browser.run(BADGES), {"green": 0, "marks": 0, "alarm": True})
        return wrong + complaints(browser)


def check_without(pages):
    wrong, html = [], pages.page(sample("rehearsal-2"))
    with Browser() as browser:
        browser.before("SubtleCrypto.prototype.verify = async () => { throw new DOMException('no', 'NotSupportedError'); };")
        browser.open(html)
        _, shown, title = browser.run(CHECKED)
        said = browser.run(SAID)
        expect(wrong, "without Ed25519", (shown, title[0], "Ed25519" in said, "cutlog report --check" in said), ("unchecked", "?", True, True))
        expect(wrong, "no badge is green", browser.run(BADGES), {"green": 0, "marks": 0, "alarm": True})
        expect(wrong, "no figure is marked", browser.run("return document.querySelectorAll('td .recheck, .recheck.good').length;"), 0)
        browser.before("Object.defineProperty(globalThis, 'isSecureContext', { value: false });")
        browser.open(html)
        browser.run(CHECKED)
        said = browser.run(SAID)
        expect(wrong, "over plain http", "Save the file and open it" in said and "cutlog report --check" in said, True)
        return wrong + complaints(browser)


HOSTILE = [
    "<script>window.hacked=1</script>", "<img src=x onerror=window.hacked=1>", "<svg/onload=window.hacked=1>", "</script><script>window.hacked=1</script>",
    "\"><b onmouseover=window.hacked=1>", "javascript:window.hacked=1", "<!--", "]]>", "</textarea></title></style><script>window.hacked=1</script>",
    "\u202eexe.txt\u202c", "\u2066rtl\u2069 \u05d0\u05d1\u05d2", "\u001b[31mred\u001b[0m\u0007", "=HYPERLINK(\"http://example.com/\")", "[x](javascript:window.hacked=1)",
    "{{script}}", "${window.hacked=1}", "__proto__", "constructor", "x" * 60000, "\u0000", "line\nbreak", "http://example.com/a.png",
    "<iframe src=http://example.com></iframe>", "<link rel=stylesheet href=http://example.com/x.css>", "<meta http-equiv=refresh content='0;url=http://example.com'>",
]


def hostile_events():
    """Events that hold hostile texts wherever a text can be."""
    from state import KINDS
    dice, second = random.Random(3), 0
    forms = {"word": None, "words": None, "any": None, "side": None, "position": None, "unit": None, "members": None, "check": None, "decision": None}
    for kind, members in KINDS.items():
        for _ in range(2):
            text = lambda: dice.choice(HOSTILE if dice.random() < .98 else [HOSTILE[0]])  # noqa: E731
            second += 1
            values = {"words": lambda: [text()[:200], text()[:200]], "percent": lambda: 50, "number": lambda: 3, "small": lambda: 1, "flag": lambda: True,
                      "time": lambda: "2026-11-22T20:00:00Z", "true": lambda: True, "span": lambda: "PT30S", "probes": lambda: 5, "zero": lambda: 0,
                      "five": lambda: 5}
            data = {name: values[form]() if form in values else text() if form in forms else text() for name, form in members.items()}
            while len(json.dumps(data)) > 62000:
                data = {name: value if not isinstance(value, str) else value[:300] for name, value in data.items()}
            attributes = {name: text()[:500] for name in ("task", "gate", "service", "dataset", "region", "actor", "onbehalfof", "layer", "phase", "subject", "wave")
                          if dice.random() < .8}
            yield json.dumps({"specversion": "1.0", "id": f"{text()[:200]} {second}", "source": text()[:200] or "/s", "type": "dev.cutlog." + kind,
                              "time": f"2026-11-22T20:{second // 60:02d}:{second % 60:02d}Z", **attributes, "data": data})
    yield json.dumps({"specversion": "1.0", "id": "last", "source": "/s", "type": "</script><script>window.hacked=1</script>", "time": "2026-11-22T21:00:00Z"})


def check_hostile(pages):
    wrong = []
    plan = {"plan": "hostile", "version": 1, "title": HOSTILE[3], "change": HOSTILE[1], "services": [{"id": "s1", "datasets": ["d1"]}],
            "objectives": [{"id": "o1", "metric": "rto", "service": "s1", "limit": "10m"}],
            "tasks": [{"id": f"t{number}", "title": text[:200].replace("\0", ""), "duration": "1m"} for number, text in enumerate(HOSTILE)]}
    (pages.folder / "plan.json").write_text(json.dumps(plan))
    pages.run("keygen", "example.com/lead", "-o", "key")
    pages.run("open", "h.jsonl.gz", "--plan", "plan.json", "--key", "key", "--kind", "live", "--starts", "2026-11-22T20:00:00Z")
    pages.run("record", "h.jsonl.gz", "-", input="".join(line + "\n" for line in hostile_events()))
    pages.run("close", "h.jsonl.gz", "--key", "key")
    with Browser() as browser:
        browser.open(pages.page(pages.folder / "h.jsonl.gz"))
        tone, *_ = browser.run(CHECKED)
        expect(wrong, "the hostile page", tone, "good")
        seen = browser.run("""
            const { replay } = cutlog.page;
            for (let share = 0n; share <= 20n; share += 1n) {
              replay.moveTo(replay.begin + (replay.end - replay.begin) * share / 20n);
              replay.draw();
              replay.knows = !replay.knows;
            }
            for (const button of document.querySelectorAll("#replay button, #events button")) button.click();
            replay.pause();
            const rows = document.getElementById("replay-state");
            return {
              hacked: window.hacked ?? null, isShown: rows.textContent.includes("<script>window.hacked=1</script>"),
              strange: rows.querySelectorAll("script, img, svg, iframe, link, meta, b").length, width: document.documentElement.scrollWidth <= innerWidth,
            };""")
        expect(wrong, "the hostile page", seen, {"hacked": None, "isShown": True, "strange": 0, "width": True})
        return wrong + complaints(browser)


def check_keys(pages):
    wrong = []
    with Browser() as browser:
        browser.look()
        browser.open(pages.page(sample("live")))
        browser.run(CHECKED)
        browser.run("await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));")
        reached = []
        for _ in range(400):
            browser.press("Tab")
            name = browser.run("const at = document.activeElement; return at === document.body ? null : at.id || at.textContent.trim() || at.value;")
            if name == "replay-moment":
                before = browser.run("return document.activeElement.getAttribute('aria-valuetext');")
                frame = "await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))); return document.activeElement.getAttribute('aria-valuetext');"
                shown = []
                for key in ("ArrowRight", "PageUp", "n", "f"):
                    browser.press(key)
                    shown.append(browser.run(frame))
                if len({before, *shown}) < 5 or not all("UTC" in text for text in shown):
                    wrong.append(f"keys on the slider: {before}, {shown}")
                browser.press(" ")
                expect(wrong, "space plays", browser.run("return cutlog.page.replay.play.textContent;"), "Pause")
                browser.press(" ")
                expect(wrong, "space stops", browser.run("return cutlog.page.replay.play.textContent;"), "Play")
            reached.append(name)
            if name == "replay-speed":
                break
        missing = [name for name in ("Skip to the report", "theme", "vkey", "checkpoint", "Check again", "replay-moment", "Previous event", "Play", "Next event",
                                     "Next finding", "replay-speed") if name not in reached]
        if missing:
            wrong.append(f"Tab doesn't reach {missing}: {reached}")
        for _ in range(3):
            browser.press("Tab")
            if browser.run("return document.activeElement.id;") == "replay-state":
                break
        seen = browser.run("""
            const at = document.activeElement, rows = document.getElementById("replay-state");
            return [rows.contains(at), rows.tabIndex, rows.getAttribute("role"), rows.clientHeight <= Math.min(576, innerHeight * .7) + 1,
              rows.scrollHeight > rows.clientHeight, getComputedStyle(rows).overflowY];""")
        expect(wrong, "the state scrolls in its place", seen, [True, 0, "region", True, True, "auto"])
        # A link to an event leads to its row, whatever stands above it and whatever is filtered.
        html, shown = pages.page(sample("live")), """
            await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 100)));
            const row = document.getElementById(a0), { top, bottom } = row.getBoundingClientRect();
            return [row.hidden, row.classList.contains("found"), top >= 0 && bottom <= innerHeight];"""
        for key in ("event-0-80", "event-0-5"):
            browser.open(html, key)
            browser.run(CHECKED)
            expect(wrong, f"the page opened at {key}", browser.run(shown, key), [False, True, True])
        key = browser.run("""
            const link = [...document.querySelectorAll("a[href^='#event-']")].find((one) => one.checkVisibility());
            for (let time = 0; time < 2; time++) {
              document.getElementById("events-search").value = "nothing has this";
              cutlog.eventTable.filter();
              link.click();
              await new Promise((resolve) => setTimeout(resolve, 50));
            }
            return link.hash.slice(1);""")
        expect(wrong, "a link that is clicked twice", browser.run(shown, key), [False, True, True])
        return wrong + complaints(browser)


def check_access(pages, axe):
    wrong, library = [], pathlib.Path(axe).read_text()
    with Browser() as browser:
        # Only for the library: it is no part of the page.
        browser.send("Page.setBypassCSP", enabled=True)
        for name in ("live", "github-2018"):
            html = pages.page(sample(name))
            for scheme, width in (("light", 1280), ("dark", 1280), ("light", 320)):
                browser.look(width, 900, scheme)
                browser.open(html)
                browser.run(CHECKED)
                browser.run("await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))); for (const one of document.querySelectorAll('details')) one.open = true;")
                # Of the many rows of a table each is like the others.
                browser.run("for (const row of document.querySelectorAll('tbody tr:nth-child(n + 30)')) row.remove();")
                if width == 320:
                    # What a window of 1280 pixels is at 400 %, or one of 640 at 200 %.
                    wide = browser.run("return [document.documentElement.scrollWidth, innerWidth];")
                    expect(wrong, f"{name} at {width} pixels is as wide as the window", wide[0] <= wide[1], True)
                    continue
                browser.send("Runtime.evaluate", expression=library)
                found = browser.run("""
                    const found = await axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"], resultTypes: ["violations"] });
                    return found.violations.map(({ id, help, nodes }) => [id, help, nodes.length, nodes.slice(0, 3).map(({ target, failureSummary }) => [target.join(" "), failureSummary])]);""")
                wrong += [f"{name}, {scheme}: {violation}" for violation in found]
        return wrong + complaints(browser)


def check_paper(pages):
    wrong = []
    with Browser() as browser:
        for name in ("live", "github-2018"):
            browser.open(pages.page(sample(name)))
            browser.run(CHECKED)
            paper = base64.b64decode(browser.send("Page.printToPDF", preferCSSPageSize=True, printBackground=False)["data"])
            sheets, sizes = len(re.findall(rb"/Type\s*/Page\b", paper)), set(re.findall(rb"/MediaBox\s*\[([^\]]*)\]", paper))
            numbers = {tuple(round(float(number)) for number in size.split()) for size in sizes}
            expect(wrong, f"{name}: sheets of A4", numbers <= {(0, 0, 595, 842), (0, 0, 596, 842), (0, 0, 594, 842), (0, 0, 595, 841)}, True)
            if not 2 <= sheets <= 80:
                wrong.append(f"{name}: {sheets} sheets")
            hidden = browser.run("return ['replay', 'check-form'].map((id) => document.getElementById(id).checkVisibility());")
        return wrong + complaints(browser)


def main():
    cutlog, what, rest = os.path.abspath(sys.argv[1]), sys.argv[2], sys.argv[3:]
    with tempfile.TemporaryDirectory(prefix="cutlog-report-") as folder:
        # So that nothing of it gets into the user's own trust file and remembered checkpoints.
        os.environ.update(XDG_STATE_HOME=f"{folder}/state", XDG_CONFIG_HOME=f"{folder}/config")
        pages, count = Pages(cutlog, folder), int(rest[0]) if rest and rest[0].isdigit() else 0
        wrong = {
            "samples": lambda: check_samples(pages, count or 50), "changes": lambda: check_changes(pages, count or 200),
            "tampered": lambda: check_tampered(pages), "trust": lambda: check_trust(pages), "dropped": lambda: check_dropped(pages), "runs": lambda: check_runs(pages),
            "without": lambda: check_without(pages), "hostile": lambda: check_hostile(pages), "keys": lambda: check_keys(pages),
            "access": lambda: check_access(pages, rest[0]), "paper": lambda: check_paper(pages),
        }[what]()
    print("\n".join(wrong) if wrong else f"{what}: as it must be")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
