/// What tells one plan from another: digests of the whole and of its parts, and each part's members as they were written.
package struct PlanFingerprint: Hashable, Sendable {
  /// The parts of a plan that are told apart.
  package enum Section: String, CaseIterable, Hashable, Sendable { case tasks, gates, checks }

  /// One member of a part, in its canonical form.
  package struct Member: Hashable, Sendable {
    package var name: String
    package var text: String

    package init(name: String, text: String) {
      self.name = name
      self.text = text
    }
  }

  /// One task, gate or check.
  package struct Part: Hashable, Sendable {
    package var section: Section
    package var id: String
    /// SHA-256 of its canonical form, in hexadecimal.
    package var digest: String
    /// By the bytes of their names.
    package var members: [Member]

    package init(section: Section, id: String, digest: String, members: [Member]) {
      self.section = section
      self.id = id
      self.digest = digest
      self.members = members
    }
  }

  package var plan: String
  package var version: Int64
  /// SHA-256 of the plan's document, in hexadecimal.
  package var document: String
  /// SHA-256 of the canonical form of its tasks, in hexadecimal, as the stream states it; nil where it states none.
  package var tasks: String?
  /// In the order of the document; nil where the plan can't be read.
  package var parts: [Part]?

  package init(plan: String, version: Int64, document: String, tasks: String?, parts: [Part]?) {
    self.plan = plan
    self.version = version
    self.document = document
    self.tasks = tasks
    self.parts = parts
  }
}
