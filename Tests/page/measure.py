#!/usr/bin/python3
"""Measures the page's script on streams, in a headless chromium.

    Tests/page/measure.py STREAM…                  the script alone
    Tests/page/measure.py --page CUTLOG STREAM…    the page that `cutlog report` writes of each stream

Of the script alone: a stream's lines and seals, and in milliseconds how long it takes to check it, by the clock and in time of the
page's own thread, and to fold the state at 40 instants, the median and the 95th percentile. The signatures are checked by other threads.

Of a page: its bytes beyond the embedded stream, how long it takes from opening it until it has checked itself, and to draw the replay at
200 instants anywhere in the run and at 200 in their order, layout included, the median and the 95th percentile.
"""
import base64
import os
import pathlib
import subprocess
import sys
import tempfile
import time

from browser import Browser, page

FRAMES = """
    const { replay } = cutlog.page, span = replay.end - replay.begin;
    let seed = 1;
    const anywhere = () => { seed = seed * 48271 % 2147483647; return BigInt(seed % 100000); };
    const measured = (place) => Array.from({ length: 200 }, (_, number) => {
      replay.moveTo(replay.begin + span * place(number) / 100000n);
      const started = performance.now();
      replay.draw();
      document.body.getBoundingClientRect();
      return performance.now() - started;
    }).sort((left, right) => left - right);
    return [measured(anywhere), measured((number) => BigInt(number * 500))].map((times) => [times[100], times[190]]);"""


def thread(browser):
    metrics = browser.send("Performance.getMetrics")["metrics"]
    return next(metric["value"] for metric in metrics if metric["name"] == "TaskDuration") * 1000


def measure_script(browser, name):
    text = base64.b64encode(pathlib.Path(name).read_bytes()).decode()
    browser.open(page(f'<script type="application/gzip" id="stream">{text}</script>'))
    before = thread(browser)
    verdict, lines, seals, wall = browser.run("""
        const started = performance.now();
        globalThis.found = await cutlog.verify(cutlog.embeddedStream(document.getElementById("stream")));
        return [found.verdict, found.lines.length, found.seals, performance.now() - started];""")
    checked = thread(browser) - before
    folds = sorted(browser.run("""
        const run = new cutlog.Run([found]), times = run.recorded.filter((event) => event.kind).map((event) => event.time);
        return Array.from({ length: 40 }, (_, number) => {
          const started = performance.now();
          run.stateAt(times[Math.floor(number * times.length / 40)]);
          return performance.now() - started;
        });"""))
    print(f"{name}: {verdict}, {lines} lines, {seals} seals; checked in {wall:.0f} ms ({checked:.0f} ms of its thread); "
          f"state {folds[20]:.0f} ms, 95 % within {folds[38]:.0f} ms")


def measure_page(browser, cutlog, name, folder):
    out = pathlib.Path(folder) / "night.html"
    out.unlink(missing_ok=True)
    subprocess.run([cutlog, "report", name, "-o", str(out)], capture_output=True, check=False)
    html, stream = out.read_text(), (pathlib.Path(name).stat().st_size + 2) // 3 * 4
    browser.look()
    started = time.monotonic()
    browser.open(html)
    tone = browser.run("return (await cutlog.page.checked).tone;")
    opened = time.monotonic() - started
    browser.run("await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));")
    browser.run("document.getElementById('replay').scrollIntoView({ behavior: 'instant' });")
    anywhere, ordered = browser.run(FRAMES)
    print(f"{name}: {tone}, {(len(html.encode()) - stream) / 1e6:.1f} MB beyond the stream; opened and checked in {opened:.2f} s; a frame anywhere "
          f"{anywhere[0]:.0f} ms, 95 % within {anywhere[1]:.0f} ms; in order {ordered[0]:.0f} ms, 95 % within {ordered[1]:.0f} ms")


def main():
    if sys.argv[1] == "--page":
        with tempfile.TemporaryDirectory(prefix="cutlog-measure-") as folder, Browser() as browser:
            for name in sys.argv[3:]:
                measure_page(browser, os.path.abspath(sys.argv[2]), name, folder)
    else:
        with Browser() as browser:
            browser.send("Performance.enable", timeDomain="threadTicks")
            for name in sys.argv[1:]:
                measure_script(browser, name)


if __name__ == "__main__":
    main()
