#!/usr/bin/env python3
"""Checks OSCAL 1.2.1 assessment results without cutlog.

    check_oscal.py [--models DIR] [--mutations] FILE

Two judges. The first is written here from the rules of OSCAL's assessment-results model that cutlog relies on, and checks
what no schema does: that every UUID is unique and every reference resolves. The second, with --models, are the models of
compliance-trestle 5.2.0, generated from NIST's JSON schema of OSCAL 1.2.1; DIR is where its packages were installed
(oscal-requirements.txt). With --mutations the document is also broken in many ways, each of which must be refused.

Prints what is wrong, one a line; status 0 if nothing is, 1 otherwise, 2 if the check can't be made.
"""
import argparse
import base64
import copy
import hashlib
import json
import re
import sys

UUID = re.compile(r"[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[45][0-9A-Fa-f]{3}-[89ABab][0-9A-Fa-f]{3}-[0-9A-Fa-f]{12}")
TOKEN = re.compile(r"([^\W\d_]|_)([^\W\d_]|\d|[.\-_])*")
STRING = re.compile(r"\S(.*\S)?")
LINE = re.compile(r"[^\n]+")
TIME = re.compile(r"(19|2\d)\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
LEAF = re.compile(r"[0-9a-f]{64}")

# For each kind of object the members that it must have and those that it may have, as far as cutlog writes them.
KINDS = {
    "document": ("uuid metadata import-ap results", "local-definitions back-matter"),
    "metadata": ("title last-modified version oscal-version", "props parties remarks"),
    "party": ("uuid type", "name props"),
    "import-ap": ("href", "remarks"),
    "definitions": ("", "objectives-and-methods"),
    "local-objective": ("control-id parts", "description props"),
    "part": ("name", "id prose"),
    "result": (
        "uuid title description start reviewed-controls",
        "end props links local-definitions assessment-log observations risks findings remarks"),
    "result-definitions": ("", "components"),
    "component": ("uuid type title description status", "props"),
    "component-status": ("state", "remarks"),
    "reviewed": ("control-selections", "description control-objective-selections"),
    "selection": ("", "description include-all include-controls"),
    "selected-control": ("control-id", ""),
    "objective-selection": ("", "include-all include-objectives"),
    "selected-objective": ("objective-id", ""),
    "log": ("entries", ""),
    "entry": ("uuid start", "title description end props links logged-by"),
    "logged-by": ("party-uuid", ""),
    "observation": (
        "uuid description methods collected", "title props origins subjects relevant-evidence remarks"),
    "subject": ("subject-uuid type", ""),
    "evidence": ("description", "href props links"),
    "origin": ("actors", ""),
    "actor": ("type actor-uuid", ""),
    "risk": ("uuid title description statement status", "props origins related-observations"),
    "finding": ("uuid title description target", "props origins related-observations related-risks"),
    "target": ("type target-id status", ""),
    "target-status": ("state", "reason remarks"),
    "related-observation": ("observation-uuid", ""),
    "related-risk": ("risk-uuid", ""),
    "back-matter": ("", "resources"),
    "resource": ("uuid", "title description props document-ids rlinks base64 remarks"),
    "document-id": ("identifier", "scheme"),
    "rlink": ("href", "hashes"),
    "hash": ("algorithm value", ""),
    "base64": ("value", "filename media-type"),
    "property": ("name value", "ns"),
    "link": ("href", "rel"),
}
# What kind of object stands where: by the kind that it stands in and the member's name.
INSIDE = {
    ("document", "metadata"): "metadata", ("document", "import-ap"): "import-ap",
    ("document", "local-definitions"): "definitions", ("document", "results"): "result",
    ("document", "back-matter"): "back-matter", ("metadata", "parties"): "party",
    ("definitions", "objectives-and-methods"): "local-objective", ("local-objective", "parts"): "part",
    ("result", "local-definitions"): "result-definitions", ("result-definitions", "components"): "component",
    ("component", "status"): "component-status", ("result", "reviewed-controls"): "reviewed",
    ("reviewed", "control-selections"): "selection", ("selection", "include-controls"): "selected-control",
    ("reviewed", "control-objective-selections"): "objective-selection",
    ("objective-selection", "include-objectives"): "selected-objective", ("result", "assessment-log"): "log",
    ("log", "entries"): "entry", ("entry", "logged-by"): "logged-by", ("result", "observations"): "observation",
    ("observation", "subjects"): "subject", ("observation", "relevant-evidence"): "evidence",
    ("origin", "actors"): "actor", ("result", "risks"): "risk", ("result", "findings"): "finding",
    ("finding", "target"): "target", ("target", "status"): "target-status",
    ("risk", "related-observations"): "related-observation", ("finding", "related-observations"): "related-observation",
    ("finding", "related-risks"): "related-risk", ("back-matter", "resources"): "resource",
    ("resource", "document-ids"): "document-id", ("resource", "rlinks"): "rlink", ("rlink", "hashes"): "hash",
    ("resource", "base64"): "base64",
}
ANYWHERE = {"props": "property", "links": "link", "origins": "origin"}
ARRAYS = {
    "results", "parties", "objectives-and-methods", "parts", "components", "control-selections", "include-controls",
    "control-objective-selections", "include-objectives", "entries", "logged-by", "observations", "subjects",
    "relevant-evidence", "actors", "risks", "findings", "related-observations", "related-risks", "resources",
    "document-ids", "rlinks", "hashes", "props", "links", "origins", "methods",
}
# What stands for a control where no rule was judged.
NOTHING = "_no-rule-was-judged"
TIMES = {"last-modified", "start", "end", "collected"}
TOKENS = {"name", "rel", "control-id", "objective-id", "target-id", "state", "reason", "status", "id"}
LINES = {"title"}
STRINGS = {"value", "version", "identifier"}




class Judge:
    def __init__(self, document):
        self.errors = []
        self.uuids = {}
        self.document = document

    def say(self, path, what):
        self.errors.append(f"{path}: {what}")

    def text(self, path, value, pattern, what):
        if not isinstance(value, str) or not pattern.fullmatch(value):
            self.say(path, f"{value!r:.60} is no {what}")

    def walk(self, value, kind, path):
        if not isinstance(value, dict):
            return self.say(path, "is no object")
        required, allowed = (set(names.split()) for names in KINDS[kind])
        for name in sorted(required - value.keys()):
            self.say(path, f"lacks {name}")
        for name in sorted(value.keys() - required - allowed):
            self.say(path, f"has {name}, which is not known here")
        for name, member in value.items():
            self.member(kind, name, member, f"{path}/{name}")
        if kind in ("selection", "objective-selection"):
            if len([name for name in value if name.startswith("include-")]) != 1:
                self.say(path, "needs exactly one of include-all and what is included")
        if kind == "target" and value.get("type") not in ("objective-id", "statement-id"):
            self.say(path, "has a type that a target can't have")
        if kind == "target-status" and value.get("state") not in ("satisfied", "not-satisfied"):
            self.say(path, "has a state that a target can't have")

    def member(self, kind, name, value, path):
        inner = INSIDE.get((kind, name)) or ANYWHERE.get(name)
        if name in ARRAYS:
            if not isinstance(value, list) or not value:
                return self.say(path, "is no array with elements")
            for number, element in enumerate(value):
                if inner:
                    self.walk(element, inner, f"{path}/{number}")
                else:
                    self.text(f"{path}/{number}", element, STRING, "string")
        elif inner:
            self.walk(value, inner, path)
        elif name == "include-all":
            if value != {}:
                self.say(path, "must be an empty object")
        elif not isinstance(value, str):
            self.say(path, "is no string")
        elif name == "uuid" or name.endswith("-uuid"):
            self.text(path, value, UUID, "UUID of version 4 or 5")
            if name == "uuid":
                if value.lower() in self.uuids:
                    self.say(path, f"is the UUID of {self.uuids[value.lower()]} too")
                self.uuids[value.lower()] = path
        elif name in TIMES:
            self.text(path, value, TIME, "time with a zone")
        elif kind in ("property", "base64", "hash", "document-id") and name in STRINGS:
            self.text(path, value, STRING, "string without space at its ends")
        elif name in TOKENS and not (kind == "party" and name == "name"):
            self.text(path, value, TOKEN, "token")
        elif name in LINES:
            self.text(path, value, LINE, "line")
        elif not value.strip():
            self.say(path, "is empty")

    # References

    def refer(self, path, value, known, what):
        if not isinstance(value, str) or value.lower() not in known:
            self.say(path, f"{value!r:.60} is no {what} of the document")

    def references(self):
        root = self.document["assessment-results"]
        resources = {each["uuid"].lower() for each in root.get("back-matter", {}).get("resources", [])}
        parties = {each["uuid"].lower() for each in root["metadata"].get("parties", [])}
        objectives = root.get("local-definitions", {}).get("objectives-and-methods", [])
        controls = {each["control-id"] for each in objectives}
        parts = {part["id"] for each in objectives for part in each["parts"]}
        self.refer("import-ap", root["import-ap"]["href"], {"#" + each for each in resources}, "resource")
        for number, result in enumerate(root["results"]):
            path = f"results/{number}"
            entries = result.get("assessment-log", {}).get("entries", [])
            named = {each["uuid"].lower() for each in entries} | resources
            tools = {each["uuid"].lower() for each in result.get("local-definitions", {}).get("components", [])}
            observations = {each["uuid"].lower(): each for each in result.get("observations", [])}
            risks = {each["uuid"].lower(): each for each in result.get("risks", [])}
            self.links(result, path, {"#" + each for each in named})
            for each in entries:
                for logger in each.get("logged-by", []):
                    self.refer(path + "/assessment-log", logger["party-uuid"], parties, "party")
            for each in list(observations.values()) + list(risks.values()) + result.get("findings", []):
                for origin in each.get("origins", []):
                    for actor in origin["actors"]:
                        self.refer(path, actor["actor-uuid"], tools, "tool")
                for related in each.get("related-observations", []):
                    self.refer(path, related["observation-uuid"], observations, "observation")
                for related in each.get("related-risks", []):
                    self.refer(path, related["risk-uuid"], risks, "risk")
                for subject in each.get("subjects", []):
                    self.refer(path, subject["subject-uuid"], resources, "resource")
            reviewed = result["reviewed-controls"]
            for selection in reviewed["control-selections"]:
                for control in selection.get("include-controls", []):
                    if control["control-id"] not in controls | {NOTHING}:
                        self.say(path, f"{control['control-id']} is no control of the document")
            for selection in reviewed.get("control-objective-selections", []):
                for objective in selection.get("include-objectives", []):
                    if objective["objective-id"] not in parts:
                        self.say(path, f"{objective['objective-id']} is no objective of the document")
            for finding in result.get("findings", []):
                self.finding(finding, path, parts, observations)
            violated = {uuid for uuid, each in observations.items() if value(each, "result") == "violated"}
            at_risk = {each["observation-uuid"].lower() for risk in risks.values() for each in risk["related-observations"]}
            if violated != at_risk:
                self.say(path, "the risks are not those of the violated rules")
        for resource in root.get("back-matter", {}).get("resources", []):
            if "base64" in resource:
                content = base64.b64decode(resource["base64"]["value"], validate=True)
                digests = {each["value"] for link in resource.get("rlinks", []) for each in link["hashes"]}
                if hashlib.sha256(content).hexdigest() not in digests:
                    self.say("back-matter", "an embedded checkpoint has another digest than is stated")

    def links(self, tree, path, known):
        if isinstance(tree, dict):
            if str(tree.get("href", "")).startswith("#"):
                self.refer(path, tree["href"], known, "resource or entry")
            if tree.get("name") == "leaf-hash":
                self.text(path, tree["value"], LEAF, "leaf hash")
            for name, each in tree.items():
                self.links(each, f"{path}/{name}", known)
        elif isinstance(tree, list):
            for number, each in enumerate(tree):
                self.links(each, f"{path}/{number}", known)

    def finding(self, finding, path, parts, observations):
        target = finding["target"]
        if target["target-id"] not in parts:
            self.say(path, f"{target['target-id']} is no objective of the document")
        related = [observations.get(each["observation-uuid"].lower()) for each in finding["related-observations"]]
        results = {value(each, "result") for each in related if each}
        wanted = "satisfied" if target["status"]["state"] == "satisfied" else "violated"
        if results != {wanted}:
            self.say(path, f"a finding that is {target['status']['state']} rests on {sorted(results)}")


def value(each, name):
    return next((prop["value"] for prop in each.get("props", []) if prop["name"] == name), None)


def judge(document):
    if not isinstance(document, dict) or list(document) != ["assessment-results"]:
        return ["is no document of assessment results"]
    judge = Judge(document)
    judge.walk(document["assessment-results"], "document", "")
    if document["assessment-results"].get("metadata", {}).get("oscal-version") != "1.2.1":
        judge.say("metadata/oscal-version", "is not 1.2.1")
    if not judge.errors:
        judge.references()
    return judge.errors


def models(folder):
    """The second judge: what the generated models say of a document."""
    sys.path.insert(0, folder)
    from pydantic import ValidationError
    from trestle.oscal import OSCAL_VERSION
    from trestle.oscal.assessment_results import Model

    if OSCAL_VERSION != "1.2.1":
        raise ImportError(f"the models are of OSCAL {OSCAL_VERSION}, expected 1.2.1")

    def judge(document):
        try:
            Model.model_validate_json(json.dumps(document))
        except ValidationError as error:
            return [f"{'/'.join(map(str, each['loc']))}: {each['msg']}"[:300] for each in error.errors()]
        return []

    return judge


def mutations(document):
    """The document broken in many ways: a name, whether a schema can see it, and the broken document."""

    def change(name, in_schema, edit):
        broken = copy.deepcopy(document)
        edit(broken["assessment-results"])
        return name, in_schema, broken

    def result(root):
        return root["results"][0]

    def drop(*path):
        def edit(root):
            for name in path[:-1]:
                root = root[name]
            del root[path[-1]]
        return edit

    def put(value, *path):
        def edit(root):
            for name in path[:-1]:
                root = root[name]
            root[path[-1]] = value
        return edit

    first = ("results", 0)
    observation = first + ("observations", 0)
    finding = first + ("findings", 0)
    other = "00000000-0000-4000-8000-000000000000"
    yield change("no uuid", True, drop("uuid"))
    yield change("no title", True, drop("metadata", "title"))
    yield change("no last-modified", True, drop("metadata", "last-modified"))
    yield change("no version", True, drop("metadata", "version"))
    yield change("another version of OSCAL", False, put("2.0.0", "metadata", "oscal-version"))
    yield change("no results", True, put([], "results"))
    yield change("no import-ap", True, drop("import-ap"))
    yield change("a uuid of version 1", True, put("6ba7b810-9dad-11d1-80b4-00c04fd430c8", *first, "uuid"))
    yield change("a uuid that is none", True, put("result-1", *first, "uuid"))
    yield change("no start", True, drop(*first, "start"))
    yield change("a start without a zone", True, put("2026-11-22T22:00:00", *first, "start"))
    yield change("an empty array", True, put([], *first, "observations"))
    yield change("null", True, put(None, *first, "description"))
    yield change("a selection of nothing", True, put([{}], *first, "reviewed-controls", "control-selections"))
    yield change("no reviewed controls", True, drop(*first, "reviewed-controls"))
    yield change("an observation without methods", True, drop(*observation, "methods"))
    yield change("an observation without collected", True, drop(*observation, "collected"))
    yield change("a property without a value", True, drop(*observation, "props", 0, "value"))
    yield change("a name that is no token", True, put("AU-9(3)", *observation, "props", 0, "name"))
    yield change("a value with space at its end", True, put("x ", *observation, "props", 0, "value"))
    yield change("a member that OSCAL doesn't know", True, put("x", *observation, "verdict"))
    yield change("an actor without a uuid", True, drop(*observation, "origins", 0, "actors", 0, "actor-uuid"))
    yield change("evidence without a description", True, drop(*evidence(document), "description"))
    yield change("a finding without a target", True, drop(*finding, "target"))
    yield change("a state that OSCAL doesn't have", True, put("undecidable", *finding, "target", "status", "state"))
    yield change("a target of another type", True, put("rule-id", *finding, "target", "type"))
    yield change("a hash without an algorithm", True, drop("back-matter", "resources", 0, "rlinks", 0, "hashes", 0, "algorithm"))
    yield change("a component without a state", True, drop(*first, "local-definitions", "components", 0, "status", "state"))
    yield change("an entry without a start", True, drop(*first, "assessment-log", "entries", 0, "start"))
    yield change("two things with one uuid", False, put(document["assessment-results"]["uuid"], *first, "uuid"))
    yield change("an observation that isn't there", False, put(other, *finding, "related-observations", 0, "observation-uuid"))
    yield change("a resource that isn't there", False, put("#" + other, *evidence(document), "href"))
    yield change("an actor that isn't there", False, put(other, *observation, "origins", 0, "actors", 0, "actor-uuid"))
    yield change("an objective that isn't there", False, put("cp-10_obj-1", *finding, "target", "target-id"))
    yield change("a plan that isn't there", False, put("#" + other, "import-ap", "href"))
    yield change("a leaf hash cut short", False, shorten_leaf)
    yield change("the other verdict", False, turn)
    yield change("a risk less", False, drop(*first, "risks"))
    yield change("another checkpoint", False, lambda root: next(
        each for each in root["back-matter"]["resources"] if "base64" in each)["base64"].update(value="AAAA"))


def evidence(document):
    observations = document["assessment-results"]["results"][0]["observations"]
    number = next(number for number, each in enumerate(observations) if "relevant-evidence" in each)
    return ("results", 0, "observations", number, "relevant-evidence", 0)


def shorten_leaf(root):
    entry = root["results"][0]["assessment-log"]["entries"][0]
    prop = next(prop for prop in entry["props"] if prop["name"] == "leaf-hash")
    prop["value"] = prop["value"][:-1]


def turn(root):
    status = root["results"][0]["findings"][0]["target"]["status"]
    status["state"] = "satisfied" if status["state"] == "not-satisfied" else "not-satisfied"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--models", metavar="DIR")
    parser.add_argument("--mutations", action="store_true")
    parser.add_argument("file")
    arguments = parser.parse_args()
    judges = {"rules": judge}
    if arguments.models:
        try:
            judges["models"] = models(arguments.models)
        except ImportError as error:
            print(f"check_oscal.py: error: {arguments.models}: the models of OSCAL can't be loaded: {error}", file=sys.stderr)
            print("check_oscal.py: hint: Tests/run installs them", file=sys.stderr)
            return 2
    with open(arguments.file, encoding="utf-8") as file:
        document = json.load(file)
    wrong = [f"{name}: {error}" for name, judge in judges.items() for error in judge(document)]
    tried = 0
    if arguments.mutations and not wrong:
        for name, in_schema, broken in mutations(document):
            tried += 1
            if not judges["rules"](broken):
                wrong.append(f"rules: accepts {name}")
            if in_schema and "models" in judges and not judges["models"](broken):
                wrong.append(f"models: accepts {name}")
    print("\n".join(wrong) if wrong else "good" + (f", {tried} mutations refused" if tried else ""))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
