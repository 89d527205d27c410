package import CutoverModel
internal import JSONText

extension PlanDocument {
  /// The plan as it would be with some values otherwise, and what each of them was before.
  ///
  /// The changes are put into the document and the plan is read again, so that a changed plan is checked as any other.
  /// An objective that the plan doesn't have is added where its `metric` is among the changes. Values that were changed
  /// have no place in the file: their line is 0.
  ///
  /// - Throws: `PlanChangeError` for what the plan doesn't have, for a value that a plan couldn't say, and for a key
  ///   given twice.
  package func changed(
    by changes: [PlanChange]
  ) throws(PlanChangeError) -> (document: PlanDocument, changes: [Hypothesis.Change]) {
    try PlanChange.check(changes)
    let added = Set(changes.lazy.filter { $0.key.kind == "objective" && $0.key.name == "metric" }.map(\.id))
    var changedRoot = root
    for (number, change) in changes.enumerated() {
      try change.put(
        into: &changedRoot, mark: TextLocation(line: 0, column: number + 1), mayAdd: added.contains(change.id))
    }
    let problems = ProblemCollector(file: file)
    let read = PlanReader.read(changedRoot, problems)
    guard let plan = read, !problems.hasErrors else { throw Self.error(problems.sorted, changes) }
    let remarks = problems.sorted.map { problem in
      guard problem.line == 0 else { return problem }
      var problem = problem
      problem.file = changes[problem.column - 1].text
      return problem
    }
    let document = PlanDocument(plan: plan, root: changedRoot, remarks: remarks, file: file)
    return (document, changes.map { $0.stated(against: root) })
  }

  /// The first error, with the change that brought it in.
  private static func error(_ problems: [DocumentProblem], _ changes: [PlanChange]) -> PlanChangeError {
    guard let problem = problems.first(where: { $0.severity == .error }) else {
      return PlanChangeError(nil, "the changed plan can't be read")
    }
    let change = problem.line == 0 ? changes[problem.column - 1].text : changes.count == 1 ? changes[0].text : nil
    // Advice on how to write a file is none on how to write an argument.
    return PlanChangeError(change, problem.message, hint: problem.rule == .wrongKind ? nil : problem.hint)
  }
}

extension PlanChange {
  /// Puts the value into a plan's document, marked with a place that no file has.
  ///
  /// - Throws: `PlanChangeError` for an id that the document doesn't have.
  fileprivate func put(
    into root: inout DocumentNode, mark: TextLocation, mayAdd: Bool
  ) throws(PlanChangeError) {
    guard let list = section else {
      var part = root[key.kind] ?? DocumentNode(.mapping([]), at: mark)
      part.set(key.name, to: node(at: mark), at: mark)
      root.set(key.kind, to: part, at: mark)
      return
    }
    var elements = root[list]?.elements ?? []
    if let index = elements.firstIndex(where: { $0.has(id: id) }) {
      elements[index].set(key.name, to: node(at: mark), at: mark)
    } else if mayAdd, let id {
      var element = DocumentNode(.mapping([]), at: mark)
      element.set("id", to: .text(id, at: mark), at: mark)
      element.set(key.name, to: node(at: mark), at: mark)
      elements.append(element)
    } else {
      throw unknownID(among: elements.compactMap { $0["id"]?.scalar?.text })
    }
    root.set(list, to: DocumentNode(.sequence(elements), at: root[list]?.location ?? mark), at: mark)
  }

  private func unknownID(among ids: [String]) -> PlanChangeError {
    let id = id ?? ""
    let near = Spelling.nearest(to: id, among: ids).map { "did you mean `\($0)`?" }
    let none = ids.isEmpty ? "the plan declares no \(key.kind)" : nil
    let some = "the plan has \(ids.prefix(8).map { "`\($0)`" }.joined(separator: ", "))" + (ids.count > 8 ? ", …" : "")
    return PlanChangeError(text, "unknown \(key.kind) \(DocumentNode.quoted(id))", hint: near ?? none ?? some)
  }

  /// The name of the plan's section that lists such things; nil for a section that is one thing.
  private var section: String? { Self.sections.first { $0.kind == key.kind }?.list }

  /// The value as a node of a document; nil where the key is left out.
  private func node(at mark: TextLocation) -> DocumentNode? {
    guard let value else { return nil }
    guard !key.parts.isEmpty, value.contains("/") else {
      return .text(value, at: mark, key.sort == .integer ? .plain : .quoted)
    }
    let values = value.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    return DocumentNode(
      .mapping(
        zip(key.parts, values).map { name, value in
          DocumentMember(name, at: mark, .text(value, at: mark, name == "count" ? .plain : .quoted))
        }), at: mark)
  }

  /// The change against a document, as answers state it.
  fileprivate func stated(against root: DocumentNode) -> Hypothesis.Change {
    let owner = section.map { root[$0]?.elements?.first { $0.has(id: id) } } ?? root[key.kind]
    let from = owner?[key.name]?.stated(parts: key.parts)
    return Hypothesis.Change(key: name, from: from, to: value, changesNothing: isSame(from, value))
  }

  private func isSame(_ from: String?, _ to: String?) -> Bool {
    if from == to { return true }
    guard let from = from ?? key.standard, let to = to ?? key.standard else { return false }
    func parts(_ text: String) -> [Substring] { text.split(separator: "/", omittingEmptySubsequences: false) }
    let (left, right) = (parts(from), parts(to))
    guard left.count == right.count else { return false }
    return zip(left, right).allSatisfy { left, right in
      if left == right { return true }
      guard key.sort == .measure else { return false }
      if let one = TimeSpan(String(left)), let other = TimeSpan(String(right)) { return one == other }
      if let one = PlanTime(String(left)), let other = PlanTime(String(right)) { return one == other }
      return false
    }
  }
}

extension DocumentNode {
  fileprivate static func text(
    _ text: String, at location: TextLocation, _ style: DocumentScalar.Style = .quoted
  ) -> DocumentNode {
    DocumentNode(.scalar(DocumentScalar(text, style)), at: location)
  }

  fileprivate func has(id: String?) -> Bool {
    guard let id, let text = self["id"]?.scalar?.text else { return false }
    return text.utf8.elementsEqual(id.utf8)
  }

  /// Puts a value in the place of a key's, or takes the key away; no effect on what is no mapping.
  fileprivate mutating func set(_ name: String, to value: DocumentNode?, at location: TextLocation) {
    guard var members else { return }
    let index = members.firstIndex { $0.name.utf8.elementsEqual(name.utf8) }
    switch (index, value) {
    case (let index?, let value?): members[index].value = value
    case (let index?, nil): members.remove(at: index)
    case (nil, let value?): members.append(DocumentMember(name, at: location, value))
    case (nil, nil): break
    }
    content = .mapping(members)
  }

  /// The value as changes are written: a text, or the parts of a mapping with slashes between.
  fileprivate func stated(parts: [String]) -> String? {
    scalar?.text ?? (members == nil ? nil : parts.map { self[$0]?.scalar?.text ?? "" }.joined(separator: "/"))
  }
}
