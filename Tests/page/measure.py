#!/usr/bin/python3
"""Measures the page's script on streams, in a headless chromium.

    Tests/page/measure.py STREAM…

For each stream: its lines and seals, and in milliseconds how long it takes to check it, by the clock and in time of the page's own
thread, and to fold the state at 40 instants, the median and the 95th percentile. The signatures are checked by other threads.
"""
import base64
import pathlib
import sys

from browser import Browser, page


def thread(browser):
    metrics = browser.send("Performance.getMetrics")["metrics"]
    return next(metric["value"] for metric in metrics if metric["name"] == "TaskDuration") * 1000


def main():
    with Browser() as browser:
        browser.send("Performance.enable", timeDomain="threadTicks")
        for name in sys.argv[1:]:
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


if __name__ == "__main__":
    main()
