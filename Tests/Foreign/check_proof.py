#!/usr/bin/python3
"""Checks a C2SP tlog-proof with nothing of cutlog: check_proof.py PROOF EVENT LOG-VKEY

Exit status 0 if the event's line is proved to be in the log, 1 if not.
"""
import base64
import hashlib
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


proof, event, vkey = open(sys.argv[1], "rb").read(), open(sys.argv[2], "rb").read(), sys.argv[3]
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
print("proved")
