#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Holds the files of an evidence pack against the streams in it: check_pack.py [FOLDER]

FOLDER is the pack; without it, the folder above this program's. `verify_stream.py` lies beside this program. Each stream is
verified first. Then every file in its folder must be what its lines say: checkpoint, keys, plans, anchors, acts, lines. Each
citation in findings.json must lead to a line with the leaf hash that it states. Who may be trusted, and whether the findings
follow, is not looked at. Exit status 0 if all fits, 1 if not.
"""
import base64
import hashlib
import json
import os
import sys

sys.dont_write_bytecode = True          # nothing is written into the pack
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import verify_stream as foreign  # noqa: E402


def need(condition, message):
    if not condition:
        print(f"does not fit: {message}")
        sys.exit(1)


def count(number, thing):
    return f"{number or 'no'} {thing}{'s' * (number != 1)}"


def read(path):
    with open(path, "rb") as file:
        return file.read()


def pem(public):
    """An Ed25519 key as openssl writes it (RFC 8410)."""
    text = base64.b64encode(bytes.fromhex("302a300506032b6570032100") + public).decode()
    return f"-----BEGIN PUBLIC KEY-----\n{text}\n-----END PUBLIC KEY-----\n".encode()


class Stream:
    """A stream of the pack that was read, and the folder that belongs to it."""

    def __init__(self, folder):
        self.folder, self.raw = folder, []
        self.path = os.path.join(folder, "stream.jsonl.gz")
        container, self.log = foreign.Container(read(self.path)), foreign.Verifier()
        try:
            self.log.run(self.kept(container.lines()))
        except foreign.Unreadable as error:
            need(False, f"{self.path}: {error}")
        self.log.finish(container)
        need(self.log.seals and not self.log.tampered and not container.damage, f"{self.path} does not verify")
        self.size, self.root = self.log.seals[-1]
        self.values = {}
        self.seals = dict(self.log.seals)
        self.files = self.listed()

    def kept(self, lines):
        for raw, offset in lines:
            self.raw.append(raw)
            yield raw, offset

    def value(self, index):
        need(0 <= index <= self.size, f"{self.folder}: line {index} is not there")
        if index not in self.values:
            self.values[index] = foreign.parse_line(self.raw[index])
        return self.values[index]

    def listed(self):
        """The files of the folder by their paths in it."""
        found = set()
        for folder, _, names in os.walk(self.folder):
            found |= {os.path.relpath(os.path.join(folder, name), self.folder) for name in names}
        return found

    def take(self, name):
        """The bytes of a file, which is then accounted for."""
        need(name in self.files, f"{self.folder}/{name} is missing")
        self.files.remove(name)
        return read(os.path.join(self.folder, name))

    def same(self, name, expected):
        need(self.take(name) == expected, f"{self.folder}/{name} is not what the stream says")

    def indexed(self, folder, ending):
        """The files of a folder whose names are indexes."""
        names = [name for name in sorted(self.files) if os.path.dirname(name) == folder and name.endswith(ending)]
        stems = [os.path.basename(name)[:-len(ending)] for name in names]
        need(all(stem.isdigit() or stem.startswith("beside-") for stem in stems), f"{self.folder}/{folder}: names")
        return list(zip(names, stems))

    # ---- The parts ----

    def text(self, size):
        return f"{self.log.origin}\n{size}\n{self.seals[size]}\n".encode()

    def checkpoint(self):
        self.files.remove("stream.jsonl.gz")
        note = self.value(self.size)["data"]["checkpoint"].encode()
        held = self.take("stream.jsonl.gz.checkpoint")
        need(held.startswith(note), f"{self.path}.checkpoint is not the last seal's")
        self.beside = held[len(note):].decode().split("\n")
        self.same("checkpoint.txt", self.text(self.size))
        self.reply = self.take("stream.jsonl.gz.checkpoint.tsr") if "stream.jsonl.gz.checkpoint.tsr" in self.files else None
        return note.decode()

    def keys(self, note):
        names = [name[:-5] for name, _ in sorted((n, 0) for n in self.files if n.startswith("keys/") and n.endswith(".vkey"))]
        held = {}
        for name in names:
            key = held[name[5:]] = foreign.parse_vkey(self.take(name + ".vkey").decode().removesuffix("\n"))
            self.same(name + ".pem", pem(key.public))
        need({"log", "epoch", "identity"} <= set(held), f"{self.folder}/keys: log, epoch and identity")
        need(held["log"].vkey == self.log.log.vkey, f"{self.folder}/keys/log.vkey is not the stream's")
        need(held["identity"].vkey == self.log.identity.vkey, f"{self.folder}/keys/identity.vkey is not the stream's")
        for name, key in held.items():
            if name.startswith("identity-"):
                need(key.vkey in [other.vkey for other in self.log.identities], f"{self.folder}/keys/{name}.vkey is not the stream's")
            if name.startswith("log-"):
                logs = [self.log.first_log.vkey] + [line["data"].get("log") for line in map(self.value, range(self.size))
                                                    if line["type"] == "dev.cutlog.stream.recovered" and line["source"] == self.log.origin]
                need(key.vkey in logs, f"{self.folder}/keys/{name}.vkey is not the stream's")
        signs = note.endswith("\n") and note.rstrip("\n").count("\n\u2014 ") == 3
        try:
            foreign.check_note(15, note, self.text(self.size).decode(), [held["log"], held["epoch"]] + [held["identity"]] * signs)
        except foreign.Bad as bad:
            need(False, f"{self.folder}/keys: {bad.args[1]}")
        return len(held)

    def plans(self):
        adopted = [index for index, _ in self.log.plans]
        files = [pair for ending in (".yaml", ".json") for pair in self.indexed("plans", ending)]
        need(sorted(int(stem) for _, stem in files) == adopted, f"{self.folder}/plans: one for each that was adopted")
        for name, stem in files:
            digest = hashlib.sha256(self.take(name)).hexdigest()
            need(digest == self.value(int(stem))["data"]["document"], f"{self.folder}/{name} is not what was sealed")
        return len(files)

    def anchors(self):
        carried = {line.index: line.data for line in self.log.anchors}
        total = 0
        for folder in ("anchors", "anchors/others"):
            for ending in (".tst", ".cosignature"):
                for name, stem in self.indexed(folder, ending):
                    total += 1
                    data = carried.pop(int(stem), None) if stem.isdigit() else {"size": self.size}
                    need(data and data["size"] in self.seals, f"{self.folder}/{name}: no anchor of the stream")
                    content, text = self.take(name), self.text(data["size"])
                    self.same(name.removesuffix(ending) + ".txt", text)
                    if ending == ".tst":
                        value = base64.b64encode(content).decode()
                        need(value == data.get("value", value) and (stem.isdigit() or content in self.reply), f"{self.folder}/{name} is another token")
                        continue
                    line = content.decode().removesuffix("\n")
                    need(line == data["value"] if stem.isdigit() else line in self.beside, f"{self.folder}/{name} is another cosignature")
                    if folder == "anchors":
                        self.cosignature(name.removesuffix(ending), line, text)
        need(all(data["size"] not in self.seals for data in carried.values()), f"{self.folder}/anchors: one is missing")
        return total

    def cosignature(self, name, line, text):
        seconds = int.from_bytes(base64.b64decode(line.split(" ")[2])[4:12], "big")
        self.same(name + ".message", f"cosignature/v1\ntime {seconds}\n".encode() + text)
        with open(os.path.join(self.folder, os.pardir, "trust", "witnesses"), encoding="utf-8") as file:
            keys = [foreign.parse_witness(vkey) for vkey in file.read().split()]
        need(self.take(name + ".pem") in [pem(key.public) for key in keys], f"{self.folder}/{name}.pem is no trusted witness's")

    def acts(self):
        total = 0
        for folder in ("acts", "acts/not-allowed"):
            for name, stem in self.indexed(folder, ".txt"):
                data = self.value(int(stem))["data"]
                self.same(name, data["statement"].encode())
                self.same(name[:-4] + ".sig", data["signature"].removesuffix("\n").encode() + b"\n")
                total += 1
        return total

    def lines(self, note):
        files = self.indexed("proofs", ".json")
        for name, stem in files:
            need(int(stem) < self.size, f"{self.folder}/{name} is under no seal")
            self.same(name, self.raw[int(stem)] + b"\n")
            _, _, leads_to = self.take(name[:-5] + ".tlog-proof").partition(b"\n\n")       # the rest is check_proof.py's
            need(leads_to == note.encode(), f"{self.folder}/{name[:-5]}.tlog-proof leads to another checkpoint")
        self.proved = {int(stem) for _, stem in files}
        return len(files)

    def check(self):
        note = self.checkpoint()
        counts = [count(self.keys(note), "key"), count(self.plans(), "plan"), count(self.anchors(), "anchor"),
                  count(self.acts(), "act"), count(self.lines(note), "line")]
        need(not self.files, f"{self.folder}: nothing in the stream is {', '.join(sorted(self.files))}")
        print(f"{os.path.basename(self.folder)}: {', '.join(counts)}")


def check_findings(pack, streams):
    document = json.loads(read(os.path.join(pack, "findings.json")).decode())
    stated = [(stream["origin"], stream["size"], stream["root"]) for stream in document["streams"]]
    need(stated == [(stream.log.origin, stream.size, stream.root) for stream in streams], "findings.json is of other streams")
    plan = document["digests"]["plan"]
    need(plan is None or any(plan == digest for stream in streams for _, digest in stream.log.plans), "findings.json is by another plan")
    policies = document["digests"]["policy"]
    policies = [] if policies is None else policies if isinstance(policies, list) else [policies]
    folder = os.path.join(pack, "policies")
    names = sorted(os.listdir(folder), key=lambda name: int(name.split(".")[0])) if os.path.isdir(folder) else []
    need(policies == [hashlib.sha256(read(os.path.join(folder, name))).hexdigest() for name in names], "findings.json is by other policies")
    cited, total = set(), 0
    for finding in document["audit"]["findings"]:
        for event in finding["events"]:
            stream = next((stream for stream in streams if stream.log.origin == event["stream"]), None)
            need(stream, f"{finding['rule']} cites a stream that is not here")
            index, raw = event["index"], stream.raw[event["index"]] if event["index"] <= stream.size else b""
            leaf = hashlib.sha256(b"\0" + raw).hexdigest()
            need(index in stream.proved or index == stream.size, f"{finding['rule']} cites line {index}, which is not here")
            need(event["leaf"] == leaf, f"{finding['rule']} cites another line {index}")
            need(event["id"] == stream.value(index)["id"], f"{finding['rule']} cites line {index} by another id")
            cited.add((stream.log.origin, index))
            total += 1
    print(f"findings: {count(total, 'citation')} of {count(len(cited), 'line')}, by {count(len(names), 'document')}")


def main():
    here = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    pack = sys.argv[1] if len(sys.argv) > 1 else here
    folders = [name for name in os.listdir(pack) if name.startswith("stream-")]
    need(folders and all(name[7:].isdigit() for name in folders), "no stream")
    streams = [Stream(os.path.join(pack, name)) for name in sorted(folders, key=lambda name: int(name[7:]))]
    for stream in streams:
        stream.check()
    check_findings(pack, streams)


try:
    main()
except (foreign.Bad, OSError, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
    need(False, f"{type(error).__name__}: {error}")
