"""A headless chromium, driven over the DevTools protocol through a pipe; nothing but Python's own library.

`Browser` opens one page made of the scripts of Sources/CAssets/page under a Content-Security-Policy that allows these scripts
alone. What the page asks of the network, what it writes to its console and what it fails to catch is kept in `complaints`.
"""
import base64
import hashlib
import json
import os
import pathlib
import select
import shutil
import subprocess
import tempfile
import time

TOP = pathlib.Path(__file__).resolve().parents[2]
SCRIPTS = TOP / "Sources/CAssets/page"
NAMES = ("chromium", "chromium-browser", "google-chrome")


def script():
    """All scripts of the page in their order, as one."""
    names = (SCRIPTS / "scripts.txt").read_text().split()
    return "\n".join((SCRIPTS / name).read_text() for name in names)


def page(body=""):
    """A page that holds the scripts and may do nothing else; `body` is its content."""
    text = "\n" + script()
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    policy = f"default-src 'none'; script-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>cutlog</title>
<meta http-equiv="Content-Security-Policy" content="{policy}">
</head>
<body>{body}<script>{text}</script></body></html>
"""


class PageError(Exception):
    """What the page threw."""


class Browser:
    def __init__(self, html=None, *arguments):
        program = next(filter(None, map(shutil.which, NAMES)), None)
        if program is None:
            raise SystemExit("no chromium is installed: apt-get install chromium")
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="cutlog-page-"))
        read, self.output = os.pipe()
        self.input, write = os.pipe()
        home = self.folder / "home"
        home.mkdir()

        def take_ends():
            # The browser reads file 3 and writes file 4.
            ends = os.dup(read), os.dup(write)
            os.dup2(ends[0], 3)
            os.dup2(ends[1], 4)
        command = [program, "--headless=new", "--remote-debugging-pipe", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                   "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
                   f"--user-data-dir={self.folder / 'profile'}", *arguments, "about:blank"]
        self.process = subprocess.Popen(
            command, preexec_fn=take_ends, close_fds=False, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=(self.folder / "log").open("wb"), env={**os.environ, "HOME": str(home)})
        os.close(read)
        os.close(write)
        self.buffer, self.number, self.session, self.complaints, self.requests = b"", 0, None, [], []
        target = self.send("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Runtime", "Page", "Network", "Log"):
            self.send(f"{domain}.enable")
        self.open(html or page())

    def before(self, script):
        """Lets a script run in every page that is opened from now on, before the page's own."""
        self.send("Page.addScriptToEvaluateOnNewDocument", source=script)

    def choose(self, selector, paths):
        """Chooses files in a file field."""
        root = self.send("DOM.getDocument")["root"]["nodeId"]
        node = self.send("DOM.querySelector", nodeId=root, selector=selector)["nodeId"]
        self.send("DOM.setFileInputFiles", nodeId=node, files=[str(path) for path in paths])

    def press(self, key, code=None):
        """Presses a key: a letter, or `Tab`, `ArrowRight` and the like by their names and codes."""
        codes = {"Tab": 9, "Enter": 13, " ": 32, "PageUp": 33, "PageDown": 34, "End": 35, "Home": 36, "ArrowLeft": 37, "ArrowRight": 39}
        number = codes.get(key, ord(key.upper()) if len(key) == 1 else 0)
        text = {"text": key} if len(key) == 1 else {"text": "\r"} if key == "Enter" else {}
        self.send("Input.dispatchKeyEvent", type="keyDown", key=key, code=code or key, windowsVirtualKeyCode=number, **text)
        self.send("Input.dispatchKeyEvent", type="keyUp", key=key, code=code or key, windowsVirtualKeyCode=number)

    def look(self, width=1280, height=900, scheme="light", media=""):
        """Sets the window's size in CSS pixels, the reader's colour scheme and the medium."""
        self.send("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        self.send("Emulation.setEmulatedMedia", media=media, features=[{"name": "prefers-color-scheme", "value": scheme}])

    def open(self, html, fragment=None):
        """Opens another page, at a fragment or not, and gives how long that took until it was loaded, in seconds."""
        (self.folder / "page.html").write_text(html)
        self.loaded, started = False, time.monotonic()
        # With another fragment alone the browser would stay in the page that it shows.
        self.send("Page.navigate", url=(self.folder / "page.html").as_uri() + (f"?{self.number}#{fragment}" if fragment else ""))
        while not self.loaded:
            self.take(self.receive())
        return time.monotonic() - started

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        os.close(self.input)
        os.close(self.output)
        shutil.rmtree(self.folder, ignore_errors=True)

    def receive(self, seconds=300):
        end = time.monotonic() + seconds
        while b"\0" not in self.buffer:
            ready = select.select([self.input], [], [], max(0, end - time.monotonic()))[0]
            data = os.read(self.input, 1 << 20) if ready else b""
            if not data:
                raise SystemExit("the browser " + ("ended" if ready else "doesn't answer") + ":\n" + (self.folder / "log").read_text()[-2000:])
            self.buffer += data
        message, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(message)

    def take(self, message):
        """Takes notice of what happens in the page."""
        method, params = message.get("method"), message.get("params", {})
        if method == "Page.loadEventFired":
            self.loaded = True
        elif method == "Network.requestWillBeSent":
            self.requests.append(params["request"]["url"])
        elif method == "Runtime.consoleAPICalled":
            self.complaints.append(f"console: {[argument.get('value', argument.get('description')) for argument in params['args']]}")
        elif method == "Runtime.exceptionThrown":
            self.complaints.append(f"exception: {params['exceptionDetails']}")
        elif method == "Log.entryAdded":
            self.complaints.append(f"log: {params['entry'].get('text')}")

    def send(self, method, **params):
        self.number += 1
        message = {"id": self.number, "method": method, "params": params, **({"sessionId": self.session} if self.session else {})}
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self.output, data):]
        while True:
            answer = self.receive()
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise PageError(f"{method}: {answer['error']}")
                return answer["result"]
            self.take(answer)

    def run(self, body, *arguments):
        """Calls an async function of the page with these arguments and gives what it returns."""
        names = ", ".join(f"a{number}" for number in range(len(arguments)))
        call = f"(async ({names}) => {{ {body} }})({', '.join(json.dumps(argument) for argument in arguments)})"
        answer = self.send("Runtime.evaluate", expression=call, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in answer:
            details = answer["exceptionDetails"]
            raise PageError(details.get("exception", {}).get("description", details.get("text")))
        return answer["result"].get("value")
