#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""An independent verifier for cutlog streams, written from docs/stream-format.md alone.

Usage: verify_stream.py STREAM [--identity VKEY]... [--at-least CHECKPOINT]... [--json]

Reads BGZF, any gzip, or plain JSON lines. Prints a report in JSON (on one line with --json). Exit status: 0 closed or open,
1 tampered or rolled back, 2 unreadable; `trusted` (one of the given identities is the stream's) does not change it. In the report, `size` and
`root` are those of the last valid checkpoint, and `lines`, `events`, `seals`, `withheld` count up to it, the seal included.
Numbers in brackets are sections of the specification; `rule` in a finding is a number of its section 19. Left out: `tasks` of
plans [13], anchors [14], statements of persons [16], and the words for an undamaged container [17.4]:
a damaged one has findings with rule 1. The file is held in memory, and each gzip member inflated whole.
"""
import argparse
import base64
import datetime
import hashlib
import json
import re
import sys
import zlib
from collections import namedtuple

from cryptography.exceptions import InvalidSignature
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


class Verifier:
    """Takes the lines one by one. Nothing in a batch counts before its seal is found valid."""

    def __init__(self):
        self.findings, self.notes, self.tampered, self.closed, self.origin = [], [], False, False, None
        self.tree, self.batch, self.part, self.identities, self.log = Frontier(), [], None, [], None
        self.seals, self.time, self.events, self.stubs = [], "", 0, 0       # seals: (size, root) of the valid ones
        self.documents, self.signed, self.compromised = set(), [], []

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


def verify(data, pinned=(), held=()):
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
    for damage in container.damage:
        stream.find(None, 1, f"container: {damage}", tampered=False)
    size, root = stream.seals[-1] if stream.seals else (None, None)
    trusted = any(key.vkey in pinned for key in stream.identities) if pinned and stream.seals else None
    return {"verdict": verdict, "size": size, "root": root, "lines": size + 1 if size else 0, "events": stream.events,
            "seals": len(stream.seals), "withheld": stream.stubs, "trusted": trusted, "findings": stream.findings, "notes": stream.notes}


def main():
    parser = argparse.ArgumentParser(description="Verify a cutlog stream.")
    parser.add_argument("stream")
    parser.add_argument("--identity", action="append", default=[], metavar="VKEY", help="a vkey that is trusted")
    parser.add_argument("--json", action="store_true", help="the report on one line")
    parser.add_argument("--at-least", action="append", default=[], metavar="CHECKPOINT", help="a checkpoint that it must contain")
    options = parser.parse_args()
    try:
        for vkey in options.identity:
            parse_vkey(vkey)
        with open(options.stream, "rb") as file:
            report = verify(file.read(), options.identity, [open(path, encoding="utf-8").read() for path in options.at_least])
    except (Bad, OSError) as error:
        parser.error(str(error))        # status 2
    print(json.dumps(report, ensure_ascii=False, indent=None if options.json else 2))
    sys.exit({"tampered": 1, "rolled-back": 1, "unreadable": 2}.get(report["verdict"], 0))


if __name__ == "__main__":
    main()
