/// What the rules ask of events; each question stands here once, however many rules ask it.
struct EventQuestions: Sendable {
  /// A condition with what a signature is taken for of which the reader can't say whose it is.
  struct Condition: Sendable {
    /// The number of the field that it is about.
    var field: Int
    var test: PreparedTest
    var signedAs: ActSignature.Standing?
  }

  /// The fields in which events of a trace agree.
  struct Correlation: Sendable {
    /// The numbers of the fields.
    var fields: [Int]
    var signedAs: ActSignature.Standing?
  }

  private(set) var fields: [EventField] = []
  private(set) var conditions: [Condition] = []
  /// Conditions that must all pass, by their numbers.
  private(set) var conjunctions: [[Int]] = []
  /// Conjunctions of which one must pass, by their numbers.
  private(set) var disjunctions: [[Int]] = []
  private(set) var correlations: [Correlation] = []
  /// The numbers of what was asked before, by the bytes that tell it apart.
  private var known: [CorrelationKey: Int] = [:]

  private enum Kind: UInt8 { case field, condition, conjunction, disjunction, correlation }

  /// The number of a list of conditions that must all pass; nil for an empty one.
  mutating func conjunction(_ list: [FieldCondition], _ signedAs: ActSignature.Standing?) -> Int? {
    guard !list.isEmpty else { return nil }
    let numbers = list.map { condition($0, signedAs) }
    return number(.conjunction, numbers.map { Array(String($0).utf8) }, of: \.conjunctions) { numbers }
  }

  /// The number of some conjunctions, of which one must pass.
  mutating func disjunction(_ numbers: [Int]) -> Int {
    number(.disjunction, numbers.map { Array(String($0).utf8) }, of: \.disjunctions) { numbers }
  }

  /// The number of the fields in which events agree; nil where there is none.
  mutating func correlation(_ list: [EventField], _ signedAs: ActSignature.Standing?) -> Int? {
    guard !list.isEmpty else { return nil }
    let numbers = list.map { field($0) }
    let standing = list.contains(where: \.isOfSignature) ? signedAs : nil
    let texts = numbers.map { Array(String($0).utf8) } + [Array((standing?.rawValue ?? "").utf8)]
    return number(.correlation, texts, of: \.correlations) { Correlation(fields: numbers, signedAs: standing) }
  }

  private mutating func condition(_ condition: FieldCondition, _ signedAs: ActSignature.Standing?) -> Int {
    let field = field(condition.field)
    let standing = condition.field.isOfSignature ? signedAs : nil
    let texts = [String(field), standing?.rawValue ?? ""].map { Array($0.utf8) } + condition.test.texts
    return number(.condition, texts, of: \.conditions) {
      Condition(field: field, test: PreparedTest(condition.test), signedAs: standing)
    }
  }

  private mutating func field(_ field: EventField) -> Int {
    number(.field, [Array(field.name.utf8)], of: \.fields) { field }
  }

  private mutating func number<Question>(
    _ kind: Kind, _ texts: [[UInt8]], of list: WritableKeyPath<Self, [Question]>, _ make: () -> Question
  ) -> Int {
    var made = RecentKeys()
    made.append([kind.rawValue])
    for text in texts { made.append(text) }
    let key = made.key()
    if let known = known[key] { return known }
    let number = self[keyPath: list].count
    self[keyPath: list].append(make())
    known[key] = number
    return number
  }
}

extension EventField {
  /// Whether it is about a signature, of which the reader may not be able to say whose it is.
  fileprivate var isOfSignature: Bool { self == .signature || self == .signer }
}

extension FieldCondition.Test {
  /// What tells one test from another.
  fileprivate var texts: [[UInt8]] {
    let all: [String] =
      switch self {
      case .isAnyOf(let values): ["is"] + values
      case .isNoneOf(let values): ["not"] + values
      case .exists(let exists): ["exists", String(exists)]
      case .atLeast(let bound): ["atLeast", bound]
      case .atMost(let bound): ["atMost", bound]
      }
    return all.map { Array($0.utf8) }
  }
}
