import Audit
import Documents
import Foundation
import Testing

/// The packs that speak of laws and standards: no clause that doesn't exist, nothing told as read that was only heard of.
@Suite struct CompliancePackTests {
  /// The clauses of a pack, in its order; `~` before those whose text was seen second-hand only.
  private static let clauses: [(pack: String, controls: [String])] = [
    (
      "dora",
      [
        "DORA 9(4)(e)", "DORA 11(2)(c)", "DORA 11(3)", "DORA 11(6)", "DORA 11(8)", "DORA 12(2)", "DORA 12(6)", "DORA 12(7)",
        "DORA 13(2)", "DORA 17(2)", "DORA 17(3)", "DORA 24(5)", "DORA 24(6)", "DORA 25(1)", "RTS 2024/1774 art. 12",
        "RTS 2024/1774 art. 17", "RTS 2024/1774 art. 24", "RTS 2024/1774 art. 25", "~RTS 2024/1774 art. 25, last paragraph",
        "RTS 2024/1774 art. 26", "RTS 2024/1772 art. 3",
      ]
    ),
    (
      "nist-800-53r5",
      ["AU-3", "AU-8", "AU-9(3)", "AU-10", "CP-2", "CP-4", "CP-10", "CM-3", "CM-3(1)", "CM-3(2)", "CM-5", "IR-4"]
    ),
    (
      "iso-22301-27001",
      [
        "~ISO 22301 8.4", "~ISO 22301 8.4.5", "~ISO 22301 8.5", "~ISO 22301 8.6", "~ISO 22301 9.1", "~ISO 27001 A.5.28",
        "~ISO 27001 A.5.29", "~ISO 27001 A.5.30", "~ISO 27001 A.8.13", "~ISO 27001 A.8.14", "~ISO 27001 A.8.15",
        "~ISO 27001 A.8.17", "~ISO 27001 A.8.32",
      ]
    ),
    ("soc2", ["~A1.2", "~A1.3", "~CC7.4", "~CC7.5", "~CC8.1"]),
    (
      "pci-dss-4",
      ["~6.5.1", "~6.5.2", "~10.2.2", "~10.3.2", "~10.3.3", "~10.3.4", "~10.5.1", "~10.6", "~10.7.2"]
    ),
  ]

  /// What the text of a control says that no event of a run can show.
  private static let noRule = "No rule bears on this"

  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Sources/CAssets/packs")

  private func document(_ pack: String) throws -> PolicyDocument {
    let bytes = try Data(contentsOf: Self.folder.appendingPathComponent("\(pack).yaml"))
    return try PolicyDocument.read(bytes: Array(bytes), name: "\(pack).yaml")
  }

  private func policies() throws -> [Policy] { try Self.clauses.map { try document($0.pack).policy } }

  @Test func `the packs name exactly these clauses, and say of which the text was only seen second-hand`() throws {
    for (pack, controls) in Self.clauses {
      let policy = try document(pack).policy
      #expect(policy.id == pack)
      #expect(policy.controls.map { ($0.isSecondHand ? "~" : "") + $0.id } == controls, "\(pack)")
    }
  }

  @Test func `every clause has a title, a text and a source, and every pack says what it can't do`() throws {
    for policy in try policies() {
      #expect(policy.title?.isEmpty == false && (policy.why?.utf8.count ?? 0) > 200, "\(policy.id)")
      #expect(policy.why?.contains("can't") == true && policy.why?.contains(" no ") == true, "\(policy.id)")
      for control in policy.controls {
        for text in [control.title, control.text, control.source] { #expect(text?.isEmpty == false, "\(control.id)") }
      }
    }
  }

  @Test func `a clause has a rule, or its text says that no event can show it`() throws {
    for policy in try policies() {
      let named = Set(policy.rules.flatMap(\.controls))
      for control in policy.controls {
        #expect(named.contains(control.id) != (control.text?.contains(Self.noRule) == true), "\(policy.id) \(control.id)")
      }
    }
  }

  @Test func `every rule bears on a clause, says what it can't show, and is read without a warning`() throws {
    for (pack, _) in Self.clauses {
      let document = try document(pack)
      #expect(document.remarks.isEmpty, "\(document.remarks)")
      #expect(Set(document.policy.rules.map(\.id)).count == document.policy.rules.count)
      for rule in document.policy.rules {
        #expect(!rule.controls.isEmpty, "\(pack) \(rule.id)")
        #expect((rule.cannotShow?.utf8.count ?? 0) > 20, "\(pack) \(rule.id)")
      }
    }
  }

  @Test func `a rule that is judged by events has examples of two events and more that conform, and that violate`() throws {
    for policy in try policies() {
      for rule in policy.rules where !rule.requirement.restsOnResults {
        for conforms in [true, false] {
          let examples = rule.examples.filter { $0.conforms == conforms }
          #expect(!examples.isEmpty && examples.allSatisfy { $0.events.count > 1 }, "\(policy.id) \(rule.id)")
        }
      }
    }
  }

  @Test func `a conforming example shows something, for a rule that is vacuous there explains nothing`() throws {
    for policy in try policies() {
      for rule in policy.rules where !rule.requirement.restsOnResults {
        let outcomes = rule.examples.filter(\.conforms).map { $0.outcome(of: rule) }
        #expect(outcomes.contains(.satisfied), "\(policy.id) \(rule.id)")
      }
    }
  }

  @Test func `what stands in several packs under one name demands the same in all`() throws {
    var demanded: [String: (pack: String, requirement: Requirement)] = [:]
    for pack in Self.clauses.map(\.pack) + ["cutover-baseline", "failback"] {
      for rule in try document(pack).policy.rules {
        if let other = demanded[rule.id] {
          #expect(other.requirement == rule.requirement, "\(rule.id) in \(other.pack) and \(pack)")
        } else {
          demanded[rule.id] = (pack, rule.requirement)
        }
      }
    }
    #expect(demanded.count > 60)
  }

  @Test func `no rule is satisfied where nothing happened`() throws {
    for policy in try policies() {
      for rule in policy.rules where !rule.requirement.restsOnResults {
        let nothing = PolicyExample(conforms: true, events: [])
        #expect(nothing.outcome(of: rule) == .vacuous, "\(policy.id) \(rule.id)")
      }
    }
  }
}
