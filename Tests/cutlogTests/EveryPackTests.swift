import Audit
import Documents
import Foundation
import JSONText
import TestSupport
import Testing

@testable import cutlog

/// What holds of every control pack, whoever wrote it.
@Suite struct EveryPackTests {
  @Test func `every pack is read without a remark, is called as its policy, and is printed as it stands`() throws {
    #expect(ControlPack.all.count == 7)
    let folder = Sandbox.package.appendingPathComponent("Sources/CAssets/packs")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    #expect(files == ControlPack.all.map { $0.name + ".yaml" }.sorted())
    for pack in ControlPack.all {
      let policy = try GivenPolicy(pack.name)
      #expect(policy.document.remarks.map(\.description) == [], "\(pack.name)")
      #expect(policy.policy.id == pack.name && policy.isPack)
      #expect(policy.policy.title != nil && policy.policy.why != nil)
      #expect(try pack.bytes == [UInt8](Data(contentsOf: folder.appendingPathComponent(pack.name + ".yaml"))))
    }
  }

  @Test func `every pack fits the schema of policies`() throws {
    let validator = """
      import json, sys, yaml
      from jsonschema import Draft202012Validator
      validator = Draft202012Validator(json.load(open(sys.argv[1])))
      for path in sys.argv[2:]:
        for error in validator.iter_errors(yaml.load(open(path), Loader=yaml.BaseLoader)):
          print(path, error.json_path, error.message[:300])
      """
    let folder = Sandbox.package
    let paths = ControlPack.all.map { folder.appendingPathComponent("Sources/CAssets/packs/\($0.name).yaml").path }
    let outcome = try Sandbox().run(
      URL(fileURLWithPath: "/usr/bin/python3"),
      ["-c", validator, folder.appendingPathComponent("schemas/policy.schema.json").path] + paths)
    #expect(outcome.status == 0, "\(outcome.error)")
    #expect(outcome.output == "")
  }

  @Test func `a rule that stands in two packs demands the same in both`() throws {
    var known: [String: (pack: String, rule: Rule)] = [:]
    for pack in ControlPack.all {
      for rule in try GivenPolicy(pack.name).policy.rules {
        guard let (other, same) = known[rule.id] else {
          known[rule.id] = (pack.name, rule)
          continue
        }
        #expect(rule.requirement == same.requirement, "\(rule.id) in \(pack.name) and in \(other)")
      }
    }
  }

  @Test func `every rule names a control and says what it can't show`() throws {
    for pack in ControlPack.all {
      let policy = try GivenPolicy(pack.name).policy
      for rule in policy.rules {
        #expect(!rule.controls.isEmpty && rule.cannotShow?.isEmpty == false, "\(pack.name): \(rule.id)")
      }
      for control in policy.controls {
        #expect(control.text?.isEmpty == false && control.source?.isEmpty == false, "\(pack.name): \(control.id)")
      }
    }
  }

  /// By an example of its own, by the worst of runs, or by a sample that was written down afterwards.
  @Test func `every rule of every pack is violated somewhere`() throws {
    let sandbox = try Sandbox()
    try WorstRun.record(in: sandbox)
    let answers = [
      try PackOnSamplesTests.audit("worst.jsonl.gz", in: sandbox),
      try PackOnSamplesTests.audit(
        SampleTests.file("github-2018", "github-2018.jsonl.gz").path, trust: SampleTests.file("github-2018", "trust").path),
    ]
    for pack in ControlPack.all {
      for rule in try GivenPolicy(pack.name).policy.rules where !rule.examples.contains(where: { !$0.conforms }) {
        let results = answers.map { answer in
          answer["audit"]?["findings"]?.array?
            .first { $0["policy"]?.string == pack.name && $0["rule"]?.string == rule.id }?["result"]?.string
        }
        #expect(results.contains("violated"), "\(pack.name): \(rule.id) comes to \(results)")
        #expect(rule.requirement.restsOnResults, "\(pack.name): \(rule.id) has no example that violates it")
      }
    }
  }
}
