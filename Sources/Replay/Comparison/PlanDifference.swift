/// A task, gate or check that two plans of the same name don't have alike.
package struct PlanDifference: Hashable, Sendable {
  package enum Kind: String, CaseIterable, Hashable, Sendable { case added, removed, changed }

  /// The members that say how a part is called and where more is written about it, and nothing of what is to be done.
  package static let remarks: Set<String> = ["title", "links"]

  package var section: PlanFingerprint.Section
  package var id: String
  package var kind: Kind
  /// The members that are not alike, by their bytes; empty where the part was added or removed.
  package var members: [String]

  /// Whether what is to be done may be another: any member but a title or a link differs.
  package var changesWork: Bool { kind != .changed || members.contains { !Self.remarks.contains($0) } }

  /// What differs from one plan to another: by section, then in the order of the later plan, what was removed last.
  ///
  /// Empty where a plan can't be read.
  package static func between(_ before: PlanFingerprint, _ after: PlanFingerprint) -> [PlanDifference] {
    guard let old = before.parts, let new = after.parts else { return [] }
    return PlanFingerprint.Section.allCases.flatMap { section in
      changes(old.filter { $0.section == section }, new.filter { $0.section == section })
    }
  }

  private static func changes(_ old: [PlanFingerprint.Part], _ new: [PlanFingerprint.Part]) -> [PlanDifference] {
    var known = Dictionary(old.map { (ExactText($0.id), $0) }) { first, _ in first }
    var changes: [PlanDifference] = []
    for part in new {
      guard let before = known.removeValue(forKey: ExactText(part.id)) else {
        changes.append(PlanDifference(section: part.section, id: part.id, kind: .added, members: []))
        continue
      }
      guard before.digest != part.digest else { continue }
      changes.append(
        PlanDifference(section: part.section, id: part.id, kind: .changed, members: members(before, part)))
    }
    for part in old where known[ExactText(part.id)] != nil {
      changes.append(PlanDifference(section: part.section, id: part.id, kind: .removed, members: []))
    }
    return changes
  }

  private static func members(_ before: PlanFingerprint.Part, _ after: PlanFingerprint.Part) -> [String] {
    func texts(_ part: PlanFingerprint.Part) -> [ExactText: ExactText] {
      Dictionary(part.members.map { (ExactText($0.name), ExactText($0.text)) }) { first, _ in first }
    }
    let (old, new) = (texts(before), texts(after))
    return Set(old.keys).union(new.keys).filter { old[$0] != new[$0] }.map(\.text)
      .sorted { $0.precedesInBytes($1) }
  }
}
