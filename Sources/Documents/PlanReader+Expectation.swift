internal import CutoverModel
internal import JSONText

extension PlanReader {
  func expectation(_ node: DocumentNode) -> Expectation? {
    let sections = [
      "dns", "endpoints", "configuration", "listeners", "consumers", "workloads", "jobs",
    ]
    guard let fields = Fields(node, "`expect`", keys: sections, problems) else { return nil }
    var expectation = Expectation()
    expectation.dns = entries(fields, "dns", identity: ["name"], keys: ["name", "answers"]) {
      entry in
      _ = entry.required("answers")
      guard let name = entry.name("name") else { return nil }
      return .init(name: name, answers: entry.names("answers"))
    }
    expectation.endpoints = entries(
      fields, "endpoints", identity: ["key"], keys: ["key", "value", "legacy"]
    ) { entry in
      _ = entry.required("value")
      guard let key = entry.name("key"), let value = entry.anyScalar("value") else { return nil }
      var endpoint = Expectation.Endpoint(key: key, value: value)
      endpoint.legacy = entry.names("legacy")
      return endpoint
    }
    expectation.configuration = entries(
      fields, "configuration", identity: ["key"], keys: ["key", "value"]
    ) { entry in
      _ = entry.required("value")
      guard let key = entry.name("key"), let value = entry.anyScalar("value") else { return nil }
      return .init(key: key, value: value)
    }
    expectation.listeners = entries(
      fields, "listeners", identity: ["listener"], keys: ["listener", "owner", "side"]
    ) { entry in
      guard let name = entry.name("listener") else { return nil }
      var listener = Expectation.Listener(listener: name)
      listener.owner = entry.name("owner")
      listener.side = side(entry)
      return listener
    }
    let consumerKeys = ["topic", "group", "side"]
    expectation.consumers = entries(
      fields, "consumers", identity: ["topic", "group"], keys: consumerKeys
    ) { entry in
      guard let topic = entry.name("topic"), let group = entry.name("group") else { return nil }
      var consumer = Expectation.Consumer(topic: topic, group: group)
      consumer.side = side(entry)
      return consumer
    }
    let workloadKeys = ["workload", "replicas", "memoryLimit", "configRevision"]
    expectation.workloads = entries(fields, "workloads", identity: ["workload"], keys: workloadKeys)
    { entry in
      guard let name = entry.name("workload") else { return nil }
      var workload = Expectation.Workload(workload: name)
      workload.replicas = entry.integer("replicas", in: 0...Int64.max)
      workload.memoryLimit = entry.anyScalar("memoryLimit")
      workload.configRevision = entry.anyScalar("configRevision")
      return workload
    }
    expectation.jobs = entries(
      fields, "jobs", identity: ["job"], keys: ["job", "every", "grace", "priority"]
    ) { entry in
      guard let name = entry.name("job") else { return nil }
      var job = Expectation.Job(job: name)
      job.every = entry.span("every", .positive)
      job.grace = entry.span("grace")
      job.priority = entry.integer("priority", in: 0...Int64.max)
      return job
    }
    return expectation
  }

  /// The entries of one section; the keys of `identity` are required, and no two entries agree in all of them.
  private func entries<Entry>(
    _ fields: Fields, _ section: String, identity: [String], keys: [String],
    read: (Fields) -> Entry?
  ) -> [Entry] {
    var seen: [[String]: Int] = [:]
    return fields.elements(section).compactMap { node in
      let subject = "an entry in \(fields.label(section))"
      guard let entry = Fields(node, subject, keys: keys, problems) else { return nil }
      let names = identity.map { entry.required($0)?.scalar?.text ?? "" }
      if !names.contains(""), let line = seen.updateValue(node.location.line, forKey: names) {
        let shown = names.map(DocumentNode.quoted).joined(separator: ", ")
        problems.error(
          .duplicateID, "\(shown) stands twice in \(fields.label(section)), before on line \(line)",
          at: node.location)
      }
      return read(entry)
    }
  }
}
