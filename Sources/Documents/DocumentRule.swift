/// The rule that a document breaks; its raw value is the stable name in reports and JSON.
package enum DocumentRule: String, CaseIterable, Hashable, Sendable {
  // The text
  case empty = "document-empty"
  case tooLarge = "document-too-large"
  case tooDeep = "document-too-deep"
  case tooManyProblems = "too-many-problems"
  case invalidUTF8 = "invalid-utf8"
  case controlCharacter = "control-character"
  case jsonSyntax = "json-syntax"
  case yamlSyntax = "yaml-syntax"
  case yamlTab = "yaml-tab"
  case yamlAnchor = "yaml-anchor"
  case yamlAlias = "yaml-alias"
  case yamlTag = "yaml-tag"
  case yamlMergeKey = "yaml-merge-key"
  case yamlKey = "yaml-key"
  case severalDocuments = "several-documents"
  case duplicateKey = "duplicate-key"
  // Keys and values
  case unknownKey = "unknown-key"
  case missingKey = "missing-key"
  case misplacedKey = "misplaced-key"
  case wrongKind = "wrong-kind"
  case invalidValue = "invalid-value"
  case invalidID = "invalid-id"
  case invalidDuration = "invalid-duration"
  case invalidTime = "invalid-time"
  // Identifiers
  case duplicateID = "duplicate-id"
  case unknownID = "unknown-id"
  case unknownClock = "unknown-clock"
  case unknownEventType = "unknown-event-type"
  case cycle
  // What is well formed and still doesn't fit together
  case outOfOrder = "out-of-order"
  case repeatedEntry = "repeated-entry"
  case tooFewApprovers = "too-few-approvers"
  case waitsForRollback = "waits-for-rollback"
  case milestoneDuration = "milestone-duration"
  case sameSite = "same-site"
  case unknownSide = "unknown-side"
  case unknownTimezone = "unknown-timezone"
  // Policies
  case neverApplies = "never-applies"
  case contradiction
  case exampleFails = "example-fails"
  case exampleMissing = "example-missing"
}
