#!/usr/bin/python3
"""Lets the page's script verify, in a headless chromium, what cutlog verifies.

    Tests/page/verify.py corpus       every stream of Tests/Vectors/tamper has the verdict that corpus.json gives
    Tests/page/verify.py samples      every sample is closed and whole, and the page asks nothing of the network
    Tests/page/verify.py changes [N]  of N streams with one byte changed none is whole unless its lines are the same
    Tests/page/verify.py without      in a browser without Ed25519 nothing is said to be proved
    Tests/page/verify.py against N CUTLOG   N streams, most of them broken, have the verdict and the first finding of `cutlog verify`
    Tests/page/verify.py grammar [N]  of N lines, most of them broken, those are taken that Tests/Foreign/verify_stream.py takes

Prints what is wrong, one a line; ends with 1 if anything is.
"""
import base64
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile

from browser import TOP, Browser, page

VECTORS = TOP / "Tests/Vectors/tamper"


def coded(path):
    return base64.b64encode(path.read_bytes()).decode()


def samples():
    found = sorted((TOP / "samples").glob("*/*.jsonl.gz"))
    assert len(found) >= 11, "the samples are gone"
    return found


def pin(path):
    """The vkey that a sample's trust file pins."""
    lines = (path.parent / "trust").read_text().splitlines()
    return next(line.split()[1] for line in lines if line.startswith("identity "))


def check_corpus():
    wrong = []
    scenarios = json.loads((VECTORS / "corpus.json").read_text())["scenarios"]
    assert len(scenarios) >= 140, "the corpus is gone"
    with Browser() as browser:
        for scenario in scenarios:
            held = [(VECTORS / scenario["held"]).read_text()] if "held" in scenario else []
            seen = browser.run("""
                const found = await cutlog.verify(cutlog.fromBase64(a0), { held: a1 });
                const first = found.findings.find((finding) => finding.severity === "error");
                return {
                  verdict: found.verdict, container: found.container, rule: first?.rule ?? null, index: first?.index ?? null,
                  proved: found.checkpoint?.size ?? null, tail: found.tail.lines, lines: found.lines.length, isWhole: found.isWhole,
                  withheld: found.withheld.map((line) => line.index),
                };""", coded(VECTORS / scenario["file"]), held)
            asked = {"verdict": scenario["verdict"], "rule": scenario.get("rule"), "proved": scenario.get("proved"),
                     "withheld": scenario.get("withheld", []), "lines": scenario["proved"] + 1 if "proved" in scenario else 0,
                     "isWhole": "rule" not in scenario}
            # Whether a block is compressed as cutlog compresses isn't checked by the page: re-encoded blocks are as written.
            blocks = scenario["file"].endswith(".gz") and scenario["container"] == "re-encoded"
            asked["container"] = "as-written" if blocks else scenario["container"]
            asked |= {name: scenario[name] for name in ("index", "tail") if name in scenario}
            different = {name: (seen[name], value) for name, value in asked.items() if seen[name] != value}
            if different:
                wrong.append(f"{scenario['file']}: seen and expected: {different}")
        return wrong + complaints(browser)


def complaints(browser):
    outside = [url for url in browser.requests if not url.startswith(("file:", "data:", "blob:"))]
    return browser.complaints + [f"a request leaves the page: {url}" for url in outside]


def check_samples():
    wrong = []
    with Browser() as browser:
        for path in samples():
            # As in a report: the stream stands in the page.
            browser.open(page(f'<script type="application/gzip" id="stream">\n{coded(path)}\n</script>'))
            seen = browser.run("""
                const bytes = cutlog.embeddedStream(document.getElementById("stream"));
                const started = performance.now();
                const found = await cutlog.verify(bytes, { pins: [a0] });
                const other = await cutlog.verify(bytes, { pins: [a1] });
                const plain = cutlog.toUTF8(found.lines.map((line) => line.text + "\\n").join(""));
                const again = await cutlog.verify(plain, { held: [a2] });
                return {
                  verdict: found.verdict, container: found.container, isWhole: found.isWhole, isTrusted: found.isTrusted,
                  isOtherTrusted: other.isTrusted, plain: again.verdict, plainContainer: again.container,
                  sha256: found.sha256Agrees,
                };""", pin(path), "example.com/nobody+00000000+AA==", (path.parent / (path.name + ".checkpoint")).read_text())
            asked = {"verdict": "closed", "container": "as-written", "isWhole": True, "isTrusted": True, "isOtherTrusted": False,
                     "plain": "closed", "plainContainer": "re-encoded", "sha256": True}
            if seen != asked:
                wrong.append(f"{path.name}: {seen}")
        return wrong + complaints(browser)


def check_changes(count):
    wrong, dice = [], random.Random(7)
    streams = samples() + [VECTORS / "blocks.jsonl.gz", VECTORS / "untouched.jsonl"]
    with Browser() as browser:
        browser.run("globalThis.streams = a0.map((text) => cutlog.fromBase64(text));", [coded(path) for path in streams])
        red = 0
        for number in range(count):
            which = number % len(streams)
            at, other = dice.randrange(streams[which].stat().st_size), dice.randrange(1, 256)
            seen = browser.run("""
                const bytes = streams[a0].slice();
                bytes[a1] ^= a2;
                const text = (found) => found.lines.map((line) => line.text).join("\\n");
                const found = await cutlog.verify(bytes);
                if (!found.isWhole) return { isRed: true, verdict: found.verdict };
                const whole = await cutlog.verify(streams[a0]);
                return { isRed: false, verdict: found.verdict, isSame: text(found) === text(whole) };""", which, at, other)
            red += seen["isRed"]
            if not seen["isRed"] and not seen["isSame"]:
                wrong.append(f"{streams[which].name}: byte {at} changed by {other} is taken as {seen['verdict']}")
        # Most changes must be seen, else nothing is checked here.
        if red < count * 9 // 10:
            wrong.append(f"only {red} of {count} changes were seen")
        return wrong + complaints(browser)


def check_without():
    wrong = []
    with Browser() as browser:
        for name, removal in (("Ed25519", "SubtleCrypto.prototype.verify = async () => { throw new DOMException('no', 'NotSupportedError'); };"),
                              ("a verification that can fail", "SubtleCrypto.prototype.verify = async () => true;"),
                              ("WebCrypto", "Object.defineProperty(globalThis, 'crypto', { value: {} });")):
            browser.open(page())
            seen = browser.run(removal + """
                const found = await cutlog.verify(cutlog.fromBase64(a0));
                return [found.verdict, found.isIntact, found.isWhole, found.lines.length];""", coded(samples()[0]))
            if seen != ["unchecked", False, False, 0]:
                wrong.append(f"without {name}: {seen}")
        return wrong + complaints(browser)


def edited(line, dice):
    """A line of JSON with one member changed, gone or more."""
    value, places = json.loads(line), []

    def walk(node):
        for name in (node if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ()):
            places.append((node, name))
            walk(node[name])
    walk(value)
    node, name = dice.choice(places)
    member, what = node[name], dice.random()
    if what < .2 and isinstance(node, dict):
        del node[name]
    elif what < .3 and isinstance(node, dict):
        node["more"] = 1
    elif isinstance(member, bool) or member is None:
        node[name] = not member
    elif isinstance(member, str):
        node[name] = dice.choice([member + "A", member[:-1] + ("B" if member[-1:] == "A" else "A"), member.replace("1", "2", 1), ""])
    elif isinstance(member, int):
        node[name] = dice.choice([member + 1, str(member), -member, 1.5])
    else:
        node[name] = None
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


def broken(dice):
    """A stream in which something is wrong, as plain lines or in blocks."""
    if dice.random() < .6:
        lines = (VECTORS / "untouched.jsonl").read_bytes().split(b"\n")[:-1]
        at, other = dice.randrange(len(lines)), dice.randrange(len(lines))
        what = dice.choice(["edit", "edit", "edit", "drop", "copy", "swap", "cut"])
        if what == "edit":
            lines[at] = edited(lines[at], dice)
        elif what == "drop":
            del lines[at]
        elif what == "copy":
            lines.insert(at, lines[other])
        elif what == "swap":
            lines[at], lines[other] = lines[other], lines[at]
        else:
            lines = lines[:at + 1]
        return b"".join(line + b"\n" for line in lines) + dice.choice([b"", b"", b"x", b"{}\n"])
    data = bytearray((VECTORS / dice.choice(["blocks.jsonl.gz", "member-behind-the-end.jsonl.gz"])).read_bytes())
    at = dice.randrange(len(data))
    end = min(len(data), at + dice.randrange(1, 400))
    what = dice.choice(["flip", "flip", "insert", "drop", "repeat", "zero", "cut", "head"])
    if what == "flip":
        data[at] ^= dice.randrange(1, 256)
    elif what == "insert":
        data[at:at] = dice.choice([bytes(5), b"\x1f\x8b\x08", bytes(data[:30])])
    elif what == "drop":
        del data[at:end]
    elif what == "repeat":
        data[at:at] = data[at:end]
    elif what == "zero":
        data[at:end] = bytes(end - at)
    elif what == "cut":
        del data[at:]
    else:
        heads = [place for place in range(len(data) - 18) if data[place:place + 4] == b"\x1f\x8b\x08\x04"]
        data[dice.choice(heads) + dice.choice([3, 4, 8, 9, 12, 16])] ^= 1
    return bytes(data)


def check_against(count, cutlog):
    wrong, dice = [], random.Random(9)
    with tempfile.TemporaryDirectory(prefix="cutlog-verify-") as folder, Browser() as browser:
        environment = {**os.environ, "XDG_STATE_HOME": "/dev/null", "XDG_CONFIG_HOME": folder}
        path = pathlib.Path(folder) / "stream"
        for number in range(count):
            path.write_bytes(broken(dice))
            done = subprocess.run([cutlog, "verify", str(path), "--json"], capture_output=True, text=True, env=environment)
            said = json.loads(done.stdout)["verification"]
            errors = [(finding["rule"], finding["index"]) for finding in said["findings"] if finding["severity"] == "error"]
            # Acts and anchors aren't judged by the page.
            errors = [error for error in errors if not error[0].startswith(("anchor.", "statement.", "signature."))]
            seen = browser.run("""
                const found = await cutlog.verify(cutlog.fromBase64(a0));
                const first = found.findings.find((finding) => finding.severity === "error");
                return { verdict: found.verdict, size: found.checkpoint?.size ?? null, first: first ? [first.rule, first.index] : null };
                """, coded(path))
            asked = {"verdict": said["verdict"], "size": said["size"], "first": list(errors[0]) if errors else None}
            if seen["first"] and asked["first"] and seen["first"][0] == asked["first"][0] == "seal.missing":
                # Where several lines stand in the seal's place the page names the first of them.
                seen["first"] = asked["first"]
            if seen != asked:
                wrong.append(f"number {number}: the page says {seen}, cutlog {asked}")
        return wrong + complaints(browser)


# What a line is broken with: all that the grammar speaks of.
SPLICES = [
    b" ", b"\t", b"\r", b"\x00", b"\x1f", b"\x7f", b"\\", b"\"", b",", b":", b"{", b"}", b"[", b"]", b"\\u0000", b"\\ud800", b"\\udc00",
    b"\\ud83d\\ude00", b"\\uFFFE", b"\\ufdd0", b"\\ud83f\\udfff", b"\\x", b"\\/", b"\\u12", b"\xef\xbf\xbe", b"\xef\xb7\x90", b"\xf0\x9f\x98\x80",
    b"\xf0\x9f\xbf\xbe", b"\xed\xa0\x80", b"\xc0\x80", b"\xff", b"\xef\xbb\xbf", b"\xe2\x80\xa8", b"true", b"null", b"nul", b"-0", b"01", b"1.", b".5", b"1e5", b"1E+999",
    b"9007199254740991", b"9007199254740992", b"-9007199254740992", b"9007199254740993.0", b"12345678901234567890", b"{}", b"[]", b"[1,]", b"{\"a\":1,\"a\":2}",
    b"{\"a\":1,\"\\u0061\":2}", b"{\"a\":{\"a\":1},\"b\":1}", b"{\"__proto__\":1}", b"[" * 62 + b"]" * 62, b"[" * 63 + b"]" * 63, b"[" * 64 + b"]" * 64,
    b"1677-12-31T23:59:59Z", b"1678-01-01T00:30:00+01:00", b"2026-02-29T00:00:00Z", b"2024-02-29T24:00:00Z", b"2026-11-22T21:58:60Z", b"2026-11-22t21:58:00Z",
    b"2026-11-22T21:58:00.1234567890Z", b"2026-11-22T21:58:00+24:00", b"2026-11-22T21:58:00-00:00", b"2261-12-31T23:59:59.999999999Z", b"2261-12-31T23:59:59-01:00", b"1.1", b"",
]
LINE = (b'{"specversion":"1.0","id":"e1","source":"/t","type":"org.example.thing","time":"2026-11-22T21:57:59Z",'
        b'"data":{"text":"begin","n":[1,-2.5e3,{"a":null}],"more":true}}')


def check_grammar(count):
    sys.path.insert(0, str(TOP / "Tests/Foreign"))
    import verify_stream
    dice, lines = random.Random(5), [LINE]
    values = [b'"begin"', b"1", b"-2.5e3", b"null", b"true", b'"e1"', b'"/t"', b'"2026-11-22T21:57:59Z"', b'"1.0"']
    for _ in range(count):
        line = LINE
        for _ in range(dice.choice([1, 1, 1, 2])):
            splice = dice.choice(SPLICES)
            if dice.random() < .5:
                value = dice.choice(values)
                line = line.replace(value, dice.choice([splice, b'"' + splice + b'"']), 1)
            else:
                at = dice.randrange(len(line))
                line = line[:at] + splice + line[at + dice.choice([0, 0, 1, 3]):]
        lines.append(line.replace(b"\n", b""))

    def takes(line):
        try:
            verify_stream.parse_line(line)
            return True
        except verify_stream.Bad:
            return False
    with Browser() as browser:
        seen = browser.run("""
            return a0.map((text) => {
              try {
                cutlog.parseLine(cutlog.fromBase64(text));
                return true;
              } catch (error) {
                if (!(error instanceof cutlog.GrammarError)) throw error;
                return false;
              }
            });""", [base64.b64encode(line).decode() for line in lines])
        expected = list(map(takes, lines))
        wrong = [f"{'taken' if taken else 'refused'}: {line}" for line, taken, right in zip(lines, seen, expected) if taken != right]
        if not count // 20 < sum(expected) < count // 2:
            wrong.append(f"{sum(expected)} of {count} lines are good")
        return wrong + complaints(browser)


def main():
    what, count = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 200
    wrong = {"corpus": check_corpus, "samples": check_samples, "changes": lambda: check_changes(count), "without": check_without,
             "grammar": lambda: check_grammar(count),
             "against": lambda: check_against(count, sys.argv[3])}[what]()
    print("\n".join(wrong) if wrong else f"{what}: as it must be")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
