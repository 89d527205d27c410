import Documents
import Testing

/// Keys and values of a plan: unknown, missing, of the wrong kind or out of range.
@Suite struct `a plan is read strictly` {
  @Test func `an unknown key is refused with the keys that exist and the one that was meant`() {
    #expect(
      problems(plan("waves:", "- { id: w, cuont: 3 }", "tasks: []")) == [
        "plan.yaml:4:12: unknown key `cuont` in wave `w`, expected one of `id`, `count`, `unit`; hint: did you mean `count`?"
      ])
    let found = problems(plan("tasks:", "- id: sync", "  durration: 5m"))
    #expect(found.count == 1)
    #expect(
      found[0].hasPrefix(
        "plan.yaml:5:3: unknown key `durration` in task `sync`, expected one of `id`, `title`,"))
    #expect(found[0].hasSuffix("; hint: did you mean `duration`?"))
  }

  @Test func `an unknown key is refused in every mapping of a plan`() {
    let everywhere = """
      plan: p
      version: 1
      sites: { source: a, target: b, x: 1 }
      window: { opens: T, closes: T+1h, x: 1 }
      people: [ { id: ann, x: 1 } ]
      services: [ { id: s, x: 1 } ]
      objectives: [ { id: o, metric: rto, service: s, limit: 1m, x: 1 } ]
      impact: [ { service: s, from: t.start, to: t.finish, x: 1 } ]
      waves: [ { id: w, x: 1 } ]
      checks: [ { id: c, x: 1 } ]
      gates: [ { id: g, x: 1 } ]
      rollback: { x: 1 }
      tasks: [ { id: t, duration: { optimistic: 1m, likely: 1m, pessimistic: 1m, x: 1 }, after: [ { task: g, x: 1 } ], x: 1 } ]
      expect:
        dns: [ { name: n, answers: [], x: 1 } ]
        endpoints: [ { key: k, value: v, x: 1 } ]
        configuration: [ { key: k, value: v, x: 1 } ]
        listeners: [ { listener: l, x: 1 } ]
        consumers: [ { topic: t, group: g, x: 1 } ]
        workloads: [ { workload: w, x: 1 } ]
        jobs: [ { job: j, x: 1 } ]
        x: 1
      x: 1
      """
    let found = rules(everywhere)
    #expect(found == Array(repeating: "unknown-key", count: everywhere.count(of: "x: 1")))
  }

  @Test func `what is required is named where it is missing`() {
    #expect(
      problems("title: x\n") == [
        "plan.yaml:1:1: `plan` is missing in the plan",
        "plan.yaml:1:1: `version` is missing in the plan",
        "plan.yaml:1:1: `tasks` is missing in the plan",
      ])
    let incomplete = """
      plan: p
      version: 1
      sites: {}
      window: {}
      people: [ {} ]
      objectives: [ { id: o } ]
      impact: [ {} ]
      tasks: [ { title: x } ]
      expect: { dns: [ {} ], consumers: [ { group: g } ] }
      """
    #expect(
      problems(incomplete) == [
        "plan.yaml:3:8: `source` is missing in `sites`",
        "plan.yaml:3:8: `target` is missing in `sites`",
        "plan.yaml:4:9: `opens` is missing in `window`",
        "plan.yaml:4:9: `closes` is missing in `window`",
        "plan.yaml:5:11: `id` is missing in a person",
        "plan.yaml:6:15: `metric` is missing in objective `o`",
        "plan.yaml:6:15: `limit` is missing in objective `o`",
        "plan.yaml:7:11: `service` is missing in an entry in `impact`",
        "plan.yaml:7:11: `from` is missing in an entry in `impact`",
        "plan.yaml:7:11: `to` is missing in an entry in `impact`",
        "plan.yaml:8:10: `id` is missing in a task",
        "plan.yaml:9:18: `name` is missing in an entry in `dns` of `expect`",
        "plan.yaml:9:18: `answers` is missing in an entry in `dns` of `expect`",
        "plan.yaml:9:37: `topic` is missing in an entry in `consumers` of `expect`",
      ])
  }

  @Test(arguments: [
    ("sites: here", "3:8: `sites` is `here`, expected a mapping"),
    ("people: { id: a }", "3:9: `people` of the plan is a mapping, expected a sequence"),
    ("waves: [ w ]", "3:10: a wave is `w`, expected a mapping"),
    ("title: [ a ]", "3:8: `title` of the plan is a sequence, expected a text"),
    (
      "title:",
      "3:7: `title` of the plan is nothing, expected a text; hint: leave the key out, or put the text in quotes"
    ),
    (
      "title: ~",
      "3:8: `title` of the plan is nothing, expected a text; hint: leave the key out, or put the text in quotes"
    ),
    (
      "title: null",
      "3:8: `title` of the plan is nothing, expected a text; hint: leave the key out, or put the text in quotes"
    ),
    ("change: ''", "3:9: `change` of the plan is empty, expected a name"),
    (
      "timezone: Europe Amsterdam",
      "3:11: `timezone` of the plan is `Europe Amsterdam`, expected a name such as Europe/Amsterdam or UTC"
    ),
    (
      "timezone: +01:00",
      "3:11: `timezone` of the plan is `+01:00`, expected a name such as Europe/Amsterdam or UTC"
    ),
    ("window: { opens: T+1h, closes: T }", "3:32: `closes` of `window` is not after `opens`"),
    (
      "window: { opens: 22:30, closes: T }",
      "3:18: `opens` of `window` is `22:30`, expected a time such as T, T-24h or T+15m"
    ),
    (
      "waves: [ { id: w, count: 0 } ]",
      "3:26: `count` of wave `w` is `0`, expected an integer from 1"
    ),
    (
      "waves: [ { id: w, count: 0x10 } ]",
      "3:26: `count` of wave `w` is `0x10`, expected an integer from 1"
    ),
    (
      "waves: [ { id: w, count: '4' } ]",
      "3:26: `count` of wave `w` is `4` in quotes, expected an integer from 1"
    ),
    (
      "waves: [ { id: w, count: 007 } ]",
      "3:26: `count` of wave `w` is `007`, expected an integer from 1"
    ),
    (
      "waves: [ { id: w, count: 9007199254740992 } ]",
      "3:26: `count` of wave `w` is `9007199254740992`, expected an integer from 1"
    ),
    (
      "waves: [ { id: -w } ]",
      "3:16: `id` of a wave is `-w`, expected letters, digits and . _ ~ - with a letter or digit first"
    ),
    (
      "waves: [ { id: w/1 } ]",
      "3:16: `id` of a wave is `w/1`, expected letters, digits and . _ ~ - with a letter or digit first"
    ),
    (
      "waves: [ { id: wé } ]",
      "3:16: `id` of a wave is `wé`, expected letters, digits and . _ ~ - with a letter or digit first"
    ),
    (
      "checks: [ { id: c, required: yes } ]",
      "3:30: `required` of check `c` is `yes`, expected true or false"
    ),
    (
      "checks: [ { id: c, required: 'true' } ]",
      "3:30: `required` of check `c` is `true` in quotes, expected true or false"
    ),
    (
      "checks: [ { id: c, kind: smok } ]",
      "3:26: `kind` of check `c` is `smok`, expected one of `smoke`, `configuration`, `connectivity`, `reconciliation`, `listener`, `dns`, `readiness`; hint: did you mean `smoke`?"
    ),
    (
      "services: [ { id: s, freezeImpact: Down } ]",
      "3:36: `freezeImpact` of service `s` is `Down`, expected one of `none`, `degraded`, `down`; hint: did you mean `down`?"
    ),
    (
      "gates: [ { id: g, approvals: -1 } ]",
      "3:30: `approvals` of gate `g` is `-1`, expected an integer from 0"
    ),
    (
      "gates: [ { id: g, onTimeout: stop } ]",
      "3:30: `onTimeout` of gate `g` is `stop`, expected one of `go`, `no-go`, `hold`, `extend`, `invoke`, `rollback`, `fail-forward`, `commit`"
    ),
    (
      "gates: [ { id: g, deadline: 2h } ]",
      "3:29: `deadline` of gate `g` is `2h`, expected a time such as T, T-24h or T+15m"
    ),
    (
      "expect: { jobs: [ { job: j, every: 0s } ] }",
      "3:36: `every` of an entry in `jobs` of `expect` is `0s`, expected a duration above zero"
    ),
    (
      "expect: { workloads: [ { workload: w, replicas: six } ] }",
      "3:49: `replicas` of an entry in `workloads` of `expect` is `six`, expected an integer from 0"
    ),
    (
      "expect: { dns: [ { name: n, answers: 10.0.0.1 } ] }",
      "3:38: `answers` of an entry in `dns` of `expect` is `10.0.0.1`, expected a sequence; hint: write [10.0.0.1]"
    ),
  ])
  func `a wrong value is named with its place and what was expected`(line: String, expected: String)
  {
    #expect(problems(plan(line, "tasks: []")) == ["plan.yaml:\(expected)"])
  }

  @Test(arguments: [
    (
      "layer: database",
      "`layer` of task `t` is `database`, expected one of `compute`, `data`, `storage`, `network`, `integration`, `messaging`, `batch`, `analytics`, `configuration`, `security`, `deployment`, `people`"
    ),
    (
      "phase: swich",
      "`phase` of task `t` is `swich`, expected one of `readiness`, `freeze`, `quiesce`, `sync`, `switch`, `open`, `validate`, `decide`, `stabilise`, `rollback`, `failback`, `close`; hint: did you mean `switch`?"
    ),
    (
      "action: freeze-writes",
      "`action` of task `t` is `freeze-writes`, expected a word of the vocabulary; hint: did you mean `freeze_writes`?"
    ),
    (
      "mode: auto",
      "`mode` of task `t` is `auto`, expected one of `manual`, `automated`, `milestone`"
    ),
    (
      "duration: fast",
      "`duration` of task `t` is `fast`, expected a duration such as PT45M, 45m or 1h30m"
    ),
    (
      "duration: 45",
      "`duration` of task `t` is `45`, expected a duration such as PT45M, 45m or 1h30m"
    ),
    ("duration: -5m", "`duration` of task `t` is `-5m`, expected a duration that isn't negative"),
    ("start: soon", "`start` of task `t` is `soon`, expected a time such as T, T-24h or T+15m"),
    (
      "finishBy: T15m",
      "`finishBy` of task `t` is `T15m`, expected a time such as T, T-24h or T+15m"
    ),
    ("only: failback", "`only` of task `t` is `failback`, expected `rollback`"),
    ("background: 1", "`background` of task `t` is `1`, expected true or false"),
    ("links: CHG-1", "`links` of task `t` is `CHG-1`, expected a sequence; hint: write [CHG-1]"),
    ("rollback: t", "task `t` is its own rollback, expected another task"),
  ])
  func `a wrong value in a task is named`(line: String, expected: String) {
    let column = line.prefix { $0 != ":" }.count + 5
    #expect(
      problems(plan("tasks:", "- id: t", "  \(line)")) == ["plan.yaml:5:\(column): \(expected)"])
  }

  @Test(
    arguments: PlanWords.actions + [
      "shift_traffic(0)", "shift_traffic(30)", "shift_traffic(100)", "decide(go)",
      "decide(fail_forward)",
    ])
  func `every verb of the vocabulary is taken`(verb: String) {
    #expect(problems(plan("tasks: [ { id: t, action: \(verb) } ]")) == [])
  }

  @Test(arguments: [
    "shift_traffic(101)", "shift_traffic(-1)", "shift_traffic(05)", "shift_traffic()",
    "decide(maybe)", "lock(1)", "Lock",
  ])
  func `a verb with a wrong argument is refused`(verb: String) {
    #expect(rules(plan("tasks: [ { id: t, action: \(verb) } ]")) == ["invalid-value"])
  }

  @Test func `three figures must come in order`() {
    #expect(
      problems(
        plan("tasks: [ { id: t, duration: { optimistic: 3m, likely: 2m, pessimistic: 6m } } ]"))
        == [
          "plan.yaml:3:29: `duration` of task `t` has optimistic 3m 00s, likely 2m 00s and pessimistic 6m 00s, expected that order"
        ])
    #expect(
      problems(plan("tasks: [ { id: t, duration: { optimistic: 1m, likely: 2m } } ]")) == [
        "plan.yaml:3:29: `pessimistic` is missing in `duration` of task `t`"
      ])
    #expect(
      problems(
        plan("tasks: [ { id: t, duration: { optimistic: 2m, likely: 2m, pessimistic: 2m } } ]"))
        == [])
  }

  @Test func `a task that must be done before it may start is refused`() {
    #expect(
      problems(plan("tasks: [ { id: t, start: T+2h, finishBy: T+1h } ]")) == [
        "plan.yaml:3:42: `finishBy` of task `t` is before its `start`"
      ])
  }

  @Test func `all problems are found in one reading, in order of place`() {
    let text = """
      version: one
      tasks:
        - { id: a, mode: auto, after: [b] }
        - { id: a, duration: x }
      gates: [ { id: g, requires: [nothing] } ]
      """
    #expect(
      rules(text) == [
        "missing-key", "invalid-value", "invalid-value", "unknown-id", "duplicate-id",
        "invalid-duration", "unknown-id",
      ])
  }

  @Test func `a thousand problems are listed and the rest is counted`() {
    let text = plan("tasks:") + (0..<1_500).map { "- { id: t\($0), mode: x }\n" }.joined()
    let found = problems(text)
    #expect(found.count == 1_001)
    #expect(found.last == "plan.yaml:1003:21: 500 further problems are not listed")
  }

  @Test func `long and invisible texts are shown short and escaped`() {
    let long = String(repeating: "x", count: 100)
    #expect(
      problems(plan("timezone: \"\\e[31m\\n\(long)\"", "tasks: []")) == [
        "plan.yaml:3:11: `timezone` of the plan is `\\u{1B}[31m\\n\(String(repeating: "x", count: 54))…`, expected a name such as Europe/Amsterdam or UTC"
      ])
  }
}

extension String {
  fileprivate func count(of part: String) -> Int {
    var count = 0
    var rest = self[...]
    while let range = rest.firstRange(of: part) {
      count += 1
      rest = rest[range.upperBound...]
    }
    return count
  }
}
