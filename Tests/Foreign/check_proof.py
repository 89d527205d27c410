#!/usr/bin/python3
"""Checks C2SP tlog-proofs with nothing of cutlog.

Usage: check_proof.py PROOF EVENT LOG-VKEY      one event's line
       check_proof.py FOLDER LOG-VKEY           each INDEX.json in the folder, with INDEX.tlog-proof beside it

Exit status 0 if all lines are proved to be in the log, 1 if not.
"""
import base64
import hashlib
import os
import sys

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def fail(why):
    print(why)
    sys.exit(1)


def node(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def path_root(index, size, leaf, path):
    """RFC 9162 section 2.1.3.2."""
    if index >= size:
        fail("index beyond the tree")
    fn, sn, r = index, size - 1, leaf
    for p in path:
        if sn == 0:
            fail("path too long")
        if fn & 1 or fn == sn:
            r = node(p, r)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            r = node(r, p)
        fn, sn = fn >> 1, sn >> 1
    if sn:
        fail("path too short")
    return r


def check(proof, event, vkey):
    """The index at which the line is proved to be in the log."""
    head, note = proof.split(b"\n\n", 1)
    lines = head.decode().split("\n")
    if lines.pop(0) != "c2sp.org/tlog-proof@v1":
        fail("first line")
    if lines[0].startswith("extra "):
        lines.pop(0)
    word, index = lines.pop(0).split(" ")
    if word != "index" or str(int(index)) != index:
        fail("index line")
    path = [base64.b64decode(line, validate=True) for line in lines]

    text, signatures = note.rsplit(b"\n\n", 1)
    text += b"\n"
    origin, size, root = text.decode().split("\n")[:3]
    name, key_id, key = vkey.split("+", 2)
    key = base64.b64decode(key)
    if hashlib.sha256(name.encode() + b"\n" + key).digest()[:4].hex() != key_id or key[0] != 1 or name != origin:
        fail("log key")
    for line in signatures.decode().splitlines():
        dash, signer, blob = line.split(" ")
        blob = base64.b64decode(blob)
        if dash == "\u2014" and signer == name and blob[:4].hex() == key_id:
            try:
                Ed25519PublicKey.from_public_bytes(key[1:]).verify(blob[4:], text)
            except InvalidSignature:
                fail("signature")
            break
    else:
        fail("no signature of the log")

    leaf = hashlib.sha256(b"\x00" + event.removesuffix(b"\n")).digest()
    if path_root(int(index), int(size), leaf, path) != base64.b64decode(root):
        fail("root")
    return int(index)


def check_folder(folder, vkey):
    """All lines of a folder; their names are their indexes."""
    names = sorted(os.listdir(folder))
    indexes = sorted({name.split(".")[0] for name in names})
    if not indexes or names != sorted(f"{index}.{ending}" for index in indexes for ending in ("json", "tlog-proof")):
        fail("a line without its proof, or a proof without its line")
    for index in indexes:
        path = os.path.join(folder, index)
        try:
            if check(open(path + ".tlog-proof", "rb").read(), open(path + ".json", "rb").read(), vkey) != int(index):
                fail("another index than the name says")
        except SystemExit:
            print(f"at {path}")
            raise
    return len(indexes)


if len(sys.argv) == 3:
    count = check_folder(sys.argv[1], sys.argv[2])
    print(f"proved: {count} line{'s' * (count > 1)}")
else:
    check(open(sys.argv[1], "rb").read(), open(sys.argv[2], "rb").read(), sys.argv[3])
    print("proved")
