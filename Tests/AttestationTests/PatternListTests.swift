import Testing

@testable import Attestation

@Suite struct PatternListTests {
  @Test(arguments: [
    ("alice", "alice", true), ("alice", "alic", false), ("a*e", "alice", true), ("*", "", true), ("?", "", false),
    ("a?ice", "alice", true), ("*@example.com", "alice@example.com", true), ("*@example.com", "alice@example.org", false),
    ("bob,alice", "alice", true), ("*,!alice", "alice", false), ("!alice,*", "alice", false), ("!alice", "bob", false),
    ("*,!alice", "bob", true), ("a**b*", "aXYbZ", true), ("ab*cd*ef", "abXcdYcdZef", true), ("Alice", "alice", false),
  ])
  func `patterns fit as OpenSSH has them fit`(patterns: String, text: String, fits: Bool) {
    #expect(PatternList(patterns).matches(text) == fits)
  }

  @Test func `many stars take no time`() {
    let pattern = String(repeating: "*a", count: 500) + "b"
    #expect(!PatternList(pattern).matches(String(repeating: "a", count: 1_000)))
  }
}
