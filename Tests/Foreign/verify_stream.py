#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""An independent verifier for cutlog streams, written from docs/stream-format.md alone.

Usage: verify_stream.py STREAM [--identity VKEY]... [--json]

Reads BGZF, any gzip, or plain JSON lines. Prints a report in JSON (on one line with --json). Exit status: 0 closed or open,
1 tampered, 2 unreadable; `trusted` (one of the given identities is the stream's) does not change it. In the report, `size` and
`root` are those of the last valid checkpoint, and `lines`, `events`, `seals`, `withheld` count up to it, the seal included.
Numbers in brackets are sections of the specification; `rule` in a finding is a number of its section 19. Left out: `tasks` of
plans [13], what anchors hold [14], statements of persons [16], held checkpoints [19.21], and the words for an undamaged
container [17.3]. The file is held in memory, and each gzip member inflated whole.
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
    """The lines of a file. `damage` is what is wrong with its gzip members, `fragment` what follows the last LF."""

    def __init__(self, data):
        self.data, self.damage, self.fragment, self.blocks = data, [], b"", False

    def chunks(self):
        """The inflated bytes, member by member."""
        data, pos = self.data, 0
        if data[:1] == b"{":
            yield data
            return
        if data[:2] != b"\x1f\x8b":
            raise Unreadable("neither gzip nor JSON lines")
        while data[pos:pos + 3] == b"\x1f\x8b\x08":
            text, end, wrong = inflate(data, pos)
            block, after = BLOCK_HEAD.startswith(data[pos:pos + 16]), pos + 1 + int.from_bytes(data[pos + 16:pos + 18], "little")
            self.blocks |= block
            if wrong and block and (after == len(data) or data[after:after + 16] == BLOCK_HEAD):
                self.damage.append(f"block at {pos} cannot be inflated")     # its lines are lost; look at what follows
                pos = after
                continue
            if wrong == "cut" and block:
                pass        # the beginning of a block is what an interrupted write leaves
            elif wrong:
                self.damage.append(f"gzip member at {pos} is {wrong}")
            elif data[end:end + 8] != zlib.crc32(text).to_bytes(4, "little") + (len(text) & 0xFFFFFFFF).to_bytes(4, "little"):
                self.damage.append(f"checksum or length of the member at {pos} disagrees")
            elif block and after != end + 8:
                self.damage.append(f"block at {pos} states a wrong length")
            yield text
            if wrong:
                return
            pos = end + 8
        if any(data[pos:]) and not BLOCK_HEAD.startswith(data[pos:]):
            self.damage.append(f"bytes at {pos} begin no gzip member")

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


def members(pairs):
    need(2, len(dict(pairs)) == len(pairs), "two members of the same name")
    return dict(pairs)


def parse_line(raw):
    """The object in a line, and its numbers as written. Tokens are checked here; their order is left to `json`."""
    need(2, len(raw) < 65280, "line too long")
    need(2, raw[:1] == b"{" and raw[-1:] == b"}", "not one object")
    try:
        text = raw.decode("utf-8")
        pos, depth, numbers = 0, 0, []
        while pos < len(text):
            token = TOKEN.match(text, pos)
            need(2, token, f"no JSON token, or whitespace, at character {pos}")
            depth += (text[pos] in "{[") - (text[pos] in "}]")
            need(2, depth <= 64, "nested too deep")
            if token["number"]:
                numbers.append(token["number"])
                need(2, token["real"] or len(token["digits"]) < 17 and int(token["digits"]) < 2**53, "integer out of range")
            if text[pos] == '"':
                need(2, not FORBIDDEN.search(json.loads(token[0])), "lone surrogate or noncharacter")
            pos = token.end()
        return json.loads(text, object_pairs_hook=members, parse_float=lambda written: None), numbers
    except ValueError as error:
        raise Bad(2, str(error)) from None


def is_time(value):
    """RFC 3339 with the limits of section 3."""
    match = TIME.fullmatch(value) if isinstance(value, str) else None
    try:
        return bool(match and datetime.datetime(*map(int, match.groups()[:6])) and 1678 <= int(match[1]) <= 2261)
    except ValueError:
        return False


# ---- Keys, notes, the tree [5, 6] ----

NAME = "[A-Za-z0-9][A-Za-z0-9._~/-]*"
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


def plain_root(leaves):
    """The root by the definition of RFC 6962, to check the frontier by."""
    if len(leaves) < 2:
        return leaves[0] if leaves else sha256().digest()
    k = 1 << (len(leaves) - 1).bit_length() - 1
    return node_hash(plain_root(leaves[:k]), plain_root(leaves[k:]))


# ---- The recorder's lines [7] ----

PLAN = "plan:text version:int document:sha256 tasks:sha256 reason?:text"
KINDS = {       # a letter, for the order within a batch [9], and the members of `data`
    "stream.opened": ("O", "origin:name run:text kind:live|rehearsal|failback|import|addendum format:format identity:vkey log:vkey "
                           "epoch:vkey starts?:time environment?:text sites?:sites parameters?:object follows?:follows salted?:true "
                           "nonce:nonce"),
    "document.attached": ("D", "name:file mediaType:text sha256:sha256 size:int part:int parts:int encoding:utf-8|base64 content:text"),
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
PATTERNS = {"text": "(?s).*", "name": NAME, "file": "[^/]+", "sha256": "[0-9a-f]{64}", "nonce": "[0-9a-f]{32}"}
IS = {
    "int": lambda v: type(v) is int and v >= 0,
    "bool": lambda v: isinstance(v, bool),
    "true": lambda v: v is True,
    "object": lambda v: isinstance(v, dict),
    "time": is_time,
    "vkey": parse_vkey,
    "hash": lambda v: len(unbase64(v)) == 32,
    "format": lambda v: check_members("read:int write:int", v, False),
    "sites": lambda v: check_members("source:text target:text", v, False),
    "follows": lambda v: isinstance(v, list) and all(check_members(
        "origin:name checkpoint:text as:rehearsal-of|undoes|continues|remarks-on", f, False) for f in v),
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
        self.tree, self.leaves, self.batch, self.identities = Frontier(), [], [], []
        self.seals, self.time, self.events, self.stubs = [], "", 0, 0       # seals: (size, root) of the valid ones
        self.documents, self.seen, self.signed, self.compromised = set(), set(), [], []

    def find(self, line, rule, message, tampered=True):
        self.findings.append({"rule": rule, "index": line and line.index, "offset": line and line.offset, "observed": message})
        self.tampered |= tampered

    def run(self, lines):
        for raw, offset in lines:
            line = self.read(raw, self.tree.size, offset)
            if self.closed:
                return self.find(line, 19, "a line after the closing seal")
            if line.kind == "seal":
                try:
                    self.seal(line)
                except Bad as error:
                    for item in [*self.batch, line._replace(error=error)]:
                        if item.error:
                            self.find(item, *item.error.args)
                    return
            else:
                self.batch.append(line)
            stub = line.kind == "withheld" and not line.error
            self.leaves.append(unbase64(line.data["leaf"]) if stub else sha256(b"\0", raw).digest())
            self.tree.add(self.leaves[-1])

    def read(self, raw, index, offset):
        """Parse a line, say what it is, and check its form."""
        value, kind, own, error = {}, "broken", False, None
        try:
            value, numbers = parse_line(raw)
            kind, own = str(value.get("type")), index == 0 or value.get("source") == self.origin
            kind = kind[11:] if kind.startswith("dev.cutlog.") else "broken"
            if index == 0:
                self.open(value, kind, value.get("data"))
            self.check_own(raw, value, numbers, kind, index) if own else self.check_event(raw, value, kind)
        except Bad as bad:
            error = bad
            if not self.identities:
                raise Unreadable(f"line 0: {bad.args[1]}") from None
        return Line(index, offset, raw, value, kind if own or not value else "event", error, value.get("data"))

    def open(self, value, kind, data):
        """Take over what line 0 says [7, 19.3, 19.4]."""
        need(3, kind == "stream.opened" and isinstance(data, dict) and value.get("source") == data.get("origin"), "no stream.opened")
        need(4, isinstance(data.get("format"), dict) and data["format"].get("read") == 1, f"format {data.get('format')}")
        self.lax = data["format"].get("write") != 1
        self.origin, self.start, self.salted = data["origin"], value.get("time"), "salted" in data
        self.identity, self.log, self.epoch = (parse_vkey(data.get(name)) for name in ("identity", "log", "epoch"))
        need(3, self.log.name == self.origin != self.identity.name, "names of the log key and the identity")
        need(3, self.epoch.name == f"{self.origin}/epoch-0", "name of epoch key 0")
        self.identities = [self.identity]

    def check_own(self, raw, value, numbers, kind, index):
        """A recorder's line has the one possible form [7, 15, 19.5]: write it again and compare."""
        time, data = value.get("time"), value.get("data")
        need(5, kind in KINDS or self.lax and kind != "broken", "unknown type of a recorder's line")
        need(5, (kind == "stream.opened") == (index == 0), "stream.opened in its place only")
        check_members(KINDS[kind][1] if kind in KINDS else "", data, self.lax)
        need(5, is_time(time) and re.fullmatch(FULL_TIME, time), "time of a recorder's line")
        again = {"specversion": "1.0", "id": f"{kind.split('.')[-1]}-{index}", "source": self.origin, "type": f"dev.cutlog.{kind}",
                 "time": time, "data": data}
        need(5, json.dumps(again, ensure_ascii=False, separators=(",", ":")).encode() == raw, "not the form of a recorder's line")
        need(5, all(n.isdigit() for n in numbers), "a sign in a number")
        need(5, kind != "withheld" or time == self.start and data["index"] == index, "index or time of a stub")

    def check_event(self, raw, value, kind):
        """An event line has its attributes and ends with the inserted members [4, 19.6, 19.7]."""
        for name in ("specversion", "id", "source", "type", "time"):
            need(6, isinstance(value.get(name), str) and value[name], f"attribute {name}")
        need(6, value["specversion"] == "1.0" and is_time(value["time"]), "specversion or time")
        need(6, kind not in KINDS, "a recorder's type with another source")
        need(7, list(value)[-1] == "acceptedtime", "acceptedtime is not the last member")
        need(7, list(value)[-2] == "salt" if self.salted else "salt" not in value, "salt")
        form = (',"salt":"[0-9a-f]{32}"' if self.salted else "") + ',"acceptedtime":"%s"}' % FULL_TIME
        need(7, re.fullmatch(form.encode(), raw[-91 if self.salted else -49:]), "form of the inserted members")

    def seal(self, line):
        """Verify a seal [8]; Bad if it is not valid. Then check its batch, and take over what it changes."""
        if line.error:
            raise line.error
        need(8, self.batch, "a seal without a batch")
        number, first, last = len(self.seals) + 1, self.batch[0], self.batch[-1]
        log, epoch, identity, signs, rotations, compromised = self.log, self.epoch, self.identity, number == 1, [], []
        if first.kind == "stream.recovered" and not first.error and first.data["cause"] == "state-lost":     # a bridge [11]
            log, epoch, signs = parse_vkey(first.data.get("log")), parse_vkey(first.data.get("epoch")), True
            need(16, log.name == self.origin and epoch.name == f"{self.origin}/epoch-{number - 1}", "names of a bridge's keys")
        if first.kind == "stream.closed" and not first.error:
            signs = first.data["identity"]
        for at, item in enumerate(self.batch):            # notes on identities [12]
            if item.kind in ("identity.rotated", "identity.compromised") and not item.error:
                key, rotated, head = parse_vkey(item.data["vkey"]), "since" not in item.data, f"cutlog/identity/v1\n{self.origin}\n"
                try:
                    need(17, key.name != self.origin, "name of an identity")
                    if rotated:
                        check_note(17, item.data["note"], f"{head}rotated\n{identity.vkey}\n{key.vkey}\n", [identity, key])
                        identity, rotations = key, rotations + [key]
                    else:
                        check_note(17, item.data["note"], f"{head}compromised\n{key.vkey}\n{item.data['since']}\n", [identity])
                        compromised.append((key.vkey, item.data["since"]))
                except Bad as error:
                    self.batch[at] = item._replace(error=error)
        root = base64_text(self.tree.root())
        need(9, line.value["time"] == last.value.get("time"), "time of the seal differs from the line before")
        check_note(15, line.data["checkpoint"], f"{self.origin}\n{line.index}\n{root}\n", [log, epoch] + [identity] * signs)
        # The seal is valid.
        self.check_batch(line, number)
        self.seals.append((line.index, root))
        self.log, self.epoch, self.identity, self.time, self.batch = log, epoch, identity, line.value["time"], []
        self.identities, self.compromised = self.identities + rotations, self.compromised + compromised
        self.signed += [(line, identity.vkey)] * signs
        if last.kind == "key.announced" and not last.error:
            self.epoch = parse_vkey(last.data["vkey"])

    def check_batch(self, seal, number):
        """The rules for a batch [9, 10, 11, 13, 14, 15, 19]."""
        parts, own = {}, sum(item.kind not in ("event", "withheld", "broken") for item in self.batch)
        other = {"event": "E", "broken": "X"}
        letters = "".join(KINDS[item.kind][0] if item.kind in KINDS else other.get(item.kind, "U") for item in self.batch)
        if not re.fullmatch("OD+AK" if number == 1 else "R?N*[EDAV]*K|C", re.sub("U(?!$)", "", letters)):
            self.find(self.batch[0], 8, f"order of the batch of seal {number}")
        if seal.value["time"] < self.time:
            self.find(seal, 9, "time before that of the batch before")
        for item in self.batch:
            self.events += item.kind == "event"
            self.stubs += item.kind == "withheld"
            try:
                if item.error:
                    raise item.error
                self.check_item(item, item.kind, item.data, seal.value["time"], number, own, parts)
            except Bad as error:
                self.find(item, *error.args)
        for name, digest in parts:
            self.find(seal, 12, f"document {name} ({digest}) is not complete in its batch")
        self.closed = self.batch[0].kind == "stream.closed"

    def check_item(self, item, kind, data, time, number, own, parts):
        """One line within its batch."""
        if kind == "withheld":
            return self.notes.append(f"line {item.index}: withheld ({data['reason']})")
        need(9, item.value["acceptedtime" if kind == "event" else "time"] == time, "time is not that of the batch")
        if kind == "event":
            pair = item.value["source"], item.value["id"]
            need(6, pair not in self.seen, f"source and id for a second time: {pair}")
            self.seen.add(pair)
        elif kind in ("key.announced", "stream.closed"):
            need(10, data["own"] == own, f"own is {data['own']}, counted {own}")
            need(11, kind == "stream.closed" or parse_vkey(data["vkey"]).name == f"{self.origin}/epoch-{number}", "name of the key")
            need(18, kind == "key.announced" or data["events"] == self.events + self.stubs, f"events, counted {self.events + self.stubs}")
        elif kind == "stream.recovered":
            self.notes.append(f"line {item.index}: recovered ({data['cause']}, {data['bytes']} bytes set aside)")
            need(16, [(data["size"], data["root"])] == self.seals[-1:], "size and root of the seal before")
            need(16, data["bytes"] or data["sha256"] == sha256().hexdigest(), "digest of nothing")
            need(16, ("log" in data) == ("epoch" in data) == (data["cause"] == "state-lost"), "keys of the recovery")
        elif kind == "anchor":
            need(23, data["size"] in dict(self.seals), "an anchor for no earlier seal")
        elif kind == "document.attached":
            self.add_part(data, parts)
        elif kind in ("plan.adopted", "plan.revised"):
            need(12, data["document"] in self.documents, "a plan that is not attached")
        elif kind == "input.refused":
            need(5, data["line"] > 0, "line numbers count from 1")

    def add_part(self, data, parts):
        """A part of a document [13]."""
        key, fixed = (data["name"], data["sha256"]), [data[n] for n in ("mediaType", "size", "parts", "encoding")]
        content = data["content"].encode() if data["encoding"] == "utf-8" else unbase64(data["content"])
        before, whole, count = parts.pop(key, (fixed, b"", 0))
        need(12, before == fixed and data["part"] == count + 1 <= data["parts"], "part out of order")
        need(12, len(content) <= 30000, "part too long")
        whole += content
        if count + 1 < data["parts"]:
            parts[key] = fixed, whole, count + 1
            return
        need(12, sha256(whole).hexdigest() == data["sha256"] and len(whole) == data["size"], "digest or size of a document")
        need(12, data["encoding"] == "base64" or not re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]", whole), "control characters in utf-8")
        self.documents.add(data["sha256"])

    def finish(self, container):
        """The tail and the end of the file [17, 18], compromised keys [12], and the cross-check of the tree."""
        if self.closed and container.fragment and not container.damage:      # else a hurt block explains them
            self.find(None, 19, "bytes after the closing seal")
        if self.closed and container.blocks and not container.data.endswith(END_BLOCK):
            container.damage.append("no end-of-file block at the end")
        if not self.tampered:
            for before, line in zip(self.batch, self.batch[1:]):
                if before.kind in ("key.announced", "stream.closed"):
                    self.find(line, 20, "a line where only a seal may stand")
            for line in self.batch:
                if line.error:
                    self.find(line, 20, f"in the tail: {line.error.args[1]}", tampered=False)
            if self.batch or container.fragment:
                self.notes.append(f"tail: {len(self.batch)} whole lines without a seal, then {len(container.fragment)} bytes")
        for line, vkey in self.signed:
            if any(vkey == key and line.index >= since for key, since in self.compromised):
                self.find(line, 17, "a seal that needs the identity is signed by a compromised key")
        for size, root in self.seals if len(self.leaves) < 2000 else ():
            if base64_text(plain_root(self.leaves[:size])) != root:
                raise AssertionError("frontier and definition of the Merkle root disagree")


def verify(data, pinned=()):
    """The report on a file."""
    container, stream = Container(data), Verifier()
    try:
        stream.run(container.lines())
        stream.finish(container)
        if not stream.seals:
            raise Unreadable("no valid seal")
        verdict = "tampered" if stream.tampered else "closed" if stream.closed else "open"
    except Unreadable as error:
        verdict = "unreadable"
        stream.find(None, 3, str(error))
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
    options = parser.parse_args()
    try:
        for vkey in options.identity:
            parse_vkey(vkey)
        with open(options.stream, "rb") as file:
            report = verify(file.read(), options.identity)
    except (Bad, OSError) as error:
        parser.error(str(error))        # status 2
    print(json.dumps(report, ensure_ascii=False, indent=None if options.json else 2))
    sys.exit({"tampered": 1, "unreadable": 2}.get(report["verdict"], 0))


if __name__ == "__main__":
    main()
