import Documents
import Replay
import SealedLog

extension JudgedPlan {
  /// What tells the plan from others: its digests, and those of its tasks, gates and checks.
  ///
  /// Nil where there is no plan's line; without parts where the plan can't be read.
  var fingerprint: PlanFingerprint? {
    selection.judged.map { judged in
      PlanFingerprint(
        plan: judged.plan, version: judged.version, document: judged.document, tasks: judged.tasks, parts: parts)
    }
  }

  private var parts: [PlanFingerprint.Part]? {
    guard let root = document?.root else { return nil }
    return PlanFingerprint.Section.allCases.flatMap { section in
      TasksDigest.parts(section.rawValue, ofPlan: root).map { PlanFingerprint.Part($0, of: section) }
    }
  }
}

extension PlanFingerprint.Part {
  fileprivate init(_ part: CanonicalPart, of section: PlanFingerprint.Section) {
    let members = part.members.map {
      PlanFingerprint.Member(name: $0.name, text: String(decoding: $0.bytes, as: UTF8.self))
    }
    self.init(section: section, id: part.id, digest: Digest(hashing: part.bytes).hex, members: members)
  }
}
