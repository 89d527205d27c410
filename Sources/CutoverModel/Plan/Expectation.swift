/// What must be so at the end, layer by layer (`expect` in a plan).
package struct Expectation: Hashable, Sendable {
  package var dns: [DNSRecord] = []
  package var endpoints: [Endpoint] = []
  package var configuration: [Setting] = []
  package var listeners: [Listener] = []
  package var consumers: [Consumer] = []
  package var workloads: [Workload] = []
  package var jobs: [Job] = []

  package init() {}

  package struct DNSRecord: Hashable, Sendable {
    package var name: String
    package var answers: [String]
    package init(name: String, answers: [String]) {
      self.name = name
      self.answers = answers
    }
  }

  package struct Endpoint: Hashable, Sendable {
    package var key: String
    package var value: String
    package var legacy: [String] = []
    package init(key: String, value: String) {
      self.key = key
      self.value = value
    }
  }

  package struct Setting: Hashable, Sendable {
    package var key: String
    package var value: String
    package init(key: String, value: String) {
      self.key = key
      self.value = value
    }
  }

  package struct Listener: Hashable, Sendable {
    package var listener: String
    package var owner: String?
    package var side: String?
    package init(listener: String) { self.listener = listener }
  }

  package struct Consumer: Hashable, Sendable {
    package var topic: String
    package var group: String
    package var side: String?
    package init(topic: String, group: String) {
      self.topic = topic
      self.group = group
    }
  }

  package struct Workload: Hashable, Sendable {
    package var workload: String
    package var replicas: Int64?
    package var memoryLimit: String?
    package var configRevision: String?
    package init(workload: String) { self.workload = workload }
  }

  package struct Job: Hashable, Sendable {
    package var job: String
    package var every: TimeSpan?
    package var grace: TimeSpan?
    package var priority: Int64?
    package init(job: String) { self.job = job }
  }
}
