#!/usr/bin/env python3
"""Writes the corpus of tampered streams, Tests/Vectors/tamper/, from docs/stream-format.md and fixed keys.

    Tests/Vectors/make_corpus.py [FOLDER]

Each scenario is one file and one entry of corpus.json: what was done to the stream by whom, and what a verifier says.

    file, what        the stream, and what was done
    trust, held       what the reader has: a trust file, and a checkpoint for --at-least
    exit              the status of `cutlog verify FILE --trust TRUST [--at-least HELD]`
    verdict           with `container`, and `proved`, the size of the last seal that counts
    rule, index       the first thing wrong with the log or its container, and the line where that shows
    acts              each personal act: its line, its result, the rule that is named
    anchors           how many there are, and how many of these count
    judged            what is found about acts and anchors, acts first: rule, severity, and the line if it has one

Everything follows from the seeds and the clock below, so that the same bytes come out on every machine; nothing of
cutlog's own code is used. Time stamps of RFC 3161 are left out: making them again gives other bytes.
"""
import base64
import hashlib
import json
import pathlib
import struct
import sys
import zlib

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

HERE = pathlib.Path(__file__).resolve().parent
FOLDER = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "tamper"
ORIGIN = "example.com/corpus/p/20261122T215800Z-0001"


def b64(data):
    return base64.b64encode(data).decode()


def dump(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


class Key:
    """A named Ed25519 key (C2SP signed-note); its seed is the SHA-256 of a word."""

    def __init__(self, name, word, kind=1):
        self.name = name
        self.secret = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(word.encode()).digest())
        raw = self.secret.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.id = hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + raw).digest()[:4]
        self.vkey = f"{name}+{self.id.hex()}+{b64(bytes([kind]) + raw)}"

    def line(self, text):
        return f"— {self.name} {b64(self.id + self.secret.sign(text.encode()))}\n"


def octets(text):
    return text.encode() if isinstance(text, str) else text


def wire(*parts):
    """Strings of the SSH protocol: each with its length before it."""
    return b"".join(struct.pack(">I", len(part)) + part for part in map(octets, parts))


def armored(blob):
    text = b64(blob)
    lines = [text[at:at + 70] for at in range(0, len(text), 70)]
    return "\n".join(["-----BEGIN SSH SIGNATURE-----", *lines, "-----END SSH SIGNATURE-----", ""])


class Person:
    """Somebody with an SSH key, whose seed is the SHA-256 of a word."""

    kind = "ssh-ed25519"

    def __init__(self, name, word=None):
        self.name = name
        self.secret = Ed25519PrivateKey.from_private_bytes(hashlib.sha256((word or name).encode()).digest())
        self.raw = self.secret.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    @property
    def blob(self):
        return wire(self.kind, self.raw)

    def signature(self, message):
        return wire(self.kind, self.secret.sign(message))

    def sign(self, text, namespace="cutlog"):
        """An SSHSIG (OpenSSH PROTOCOL.sshsig) over a text."""
        message = b"SSHSIG" + wire(namespace, "", "sha512", hashlib.sha512(text.encode()).digest())
        return armored(b"SSHSIG" + struct.pack(">I", 1) + wire(self.blob, namespace, "", "sha512", self.signature(message)))

    def allowed(self, options=None):
        """A line of an allowed-signers file."""
        return " ".join([self.name, *([options] if options else []), self.kind, b64(self.blob)]) + "\n"


class TokenHolder(Person):
    """Somebody whose key is in a hardware token, which tells whether it was touched."""

    kind = "sk-ssh-ed25519@openssh.com"

    def __init__(self, name, flags=1):
        super().__init__(name)
        self.flags = flags

    @property
    def blob(self):
        return wire(self.kind, self.raw, "ssh:")

    def signature(self, message):
        state = struct.pack(">BI", self.flags, 7)
        digests = hashlib.sha256(b"ssh:").digest(), hashlib.sha256(message).digest()
        return wire(self.kind, self.secret.sign(digests[0] + state + digests[1])) + state


class OtherKind(Person):
    """Somebody whose key says that it is of a kind which isn't taken."""

    kind = "ssh-ed448"


def cosignature(text, witness, time):
    """The signature line of a cosignature, without LF."""
    message = f"cosignature/v1\ntime {time}\n{text}"
    return f"— {witness.name} {b64(witness.id + struct.pack('>Q', time) + witness.secret.sign(message.encode()))}"


def note(text, keys):
    return text + "\n" + "".join(key.line(text) for key in keys)


def leaf(line):
    return hashlib.sha256(b"\0" + line).digest()


def root(leaves):
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return hashlib.sha256(b"\1" + root(leaves[:split]) + root(leaves[split:])).digest()


IDENTITY = Key("example.com/corpus", "identity")
SUCCESSOR = Key("example.com/corpus-2", "successor")
STRANGER = Key("example.com/stranger", "stranger")
WITNESS = Key("witness.example/w1", "witness", kind=4)
ALICE, BOB, CAROL, DORA = (Person(f"{name}@example.com") for name in ("alice", "bob", "carol", "dora"))
MALLORY = Person("mallory@example.com")
TESS = TokenHolder("tess@example.com")

# For each act: the type of its event, what it is about, and which of that the event has in its data.
ACTS = {
    "approve": ("gate.approved", dict(gate="go-live"), ()),
    "reject": ("gate.rejected", dict(gate="go-live"), ()),
    "decide": ("decision.made", dict(gate="go-live", decision="go"), ("decision",)),
    "waive": ("check.waived", dict(check="smoke"), ("check",)),
    "impact.none": ("impact.none", dict(service="payments"), ()),
}


class Log:
    """A stream under construction. Every step can be told to do what a recorder never does."""

    def __init__(self, origin=ORIGIN, word="stream", salt_of_nonce="nonce"):
        self.origin, self.word = origin, word
        self.lines, self.roots = [], {}
        self.log = Key(origin, word + "/log")
        self.identity = IDENTITY
        self.epochs = [self.epoch(0)]
        self.seals = 0
        self.batch = 0
        self.own_lines = 0
        self.events = 0
        self.bridged = False
        self.nonce = hashlib.sha256(salt_of_nonce.encode()).hexdigest()[:32]

    def epoch(self, number, life=0):
        return Key(f"{self.origin}/epoch-{number}", f"{self.word}/epoch-{number}-{life}")

    @property
    def time(self):
        return f"2026-11-22T21:58:{self.batch:02d}.000000000Z"

    def put(self, line):
        self.lines.append(line)

    def own(self, kind, data, **envelope):
        members = dict(specversion="1.0", id=f"{kind.split('.')[-1]}-{len(self.lines)}", source=self.origin,
                       type="dev.cutlog." + kind, time=self.time, data=data)
        members.update(envelope)
        self.put(dump(members))
        self.own_lines += 1

    def event(self, ident, text="as it was", accepted=None, **attributes):
        line = dump(dict(specversion="1.0", id=ident, source="/corpus", type="dev.cutlog.note.added",
                         time="2026-11-22T21:57:59Z", **attributes, data=dict(text=text)))
        self.put(line[:-1] + f',"acceptedtime":"{accepted or self.time}"'.encode() + b"}")
        self.events += 1

    def act(self, ident, act="approve", by=ALICE, subject=None, said=None, seen=None, form=None, namespace="cutlog",
            text=None, signature=None, event=None, data=None):
        """An event that records a signed act.

        `said` and `form` change the statement before it is signed: its fields, and the whole. `text` and `signature`
        change what is recorded of the two, `event` and `data` the event's other members; None leaves one out.
        """
        kind, about, inside = ACTS[act]
        about = about if subject is None else subject
        size = max(self.roots) if seen is None else seen
        time = f"2026-11-22T21:58:{self.batch:02d}Z"
        fields = dict(origin=self.origin, act=act, **about, plan=self.document, size=size,
                      root=self.roots[size].split("\n")[2] if size in self.roots else b64(bytes(32)),
                      principal=by.name, time=time, comment="as planned")
        fields.update(said or {})
        fields["comment"] = dump(fields["comment"]).decode()
        statement = "cutlog/act/v1\n" + "".join(f"{name} {value}\n" for name, value in fields.items())
        statement = form(statement) if form else statement
        armor = by.sign(statement, namespace)
        content = dict({name: about[name] for name in inside if name in about}, comment="as planned",
                       statement=text(statement) if text else statement, signature=signature(armor) if signature else armor)
        content.update(data or {})
        members = dict(specversion="1.0", id=ident, source="/corpus", type="dev.cutlog." + kind, time=time, actor=by.name,
                       **{name: value for name, value in about.items() if name not in inside})
        members.update(event or {})
        members["data"] = {name: value for name, value in content.items() if value is not None}
        line = dump({name: value for name, value in members.items() if value is not None})
        self.put(line[:-1] + f',"acceptedtime":"{self.time}"'.encode() + b"}")
        self.events += 1

    def attach(self, name, content, size=30_000, sha256=None, kind="text/plain"):
        digest = sha256 or hashlib.sha256(content.encode()).hexdigest()
        parts = [content[at:at + size] for at in range(0, len(content), size)] or [""]
        for number, part in enumerate(parts, 1):
            self.own("document.attached", dict(
                name=name, mediaType=kind, sha256=digest, size=len(content), part=number, parts=len(parts),
                encoding="utf-8", content=part))
        return digest

    def plan(self, kind, version, document, **more):
        self.document = document
        self.own(kind, dict(plan="p", version=version, document=document, tasks=hashlib.sha256(b"[]").hexdigest(),
                            **more))

    def announce(self, key=None, own=None):
        key = key or self.epoch(self.seals + 1)
        self.own("key.announced", dict(vkey=key.vkey, own=own if own is not None else self.own_lines + 1))
        self.epochs.append(key)

    def text(self, size=None, digest=None, origin=None):
        return f"{origin or self.origin}\n{len(self.lines) if size is None else size}\n{b64(digest or root([leaf(l) for l in self.lines]))}\n"

    def seal(self, keys=None, text=None, identity=False, **more):
        if keys is None:
            keys = [self.log, self.epochs[self.seals]]
            if identity or self.seals == 0 or self.bridged:
                keys.append(self.identity)
        text = text or self.text()
        self.roots[len(self.lines)] = text
        self.own("seal", dict(checkpoint=note(text, keys), **more))
        self.seals += 1
        self.batch += 1
        self.own_lines = 0
        self.bridged = False

    def open(self, **more):
        plan = '{"plan":"p","version":1,"tasks":[]}'
        data = dict(origin=self.origin, run=self.origin, kind="live", format=dict(read=1, write=1),
                    identity=self.identity.vkey, log=self.log.vkey, epoch=self.epochs[0].vkey, nonce=self.nonce)
        data.update(more)
        self.own("stream.opened", data)
        self.plan("plan.adopted", 1, self.attach("plan.json", plan, kind="application/json"))
        self.announce()
        self.seal()

    def end(self):
        """The end of an ordinary batch."""
        self.announce()
        self.seal()

    def torn(self):
        size = len(self.lines) - 1
        self.own("stream.recovered", dict(cause="torn", size=size, root=self.roots[size].split("\n")[2], bytes=3,
                                          sha256=hashlib.sha256(b"end").hexdigest()))

    def bridge(self):
        size = len(self.lines) - 1
        self.log = Key(self.origin, self.word + "/log-2")
        fresh = self.epoch(self.seals, life=1)
        self.epochs[self.seals] = fresh
        self.own("stream.recovered", dict(cause="state-lost", size=size, root=self.roots[size].split("\n")[2], bytes=0,
                                          sha256=hashlib.sha256(b"").hexdigest(), log=self.log.vkey, epoch=fresh.vkey))
        self.bridged = True

    def rotate(self, old=None, new=SUCCESSOR, signers=None):
        old = old or self.identity
        text = f"cutlog/identity/v1\n{self.origin}\nrotated\n{old.vkey}\n{new.vkey}\n"
        self.own("identity.rotated", dict(vkey=new.vkey, note=note(text, signers or [old, new])))
        self.identity = new

    def compromise(self, key, since, signers=None):
        text = f"cutlog/identity/v1\n{self.origin}\ncompromised\n{key.vkey}\n{since}\n"
        self.own("identity.compromised", dict(vkey=key.vkey, since=since, note=note(text, signers or [self.identity])))

    def cosign(self, size, text=None, witness=WITNESS, time=1795384684, change=None):
        line = cosignature(text or self.roots[size], witness, time)
        self.own("anchor", dict(size=size, kind="cosignature", value=change(line) if change else line))

    def close(self, events=None, identity=True, own=1):
        self.own("stream.closed", dict(events=self.events if events is None else events, identity=identity, own=own))
        self.seal(identity=identity)

    def plain(self):
        return b"".join(line + b"\n" for line in self.lines)


def whole(change=None, stop=None):
    """The stream of every kind of line; `change` gets a chance before each batch is ended, by name."""
    log = Log()

    def step(name):
        if change:
            change(log, name)
        return stop == name

    log.open()
    for ident in ("e1", "e2", "e3"):
        log.event(ident)
    if step("events"):
        return log
    log.end()
    digest = log.attach("notes.txt", "line of the notes\n" * 4, size=36)
    document = log.attach("plan-2.json", '{"plan":"p","version":2,"tasks":[]}', kind="application/json")
    log.plan("plan.revised", 2, document, reason="later")
    log.own("input.refused", dict(sha256=hashlib.sha256(b"{").hexdigest(), bytes=1, line=7, reason="no object"))
    log.event("e4", text=digest)
    if step("documents"):
        return log
    log.end()
    log.torn()
    log.event("e5")
    if step("torn"):
        return log
    log.end()
    log.cosign(21)
    log.rotate()
    log.event("e6")
    if step("keys"):
        return log
    log.end()
    log.compromise(IDENTITY, since=27)
    log.event("e7")
    if step("compromise"):
        return log
    log.end()
    log.bridge()
    if step("bridge"):
        return log
    log.end()
    if step("closing"):
        return log
    log.close()
    return log


HEAD = b"\x1f\x8b\x08\x04\0\0\0\0\0\xff\x06\0BC\x02\0"
END = bytes.fromhex("1f8b08040000000000ff0600424302001b0003000000000000000000")


def block(lines, more=0, head=HEAD):
    """A block whose deflate stream is stored as it is, so that no library's choice shows in the bytes."""
    body = b"\x01" + struct.pack("<HH", len(lines), len(lines) ^ 0xFFFF) + lines
    return head + struct.pack("<H", 18 + len(body) + 8 - 1 + more) + body + struct.pack("<II", zlib.crc32(lines), len(lines))


def blocks(log):
    """One block a batch."""
    out, batch = [], b""
    for line in log.lines:
        batch += line + b"\n"
        if b'"type":"dev.cutlog.seal"' in line and log.origin.encode() in line:
            out.append(block(batch))
            batch = b""
    return out + ([block(batch)] if batch else [])


SCENARIOS = []


def scenario(name, what, content, verdict, rule=None, index=None, proved=None, container="re-encoded", trust="trust",
             acts=None, findings=(), status=None, **more):
    """Writes one file. `proved` is the size of the last seal that counts; `index` where the first broken rule points.

    `acts` are (index, result[, rule]), `findings` on anchors (rule, index[, severity]).
    """
    if isinstance(content, Log):
        content = content.plain()
    elif isinstance(content, list):
        content = b"".join(line + b"\n" for line in content)
    file = name + (".jsonl.gz" if content[:2] == b"\x1f\x8b" else ".jsonl")
    (FOLDER / file).write_bytes(content)
    judged = [dict(rule=act[2], index=act[0], severity="error" if act[1] == "invalid" else "note")
              for act in acts or () if len(act) > 2]
    judged += [{name: value for name, value in zip(("rule", "index", "severity"), (*finding, "error")) if value is not None}
               for finding in findings]
    if status is None:
        fails = verdict in ("tampered", "rolled-back") or container == "damaged"
        fails = fails or any(finding["severity"] == "error" for finding in judged)
        asks = any(act[1] == "not-allowed" for act in acts or ())
        status = 2 if verdict == "unreadable" else 1 if fails else 3 if asks else 0
    entry = dict(file=file, what=what, trust=trust, exit=status, verdict=verdict, container=container)
    if rule:
        entry["rule"] = rule
    if index is not None:
        entry["index"] = index
    if proved is not None:
        entry["proved"] = proved
    if acts is not None:
        entry["acts"] = [dict(zip(("index", "result", "rule"), act)) for act in acts]
    if judged:
        entry["judged"] = judged
    entry.update(more)
    SCENARIOS.append(entry)


def changed(lines, place, old, new):
    assert old in lines[place], (place, old, lines[place])
    return lines[:place] + [lines[place].replace(old, new, 1)] + lines[place + 1:]


def swapped(lines, first, second):
    lines = list(lines)
    lines[first], lines[second] = lines[second], lines[first]
    return lines


def stub(lines, place, reason):
    """The line that stands in for a withheld one."""
    return dump(dict(specversion="1.0", id=f"withheld-{place}", source=ORIGIN, type="dev.cutlog.withheld",
                     time=json.loads(lines[0])["time"], data=dict(index=place, leaf=b64(leaf(lines[place])), reason=reason)))


def checkpoint(name, text, keys):
    (FOLDER / name).write_text(note(text, keys), encoding="utf-8")
    return name


def flipped(line, place):
    """A signature line with one bit of its bytes changed."""
    head, _, text = line.rpartition(" ")
    data = bytearray(base64.b64decode(text))
    data[place] ^= 1
    return f"{head} {b64(bytes(data))}"


def clock(batch):
    """The second of a batch, counted from 1970."""
    return 1795384680 + batch


def anchors():
    """Anchors, to a reader who trusts the witness. Seal 1 has size 4, the anchor is line 5, or 8 behind seal 2."""

    def anchored(name, what, change, *findings, present=1, trusted=0, beside=None, verdict="closed", **more):
        log = Log()
        log.open()
        change(log)
        log.event("last")
        log.end()
        log.close()
        size = len(log.lines) - 1
        if beside:
            text, lines = beside(log)
            keys = log.log, log.epochs[log.seals - 1], log.identity
            (FOLDER / f"{name}.jsonl.checkpoint").write_text(note(text, keys) + lines, encoding="utf-8")
        more.setdefault("proved", size)
        if verdict == "closed":
            more["anchors"] = dict(present=present, trusted=trusted)
        scenario(name, what, log, verdict, findings=findings, **more)

    def one(name, what, *findings, trusted=0, time=clock(1), size=4, **arguments):
        anchored(name, what, lambda log: log.cosign(size, time=time, **arguments), *findings, trusted=trusted)

    one("anchor", "a cosignature of the witness over the seal before", trusted=1)
    one("anchor-in-the-second-of-the-seal", "the witness's clock gives the second of the seal", trusted=1, time=clock(0))
    one("anchor-over-wrong-checkpoint", "a cosignature is over another root than that of the seal it names",
        ("anchor.signature", 5), text=f"{ORIGIN}\n4\n{b64(bytes(32))}\n")
    one("anchor-of-another-stream", "a cosignature is over the checkpoint of another stream", ("anchor.signature", 5),
        text=f"example.com/other\n4\n{b64(bytes(32))}\n")
    one("anchor-over-no-seal", "a cosignature names a size at which there is no seal", ("anchor.checkpoint", 5), size=3,
        text=f"{ORIGIN}\n3\n{b64(bytes(32))}\n")
    one("anchor-over-later-seal", "a cosignature names the seal of its own batch, which comes later", ("anchor.checkpoint", 5),
        size=8, text=f"{ORIGIN}\n8\n{b64(bytes(32))}\n")
    one("anchor-signature-altered", "one bit of a cosignature", ("anchor.signature", 5), change=lambda line: flipped(line, 40))
    one("anchor-time-altered", "one bit of the time in a cosignature", ("anchor.signature", 5),
        change=lambda line: flipped(line, 11))
    one("anchor-without-time", "the witness's name under a plain signature, as of a log", ("anchor.signature", 5),
        change=lambda line: Key(WITNESS.name, "witness", kind=4).line(f"{ORIGIN}\n4\n").rstrip("\n"))
    one("anchor-with-line-end", "a cosignature with its LF", ("anchor.signature", 5), change=lambda line: line + "\n")
    one("anchor-by-stranger", "a cosignature of a witness whom the reader doesn't trust", ("anchor.untrusted", 5, "note"),
        witness=Key("witness.example/w2", "another witness", kind=4))
    one("anchor-by-impostor", "a cosignature in the name of the witness by another key", ("anchor.untrusted", 5, "note"),
        witness=Key(WITNESS.name, "impostor", kind=4))
    impostor = Key(WITNESS.name, "impostor", kind=4)
    impostor.id = WITNESS.id
    one("anchor-by-impostor-with-key-id", "the same, with the key id of the witness", ("anchor.signature", 5), witness=impostor)
    one("anchor-after-acceptance", "events are said to be accepted before the anchor that stands above them",
        ("anchor.time", 5), trusted=1, time=clock(2))
    one("anchor-before-acceptance", "lines are said to be accepted after the anchor that covers them", ("anchor.time", 0),
        trusted=1, time=clock(0) - 1)

    def later(time, size=7):
        def change(log):
            log.event("e1")
            log.end()
            log.cosign(size, time=time)
        return change
    anchored("anchor-before-second-batch", "of two batches that an anchor covers it contradicts the second",
             later(clock(0)), ("anchor.time", 5), trusted=1)
    anchored("anchor-over-earlier-seal", "an anchor is over the seal before the last", later(clock(1), size=4), trusted=1)

    def both(log):
        log.cosign(4, time=clock(1), witness=Key("witness.example/w2", "another witness", kind=4))
        log.cosign(4, time=clock(1))
        log.cosign(4, time=clock(3))
    anchored("anchors-of-several", "a stranger's anchor, one that holds, and one with a later time than its batch", both,
             ("anchor.untrusted", 5, "note"), ("anchor.time", 7), present=3, trusted=2)
    anchored("anchor-time-stamp-nonsense", "an anchor calls a time stamp what is none",
             lambda log: log.own("anchor", dict(size=4, kind="rfc3161", value=b64(b"no token"))), ("anchor.signature", 5))
    anchored("anchor-of-unknown-kind", "an anchor of a kind that format 1 doesn't have",
             lambda log: log.own("anchor", dict(size=4, kind="notary", value="x")), verdict="tampered", rule="line.recorder",
             index=5, proved=4)

    # Beside the closed stream, over its closing checkpoint.
    def nothing(log):
        pass

    def closing(time=clock(3), text=None, change=lambda line: line):
        def files(log):
            own = log.roots[len(log.lines) - 1]
            return text or own, change(cosignature(text or own, WITNESS, time)) + "\n"
        return files
    anchored("anchor-beside", "the witness's cosignature lies beside the closed stream", nothing, trusted=1, beside=closing())
    anchored("anchor-beside-altered", "one bit of the cosignature beside", nothing, ("anchor.signature", None, "note"),
             beside=closing(change=lambda line: flipped(line, 40)))
    anchored("anchor-beside-before-closing", "the witness saw the closing checkpoint before the last two batches were accepted",
             nothing, ("anchor.time", 5), trusted=1, beside=closing(time=clock(0)))
    anchored("anchor-beside-over-another-checkpoint", "what the witness cosigned beside is another checkpoint of that size", nothing,
             ("anchor.checkpoint", None, "note"), present=0,
             beside=closing(text=f"{ORIGIN}\n9\n{b64(bytes(32))}\n"))


def unarmored(armor):
    return base64.b64decode("".join(armor.split("\n")[1:-2]))


def rearmored(armor, place):
    """An armor with one bit of its bytes changed."""
    data = bytearray(unarmored(armor))
    data[place] ^= 1
    return armored(bytes(data))


def acts():
    """Acts of persons. Seal 1 has size 4, the act is line 5."""

    def acted(name, what, change, *found, trust="acts.trust", finish=None, **more):
        log = Log()
        log.open()
        change(log)
        log.end()
        if finish:
            content = finish(log)
        else:
            log.close()
            content = log
            more.setdefault("verdict", "closed")
            more.setdefault("proved", len(log.lines) - 1)
        scenario(name, what, content, trust=trust, acts=found if more["verdict"] in ("closed", "open") else None, **more)

    def one(name, what, result, rule=None, trust="acts.trust", **arguments):
        acted(name, what, lambda log: log.act("a1", **arguments), (5, result, rule) if rule else (5, result), trust=trust)

    def every(log):
        for act in ACTS:
            log.act(f"a-{act}", act=act)
        log.act("a-alone", act="decide", subject=dict(decision="hold"))
        log.act("a-bob", by=BOB)
        log.act("a-tess", by=TESS)
        log.act("a-deputy", said=dict(comment=""), event=dict(actor="night-bot", onbehalfof=ALICE.name),
                data=dict(comment=None))
        log.act("a-zone", act="reject", said=dict(comment="é"), event=dict(time="2026-11-22T22:58:01+01:00"),
                data=dict(comment=None, reason="é"))
    acted("act", "acts of every kind, signed by persons whom the reader's list allows", every,
          *((index, "valid") for index in range(5, 15)))
    one("act-without-list", "a signed act, to a reader who has no list of signers", "signed", trust="trust")
    one("act-unsigned", "an act that nobody has signed", "unsigned", data=dict(statement=None, signature=None))
    one("act-without-signature", "the signature under a statement is gone", "unsigned", "signature.missing",
        data=dict(signature=None))
    one("act-without-statement", "the statement over a signature is gone", "invalid", "statement.missing",
        data=dict(statement=None))

    def escaped(log):
        log.act("a1", event=dict(gate="point-of-no-return"))
        log.lines[-1] = log.lines[-1].replace(b"gate.approved", b"gate.\\u0061pproved")

    # Whoever records the act changes what the person signed, or presents it as something else.
    one("act-edited", "the statement was edited after it was signed", "invalid", "signature.invalid",
        text=lambda text: text.replace("as planned", "at any time"), data=dict(comment="at any time"))
    one("act-edited-gate", "the statement was edited to another gate, and the event is of that", "invalid",
        "signature.invalid", text=lambda text: text.replace("gate go-live", "gate point-of-no-return"), event=dict(gate="point-of-no-return"))
    one("act-signature-altered", "one bit of the signature", "invalid", "signature.invalid",
        signature=lambda armor: rearmored(armor, -1))
    one("act-key-exchanged", "the signature names another person's key", "invalid", "signature.invalid",
        signature=lambda armor: armored(unarmored(armor).replace(ALICE.blob, BOB.blob)))
    one("act-for-another-gate", "the event is about another gate than the statement", "invalid", "statement.subject",
        event=dict(gate="point-of-no-return"))
    one("act-another-decision", "the event records another decision than was signed", "invalid", "statement.subject",
        act="decide", data=dict(decision="no-go"))
    one("act-decision-moved-to-a-gate", "a decision that was signed without a gate is recorded at one", "invalid",
        "statement.subject", act="decide", subject=dict(decision="go"), event=dict(gate="go-live"))
    one("act-turned-round", "a statement that rejects is recorded as an approval", "invalid", "statement.act", act="reject",
        event=dict(type="dev.cutlog.gate.approved"))
    acted("act-type-escaped", "the event's type is written with an escape, and its gate is another", escaped,
          (5, "invalid", "statement.subject"))
    one("act-of-another-person", "the event names another person than the statement", "invalid", "statement.principal",
        event=dict(actor=BOB.name))
    one("act-of-nobody", "the event names nobody", "invalid", "statement.principal", event=dict(actor=None))
    one("act-at-another-time", "the event has another time than the statement", "invalid", "statement.time",
        event=dict(time="2026-11-22T21:58:00Z"))
    one("act-with-another-comment", "the event has another comment than the statement", "invalid", "statement.comment",
        data=dict(comment="at any time"))
    one("act-with-another-reason", "the event has no comment, but a reason that isn't the statement's comment", "invalid",
        "statement.comment", data=dict(comment=None, reason="at any time"))

    def twice(log):
        log.act("a1")
        log.act("a2")
    acted("act-replayed", "a statement is recorded a second time", twice, (5, "valid"), (6, "invalid", "statement.replayed"))

    def later(log):
        log.act("a1")
        log.end()
        signed = json.loads(log.lines[5])["data"]
        log.act("a2", data=signed, event=dict(time="2026-11-22T21:58:01Z"))
    acted("act-replayed-later", "a statement is recorded again behind a later seal", later, (5, "valid"),
          (8, "invalid", "statement.replayed"))

    def second_try(log):
        log.act("a1", event=dict(gate="point-of-no-return"))
        log.act("a2")
    acted("act-after-a-broken-one", "a statement recorded for another gate, and then for its own", second_try,
          (5, "invalid", "statement.subject"), (6, "valid"))

    # A statement about something else than this stream, and what is in force in it.
    one("act-of-another-stream", "the statement is about another stream", "invalid", "statement.origin",
        said=dict(origin="example.com/other"))
    one("act-seen-at-no-seal", "the size seen is that of no seal", "invalid", "statement.seen", seen=3)
    one("act-seen-ahead", "the size seen is that of the seal to come", "invalid", "statement.seen", seen=7)
    one("act-seen-another-root", "the root seen is another than the seal's: of another copy of the stream", "invalid",
        "statement.seen", said=dict(root=b64(bytes(32))))
    one("act-for-another-plan", "the plan signed for is none of the stream's", "invalid", "statement.plan",
        said=dict(plan="1" * 64))

    def revise(log):
        document = log.attach("plan-2.json", '{"plan":"p","version":2,"tasks":[]}', kind="application/json")
        log.plan("plan.revised", 2, document, reason="later")
        log.end()
    first = hashlib.sha256(b'{"plan":"p","version":1,"tasks":[]}').hexdigest()

    def signed_before(log):
        revise(log)
        log.act("a1", seen=4, said=dict(plan=first))
    acted("act-for-the-plan-before", "the plan was revised between what was seen and the act", signed_before,
          (9, "outdated", "statement.outdated"))

    def signed_since(log):
        revise(log)
        log.act("a1", seen=4)
    acted("act-for-a-plan-since", "the statement names the plan that was revised since the seal seen", signed_since, (9, "valid"))

    def signed_behind(log):
        revise(log)
        log.act("a1", said=dict(plan=first))
    acted("act-for-a-plan-given-up", "the plan was no more in force at the seal seen", signed_behind,
          (9, "invalid", "statement.plan"))

    # What isn't in its form.
    for name, what, form in (
        ("with-more", "a line more in the statement", lambda text: text + "more x\n"),
        ("reordered", "two lines of the statement in the other order", lambda text: "".join(swapped(text.splitlines(True), 1, 2))),
        ("with-returns", "the statement has CR LF", lambda text: text.replace("\n", "\r\n")),
        ("unended", "the statement lacks its last LF", lambda text: text[:-1]),
        ("size-padded", "the size seen is written with a zero before it", lambda text: text.replace("size 4", "size 04")),
        ("comment-escaped", "the comment has an escape that it doesn't need", lambda text: text.replace("as pl", "\\u0061s pl")),
    ):
        one(f"act-statement-{name}", f"{what}, signed so", "invalid", "statement.form", form=form)
    one("act-of-another-namespace", "the signature was made for something else", "invalid", "signature.namespace",
        namespace="git")
    one("act-signature-without-end", "the armor of the signature is cut", "invalid", "signature.form",
        signature=lambda armor: armor[:-30])
    one("act-signature-with-more", "bytes stand behind the signature", "invalid", "signature.form",
        signature=lambda armor: armored(unarmored(armor) + b"\0"))
    one("act-key-of-another-kind", "the signature is by a key of a kind that isn't taken", "invalid", "signature.key",
        by=OtherKind("otto@example.com"))
    one("act-token-untouched", "a hardware token signed without a touch", "invalid", "signature.presence",
        by=TokenHolder(TESS.name, flags=0))

    # A statement that holds, by a key that the list doesn't allow.
    one("act-by-unknown-key", "the key is not in the list", "not-allowed", "signature.unknown-key", by=MALLORY)
    one("act-by-impostor", "a key that is not in the list signs under a name that is", "not-allowed",
        "signature.unknown-key", by=Person(ALICE.name, word="impostor"))
    one("act-under-another-name", "a key of the list signs under another's name", "not-allowed",
        "signature.other-principal", by=Person(BOB.name, word=ALICE.name))
    one("act-by-key-for-another-purpose", "the list has the key for another purpose", "not-allowed",
        "signature.other-namespace", by=DORA)
    one("act-by-expired-key", "the key had expired by then", "not-allowed", "signature.not-then", by=CAROL)
    one("act-dated-back", "the act is dated before its key expired, and was accepted after", "not-allowed",
        "signature.not-then", by=CAROL, said=dict(time="2026-11-22T21:58:00Z"), event=dict(time="2026-11-22T21:58:00Z"))

    def mixed(log):
        log.act("a1", by=MALLORY)
        log.act("a2", event=dict(gate="point-of-no-return"))
        log.act("a3")
    acted("acts-of-several", "a key that isn't allowed, a statement for another gate, and an act that holds", mixed,
          (5, "not-allowed", "signature.unknown-key"), (6, "invalid", "statement.subject"), (7, "valid"))

    # What is judged at all.
    def approve(log):
        log.act("a1")

    def tail(log):
        log.act("a2", event=dict(gate="point-of-no-return"))
        return log
    acted("act-in-the-tail", "behind the last seal stands an act, which is no evidence", approve, (5, "valid"), finish=tail,
          verdict="open", proved=7, tail=1)

    def edit(log):
        log.close()
        return changed(log.lines, 5, b"gate.approved", b"gate.rejected")
    acted("act-line-edited", "an approval is turned into a rejection in the file", approve, finish=edit, verdict="tampered",
          rule="seal.root", index=7, proved=4)

    def withhold(log):
        log.close()
        return log.lines[:5] + [stub(log.lines, 5, "personal-data")] + log.lines[6:]
    acted("act-withheld", "an act is withheld: there is nothing to judge", approve, finish=withhold, verdict="closed", proved=9,
          withheld=[5])


def main():
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.iterdir():
        old.unlink()
    good = whole()
    lines = good.lines
    pinned = f"identity {IDENTITY.vkey}\nwitness w1 {WITNESS.vkey}\n"
    (FOLDER / "trust").write_text(pinned)
    (FOLDER / "acts.trust").write_text(pinned + "allowed-signers signers\n")
    (FOLDER / "witness.trust").write_text(f"witness w1 {WITNESS.vkey}\n")
    (FOLDER / "signers").write_text(
        "# Who may sign acts, for what and until when.\n" + ALICE.allowed('namespaces="cutlog"') + BOB.allowed()
        + CAROL.allowed('valid-before="20261122215800Z"') + DORA.allowed('namespaces="git"') + TESS.allowed())
    size = len(lines) - 1
    scenario("untouched", "every kind of line, as recorded", good, "closed", proved=size)
    scenario("signer-unknown", "the same, to a reader who hasn't pinned its identity", good, "closed", proved=size,
             trust="witness.trust", status=3)
    scenario("untouched-open", "the same before it was closed", whole(stop="closing").lines, "open", proved=33)

    # Whoever has the file and no key.
    scenario("line-edited", "a word of an event is another", changed(lines, 6, b"as it was", b"as it is!"),
             "tampered", "seal.root", 9, 4)
    scenario("line-dropped", "an event is gone", lines[:6] + lines[7:], "tampered", "line.recorder", 7, 4)
    scenario("line-inserted", "an event more", lines[:6] + [lines[5].replace(b'"e1"', b'"e9"')] + lines[6:],
             "tampered", "line.recorder", 9, 4)
    scenario("line-duplicated", "an event twice", lines[:6] + lines[5:], "tampered", "line.recorder", 9, 4)
    scenario("line-swapped", "two events in the other order", swapped(lines, 5, 6), "tampered", "seal.root", 9, 4)
    scenario("line-unreadable", "an event is no longer JSON", changed(lines, 6, b'"data"', b'"data'), "tampered",
             "line.grammar", 6, 4)
    scenario("event-without-acceptedtime", "the recorder's time is gone from an event",
             changed(lines, 6, b',"acceptedtime":"2026-11-22T21:58:01.000000000Z"', b""), "tampered", "line.accepted", 6, 4)
    scenario("event-of-reserved-type", "an event has a type of the recorder",
             changed(lines, 6, b"dev.cutlog.note.added", b"dev.cutlog.anchor"), "tampered", "line.reserved", 6, 4)
    scenario("event-accepted-later", "an event's `acceptedtime` is not its batch's",
             changed(lines, 6, b'"acceptedtime":"2026-11-22T21:58:01', b'"acceptedtime":"2026-11-22T21:58:02'), "tampered",
             "batch.accepted", 9, 4)
    scenario("document-part-missing", "a part of a document is gone", lines[:11] + lines[12:], "tampered",
             "line.recorder", 11, 9)
    scenario("document-parts-swapped", "two parts of a document in the other order", swapped(lines, 10, 11), "tampered",
             "line.recorder", 10, 9)
    scenario("old-seal-copied", "seal 2 stands again in the place of seal 3",
             lines[:17] + [lines[9]] + lines[18:], "tampered", "seal.form", 17, 9)
    scenario("seal-extra-member", "a seal has one member more",
             changed(lines, 9, b'"checkpoint":', b'"more":1,"checkpoint":'), "tampered", "seal.form", 9, 4)
    scenario("seal-dropped", "a seal is gone", lines[:9] + lines[10:], "tampered", "seal.missing", 9, 4)
    scenario("closed-and-continued", "a batch stands behind the closing seal", lines + lines[5:10], "tampered",
             "stream.trailing", size + 1, size)
    scenario("unsealed-lines", "lines that no seal covers stand at the end",
             whole(stop="closing").lines + [lines[5]], "open", proved=33, tail=1)
    withheld = stub(lines, 6, "personal-data")
    scenario("stub", "an event is withheld, which anybody may do", lines[:6] + [withheld] + lines[7:], "closed", proved=size,
             withheld=[6])
    scenario("stub-with-wrong-leaf", "a stub states another leaf than the line had",
             lines[:6] + [withheld.replace(b64(leaf(lines[6])).encode(), b64(leaf(lines[5])).encode())] + lines[7:], "tampered", "seal.root", 9, 4)
    for place, word, verdict, rule, index, proved in (
        (2, "adopted", "unreadable", "stream.unreadable", None, None),
        (14, "refused", "tampered", "batch.own", 17, 9),
        (23, "rotated", "tampered", "batch.own", 26, 21),
    ):
        scenario(f"stub-for-{word}", f"a stub stands in for the recorder's `{word}` line",
                 lines[:place] + [stub(lines, place, "legal")] + lines[place + 1:], verdict, rule, index, proved)
    scenario("truncated-at-a-seal", "the file ends with an earlier seal: what it holds is proved, only somebody who has a checkpoint sees it",
             lines[:18], "open", proved=17)
    scenario("rolled-back", "the same, to a reader who holds a later checkpoint", lines[:18], "rolled-back",
             "checkpoint.rolled-back", 17, 17,
             held=checkpoint("later.checkpoint", good.roots[21], [Key(ORIGIN, "stream/log"), good.epochs[3]]))

    # Whoever has some of the keys.
    other = Log(word="fork", salt_of_nonce="nonce")
    other.log, other.epochs = Key(ORIGIN, "stream/log"), [other.epoch(0)]
    other.open()
    other.event("e1", text="another story")
    other.end()
    scenario("forked", "the operator shows another stream of the same origin and log key", other, "tampered", "checkpoint.fork",
             7, 7, held=checkpoint("fork.checkpoint", good.roots[9].replace("\n9\n", "\n7\n"), [Key(ORIGIN, "stream/log")]))

    def resealed(name, what, keys, rule, text=None, **more):
        def change(log, step):
            if step == "events":
                log.announce()
                log.seal(keys=keys(log), text=text and text(log), **more)
        log = Log()
        log.open()
        for ident in ("e1", "e2", "e3"):
            log.event(ident)
        change(log, "events")
        log.event("e4")
        log.end()
        log.close()
        scenario(name, what, log, "tampered", rule, 9, 4)

    resealed("seal-by-log-key-only", "a seal lacks the epoch key's signature", lambda log: [log.log], "seal.signers")
    resealed("seal-by-old-epoch-key", "a seal is signed by the epoch key of the seal before",
             lambda log: [log.log, log.epochs[0]], "seal.signers")
    resealed("seal-by-stranger", "a seal is signed by a key of the right name that nobody announced",
             lambda log: [log.log, Key(f"{ORIGIN}/epoch-1", "somebody")], "seal.signers")
    resealed("seal-with-identity", "an ordinary seal is signed by the identity too",
             lambda log: [log.log, log.epochs[1], IDENTITY], "seal.signers")
    resealed("seal-of-another-stream", "a seal names another origin", lambda log: [log.log, log.epochs[1]], "seal.origin",
             text=lambda log: log.text(origin="example.com/other"))
    resealed("seal-of-another-size", "a seal states another size", lambda log: [log.log, log.epochs[1]], "seal.size",
             text=lambda log: log.text(size=8))
    resealed("seal-of-another-root", "a seal states another root", lambda log: [log.log, log.epochs[1]], "seal.root",
             text=lambda log: log.text(digest=bytes(32)))

    signature = lines[9].split(b"epoch-1 ")[1][:88]
    altered = bytearray(base64.b64decode(signature[:88]))
    altered[20] ^= 1
    scenario("seal-signature-altered", "one bit of a signature", changed(lines, 9, signature[:88], b64(bytes(altered)).encode()),
             "tampered", "seal.signature", 9, 4)

    def continued(name, what, batch, rule, index, verdict="tampered", proved=4, **more):
        log = Log()
        log.open()
        batch(log)
        if log.seals == 1:
            log.end()
        log.event("last")
        log.end()
        log.close()
        scenario(name, what, log, verdict, rule, index, proved, **more)

    def twice(log):
        log.event("e1")
        log.announce()
        log.announce(log.epoch(1, life=7))
        log.seal()
    continued("two-announcements", "a batch announces two keys", twice, "seal.missing", 7)

    def broken(log):
        log.event("e1")
        log.end()
        log.event("e2")
        log.epochs[2] = log.epoch(2, life=9)
        log.end()
    continued("epoch-chain-broken", "a seal is signed by another key than the batch before announced", broken, "seal.signers",
              10, proved=7)

    def announced_wrong(log):
        log.event("e1")
        log.announce(Key(f"{ORIGIN}/epoch-5", "stream/epoch-5-0"))
        log.seal()
    continued("epoch-name-skipped", "the announced key has the name of a later one", announced_wrong, "key.name", 7)

    def own_wrong(log):
        log.event("e1")
        log.announce(own=2)
        log.seal()
    continued("own-miscounted", "`own` counts other lines than there are", own_wrong, "batch.own", 7)

    def older(log):
        log.batch = 5
        log.event("e1")
        log.end()
        log.batch = 2
    continued("batch-older-than-the-last", "a batch has an earlier time than the one before it", older, "batch.time", 10,
              proved=7)

    def late_anchor(log):
        log.event("e1")
        log.cosign(4)
        log.end()
    continued("anchor-behind-events", "an anchor stands behind other lines of its batch", late_anchor, "batch.order", 6)

    def wrong_document(log):
        log.attach("notes.txt", "text", sha256="0" * 64)
        log.end()
    continued("document-digest-wrong", "a document is not the one that its lines name", wrong_document, "document.digest", 5)

    def unknown_plan(log):
        log.plan("plan.revised", 2, "1" * 64)
        log.end()
    continued("plan-without-document", "a plan names a document that is not attached", unknown_plan, "plan.document", 5)

    def opened_again(log):
        log.own("stream.opened", json.loads(log.lines[0])["data"])
        log.end()
    continued("opened-twice", "a second `stream.opened`", opened_again, "batch.order", 5)

    def adopted_again(log):
        log.plan("plan.adopted", 1, json.loads(log.lines[1])["data"]["sha256"])
        log.end()
    continued("adopted-later", "`plan.adopted` outside the opening", adopted_again, "batch.order", 5)

    def unfit_recovery(log):
        log.own("stream.recovered", dict(cause="torn", size=3, root=b64(bytes(32)), bytes=0,
                                         sha256=hashlib.sha256(b"").hexdigest()))
        log.end()
    continued("recovery-of-another-seal", "a recovery names another seal than the last", unfit_recovery, "recovery.seal", 5)

    def late_recovery(log):
        log.event("e1")
        log.own("stream.recovered", dict(cause="torn", size=4, root=log.roots[4].split("\n")[2], bytes=0,
                                         sha256=hashlib.sha256(b"").hexdigest()))
        log.end()
    continued("recovery-in-mid-batch", "a recovery is not the first line of its batch", late_recovery, "batch.order", 6)

    def unsigned_bridge(log):
        log.bridge()
        log.announce()
        log.seal(keys=[log.log, log.epochs[1]])
    continued("bridge-without-identity", "new keys that the identity has not signed", unsigned_bridge, "seal.signers", 7)

    def stranger_bridge(log):
        log.bridge()
        log.announce()
        log.seal(keys=[log.log, log.epochs[1], Key(IDENTITY.name, "somebody")])
    continued("bridge-by-stranger", "new keys signed by somebody under the identity's name", stranger_bridge, "seal.signers", 7)

    def stolen_rotation(log):
        log.rotate(signers=[STRANGER, SUCCESSOR])
        log.identity = IDENTITY
        log.end()
    continued("rotation-not-by-the-identity", "a rotation lacks the old identity's signature", stolen_rotation,
              "identity.rotated", 5)

    def stolen_compromise(log):
        log.compromise(IDENTITY, 4, signers=[STRANGER])
        log.end()
    continued("compromise-by-stranger", "a compromise is stated by somebody else", stolen_compromise, "identity.compromised", 5)

    def early_compromise(log):
        log.compromise(IDENTITY, 0)
        log.end()
    log = Log()
    log.open()
    early_compromise(log)
    log.close(identity=False)
    scenario("identity-compromised", "the identity was compromised before it signed", log, "tampered", "identity.compromised", 4,
             9)

    log = Log()
    log.open()
    log.event("e1")
    log.end()
    log.close(events=2)
    scenario("events-miscounted", "the closing line counts other events than there are", log, "tampered", "stream.events", 9, 7)
    log = Log()
    log.open()
    log.event("e1")
    log.end()
    log.own("stream.closed", dict(events=1, identity=True, own=1))
    log.seal(identity=False)
    scenario("closing-without-identity", "the closing line says that the identity signs, and it doesn't", log, "tampered",
             "seal.signers", 9, 7)

    def nameless(**more):
        log = Log()
        log.open(**more)
        log.close()
        return log
    scenario("log-key-misnamed", "the log key of line 0 has another name than the origin",
             nameless(log=Key("example.com/other", "stream/log").vkey), "unreadable", "stream.unreadable")
    scenario("format-unknown", "line 0 asks for a version that is not known", nameless(format=dict(read=2, write=2)), "unreadable",
             "stream.unreadable")
    scenario("empty", "a file without a line", b"", "unreadable", "stream.unreadable", container="as-written")

    # The container, around lines that are whole.
    stored = blocks(good)
    closed = b"".join(stored) + END
    scenario("blocks", "the untouched stream in blocks of another compression", closed, "closed", proved=size)
    middle = len(b"".join(stored[:2]))
    flipped = bytearray(closed)
    flipped[middle + 200] ^= 1
    scenario("bit-flipped", "one bit of a stored line", bytes(flipped), "tampered", "container.checksum", None, 9,
             container="damaged")
    scenario("checksum-flipped", "one bit of a block's CRC-32, the lines are whole",
             closed[:middle - 6] + bytes([closed[middle - 6] ^ 1]) + closed[middle - 5:], "closed", "container.checksum", None, size,
             container="damaged")
    scenario("end-block-missing", "the end-of-file block is gone", b"".join(stored), "closed", "container.end-of-file", None, size,
             container="damaged")
    scenario("cut-at-a-block", "the file ends after a block", b"".join(stored[:3]), "open", proved=17)
    scenario("cut-inside-a-block", "the file ends within a block", b"".join(stored[:3]) + stored[3][:100], "open", proved=17)
    scenario("bytes-behind-the-end", "bytes stand behind the end-of-file block", closed + b"more", "closed", "container.damaged", None, size,
             container="damaged")
    scenario("member-behind-the-end", "a gzip member with an event stands behind the end", closed + block(lines[5] + b"\n"), "tampered",
             "stream.trailing", size + 1, size)
    hidden = block(lines[5] + b"\n")
    spanning = stored[0][:16] + struct.pack("<H", len(stored[0]) + len(hidden) - 1) + stored[0][18:] + hidden
    scenario("size-spanning-two-members", "a block's size covers a second member, whose line would not be seen by a reader that trusts it",
             spanning + b"".join(stored[1:]) + END, "tampered", "container.block-size", None, 4, container="damaged")
    zeros = b"".join(stored[:4]) + bytes(64) + b"".join(stored[4:]) + END
    scenario("bytes-between-blocks", "bytes stand between two blocks", zeros, "tampered", "container.damaged", None, 21, container="damaged")

    anchors()
    acts()

    (FOLDER / "corpus.json").write_text(
        json.dumps(dict(origin=ORIGIN, scenarios=SCENARIOS), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


main()
