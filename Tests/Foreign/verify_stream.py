#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""An independent verifier for cutlog streams, written from docs/stream-format.md alone.

Usage: verify_stream.py STREAM [--identity VKEY]... [--at-least CHECKPOINT]... [--witness VKEY]... [--tsa CERT.pem]...
                        [--allowed-signers FILE] [--json]

Reads BGZF, any gzip, or plain JSON lines. Prints a report in JSON (on one line with --json). Exit status: 0 closed or open,
1 tampered or rolled back, or an act that is invalid [16] or an anchor that doesn't hold [14], 2 unreadable, 3 an act that is
not allowed; `trusted` (one of the given identities is the stream's) does not change it. `anchors` and `acts` are those below the
last seal, each with the rule that it breaks. In the report, `size` and `root` are those of the last valid checkpoint, and
`lines`, `events`, `seals`, `withheld` count up to it, the seal included. Numbers in brackets are sections of the specification;
`rule` in a finding is a number of its section 19, or a name of sections 14 and 16. Left out: `tasks` of plans [13], and the words
for an undamaged container [17.4]: a damaged one has findings with rule 1. The file is held in memory, and each gzip member
inflated whole.
"""
import argparse
import base64
import datetime
import hashlib
import json
import re
import sys
import warnings
import zlib
from collections import namedtuple

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa, utils
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


class Bad(Exception):
    """A rule is broken: its number in section 19, and what was seen."""


class Unreadable(Exception):
    """Nothing can be said about the stream."""


def need(rule, condition, message):
    if not condition:
        raise Bad(rule, message)


# ---- The container [17] ----

BLOCK_HEAD = bytes.fromhex("1f8b08040000000000ff060042430200")
END_BLOCK = BLOCK_HEAD + bytes.fromhex("1b0003000000000000000000")


def inflate(data, pos):
    """Inflate the gzip member at `pos`: its content, where its deflate stream ends, and in a word what is wrong."""
    engine, out = zlib.decompressobj(-15), []
    try:
        flags, pos = data[pos + 3], pos + 10
        pos += 2 + data[pos] + 256 * data[pos + 1] if flags & 4 else 0
        for bit in (8, 16):
            pos = data.index(0, pos) + 1 if flags & bit else pos
        pos += 2 if flags & 2 else 0
        while pos < len(data) and not engine.eof:
            out.append(engine.decompress(data[pos:pos + 4096]))
            pos = min(pos + 4096, len(data)) - len(engine.unused_data)
    except (IndexError, ValueError, zlib.error) as error:
        return b"".join(out), pos, "corrupt" if isinstance(error, zlib.error) else "cut"
    return b"".join(out), pos, "" if engine.eof and pos + 8 <= len(data) else "cut"


class Container:
    """The lines of a file. `damage` is what is wrong with its bytes, `stop` where they can't be read any further, `torn` whether
    they end as an interrupted write leaves them, and `fragment` what follows the last LF [17.3]."""

    def __init__(self, data):
        self.data, self.damage, self.fragment, self.stop, self.torn = data, [], b"", None, False
        self.blocks = self.block_end(0) > 0

    def block_end(self, pos):
        """Where the block at `pos` ends by its BSIZE; 0 if no block head is there."""
        if len(self.data) < pos + 18 or not self.data.startswith(BLOCK_HEAD, pos):
            return 0
        return pos + 1 + int.from_bytes(self.data[pos + 16:pos + 18], "little")

    def chunks(self):
        """The inflated bytes, member by member."""
        data, pos = self.data, 0
        if data[:1] == b"{":
            yield data
            return
        while pos < len(data):
            block_end = self.block_end(pos)
            member = data.startswith(b"\x1f\x8b\x08", pos) and data[pos + 3:pos + 4] < b" "      # no reserved flag
            text, end, wrong = inflate(data, pos) if member else (b"", pos, "no gzip member")
            part_of_head = len(data) - pos < 18 and BLOCK_HEAD.startswith(data[pos:pos + 16])
            part_of_block = wrong == "cut" and block_end > len(data)
            if self.blocks and wrong and (part_of_head or part_of_block or not any(data[pos:])):
                self.torn = True
                return
            if wrong:
                self.damage.append(f"the bytes at {pos} are {wrong}")
                self.stop = pos
                yield b"" if block_end else text
                return
            if data[end:end + 8] != zlib.crc32(text).to_bytes(4, "little") + (len(text) & 0xFFFFFFFF).to_bytes(4, "little"):
                self.damage.append(f"checksum or length of the member at {pos} disagrees")
            if block_end and block_end != end + 8:
                self.damage.append(f"block at {pos} states a wrong length")
            yield text
            pos = end + 8

    def later_blocks(self):
        """What the blocks hold behind the place where reading stopped, with their offsets."""
        pos = len(self.data) if self.stop is None else self.stop
        while (pos := self.data.find(BLOCK_HEAD, pos + 1)) >= 0:
            if 0 < self.block_end(pos) <= len(self.data):
                text, _, wrong = inflate(self.data, pos)
                if not wrong:
                    yield text, pos

    def lines(self):
        """Each line without LF, and its offset in the inflated bytes."""
        offset = 0
        for chunk in self.chunks():
            *whole, self.fragment = (self.fragment + chunk).split(b"\n")
            for line in whole:
                yield line, offset
                offset += len(line) + 1


# ---- Lines [3] ----

TOKEN = re.compile(r'"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4}))*"|true|false|null|[][{},:]'
                   r'|(?P<number>-?(?P<digits>0|[1-9][0-9]*)(?P<real>(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?))')
FORBIDDEN = re.compile("[\ud800-\udfff\ufdd0-\ufdef%s]" % "".join(chr(p << 16 | n) for p in range(17) for n in (0xFFFE, 0xFFFF)))
TIME = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(\.\d{1,9})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)", re.ASCII)
FULL_TIME = r"[0-9-]{10}T[0-9:]{8}\.[0-9]{9}Z"
Number = namedtuple("Number", "text")       # any number but those that the recorder's own members may be


def members(pairs):
    need(2, len(dict(pairs)) == len(pairs), "two members of the same name")
    return dict(pairs)


def parse_line(raw):
    """The object in a line that keeps the grammar. Tokens are checked here; their order is left to `json`."""
    need(2, len(raw) < 65280, "line too long")
    need(2, raw[:1] == b"{" and raw[-1:] == b"}", "not one object")
    try:
        text = raw.decode("utf-8")
        pos, depth = 0, 0
        while pos < len(text):
            token = TOKEN.match(text, pos)
            need(2, token, f"no JSON token, or whitespace, at character {pos}")
            depth += (text[pos] in "{[") - (text[pos] in "}]")
            need(2, depth <= 64, "nested too deep")
            if token["number"]:
                need(2, token["real"] or len(token["digits"]) < 17 and int(token["digits"]) < 2**53, "integer out of range")
            if text[pos] == '"':
                need(2, not FORBIDDEN.search(json.loads(token[0])), "lone surrogate or noncharacter")
            pos = token.end()
        value = json.loads(text, object_pairs_hook=members, parse_float=Number, parse_int=lambda n: int(n) if n.isdigit() else Number(n))
    except ValueError as error:
        raise Bad(2, str(error)) from None
    for name in ("specversion", "id", "source", "type", "time"):
        need(2, isinstance(value.get(name), str) and value[name], f"attribute {name}")
    need(2, value["specversion"] == "1.0" and is_time(value["time"]), "specversion or time")
    for name in ("specversion", "time"):
        need(2, f':"{value[name]}"'.encode() in raw, f"an escape in {name}")
    return value


def write(value):
    """A value as the recorder writes it [7]."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{write(name)}:{write(item)}" for name, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(write, value)) + "]"
    return value.text if isinstance(value, Number) else json.dumps(value, ensure_ascii=False)


def is_time(value):
    """RFC 3339 with the limits of section 3."""
    match = TIME.fullmatch(value) if isinstance(value, str) else None
    try:
        moment = datetime.datetime(*map(int, match.groups()[:6]))
        zone = match[8].replace("Z", "+00:00")
        utc = moment - datetime.timedelta(minutes=int(zone[0] + "1") * (int(zone[1:3]) * 60 + int(zone[4:])))
        return 1678 <= moment.year <= 2261 and 1678 <= utc.year <= 2261
    except (AttributeError, ValueError):
        return False


def instant(text):
    """A time in nanoseconds since 1970."""
    parts = TIME.fullmatch(text)
    zone = parts[8].replace("Z", "+00:00")
    gap = datetime.datetime(*map(int, parts.groups()[:6])) - datetime.datetime(1970, 1, 1)
    seconds = gap.days * 86400 + gap.seconds - int(zone[0] + "1") * (int(zone[1:3]) * 3600 + int(zone[4:]) * 60)
    return seconds * 10**9 + int((parts[7] or ".0")[1:].ljust(9, "0"))


# ---- Keys, notes, the tree [5, 6] ----

NAME = "[A-Za-z0-9][A-Za-z0-9._~/-]{0,1023}"
Key = namedtuple("Key", "name id public vkey")


def sha256(*parts):
    return hashlib.sha256(b"".join(parts))


def base64_text(data):
    return base64.b64encode(data).decode()


def unbase64(text):
    try:
        data = base64.b64decode(text, validate=True)
    except (ValueError, TypeError):
        data = b""
    need(5, base64_text(data) == text, "not base64")
    return data


def parse_vkey(text):
    need(3, isinstance(text, str) and text.count("+") >= 2, "not a vkey")
    name, keyid, coded = text.split("+", 2)
    key = unbase64(coded)
    need(3, re.fullmatch(NAME, name) and len(key) == 33 and key[0] == 1, "not an Ed25519 key with a name")
    digest = sha256(name.encode(), b"\n", key).digest()[:4]
    need(3, keyid == digest.hex(), "wrong key id in a vkey")
    return Key(name, digest, key[1:], text)


def check_note(rule, note, text, keys):
    """A signed note holds exactly this text and the signatures of exactly these keys, in this order [5.2]."""
    need(rule, note.startswith(text + "\n") and note.endswith("\n"), f"text of the note differs; expected {text!r}")
    signatures = note[len(text) + 1:-1].split("\n")
    need(rule, len(signatures) == len(keys), f"{len(signatures)} signature lines, expected {len(keys)}")
    for line, key in zip(signatures, keys):
        need(rule, line.startswith(f"\u2014 {key.name} "), f"expected a signature of {key.name}")
        blob = unbase64(line[len(key.name) + 3:])
        need(rule, len(blob) == 68 and blob[:4] == key.id, f"key id of the signature of {key.name}")
        try:
            Ed25519PublicKey.from_public_bytes(key.public).verify(blob[4:], text.encode())
        except InvalidSignature:
            raise Bad(rule, f"signature of {key.name} does not verify") from None


def node_hash(left, right):
    return sha256(b"\1", left, right).digest()


class Frontier:
    """The Merkle tree as the roots of its full subtrees, largest first."""

    def __init__(self):
        self.size, self.peaks = 0, []

    def add(self, leaf):
        full, self.size = self.size, self.size + 1
        while full & 1:
            leaf, full = node_hash(self.peaks.pop(), leaf), full >> 1
        self.peaks.append(leaf)

    def root(self):
        root = self.peaks[-1] if self.peaks else sha256().digest()
        for peak in reversed(self.peaks[:-1]):
            root = node_hash(peak, root)
        return root


# ---- The recorder's lines [7] ----

PLAN = "plan:text version:int document:sha256 tasks:sha256 reason?:text"
KINDS = {       # a letter, for the order within a batch [9], and the members of `data`
    "stream.opened": ("O", "origin:name run:text kind:live|rehearsal|failback|import|addendum format:format identity:vkey log:vkey "
                           "epoch:vkey starts?:time environment?:text sites?:sites parameters?:object follows?:follows salted?:true "
                           "nonce:nonce"),
    "document.attached": ("D", "name:text mediaType:text sha256:sha256 size:int part:int parts:int encoding:utf-8|base64 content:text"),
    "plan.adopted": ("A", PLAN), "plan.revised": ("V", PLAN),
    "key.announced": ("K", "vkey:vkey own:int"),
    "seal": ("S", "checkpoint:text"),
    "anchor": ("N", "size:int kind:cosignature|rfc3161 value:text"),
    "stream.recovered": ("R", "cause:torn|state-lost size:int root:hash bytes:int sha256:sha256 log?:vkey epoch?:vkey"),
    "identity.rotated": ("V", "vkey:vkey note:text"), "identity.compromised": ("V", "vkey:vkey since:int note:text"),
    "input.refused": ("V", "sha256:sha256 bytes:int line:int reason:text"),
    "stream.closed": ("C", "events:int identity:bool own:int"),
    "withheld": ("E", "index:int leaf:hash reason:secret|personal-data|third-party|legal"),
}
PATTERNS = {"text": "(?s).*", "name": NAME, "sha256": "[0-9a-f]{64}", "nonce": "[0-9a-f]{32}"}
IS = {
    "int": lambda v: type(v) is int and v >= 0,
    "bool": lambda v: isinstance(v, bool),
    "true": lambda v: v is True,
    "object": lambda v: isinstance(v, dict) and v,
    "time": is_time,
    "vkey": parse_vkey,
    "hash": lambda v: len(unbase64(v)) == 32,
    "format": lambda v: check_members("read:int write:int", v, False),
    "sites": lambda v: check_members("source:text target:text", v, False),
    "follows": lambda v: isinstance(v, list) and v and all(check_members(
        "origin:text checkpoint:text as:rehearsal-of|undoes|continues|remarks-on", f, False) for f in v),
}


def check_members(template, data, lax):
    """An object has these members, in order, each of its kind; `lax` allows more at the end [20]."""
    need(5, isinstance(data, dict), "an object is missing")
    names = list(data)
    for name, kind in (item.split(":") for item in template.split()):
        if names[:1] == [name.rstrip("?")]:
            value = data[names.pop(0)]
            fine = IS[kind](value) if kind in IS else isinstance(value, str) and re.fullmatch(PATTERNS.get(kind, kind), value)
            need(5, fine, f"value of member {name}")
        else:
            need(5, name.endswith("?"), f"member {name} is missing")
    need(5, lax or not names, f"more members: {names}")
    return True


# ---- The stream ----

Line = namedtuple("Line", "index offset raw value kind error data")     # error: a Bad, or None
Seal = namedtuple("Seal", "first index time root")      # first: the index at which its batch begins


class Verifier:
    """Takes the lines one by one. Nothing in a batch counts before its seal is found valid."""

    def __init__(self):
        self.findings, self.notes, self.tampered, self.closed, self.origin = [], [], False, False, None
        self.tree, self.batch, self.part, self.identities, self.log = Frontier(), [], None, [], None
        self.seals, self.time, self.events, self.stubs = [], "", 0, 0       # seals: (size, root) of the valid ones
        self.documents, self.signed, self.compromised = set(), [], []
        self.sealed, self.anchors, self.plans, self.acts, self.roots = [], [], [], [], set()        # for sections 14 and 16

    def find(self, line, rule, message, tampered=True):
        self.findings.append({"rule": rule, "index": line and line.index, "offset": line and line.offset, "observed": message})
        self.tampered |= tampered

    def run(self, lines):
        for raw, offset in lines:
            line = self.read(raw, self.tree.size, offset)
            if self.closed:
                return self.find(line, 19, "a line after the closing seal")
            if line.kind == "seal":
                before = self.events, self.stubs, self.notes[:]
                errors = self.seal(line)
                if errors:
                    self.events, self.stubs, self.notes = before
                    for item, error in errors:
                        self.find(item, *error.args)
                    return
            else:
                self.batch.append(line)
            stub = line.kind == "withheld" and not line.error
            self.tree.add(unbase64(line.data["leaf"]) if stub else sha256(b"\0", raw).digest())

    def read(self, raw, index, offset):
        """Parse a line, say what it is, and check its form."""
        value, kind, error = {}, "(broken)", None
        try:
            value = parse_line(raw)
            own, type = index == 0 or value["source"] == self.origin, value["type"]
            kind = type[11:] if type.startswith("dev.cutlog.") and own else "(broken)" if own else "(event)"
            if index == 0:
                self.open(value, kind, value.get("data"))
            self.check_own(raw, value, kind, index) if own else self.check_event(raw, value)
        except Bad as bad:
            error = bad
            if not self.identities:
                raise Unreadable(f"line 0: {bad.args[1]}") from None
        return Line(index, offset, raw, value, kind, error, value.get("data"))

    def open(self, value, kind, data):
        """Take over what line 0 says [7, 19.3, 19.4]."""
        need(3, kind == "stream.opened" and isinstance(data, dict) and value["source"] == data.get("origin"), "no stream.opened")
        need(4, isinstance(data.get("format"), dict) and data["format"].get("read") == 1, f"format {data.get('format')}")
        self.lax = data["format"].get("write") != 1
        self.origin, self.start, self.salted = data["origin"], value["time"], "salted" in data
        self.identity, self.log, self.epoch = (parse_vkey(data.get(name)) for name in ("identity", "log", "epoch"))
        need(3, self.log.name == self.origin != self.identity.name, "names of the log key and the identity")
        need(3, self.epoch.name == f"{self.origin}/epoch-0", "name of epoch key 0")
        self.identities, self.first_log = [self.identity], self.log

    def check_own(self, raw, value, kind, index):
        """A recorder's line has the one possible form [7, 15, 19.5]: write it again and compare."""
        time, data = value["time"], value.get("data")
        need(5, kind in KINDS or self.lax and kind != "(broken)", "unknown type of a recorder's line")
        need(5, (kind == "stream.opened") == (index == 0), "stream.opened in its place only")
        check_members(KINDS[kind][1] if kind in KINDS else "", data, self.lax)
        need(5, re.fullmatch(FULL_TIME, time), "time of a recorder's line")
        again = {"specversion": "1.0", "id": f"{kind.split('.')[-1]}-{index}", "source": self.origin, "type": f"dev.cutlog.{kind}",
                 "time": time, "data": data}
        need(5, write(again).encode() == raw, "not the form of a recorder's line")
        need(5, kind != "withheld" or time == self.start and data["index"] == index, "index or time of a stub")

    def check_event(self, raw, value):
        """An event line ends with the inserted members [4, 19.6, 19.7]."""
        need(6, value["type"] not in ("dev.cutlog." + kind for kind in KINDS), "a recorder's type with another source")
        need(7, list(value)[-1] == "acceptedtime", "acceptedtime is not the last member")
        need(7, list(value)[-2] == "salt" if self.salted else "salt" not in value, "salt")
        form = (',"salt":"[0-9a-f]{32}"' if self.salted else "") + ',"acceptedtime":"%s"}' % FULL_TIME
        need(7, re.fullmatch(form.encode(), raw[-91 if self.salted else -49:]), "form of the inserted members")
        need(7, is_time(value["acceptedtime"]), "acceptedtime")

    def seal(self, line):
        """Verify a seal and its batch [8], and take over what they change; the errors with their lines if it fails."""
        errors, number, signs = [], len(self.seals) + 1, not self.seals
        log, epoch, identity, rotations, compromised = self.log, self.epoch, self.identity, [], []
        try:
            if line.error:
                raise line.error
            need(8, self.batch, "a seal without a batch")
            first, last, root = self.batch[0], self.batch[-1], base64_text(self.tree.root())
            self.check_batch(line, number, errors)
            if errors:
                return errors
            if first.kind == "stream.recovered" and first.data["cause"] == "state-lost":     # a bridge [11]
                log, epoch, signs = parse_vkey(first.data["log"]), parse_vkey(first.data["epoch"]), True
                need(16, log.name == self.origin and epoch.name == f"{self.origin}/epoch-{number - 1}", "names of a bridge's keys")
            if first.kind == "stream.closed":
                signs = first.data["identity"]
            for item in self.batch:            # notes on identities [12]
                if item.kind in ("identity.rotated", "identity.compromised"):
                    key, since, head = parse_vkey(item.data["vkey"]), item.data.get("since"), f"cutlog/identity/v1\n{self.origin}\n"
                    if since is None:
                        need(17, key.name != self.origin, "name of an identity")
                        check_note(17, item.data["note"], f"{head}rotated\n{identity.vkey}\n{key.vkey}\n", [identity, key])
                        identity, rotations = key, rotations + [key]
                    else:
                        need(17, since <= item.index, "compromised from an index to come")
                        check_note(17, item.data["note"], f"{head}compromised\n{key.vkey}\n{since}\n", [identity])
                        compromised.append((key.vkey, since))
                        self.notes.append(f"line {item.index}: {key.vkey} is compromised from {since} on")
            need(9, line.value["time"] == last.value["time"], "time of the seal differs from the line before")
            check_note(15, line.data["checkpoint"], f"{self.origin}\n{line.index}\n{root}\n", [log, epoch] + [identity] * signs)
        except Bad as error:
            return errors + [(line, error)]
        # The seal is valid.
        self.sealed.append(Seal(first.index, line.index, line.value["time"], root))
        self.roots.add((line.index, root))
        self.anchors += [item for item in self.batch if item.kind == "anchor"]
        self.plans += [(item.index, item.data["document"]) for item in self.batch if item.kind in ("plan.adopted", "plan.revised")]
        self.acts += [item for item in self.batch if item.kind == "(event)" and item.value["type"] in ACTS]
        self.seals.append((line.index, root))
        self.log, self.epoch, self.identity, self.time, self.batch = log, epoch, identity, line.value["time"], []
        self.identities, self.compromised = self.identities + rotations, self.compromised + compromised
        self.signed += [(line, identity.vkey)] * signs
        self.closed = last.kind == "stream.closed"
        if not self.closed:
            self.epoch = parse_vkey(last.data["vkey"])

    def check_batch(self, seal, number, errors):
        """The rules for a batch [9, 10, 11, 13, 15, 19]."""
        own, other = sum(item.kind not in ("(event)", "withheld") for item in self.batch), {"(event)": "E", "(broken)": "X"}
        letters = "".join(KINDS[item.kind][0] if item.kind in KINDS else other.get(item.kind, "U") for item in self.batch)
        if not re.fullmatch("OD+AK" if number == 1 else "R?N*[EDV]*K|C", re.sub("U(?!$)", "", letters)):
            errors.append((self.batch[0], Bad(8, f"order of the batch of seal {number}")))
        if seal.value["time"] < self.time:
            errors.append((seal, Bad(9, "time before that of the batch before")))
        self.part = None
        for item in self.batch:
            self.events += item.kind == "(event)"
            self.stubs += item.kind == "withheld"
            try:
                if item.error:
                    raise item.error
                self.check_item(item, item.kind, item.data, seal.value["time"], number, own)
            except Bad as error:
                errors.append((item, error))
        if self.part:
            errors.append((seal, Bad(12, f"document {self.part[0]['name']} is not complete in its batch")))

    def check_item(self, item, kind, data, time, number, own):
        """One line within its batch."""
        if kind == "withheld":
            return self.notes.append(f"line {item.index}: withheld ({data['reason']})")
        need(9, item.value["acceptedtime" if kind == "(event)" else "time"] == time, "time is not that of the batch")
        if kind in ("key.announced", "stream.closed"):
            need(10, data["own"] == own, f"own is {data['own']}, counted {own}")
            need(11, kind == "stream.closed" or parse_vkey(data["vkey"]).name == f"{self.origin}/epoch-{number}", "name of the key")
            need(18, kind == "key.announced" or data["events"] == self.events + self.stubs, f"events, counted {self.events + self.stubs}")
        elif kind == "stream.recovered":
            self.notes.append(f"line {item.index}: recovered ({data['cause']}, {data['bytes']} bytes set aside)")
            need(16, [(data["size"], data["root"])] == self.seals[-1:], "size and root of the seal before")
            need(16, ("log" in data) == ("epoch" in data) == (data["cause"] == "state-lost"), "keys of the recovery")
        elif kind == "document.attached":
            self.add_part(data)
        elif kind in ("plan.adopted", "plan.revised"):
            need(12, data["document"] in self.documents, "a plan that is not attached")

    def add_part(self, data):
        """A part of a document [13]."""
        fixed = {name: data[name] for name in ("name", "mediaType", "sha256", "size", "parts", "encoding")}
        content = data["content"].encode() if data["encoding"] == "utf-8" else unbase64(data["content"])
        before, whole, count = self.part or (fixed, b"", 0)
        need(12, before == fixed and data["part"] == count + 1 <= data["parts"], "part out of order")
        need(12, len(content) <= 30000, "part too long")
        whole += content
        self.part = (fixed, whole, count + 1) if count + 1 < data["parts"] else None
        if not self.part:
            need(12, sha256(whole).hexdigest() == data["sha256"] and len(whole) == data["size"], "digest or size of a document")
            self.documents.add(data["sha256"])

    def is_later_seal(self, raw):
        """Whether a line behind damage is a seal with a valid signature of the log key in force [17.3]."""
        try:
            value = parse_line(raw)
            text, _, signatures = value["data"]["checkpoint"].rpartition("\n\n")
            if value["source"] != self.origin or value["type"] != "dev.cutlog.seal":
                return False
        except (Bad, KeyError, TypeError, AttributeError):
            return False
        for line in signatures.split("\n"):
            try:
                check_note(15, f"{text}\n\n{line}\n", text + "\n", [self.log])
                return True
            except Bad:
                pass
        return False

    def finish(self, container):
        """The tail and the end of the file [17, 18], and compromised keys [12]."""
        if self.closed and (container.fragment or container.torn) and not container.damage:
            container.damage.append("bytes after the closing seal")
        if self.closed and container.blocks and not container.data.endswith(END_BLOCK):
            container.damage.append("no end-of-file block at the end")
        for text, pos in container.later_blocks() if self.log else ():
            if any(map(self.is_later_seal, text.split(b"\n")[:-1])):
                self.find(None, 20, f"damage before a later seal in the block at {pos}")
                break
        if not self.tampered:
            for before, line in zip(self.batch, self.batch[1:]):
                if before.kind in ("key.announced", "stream.closed") and not before.error:
                    self.find(line, 20, "a line where only a seal may stand")
            if self.batch or container.fragment or container.torn:
                self.notes.append(f"tail: {len(self.batch)} whole lines without a seal, then {len(container.fragment)} bytes of another"
                                  + ", torn" * container.torn)
        for line, vkey in self.signed:
            if any(vkey == key and line.index >= since for key, since in self.compromised):
                self.find(line, 21, "signed by an identity that was compromised by then")


# ---- DER, certificates and time-stamp tokens [14] ----

def parse_der(data, pos=0, depth=0):
    """The DER value at `pos`, as (tag, content, whole, children), and where it ends; children of a primitive are None."""
    need(A_FORM, pos + 2 <= len(data) and depth < 32 and data[pos] & 31 != 31, "DER is cut, deep, or has a long tag")
    start, tag, length, pos = pos, data[pos], data[pos + 1], pos + 2
    if length >= 128:
        size = length - 128
        length, pos = int.from_bytes(data[pos:pos + size], "big"), pos + size
        need(A_FORM, 0 < size <= 4 and length >= max(128, 256 ** (size - 1)), "DER length is not in its one form")
    need(A_FORM, pos + length <= len(data), "DER is cut")
    content, end, children = data[pos:pos + length], pos + length, None
    if tag & 32:
        children, at = [], 0
        while at < length:
            child, at = parse_der(content, at, depth + 1)
            children.append(child)
    return Der(tag, content, data[start:end], children), end


Der = namedtuple("Der", "tag content whole children")


def whole_der(data):
    value, end = parse_der(data)
    need(A_FORM, end == len(data), "bytes behind the DER")
    return value


def take(items, tag, optional=False):
    """Remove the first of the items, which must have this tag; None if it may be absent and is."""
    if optional and (not items or items[0].tag != tag):
        return None
    need(A_FORM, items and items[0].tag == tag, f"no DER value with tag {tag:#x}")
    return items.pop(0)


def fields(value, tag=0x30):
    need(A_FORM, value.tag == tag and value.children is not None, f"no DER structure with tag {tag:#x}")
    return list(value.children)


def oid(value):
    """An object identifier in dots."""
    data, numbers, number = value.content, [], 0
    need(A_FORM, value.tag == 6 and data and data[-1] < 128, "no object identifier")
    for byte in data:
        need(A_FORM, number or byte != 128, "object identifier not in its one form")
        number = number << 7 | byte & 127
        if byte < 128:
            numbers, number = numbers + [number], 0
    first = min(numbers[0] // 40, 2)
    return ".".join(map(str, [first, numbers[0] - 40 * first] + numbers[1:]))


def algorithm(value):
    """The identifier of an algorithm, and its parameters."""
    items = fields(value)
    name = oid(take(items, 6))
    need(A_FORM, len(items) <= 1, "an algorithm with two parameters")
    return name, items[0] if items else None


def integer(value):
    data = value.content
    need(A_FORM, value.tag == 2 and data and not (len(data) > 1 and (data[0] == 0 and data[1] < 128 or data[0] == 255 and data[1] > 127)),
         "no integer in its one form")
    return int.from_bytes(data, "big", signed=True)


UNREADABLE = ValueError, TypeError, KeyError, UnsupportedAlgorithm, x509.InvalidVersion, x509.DuplicateExtension      # by `cryptography`
EMPTY = Der(0xA1, b"", b"\xa1\0", [])
DIGESTS = {"2.16.840.1.101.3.4.2.1": hashes.SHA256, "2.16.840.1.101.3.4.2.2": hashes.SHA384, "2.16.840.1.101.3.4.2.3": hashes.SHA512}
PKCS1 = {"1.2.840.113549.1.1.11": hashes.SHA256, "1.2.840.113549.1.1.12": hashes.SHA384, "1.2.840.113549.1.1.13": hashes.SHA512}
ECDSA = {"1.2.840.10045.4.3.2": hashes.SHA256, "1.2.840.10045.4.3.3": hashes.SHA384, "1.2.840.10045.4.3.4": hashes.SHA512}
CURVES = ("secp256r1", "secp384r1", "secp521r1")
CMS, TSP = "1.2.840.113549.1.7.2", "1.2.840.113549.1.9.16.1.4"
CONTENT_TYPE, MESSAGE_DIGEST, SIGNING, SIGNING_2 = ("1.2.840.113549.1.9." + end for end in ("3", "4", "16.2.12", "16.2.47"))


def digest(kind, *parts):
    return hashlib.new(kind.name, b"".join(parts)).digest()


def digest_of(value):
    kind = DIGESTS.get(algorithm(value)[0])
    need(A_FORM, kind, "a digest that is not SHA-256, SHA-384 or SHA-512")
    return kind


def parse_tst(content):
    """TSTInfo: the digest it is over, and the interval of its time in nanoseconds, both ends included."""
    items = fields(whole_der(content))
    need(A_FORM, integer(take(items, 2)) == 1, "version of TSTInfo")
    oid(take(items, 6))
    imprint = fields(take(items, 0x30))
    need(A_FORM, len(imprint) == 2 and imprint[1].tag == 4, "message imprint")
    integer(take(items, 2))
    match = re.fullmatch(rb"(\d{14})(?:\.(\d{1,9}))?Z", take(items, 0x18).content)
    need(A_FORM, match, "genTime")
    text, fraction, bounds = match[1].decode(), (match[2] or b"").decode(), [0, 0, 0]
    stamp = f"{text[:4]}-{text[4:6]}-{text[6:8]}T{text[8:10]}:{text[10:12]}:{text[12:]}{'.' * bool(fraction)}{fraction}Z"
    need(A_FORM, is_time(stamp), "genTime")
    accuracy = take(items, 0x30, True)
    if accuracy:
        parts, place = fields(accuracy), -1
        for part in parts:      # seconds, millis [0], micros [1], each optional, in this order
            now = {2: 0, 0x80: 1, 0x81: 2}.get(part.tag, -1)
            value = integer(part._replace(tag=2))
            need(A_FORM, now > place and 0 <= value <= (999 if now else 4611686018), "accuracy")
            bounds[now], place = value, now
    ordering = take(items, 1, True)
    need(A_FORM, ordering is None or len(ordering.content) == 1, "ordering")
    nonce = take(items, 2, True)
    need(A_FORM, nonce is None or integer(nonce) is not None, "nonce")
    take(items, 0xA0, True)
    for item in fields(take(items, 0xA1, True) or EMPTY, 0xA1):
        need(A_FORM, not any(part.tag == 1 and part.content != b"\0" for part in fields(item)), "a critical extension of TSTInfo")
    need(A_FORM, not items, "more members of TSTInfo")
    start, slack = instant(stamp), bounds[0] * 10**9 + bounds[1] * 10**6 + bounds[2] * 1000
    interval = start - slack, start + 10 ** (9 - len(fraction)) - 1 + slack
    return digest_of(imprint[0]), imprint[1].content, start, interval


def names_of(cert):
    return cert.issuer.public_bytes(), cert.serial_number


def extension(cert, kind):
    try:
        return cert.extensions.get_extension_for_class(kind)
    except x509.ExtensionNotFound:
        return None


def holds_then(cert, moment):
    """Whether a moment, in nanoseconds, lies within the validity of a certificate, both ends included."""
    names = ("not_valid_before", "not_valid_after")         # with a zone only since version 42 of `cryptography`
    ends = [getattr(cert, name + "_utc", None) or getattr(cert, name).replace(tzinfo=datetime.timezone.utc) for name in names]
    start, end = (int((t - datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)).total_seconds()) * 10**9 for t in ends)
    return start <= moment <= end


SHA1_RSA = "1.2.840.113549.1.1.5"      # old roots are signed so; nothing follows from it
KNOWN = x509.BasicConstraints, x509.KeyUsage, x509.ExtendedKeyUsage, x509.NameConstraints


def is_known(cert):
    """Whether no extension of a certificate is critical but those that are judged here."""
    return all(not item.critical or isinstance(item.value, KNOWN) for item in cert.extensions)


def is_readable(cert):
    """Whether a certificate's key and the signature on it are of the kinds that are taken."""
    key, name = cert.public_key(), cert.signature_algorithm_oid.dotted_string
    return (isinstance(key, ed25519.Ed25519PublicKey) or isinstance(key, rsa.RSAPublicKey) and key.key_size >= 2048
            or isinstance(key, ec.EllipticCurvePublicKey) and key.curve.name in CURVES) \
        and name in {"1.3.101.112", SHA1_RSA, *PKCS1, *ECDSA}


def may_issue(cert, moment, below):
    """Whether a certificate may issue others for time stamps, at a moment, with `below` issuers between it and the signer."""
    basic, usage, purposes, names = (extension(cert, kind) for kind in KNOWN)
    trees = (names.value.permitted_subtrees or []) + (names.value.excluded_subtrees or []) if names else []
    if any(isinstance(tree, x509.DirectoryName) for tree in trees):
        return False        # not supported
    return holds_then(cert, moment) and bool(basic and basic.value.ca) and (usage is None or usage.value.key_cert_sign) \
        and (basic.value.path_length is None or below <= basic.value.path_length) \
        and (purposes is None or EKU.TIME_STAMPING in purposes.value or EKU.ANY_EXTENDED_KEY_USAGE in purposes.value)


def verify_issued(cert, issuer):
    """As `verify_directly_issued_by` does, which versions of `cryptography` before 40 don't have; the names fit already."""
    if hasattr(cert, "verify_directly_issued_by"):
        return cert.verify_directly_issued_by(issuer)
    key, kind, signed = issuer.public_key(), cert.signature_hash_algorithm, (cert.signature, cert.tbs_certificate_bytes)
    if isinstance(key, rsa.RSAPublicKey):
        return key.verify(*signed, padding.PKCS1v15(), kind)
    key.verify(*signed, *([ec.ECDSA(kind)] if isinstance(key, ec.EllipticCurvePublicKey) else []))


def issues(issuer, cert):
    try:
        verify_issued(cert, issuer)
        return cert.signature_algorithm_oid.dotted_string != SHA1_RSA
    except (InvalidSignature, *UNREADABLE):
        return False


def chains(cert, pool, trusted, moment, budget, good=True, below=0):
    """For each chain by names and signatures from a certificate to a trusted one, whether it holds at the moment. `budget` is a list
    whose one number is how many signatures may be checked, for hostile certificates can make endless chains."""
    if cert in trusted:
        yield good
    elif is_known(cert):
        for issuer in trusted + pool:
            budget[0] -= issuer.subject == cert.issuer
            if budget[0] > 0 and issuer.subject == cert.issuer and issues(issuer, cert):
                rest = [other for other in pool if other not in (cert, issuer)]
                yield from chains(issuer, rest, trusted, moment, budget, good and may_issue(issuer, moment, below), below + 1)


def check_certificate(cert, pool, trusted, moment):
    """The signer's certificate may sign time stamps, at that time, and leads to a trusted one: whether it does."""
    try:
        usage, keys = extension(cert, x509.ExtendedKeyUsage), extension(cert, x509.KeyUsage)
        need(A_CERT, usage and usage.critical and list(usage.value) == [EKU.TIME_STAMPING],
             "no critical extended key usage of time stamping alone")
        need(A_CERT, keys is None or keys.value.digital_signature or keys.value.content_commitment, "key usage of the signer")
        need(A_CERT, holds_then(cert, moment), "the certificate was not valid then")
        found = list(chains(cert, [c for c in pool if c != cert], trusted, moment, [500]))
        need(A_CERT, any(found) or not found, "the chain to a trusted certificate doesn't hold")
        return bool(found)
    except UNREADABLE as error:
        raise Bad(A_CERT, f"certificate: {error}") from None


def check_signature(key, name, parameters, kind, signature, data):
    """ECDSA, or RSA with PKCS #1 v1.5 or PSS; `kind` is the signer's digest."""
    try:
        if isinstance(key, ec.EllipticCurvePublicKey):
            need(A_SIGN, key.curve.name in CURVES and ECDSA.get(name) == kind, "algorithm of the signature")
            return key.verify(signature, data, ec.ECDSA(kind()))
        need(A_SIGN, isinstance(key, rsa.RSAPublicKey) and key.key_size >= 2048, "key of the signature")
        if name == "1.2.840.113549.1.1.10":        # RSASSA-PSS
            parts = {part.tag: fields(part, part.tag)[0] for part in fields(parameters)} if parameters else {}
            need(A_SIGN, 0xA0 in parts and digest_of(parts[0xA0]) == kind, "digest of PSS")
            mask, inner = algorithm(parts[0xA1]) if 0xA1 in parts else ("", None)
            need(A_SIGN, mask == "1.2.840.113549.1.1.8" and inner and digest_of(inner) == kind, "mask of PSS")
            salt = integer(parts[0xA2]) if 0xA2 in parts else 20
            need(A_SIGN, salt == kind.digest_size, "salt of PSS")
            return key.verify(signature, data, padding.PSS(padding.MGF1(kind()), salt), kind())
        need(A_SIGN, PKCS1.get(name) == kind or name == "1.2.840.113549.1.1.1", "algorithm of the signature")
        key.verify(signature, data, padding.PKCS1v15(), kind())
    except (InvalidSignature, ValueError, TypeError, IndexError, UnsupportedAlgorithm):
        raise Bad(A_SIGN, "the signature does not verify") from None


def check_token(token, text, trusted):
    """A time-stamp token over the text: the interval of its time, and whether it is trusted."""
    items = fields(whole_der(token))
    need(A_FORM, oid(take(items, 6)) == CMS and len(items) == 1, "no SignedData")
    items = fields(fields(take(items, 0xA0), 0xA0)[0] if items[0].children else items[0])
    need(A_FORM, integer(take(items, 2)) == 3, "version of SignedData")
    listed = [algorithm(item)[0] for item in fields(take(items, 0x31), 0x31)]
    inner = fields(take(items, 0x30))
    need(A_FORM, oid(take(inner, 6)) == TSP and len(inner) == 1, "no TSTInfo")
    content = fields(inner[0], 0xA0)
    need(A_FORM, len(content) == 1 and content[0].tag == 4, "no TSTInfo")
    content, certificates = content[0].content, take(items, 0xA0, True)
    take(items, 0xA1, True)
    signers = fields(take(items, 0x31), 0x31)
    need(A_FORM, not items and len(signers) == 1, "not one signer")
    imprint_kind, imprint, moment, interval = parse_tst(content)
    pool = []
    for item in certificates.children if certificates else []:
        try:
            cert = x509.load_der_x509_certificate(item.whole)
            need(A_FORM, is_readable(cert), "a certificate with a key or a signature that is not taken")
            holds_then(cert, 0), names_of(cert), cert.subject, cert.extensions       # read now, so that nothing fails later
            pool += [cert] if cert not in pool else []
        except UNREADABLE:
            raise Bad(A_FORM, "a certificate that can't be read") from None
    signer = fields(signers[0])
    version, sid, kind = integer(take(signer, 2)), signer.pop(0) if signer else None, digest_of(take(signer, 0x30))
    need(A_FORM, sid is not None and version == {0x30: 1, 0x80: 3}.get(sid.tag), "name of the signer")
    need(A_FORM, [DIGESTS.get(name) for name in listed] == [kind], "digest algorithms that are not the signer's")
    signed = take(signer, 0xA0)
    name, parameters = algorithm(take(signer, 0x30))
    signature = take(signer, 4).content
    take(signer, 0xA1, True)
    need(A_FORM, not signer, "more members of the signer")
    attributes = {}
    for item in fields(signed, 0xA0):
        parts = fields(item)
        need(A_FORM, len(parts) == 2 and oid(parts[0]) not in attributes, "a signed attribute twice, or not in its form")
        attributes[oid(parts[0])] = fields(parts[1], 0x31)
        need(A_FORM, attributes[oid(parts[0])], "a signed attribute without a value")
    for wanted in (CONTENT_TYPE, MESSAGE_DIGEST):
        need(A_FORM, len(attributes.get(wanted, [])) == 1, "a signed attribute is missing")
    need(A_FORM, oid(attributes[CONTENT_TYPE][0]) == TSP, "contentType")
    stated = attributes[MESSAGE_DIGEST][0]
    named = [(attribute, value) for attribute in (SIGNING, SIGNING_2) for value in attributes.get(attribute, [])]
    need(A_FORM, named, "no signingCertificate")
    need(A_OVER, digest(imprint_kind, text) == imprint, "the token is over something else")     # only now: the form comes first
    need(A_SIGN, stated.tag == 4 and stated.content == digest(kind, content), "messageDigest")
    candidates = [c for c in pool + trusted if certificate_is(c, sid)]
    for attribute, value in named:
        first = fields(fields(fields(value)[0])[0])         # the first ESSCertID of the list
        hash_kind = hashes.SHA1 if attribute == SIGNING else digest_of(first.pop(0)) if first and first[0].tag == 0x30 else hashes.SHA256
        stated = take(first, 4).content
        candidates = [c for c in candidates if digest(hash_kind, c.public_bytes(DER)) == stated]
    need(A_SIGN, candidates, "no certificate of its signer, in the token or among the trusted")
    check_signature(candidates[0].public_key(), name, parameters, kind, signature, b"\x31" + signed.whole[1:])
    return interval, check_certificate(candidates[0], pool, trusted, moment)


def certificate_is(cert, sid):
    """Whether a signer's identifier names this certificate: by issuer and serial number, or by key identifier."""
    if sid.tag == 0x80:
        found = extension(cert, x509.SubjectKeyIdentifier)
        return found is not None and found.value.digest == sid.content
    items = fields(sid)
    return len(items) == 2 and (items[0].whole, integer(items[1])) == names_of(cert)


# ---- Anchors [14] ----

A_OVER, A_FORM, A_SIGN, A_CERT, A_TIME = "anchor.checkpoint", "anchor.signature", "anchor.signature", "anchor.certificate", "anchor.time"
ANCHOR_LIMIT = 67108864
DER, EKU = serialization.Encoding.DER, x509.oid.ExtendedKeyUsageOID


def parse_witness(text):
    """A witness's vkey, with the byte 0x04 of cosignatures or 0x01; the key id is that of its cosignatures."""
    name, _, rest = text.partition("+")
    keyid, _, coded = rest.partition("+")
    key = unbase64(coded)
    need(3, name and not re.search(r"[\s+]", name) and len(key) == 33 and key[0] in (1, 4), "not the vkey of a witness")
    need(3, keyid == sha256(name.encode(), b"\n", key).hexdigest()[:8], "wrong key id in a vkey")
    return Key(name, sha256(name.encode(), b"\n\4", key[1:]).digest()[:4], key[1:], text)


def check_cosignature(line, text, witnesses):
    """A cosignature over the text: the interval of its time, and whether it is trusted."""
    match = re.fullmatch("\u2014 ([^\\s+]+) ([A-Za-z0-9+/]+=*)", line)
    need(A_FORM, match, "not a signature line")
    try:
        blob = unbase64(match[2])
    except Bad:
        blob = b""
    need(A_FORM, len(blob) == 76, "not a cosignature")
    seconds = int.from_bytes(blob[4:12], "big")
    need(A_FORM, seconds <= LAST_SECOND, "time of the cosignature")
    interval = seconds * 10**9, seconds * 10**9 + 10**9 - 1
    for key in witnesses:
        if (key.name, key.id) == (match[1], blob[:4]):
            try:
                Ed25519PublicKey.from_public_bytes(key.public).verify(blob[12:], f"cosignature/v1\ntime {seconds}\n{text}".encode())
                return interval, True
            except InvalidSignature:
                raise Bad(A_SIGN, f"the cosignature of {key.name} does not verify") from None
    return interval, False


BROKEN = {A_OVER, A_SIGN, A_CERT, A_TIME}
LAST_SECOND = 9214646399        # the end of 2261


def judge_anchors(stream, witnesses, authorities, beside):
    """Each anchor with the rule that it breaks, and the longest time that no trusted one covers. `beside` are anchors over the
    closing checkpoint that lie beside the stream; what they break is a note."""
    sealed, entries, held, read = {seal.index: seal for seal in stream.sealed}, [], [], 0
    last = stream.sealed[-1]
    items = [(line.index, line, line.data["size"], line.data["kind"], line.data["value"]) for line in stream.anchors]
    for index, line, size, kind, value in items + [(last.index + 1, None, last.index, kind, value) for kind, value in beside]:
        entry = {"index": index if line else None, "kind": kind, "size": size, "trusted": False, "rule": None}
        entries.append(entry)
        read += len(value.encode())
        if read > ANCHOR_LIMIT:
            entry["rule"] = "anchor.limit"
            continue
        try:
            need(A_OVER, size in sealed and size < index, f"no earlier seal has the size {size}")
            text = f"{stream.origin}\n{size}\n{sealed[size].root}\n"
            if kind == "cosignature":
                interval, entry["trusted"] = check_cosignature(value, text, witnesses)
            else:
                try:
                    token = unbase64(value)
                except Bad:
                    token = b""
                interval, entry["trusted"] = check_token(token, text.encode(), authorities)
            if not entry["trusted"]:
                entry["rule"] = "anchor.untrusted"
                stream.notes.append(f"anchor at {index}: whoever made it is not trusted")
                continue
            held.append((index, size, *interval))
            for seal in stream.sealed:      # the first line that it contradicts
                need(A_TIME, seal.first >= size or instant(seal.time) <= interval[1], (seal.first, "accepted after an anchor that covers it"))
            if line:
                batch = next(seal for seal in stream.sealed if seal.index > index)
                need(A_TIME, instant(batch.time) >= interval[0], (index, "accepted before the anchor that stands above it"))
        except Bad as bad:
            entry["rule"], message = bad.args
            at, message = message if isinstance(message, tuple) else (entry["index"], message)
            if line or entry["rule"] == A_TIME:
                stream.findings.append({"rule": entry["rule"], "index": at, "offset": line.offset if line and at == index else None,
                                        "observed": message})
            else:
                stream.notes.append(f"anchor beside the stream: {entry['rule']}: {message}")
    return entries, longest_unanchored(stream.sealed, held)


def longest_unanchored(sealed, held):
    """Over all lines below the last seal, the longest time from the last anchor before a line to the first that covers it, in
    nanoseconds. Within a stretch without a new anchor or a newly covered size it is the same for every line."""
    first, last, longest = instant(sealed[0].time), instant(sealed[-1].time), 0
    starts = sorted({0} | {anchor[0] for anchor in held} | {anchor[1] for anchor in held})
    before, covers, at = None, [None] * len(starts), len(held)
    by_size = sorted(held, key=lambda anchor: anchor[1])
    best = None
    for place in range(len(starts) - 1, -1, -1):        # the earliest time of the anchors that cover a line
        while at and by_size[at - 1][1] > starts[place]:
            at -= 1
            best = by_size[at][3] if best is None else min(best, by_size[at][3])
        covers[place] = best
    by_index, at = sorted(held), 0
    for place, start in enumerate(starts):
        while at < len(by_index) and by_index[at][0] <= start:
            before = by_index[at][2] if before is None else max(before, by_index[at][2])
            at += 1
        if start < sealed[-1].index:
            longest = max(longest, (last if covers[place] is None else covers[place]) - (first if before is None else before))
    return longest


# ---- Statements of persons [16] ----

FIELD = r"([^\x00-\x20\x7f](?:[^\x00-\x1f\x7f]*[^\x00-\x20\x7f])?)"
SUBJECTS = {"approve": "gate", "reject": "gate", "decide": "decision", "waive": "check", "impact.none": "service"}
ACTS = {"dev.cutlog.gate.approved": "approve", "dev.cutlog.gate.rejected": "reject", "dev.cutlog.decision.made": "decide",
        "dev.cutlog.check.waived": "waive", "dev.cutlog.impact.none": "impact.none"}
STATEMENT = re.compile(f"cutlog/act/v1\norigin ({NAME})\nact ([a-z.]+)\n((?:(?:gate|decision|check|service) {FIELD}\n){{1,2}})plan ([0-9a-f]{{64}})\n"
                       rf"size ([1-9][0-9]{{0,18}})\nroot (.{{44}})\nprincipal {FIELD}\ntime ([^\n]+Z)\ncomment (\".*\")\n")
Statement = namedtuple("Statement", "origin act subjects plan size root principal time comment")


def parse_statement(text):
    """A statement in its one form."""
    rule = "statement.form"
    match = STATEMENT.fullmatch(text)
    need(rule, match, "not the lines of a statement")
    origin, act, about, _, plan, size, root, principal, time, comment = match.groups()
    subjects = [line.split(" ", 1) for line in about[:-1].split("\n")]
    names = [name for name, _ in subjects]
    need(rule, act in SUBJECTS and (names == [SUBJECTS[act]] or act == "decide" and names == ["gate", "decision"]), "act and its subject")
    need(rule, all(len(value.encode()) <= 1024 for value in [principal] + [value for _, value in subjects]), "a value is too long")
    need(rule, int(size) < 2**63 and is_time(time), "size or time")
    try:
        need(rule, len(unbase64(root)) == 32, "root")
        said = json.loads(comment)
        need(rule, isinstance(said, str) and write(said) == comment, "comment")
    except (ValueError, Bad):
        raise Bad(rule, "root or comment") from None
    return Statement(origin, act, dict(subjects), plan, int(size), root, principal, time, said)


class Reader:
    """Reads the strings and numbers of an SSH key or signature."""

    def __init__(self, data, rule="signature.form"):
        self.data, self.pos, self.rule = data, 0, rule

    def bytes(self, count):
        need(self.rule, self.pos + count <= len(self.data), "cut")
        self.pos += count
        return self.data[self.pos - count:self.pos]

    def number(self):
        return int.from_bytes(self.bytes(4), "big")

    def string(self):
        return self.bytes(self.number())

    def mpint(self):
        data = self.string()
        need(self.rule, not data or data[0] < 128 and (data[0] or len(data) > 1 and data[1] > 127), "a number not in its one form, or negative")
        return int.from_bytes(data, "big")

    def end(self):
        need(self.rule, self.pos == len(self.data), "bytes behind the last field")


def ssh_string(data):
    return len(data).to_bytes(4, "big") + data


def check_sshsig(armored, message):
    """An SSH signature with the namespace `cutlog` over the message: the public key."""
    form, taken = "signature.form", "signature.key"
    match = re.fullmatch(r"-----BEGIN SSH SIGNATURE-----\n((?:[A-Za-z0-9+/=]+\n)+)-----END SSH SIGNATURE-----\n?", armored)
    need(form, match, "not an armored SSH signature")
    try:
        blob = unbase64(match[1].replace("\n", ""))
    except Bad:
        raise Bad(form, "not base64") from None
    need(form, len(blob) <= 16384 and blob[:6] == b"SSHSIG", "not an SSH signature")
    outer = Reader(blob[6:])
    need(form, outer.number() == 1, "version")
    public, namespace, reserved, hash_name, signature = (outer.string() for _ in range(5))
    outer.end()
    need(form, not reserved and hash_name in (b"sha256", b"sha512") and namespace, "reserved field, hash or empty namespace")
    key, inner = Reader(public), Reader(signature)
    kind, used, value = key.string(), inner.string(), inner.string()
    data = b"SSHSIG" + ssh_string(namespace) + ssh_string(b"") + ssh_string(hash_name) + ssh_string(hashlib.new(hash_name.decode(), message).digest())
    token = kind in SSH_KINDS and kind[:3] == b"sk-"
    need(taken, kind in SSH_KINDS, f"key of kind {kind!r}")
    # First the form of the key, then whether it is taken, then the signature's own bytes.
    try:
        namespace.decode("utf-8")
        if kind == b"ssh-rsa":
            exponent, modulus = key.mpint(), key.mpint()
            need(form, exponent and modulus, "RSA key")
        elif b"ed25519" in kind:
            point = key.string()
            need(form, len(point) == 32, "length of the key")
            engine = Ed25519PublicKey.from_public_bytes(point)
        else:
            curve, point = key.string(), key.string()
            need(form, curve == b"nistp256" and len(point) == 65 and point[0] == 4, "curve or point")
            engine = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except ValueError:
        raise Bad(form, "no such key, or a namespace that is no text") from None
    application = key.string() if token else b""
    key.end()
    try:
        if kind == b"ssh-rsa":
            need(taken, 2048 <= modulus.bit_length() <= 8192 and modulus & 1 and exponent & 1 and 1 < exponent < 2**33, "RSA key")
            engine = rsa.RSAPublicNumbers(exponent, modulus).public_key()
    except ValueError:
        raise Bad(taken, "RSA key") from None
    signed, touched = data, True
    if token:
        flags, counter = inner.bytes(1), inner.bytes(4)
        signed, touched = hashlib.sha256(application).digest() + flags + counter + hashlib.sha256(data).digest(), flags[0] & 1
    inner.end()
    need(taken, used in (b"rsa-sha2-256", b"rsa-sha2-512") if kind == b"ssh-rsa" else used == kind, f"algorithm {used!r}")
    need("signature.presence", touched, "a token signed untouched")
    need("signature.namespace", namespace == b"cutlog", f"namespace {namespace!r}")
    try:
        if kind == b"ssh-rsa":
            engine.verify(value, signed, padding.PKCS1v15(), hashes.SHA256() if used == b"rsa-sha2-256" else hashes.SHA512())
        elif b"ed25519" in kind:
            engine.verify(value, signed)
        else:
            numbers = Reader(value, "signature.invalid")
            pair = utils.encode_dss_signature(numbers.mpint(), numbers.mpint())
            numbers.end()
            engine.verify(pair, signed, ec.ECDSA(hashes.SHA256()))
    except (InvalidSignature, ValueError):
        raise Bad("signature.invalid", "the signature is not over this statement by that key") from None
    return public


SSH_KINDS = (b"ssh-ed25519", b"ecdsa-sha2-nistp256", b"ssh-rsa", b"sk-ssh-ed25519@openssh.com", b"sk-ecdsa-sha2-nistp256@openssh.com")
OTHER_KINDS = (b"ssh-dss", b"ecdsa-sha2-nistp384", b"ecdsa-sha2-nistp521")        # may stand in a list; nothing they sign is taken
Signer = namedtuple("Signer", "principals namespaces after before key")


SIGNER = re.compile(r'("[^"]*"|[^\s"]+)[ \t]+(?:((?:[^\s",]*(?:="[^"]*")?,)*[^\s",]+(?:="[^"]*")?)[ \t]+)??(%s)[ \t]+(\S+)(?:[ \t].*)?'
                    % "|".join(re.escape(kind.decode()) for kind in SSH_KINDS + OTHER_KINDS))


def parse_signers(text):
    """An OpenSSH allowed-signers file. A line that can't be used is an error: the whole file is refused [16.3]."""
    signers = []
    for number, line in enumerate(text.split("\n"), 1):
        line = line.strip(" \t\r")
        if not line or line[0] == "#":
            continue
        try:
            match, options = SIGNER.fullmatch(line), {}
            need(0, match, "not PRINCIPALS [OPTIONS] KEYTYPE BASE64")
            for option in re.findall(r'(?:"[^"]*"|[^,"])+|(?<=,)(?=,)', match[2] or ""):
                name, _, value = option.partition("=")
                need(0, name.lower() in ("namespaces", "valid-after", "valid-before") and name.lower() not in options, f"option {name}")
                need(0, len(value) > 2 and value[0] == '"', f"value of {name}")
                options[name.lower()] = value[1:-1]
            key = unbase64(match[4])
            need(0, Reader(key, 0).string() == match[3].encode(), "the key is of another kind")
            after, before = (signer_time(options.get(name)) for name in ("valid-after", "valid-before"))
            need(0, None in (after, before) or after < before, "never valid")
            signers.append(Signer(match[1].strip('"'), options.get("namespaces"), after, before, key))
        except Bad as bad:
            raise Bad(25, f"line {number} of the allowed signers: {bad.args[1]}") from None
    return signers


def signer_time(text):
    """YYYYMMDD[HHMM[SS]]Z in seconds."""
    if text is None:
        return None
    match = re.fullmatch(r"(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?Z", text, re.ASCII)
    need(0, match, f"time {text}")
    year, month, day, hour, minute, second = (part or "00" for part in match.groups())
    stamp = f"{year}-{month}-{day}T{hour}:{minute}:{second}Z"
    need(0, is_time(stamp), f"time {text}")
    return instant(stamp) // 10**9


def matches(patterns, text):
    """OpenSSH's list of patterns."""
    found = False
    for pattern in patterns.split(","):
        out = pattern.startswith("!")
        # Compared without backtracking over more than one star at a time, so that hostile patterns cost nothing.
        if glob(pattern[out:], text):
            if out:
                return False
            found = True
    return found


def glob(pattern, text):
    at = place = 0
    star, back = -1, 0
    while at < len(text):
        if place < len(pattern) and pattern[place] == "*":
            star, back, place = place, at, place + 1
        elif place < len(pattern) and pattern[place] in ("?", text[at]):
            place, at = place + 1, at + 1
        elif star >= 0:
            back, place = back + 1, star + 1
            at = back
        else:
            return False
    return not pattern[place:].strip("*")


def judge_signer(signers, key, principal, moments):
    """None if the list allows this key for this principal at these moments, else the rule that came nearest [16.3]."""
    rules, near = ("signature.unknown-key", "signature.other-principal", "signature.other-namespace", "signature.not-then", None), 0
    for signer in (s for s in signers if s.key == key):
        steps = [matches(signer.principals, principal), signer.namespaces is None or matches(signer.namespaces, "cutlog"),
                 all((signer.after is None or t // 10**9 >= signer.after) and (signer.before is None or t // 10**9 <= signer.before)
                     for t in moments)]
        near = max(near, 1 + (steps + [False]).index(False))
    return rules[near]


def judge_act(stream, line, counted, signers):
    """Result and rule of one act [16.2, 16.3]."""
    event, data = ({name: value for name, value in (item if isinstance(item, dict) else {}).items() if isinstance(value, str)}
                   for item in (line.value, line.data))       # what is no string counts as absent
    raw = line.data if isinstance(line.data, dict) else {}
    text, armored = (data.get(name, "" if name in raw else None) for name in ("statement", "signature"))
    if text is None and armored is None:
        return "unsigned", None
    need("statement.missing", text is not None, "a signature without a statement")
    if armored is None:
        return "unsigned", "signature.missing"
    said = parse_statement(text)
    key = check_sshsig(armored, text.encode())
    need("statement.origin", said.origin == stream.origin, f"a statement of {said.origin}")
    need("statement.act", ACTS[event["type"]] == said.act, f"the act is {said.act}")
    about = {"gate": event.get("gate"), "decision": data.get("decision"), "check": data.get("check"), "service": event.get("service")}
    expected = {name: about[name] for name in [SUBJECTS[said.act]] + ["gate"] * (said.act == "decide" and "gate" in event)}
    need("statement.subject", said.subjects == expected, f"the act is about {said.subjects}")
    need("statement.principal", said.principal in (event.get("actor"), event.get("onbehalfof")), f"the principal is {said.principal}")
    need("statement.time", instant(said.time) == instant(event["time"]), f"the time is {said.time}")
    for name in ("comment", "reason"):
        need("statement.comment", name not in raw or raw[name] == said.comment, f"the comment is {said.comment!r}")
    need("statement.seen", (said.size, said.root) in stream.roots and said.size < line.index, f"size {said.size} and its root")
    plans = [plan for index, plan in stream.plans if index < line.index]
    seen = sum(index < said.size for index, _ in stream.plans)
    need("statement.plan", said.plan in plans[max(seen - 1, 0):], f"the plan is {said.plan}")
    if signers is not None:
        rule = judge_signer(signers, key, said.principal, (instant(said.time), instant(event["acceptedtime"])))
        if rule:
            return "not-allowed", rule
    need("statement.replayed", text not in counted, "the statement counted before")
    counted.add(text)
    if said.plan != plans[-1]:
        return "outdated", "statement.outdated"
    return "signed" if signers is None else "valid", None


def judge_acts(stream, signers):
    acts, counted = [], set()
    for line in stream.acts:
        try:
            result, rule = judge_act(stream, line, counted, signers)
            if rule:
                stream.notes.append(f"line {line.index}: {rule}")
        except Bad as bad:
            result, rule = "invalid", bad.args[0]
            stream.find(line, rule, bad.args[1], tampered=False)
        acts.append({"index": line.index, "result": result, "rule": rule})
    return acts


# ---- The verdict [18] ----

def parse_checkpoint(note, keys):
    """Origin, size and root of a checkpoint that one of the keys has signed [8, 19.22]."""
    text, _, signatures = note.rpartition("\n\n")
    origin, size, root = (text.split("\n") + ["", ""])[:3]
    need(22, text.count("\n") == 2 and size.isdigit() and str(int(size)) == size and len(unbase64(root)) == 32, "not a checkpoint")
    for line in signatures.split("\n"):
        for key in keys:
            try:
                check_note(22, f"{text}\n\n{line}\n", text + "\n", [key])
                return origin, int(size), root
            except Bad:
                pass
    raise Bad(22, "no key of the stream has signed the checkpoint")


def judge_held(stream, note):
    """What a checkpoint from elsewhere says of the stream; gives the verdict, or None where it agrees [19.22]."""
    origin, size, root = parse_checkpoint(note, stream.identities + [stream.log, stream.first_log])
    need(22, origin == stream.origin, f"a checkpoint of {origin}")
    if size > stream.seals[-1][0]:
        stream.find(None, 22, f"older than the checkpoint of size {size}", tampered=False)
        return "rolled-back"
    if (size, root) not in stream.seals:
        stream.find(None, 22, f"another root than the checkpoint of size {size}")
        return "tampered"
    return None


def anchors_beside(path, stream):
    """The anchors over the closing checkpoint in the files beside a stream [14, 21]."""
    found = []
    try:
        with open(path + ".checkpoint", encoding="utf-8", newline="") as file:
            text, _, signatures = file.read(1 << 20).rpartition("\n\n")
        size, root = stream.seals[-1]
        fits = text == f"{stream.origin}\n{size}\n{root}"
        for line in signatures.split("\n")[:-1]:
            match = re.fullmatch("\u2014 [^\\s+]+ ([A-Za-z0-9+/]{102}==)", line)
            if match and fits:      # 76 bytes: a cosignature; the others are the seal's own
                found.append(("cosignature", line))
        if signatures.startswith("\u2014 ") and not fits:
            stream.notes.append(f"anchor beside the stream: {A_OVER}: {path}.checkpoint is over something else")
    except (OSError, ValueError):
        pass
    try:
        with open(path + ".checkpoint.tsr", "rb") as file:
            data = file.read(1 << 24)
    except OSError:
        return found
    try:
        reply = fields(whole_der(data))     # a TimeStampResp that grants, or a token alone
        token = data if reply[0].tag == 6 else reply[1].whole if integer(fields(reply[0])[0]) in (0, 1) else b""
    except (Bad, IndexError):
        token = b""
    return found + [("rfc3161", base64_text(token))]


def verify(data, pinned=(), held=(), witnesses=(), authorities=(), signers=None, path=None):
    """The report on a file."""
    container, stream = Container(data), Verifier()
    lines = container.lines()
    try:
        stream.run(lines)
    except Unreadable as error:
        stream.find(None, 3, str(error))
    for _ in lines:         # what is wrong with the container behind the place where the log was left
        pass
    stream.finish(container)
    verdict = "tampered" if stream.tampered else "closed" if stream.closed else "open"
    if not stream.seals:
        verdict = "unreadable"
        stream.find(None, 13, "no valid seal")
    for note in held if stream.seals else ():
        verdict = "tampered" if verdict == "tampered" else judge_held(stream, note) or verdict
    anchors, unanchored, acts = [], 0, []
    if verdict in ("closed", "open"):
        beside = anchors_beside(path, stream) if path and stream.closed else []
        anchors, unanchored = judge_anchors(stream, list(witnesses), list(authorities), beside)
        acts = judge_acts(stream, signers)
    for damage in container.damage:
        stream.find(None, 1, f"container: {damage}", tampered=False)
    size, root = stream.seals[-1] if stream.seals else (None, None)
    trusted = any(key.vkey in pinned for key in stream.identities) if pinned and stream.seals else None
    return {"verdict": verdict, "size": size, "root": root, "lines": size + 1 if size else 0, "events": stream.events,
            "seals": len(stream.seals), "withheld": stream.stubs, "trusted": trusted, "anchors": anchors,
            "longestUnanchoredSeconds": unanchored / 10**9, "acts": acts, "findings": stream.findings, "notes": stream.notes}


def read_certificates(data):
    """The certificates of a PEM file, one or several; older versions of `cryptography` read only one."""
    blocks = re.findall(b"-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", data, re.DOTALL)
    need("--tsa", blocks, "no certificate in PEM")
    return [x509.load_pem_x509_certificate(block) for block in blocks]


def main():
    warnings.simplefilter("ignore")         # those of `cryptography` about odd certificates
    parser = argparse.ArgumentParser(description="Verify a cutlog stream.")
    parser.add_argument("stream")
    parser.add_argument("--identity", action="append", default=[], metavar="VKEY", help="a vkey that is trusted")
    parser.add_argument("--json", action="store_true", help="the report on one line")
    parser.add_argument("--at-least", action="append", default=[], metavar="CHECKPOINT", help="a checkpoint that it must contain")
    parser.add_argument("--witness", action="append", default=[], metavar="VKEY", help="a witness whose cosignatures count")
    parser.add_argument("--tsa", action="append", default=[], metavar="CERT.pem", help="a time-stamping authority's certificate, or its issuer's")
    parser.add_argument("--allowed-signers", metavar="FILE", help="whose SSH keys they are that sign acts")
    options = parser.parse_args()
    try:
        for vkey in options.identity:
            parse_vkey(vkey)
        witnesses = [parse_witness(vkey) for vkey in options.witness]
        authorities = [cert for path in options.tsa for cert in read_certificates(open(path, "rb").read())]
        for cert in authorities:
            is_readable(cert), is_known(cert), holds_then(cert, 0), names_of(cert)
        signers = parse_signers(open(options.allowed_signers, encoding="utf-8", errors="replace", newline="").read()) if options.allowed_signers else None
        with open(options.stream, "rb") as file:
            report = verify(file.read(), options.identity, [open(path, encoding="utf-8").read() for path in options.at_least],
                            witnesses, authorities, signers, options.stream)
    except (Bad, OSError, *UNREADABLE) as error:
        parser.error(str(error.args[-1] if isinstance(error, Bad) else error))        # status 2
    print(json.dumps(report, ensure_ascii=False, indent=None if options.json else 2))
    results, broken = {act["result"] for act in report["acts"]}, any(f["rule"] in BROKEN for f in report["findings"])
    status = 1 if "invalid" in results or broken else 3 if "not-allowed" in results else 0
    sys.exit({"tampered": 1, "rolled-back": 1, "unreadable": 2}.get(report["verdict"], status))


if __name__ == "__main__":
    main()
