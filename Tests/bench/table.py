"""The figures as Markdown, held against what they are to reach."""

# What is measured, what it is to reach, and what it is hoped to; `least` where less is better.
TARGETS = [
    ("verify: faster than `zcat \\| sha256sum`", "verify/zcat", 1.7, 2.5, "most"),
    ("`objectives`, verified: speed of DuckDB's two columns", "fold/DuckDB", 0.65, 1.0, "most"),
    ("group by subject, not verified: speed of DuckDB's two columns", "unverified/DuckDB", 1.15, 1.5, "most"),
    ("verify: faster than `journalctl --verify`", "verify/journal", 8, 12, "most"),
    ("verify: faster than `slogverify`", "verify/slog", 20, 30, "most"),
    ("record: faster than `gzip -6`", "record/gzip", 1.6, 2.1, "most"),
    ("record: speed of `pigz -6`", "record/pigz", 0.65, 0.95, "most"),
    ("size while open: of `gzip -6` of the stored lines", "sizeOpen", 1.12, 1.10, "least"),
    ("size after close: of `gzip -6` of the stored lines", "sizeClosed", 1.04, 1.02, "least"),
    ("verify: MB above `--version`, any length", "verifyMB", 18, 8, "least"),
    ("`objectives`: MB above `--version`, any length", "foldMB", 18, 8, "least"),
    ("record: MB above `--version`, any length", "recordMB", 18, 8, "least"),
    ("durable append, p50: of the bare writes and syncs", "append", 1.5, 1.15, "least"),
    ("`cutlog event`: faster than `git commit`", "event/git", 3, 6, "most"),
    ("start of `cutlog --version`: ms", "versionMS", 10, 5, "least"),
]


def reached(value, firm, stretch, sense):
    """What a figure reaches, in a word."""
    if value is None:
        return "not measured"
    if (value >= stretch) if sense == "most" else (value <= stretch):
        return "stretch"
    return "firm" if ((value >= firm) if sense == "most" else (value <= firm)) else "**no**"


def number(value):
    """Three digits that count."""
    return "" if value is None else f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def cell(text):
    return text.replace("|", "\\|")


def markdown(figures):
    """All figures as Markdown."""
    lines = [
        figures["machine"], "",
        f"{figures['events']:,} events, {figures['linesMB']:.1f} MB as JSON Lines, {figures['storedMB']:.1f} MB as the lines "
        f"that are stored, {figures['openMB']:.1f} MB as a stream while it is open and {figures['streamMB']:.1f} MB once it "
        f"is closed; {figures['rounds']} interleaved rounds. The journal is {'' if figures['journalIsSealed'] else 'not '}"
        "sealed.",
        "", "| measure | here | firm | stretch | reached |", "|---|---|---|---|---|",
    ]
    for name, key, firm, stretch, sense in TARGETS:
        value = figures["measures"].get(key)
        lines.append(f"| {name} | {number(value)} | {firm} | {stretch} | {reached(value, firm, stretch, sense)} |")
    lines += ["", "| command | median s | least | greatest | greatest memory MB |", "|---|---|---|---|---|"]
    for name, taken in figures["commands"].items():
        memory = f"{taken['greatestMB']:.0f}" if taken["greatestMB"] else ""
        lines.append(f"| {cell(name)} | {taken['medianSeconds']:.4f} | {taken['leastSeconds']:.4f} "
                     f"| {taken['greatestSeconds']:.4f} | {memory} |")
    if figures["scale"]:
        lines += [
            "", "µs an event, and MB of the process:", "",
            "| events | record | MB | close | MB | verify | MB | `objectives` | MB |", "|---|---|---|---|---|---|---|---|---|",
        ]
        for row in figures["scale"]:
            cells = [f"{row[name + 'Seconds'] / row['events'] * 1e6:.2f} | {row[name + 'MB']:.1f}"
                     for name in ("record", "close", "verify", "fold")]
            lines.append(f"| {row['events']:,} | {' | '.join(cells)} |")
    return "\n".join(lines)
