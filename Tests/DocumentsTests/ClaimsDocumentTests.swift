import CutoverModel
import Documents
import JSONText
import Testing

/// The claims of a written postmortem, with a place for everything that is wrong.
@Suite struct ClaimsDocumentTests {
  private func read(_ text: String, name: String = "claims.yaml") throws(DocumentError) -> [Claim] {
    try ClaimsDocument.read(bytes: Array(text.utf8), name: name).entries.map(\.claim)
  }

  private func problems(_ text: String) -> [String] {
    do throws(DocumentError) {
      _ = try read(text)
      return []
    } catch { return error.problems.map(\.description) }
  }

  @Test func `a claim about a duration is read, in YAML and in JSON alike`() throws {
    let yaml = try read(
      """
      - claim: back within the hour
        relation: at-most
        stated: 1h
        from: { id: down }
        to: 2026-11-22T22:10:00Z
        timeaccuracy: 1m
        tolerance: PT5M
      """)
    let json = try read(
      """
      [{"claim":"back within the hour","relation":"at-most","stated":"1h","from":{"id":"down"},
        "to":"2026-11-22T22:10:00Z","timeaccuracy":"1m","tolerance":"PT5M"}]
      """, name: "claims.json")
    #expect(yaml == json)
    let claim = try #require(yaml.first)
    #expect(claim.text == "back within the hour" && claim.relation == .atMost)
    #expect(claim.stated == StatedDuration("PT1H"))
    #expect(claim.from == .event(source: nil, id: "down"))
    #expect(claim.to == Claim.Place(time: "2026-11-22T22:10:00Z", accuracy: TimeSpan(seconds: 60)))
    #expect(claim.to != Claim.Place(time: "2026-11-22T22:10:00Z", accuracy: nil))
    #expect(claim.spanTolerance == TimeSpan(seconds: 300))
  }

  @Test func `a claim about a count is read, with what it is about`() throws {
    let claim = try #require(
      try read("- { claim: c, relation: about, count: 954, unit: writes, tolerance: 10, dataset: db, region: west }").first)
    #expect(claim.count == 954 && claim.unit == "writes" && claim.countTolerance == 10)
    #expect(claim.dataset == "db" && claim.region == "west" && claim.service == nil)
  }

  @Test func `each claim has its place`() throws {
    let text = "- { claim: a, relation: about, count: 1, unit: x }\n-   { claim: b, relation: about, count: 1, unit: x }\n"
    let entries = try ClaimsDocument.read(bytes: Array(text.utf8), name: "c.yaml").entries
    #expect(entries.map(\.line) == [1, 2] && entries.map(\.column) == [3, 5])
  }

  @Test(arguments: [
    ("claims: []", "1:1: the document is a mapping, expected a sequence"),
    ("- 3", "1:3: a claim is `3`, expected a mapping"),
    ("- { relation: about, count: 1, unit: x }", "1:3: `claim` is missing in a claim"),
    ("- { claim: c, count: 1, unit: x }", "1:3: `relation` is missing in a claim"),
    ("- { claim: c, relation: about }", "1:3: `stated` or `count` is missing in a claim"),
    ("- { claim: c, relation: about, count: 1, unit: x, stated: 1h }", "1:39: `count` of a claim has no meaning beside `stated`"),
    ("- { claim: c, relation: about, count: -1, unit: x }", "1:39: `count` of a claim is `-1`, expected an integer from 0"),
    ("- { claim: c, relation: about, count: 1 }", "1:3: `unit` is missing in a claim"),
    (
      "- { claim: c, relation: about, count: 1, unit: x, from: { id: a } }",
      "1:57: `from` of a claim has no meaning where a count is stated"
    ),
    (
      "- { claim: c, relation: about, stated: 1y, from: { id: a }, to: { id: b } }",
      "1:40: `stated` of a claim is `1y`, expected a duration such as PT45M, 45m or 1h30m"
    ),
    (
      "- { claim: c, relation: about, stated: 1h, from: { id: a }, to: { id: b }, unit: x }",
      "1:82: `unit` of a claim has no meaning where a duration is stated"
    ),
    (
      "- { claim: c, relation: about, stated: 1h, from: { ID: a }, to: { id: b } }",
      "1:50: `id` is missing in `from` of a claim"
    ),
    (
      "- { claim: c, relation: about, stated: 1h, from: noon, to: { id: b } }",
      "1:50: `from` of a claim is `noon`, expected a time such as 2026-11-22T22:04:00Z; hint: an event is named by a mapping, { id: ID } or { source: SOURCE, id: ID }"
    ),
  ])
  func `what is wrong is said with its place`(text: String, problem: String) {
    #expect(problems(text).contains("claims.yaml:\(problem)"), "\(problems(text))")
  }
}
