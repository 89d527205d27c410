import Documents
import Reports
import SealedLog

/// Why a command could not do what it was asked, in the form in which people are told.
struct Failure: Error {
  /// One error with its hint.
  struct Part {
    /// What it is about: usually a file, with line and column where there are some.
    var subject: String
    /// What is wrong and what was expected; lower-case, no final period.
    var message: String
    var hint: String?
  }

  var parts: [Part]
  var status: ExitStatus
  /// What is wrong in a document, each with its place, for the JSON document.
  var problems: [ReportProblem] = []
  /// The streams that were read before it failed, for the JSON document.
  var streams: [StreamSummary] = []

  init(_ subject: String, _ message: String, hint: String? = nil, status: ExitStatus = .impossible) {
    parts = [Part(subject: subject, message: message, hint: hint)]
    self.status = status
  }

  init(_ error: StreamError) {
    self.init(
      error.subject, error.message, hint: error.hint,
      status: error.code == .tampered ? .doesNotHold : error.code == .invalidArgument ? .usage : .impossible)
  }

  init(_ error: DocumentError) {
    parts = error.problems.filter { $0.severity == .error }.map { problem in
      Part(
        subject: "\(problem.file):\(problem.line):\(problem.column)", message: problem.message,
        hint: problem.hint)
    }
    problems = error.problems.map(\.problem)
    status = .impossible
  }

  /// What is printed: `cutlog: error: SUBJECT: what is wrong`, then `cutlog: hint: …`; no secret key is in it.
  var text: String {
    parts.map { part in
      func shown(_ text: String) -> String { TerminalText.escaped(SecretText.hidden(in: text)) }
      let error = "cutlog: error: \(shown(part.subject)): \(shown(part.message))\n"
      return error + (part.hint.map { "cutlog: hint: \(shown($0))\n" } ?? "")
    }.joined()
  }
}

extension Failure {
  /// Runs something of SealedLog; its errors become failures.
  static func wrap<Value: ~Copyable>(_ body: () throws(StreamError) -> Value) throws -> Value {
    do throws(StreamError) { return try body() } catch { throw Failure(error) }
  }
}
