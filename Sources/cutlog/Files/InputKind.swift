import Documents
import Reports

/// What a file that is read whole is to be: how much of it is read at most, and whether a secret may be in it.
struct InputKind {
  /// With its article, as in "expected a plan".
  let name: String
  let maximumBytes: Int
  /// How many bytes are read at a time.
  var pieceBytes = 1 << 16
  /// Whether it is a secret key that is wanted.
  var isSecret = false
  /// What is said of a secret key; nil where its public half wouldn't do either.
  var insteadOfSecret: String?
  /// What to do where there is more.
  var hint: String?

  static let secretKey = InputKind(name: "a secret key", maximumBytes: 1 << 20, isSecret: true)
  static let trust = InputKind(name: "a trust file", maximumBytes: 1 << 20, insteadOfSecret: SecretText.advice)
  static let checkpoint = InputKind(name: "a checkpoint", maximumBytes: 1 << 20)
  static let plan = InputKind(name: "a plan", maximumBytes: LocatedDocument.maximumSize)
  static let policy = InputKind(name: "a policy", maximumBytes: LocatedDocument.maximumSize)
  static let report = InputKind(name: "a report", maximumBytes: 1 << 28)
  /// Anything else, such as what is attached.
  static let document = InputKind(name: "a document", maximumBytes: 16 << 20)
  /// What is about to be quarantined; that may look like anything.
  static let journal = InputKind(name: "a journal", maximumBytes: 1 << 26, isSecret: true)
  /// What the system tells of itself.
  static let system = InputKind(name: "a file of the system", maximumBytes: 1 << 24, pieceBytes: 4096, isSecret: true)

  /// Refuses a secret key where none is wanted, before anything quotes it.
  ///
  /// - Throws: `Failure` that says what was expected instead.
  func refuseSecret(_ bytes: [UInt8], name file: String) throws {
    guard !isSecret, SecretText.isFile(bytes) else { return }
    throw Failure(file, insteadOfSecret ?? "this is a secret key, expected \(name)")
  }
}
