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

  /// A DNS name and the answers that it must give, as texts.
  package struct DNSRecord: Hashable, Sendable {
    package var name: String
    package var answers: [String]
    package init(name: String, answers: [String]) {
      self.name = name
      self.answers = answers
    }
  }

  /// A key, such as a connection name, and the address that it must point to; `legacy` lists those that must be gone.
  package struct Endpoint: Hashable, Sendable {
    package var key: String
    package var value: String
    package var legacy: [String] = []
    package init(key: String, value: String) {
      self.key = key
      self.value = value
    }
  }

  /// A configuration key and the value that it must have, as text.
  package struct Setting: Hashable, Sendable {
    package var key: String
    package var value: String
    package init(key: String, value: String) {
      self.key = key
      self.value = value
    }
  }

  /// Something that must listen, with the owner and the side (`source`, `target` or a site) that must hold it.
  package struct Listener: Hashable, Sendable {
    package var listener: String
    package var owner: String?
    package var side: String?
    package init(listener: String) { self.listener = listener }
  }

  /// A consumer group that must read a topic, and at which side.
  package struct Consumer: Hashable, Sendable {
    package var topic: String
    package var group: String
    package var side: String?
    package init(topic: String, group: String) {
      self.topic = topic
      self.group = group
    }
  }

  /// A workload with the number of replicas, the memory limit and the configuration revision that it must run with.
  package struct Workload: Hashable, Sendable {
    package var workload: String
    package var replicas: Int64?
    package var memoryLimit: String?
    package var configRevision: String?
    package init(workload: String) { self.workload = workload }
  }

  /// A scheduled job: how often it must run, how late it may be, and its priority.
  package struct Job: Hashable, Sendable {
    package var job: String
    package var every: TimeSpan?
    package var grace: TimeSpan?
    package var priority: Int64?
    package init(job: String) { self.job = job }
  }
}
