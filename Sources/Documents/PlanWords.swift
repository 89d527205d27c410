/// The closed lists of words that a plan's tasks and gates are described with.
package enum PlanWords {
  /// The layers of a system that a task can belong to.
  package static let layers = [
    "compute", "data", "storage", "network", "integration", "messaging", "batch", "analytics",
    "configuration", "security", "deployment", "people",
  ]

  /// The phases of a cutover.
  package static let phases = [
    "readiness", "freeze", "quiesce", "sync", "switch", "open", "validate", "decide", "stabilise",
    "rollback", "failback", "close",
  ]

  /// What can be decided, by people or by a gate's timeout.
  package static let decisions = [
    "go", "no-go", "hold", "extend", "invoke", "rollback", "fail-forward", "commit",
  ]

  /// The verbs of `action`; `shift_traffic` and `decide` also take an argument.
  package static let actions = [
    "lock", "unlock", "silence", "unsilence", "lower_ttl", "restore_ttl", "warm", "stop_jobs",
    "start_jobs", "freeze_writes", "open_writes", "drain", "sync_wait", "promote", "demote",
    "reverse_replication", "scale_up", "scale_down", "suspend", "resume", "reconfigure",
    "register_listener", "unregister_listener", "shift_traffic", "dns_change", "restart", "approve",
    "reject", "decide", "notify", "handover", "note", "snapshot", "restore", "replay_data",
    "cleanup",
    "test", "verify", "backup",
  ]

  private static let decideArguments = ["go", "no_go", "rollback", "fail_forward"]

  /// Whether the text is a verb, or `shift_traffic(PERCENT)`, or `decide(go|no_go|rollback|fail_forward)`.
  package static func isAction(_ text: String) -> Bool {
    if actions.contains(text) { return true }
    if let argument = argument(of: "shift_traffic", in: text) {
      guard argument.utf8.count <= 3, let percent = UInt8(argument) else { return false }
      return percent <= 100 && String(percent) == argument
    }
    return argument(of: "decide", in: text).map(decideArguments.contains) ?? false
  }

  private static func argument(of verb: String, in text: String) -> String? {
    guard text.hasPrefix(verb + "("), text.hasSuffix(")") else { return nil }
    return String(text.dropFirst(verb.count + 1).dropLast())
  }
}
