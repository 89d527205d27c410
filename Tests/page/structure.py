"""Reads a report's page as a browser's parser sees it, and says what is not of the page's own making.

`structure.py PAGE [TEXT…]`: every element and attribute must be one that cutlog writes, nothing may lead outside the page, no id
may stand twice, links must lead somewhere, the policy must name the very bytes of script and style; each TEXT must be shown as
text. Prints `as it must be`, or what isn't.
"""
import base64
import hashlib
import html.parser
import json
import pathlib
import re
import sys

VOID = {"meta", "input", "br", "col"}
# Each element with the attributes that cutlog gives it; those of all elements stand under `*`.
ALLOWED = {
    "*": "id class hidden tabindex role aria-label aria-labelledby aria-describedby aria-live aria-hidden title lang",
    "html": "data-theme", "head": "", "title": "", "style": "", "body": "", "meta": "charset http-equiv content name",
    "header": "", "nav": "", "main": "", "footer": "", "section": "", "div": "", "span": "", "p": "", "ul": "", "ol": "",
    "li": "data-figure data-stream",
    "dl": "", "dt": "", "dd": "", "h1": "", "h2": "", "h3": "", "h4": "", "h5": "", "h6": "", "a": "href", "bdi": "", "code": "",
    "pre": "", "strong": "", "time": "datetime", "details": "open", "summary": "", "figure": "", "figcaption": "", "table": "",
    "caption": "", "thead": "", "tbody": "", "tr": "data-objective", "th": "scope colspan",
    "td": "data-figure data-seconds data-lower data-upper data-count colspan", "form": "", "label": "for",
    "input": "type autocomplete spellcheck multiple value min max step", "textarea": "rows spellcheck", "select": "",
    "option": "value", "button": "type", "output": "for", "script": "type",
    "svg": "viewbox width height preserveaspectratio focusable data-from data-to data-left data-right xmlns",
    "g": "transform clip-path", "defs": "", "pattern": "width height patternunits patterntransform", "desc": "",
    "marker": "markerwidth markerheight refx refy orient viewbox markerunits", "clippath": "",
    "line": "x1 x2 y1 y2 marker-end marker-start stroke-dasharray", "rect": "x y width height rx ry fill", "circle": "cx cy r",
    "path": "d marker-end marker-start fill stroke-dasharray", "polygon": "points fill", "polyline": "points fill",
    "text": "x y dx dy text-anchor dominant-baseline transform", "tspan": "x y dx dy", "use": "href x y",
}


class Reader(html.parser.HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.complaints, self.ids, self.links, self.open = [], {}, [], []
        self.text, self.raw, self.policy = [], {}, None

    def complain(self, what):
        self.complaints.append(f"{what} at line {self.getpos()[0]}")

    def handle_starttag(self, tag, attributes):
        if tag not in ALLOWED or tag == "*":
            self.complain(f"element {tag}")
        else:
            known = set(ALLOWED["*"].split()) | set(ALLOWED[tag].split())
            for name, value in attributes:
                if name not in known:
                    self.complain(f"attribute {name} of {tag}")
                elif name == "href" and not re.fullmatch(r"#[a-z0-9-]+", value):
                    self.complain(f"link to {value!r}")
                elif name == "id" and not re.fullmatch(r"[a-z0-9-]+", value):
                    self.complain(f"id {value!r}")
        values = dict(attributes)
        if "id" in values:
            if values["id"] in self.ids:
                self.complain(f"id {values['id']} twice")
            self.ids[values["id"]] = tag
        if tag == "a":
            self.links.append(values.get("href"))
        if values.get("http-equiv") == "Content-Security-Policy":
            self.policy = values["content"]
        if tag not in VOID:
            self.open.append((tag, values.get("id"), values.get("type")))

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        if not self.open or self.open[-1][0] != tag:
            self.complain(f"end of {tag} in {self.open[-1][0] if self.open else 'nothing'}")
        else:
            self.open.pop()

    def handle_data(self, data):
        tag, identifier, kind = self.open[-1] if self.open else (None, None, None)
        if tag in ("script", "style"):
            key = identifier or kind or tag
            self.raw[key] = self.raw.get(key, "") + data
        else:
            self.text.append(data)

    def handle_comment(self, data):
        self.complain(f"comment {data[:40]!r}")

    def handle_pi(self, data):
        self.complain(f"instruction {data[:40]!r}")

    def unknown_decl(self, data):
        self.complain(f"declaration {data[:40]!r}")


def digest(text):
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


def read(text):
    """What is wrong with a page, and all its text."""
    reader = Reader()
    reader.feed(text)
    reader.close()
    complaints = reader.complaints
    if reader.open:
        complaints.append(f"left open: {[tag for tag, _, _ in reader.open]}")
    data = json.loads(reader.raw.get("page-data", "null"))
    whole = data["events"]["whole"]
    for link in reader.links:
        target = (link or "")[1:]
        if target not in reader.ids and (whole or not target.startswith("event-")):
            complaints.append(f"link to nothing: {link}")
    policy = {part.split()[0]: part.split()[1:] for part in (reader.policy or "none").split("; ")}
    if policy.get("default-src") != ["'none'"]:
        complaints.append(f"policy {reader.policy}")
    if policy.get("script-src") != [digest(reader.raw.get("script", ""))]:
        complaints.append("the policy names another script")
    if policy.get("style-src") != [digest(reader.raw.get("style", ""))]:
        complaints.append("the policy names another style")
    shown = "".join(reader.text)
    # What only a browser would resolve; the schemes may be shown as text.
    if re.search(r"url\(|@import|src\s*=", reader.raw.get("style", "")):
        complaints.append("the style reaches outside")
    return complaints, shown


def main():
    text = pathlib.Path(sys.argv[1]).read_bytes().decode()
    complaints, shown = read(text)
    flat = re.sub(r"\s+", " ", shown)
    for wanted in sys.argv[2:]:
        if re.sub(r"\s+", " ", wanted) not in flat:
            complaints.append(f"not shown: {wanted[:80]!r}")
    if complaints:
        print("\n".join(complaints[:40]))
        raise SystemExit(1)
    print("as it must be")


if __name__ == "__main__":
    main()
