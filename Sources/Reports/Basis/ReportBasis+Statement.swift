internal import JSONText

/// The statement: plain text, one field a line, the same in every form of a report.
///
/// The first line is `cutlog/report/v1`. A value that isn't plain ASCII without spaces stands as a JSON string, and has
/// no semicolon, which parts the lines in a cell; one that isn't known is `-`.
extension ReportBasis {
  /// The first line of every statement.
  package static let firstLine = "cutlog/report/v1"

  /// The lines of the statement.
  package var statement: [String] {
    var lines = [
      Self.firstLine, "program \(Self.word(program.name)) \(Self.word(program.version))", "form \(form.rawValue)",
    ]
    for policy in policies {
      let place = policy.isPack ? "pack" : "file"
      lines.append("policy \(Self.word(policy.id)) \(policy.version) \(place) \(Self.word(policy.digest))")
    }
    if !accepted.isEmpty { lines.append("accept-withheld \(accepted.text)") }
    if isUnverified { lines.append("unverified") }
    if let signersDigest { lines.append("allowed-signers \(Self.word(signersDigest))") }
    for run in runs { lines += run.statement(as: "run") }
    for run in history { lines += run.statement(as: "earlier") }
    return lines
  }

  /// The statement on one line, as a cell holds it; what stands between its lines stands in none of them.
  var cell: String { statement.joined(separator: "; ") }

  /// What a part of the report follows from that is of one run alone.
  func ofRun(_ number: Int) -> ReportBasis {
    var basis = self
    basis.runs = runs.indices.contains(number) ? [runs[number]] : []
    return basis
  }

  fileprivate static func word(_ text: String?) -> String {
    guard let text else { return "-" }
    let isPlain =
      !text.isEmpty && text != "-" && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"\";".utf8.contains($0) }
    if isPlain { return text }
    let string = JSONString.escapingHidden(JSONWriter.bytes(of: .string(text)))
    let parts = string.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
    return String(decoding: Array(parts.joined(separator: Array(#"\u003b"#.utf8))), as: UTF8.self)
  }
}

extension ReportBasis.Run {
  fileprivate func statement(as name: String) -> [String] {
    ["\(name) \(ReportBasis.word(run))", "plan \(ReportBasis.word(planDigest))"] + streams.flatMap(\.statement)
  }
}

extension ReportBasis.Stream {
  fileprivate var statement: [String] {
    var lines = [
      "stream \(ReportBasis.word(origin))", "size \(size.map(String.init) ?? "-")", "root \(ReportBasis.word(root))",
      "signer \(ReportBasis.word(signer)) \(isTrusted ? "trusted" : "not-trusted")",
    ]
    lines += trustedKeys.map { "trusts \(ReportBasis.word($0))" }
    if !withheld.isEmpty { lines.append("withheld \(withheld.text)") }
    return lines
  }
}

// MARK: - Reading

/// Why lines are no statement.
package struct ReportBasisError: Error, Hashable {
  /// Which line of the statement, from 0.
  package var line: Int
  package var message: String
}

extension ReportBasis {
  /// Reads a statement up to the end of the lines.
  ///
  /// - Throws: `ReportBasisError` with the first line that is none of a statement.
  package init(statement lines: some Collection<String>) throws(ReportBasisError) {
    var reading = Reading()
    for (number, line) in lines.enumerated() {
      guard let words = Self.words(of: line), reading.take(words, number) else {
        throw ReportBasisError(line: number, message: "is no line of a statement here")
      }
    }
    guard let basis = reading.basis, reading.isWhole else {
      throw ReportBasisError(line: lines.count, message: "the statement ends too early")
    }
    self = basis
  }

  /// The words of a line, strings of JSON resolved; nil where the line isn't made of words with one space between.
  private static func words(of line: String) -> [Word]? {
    var words: [Word] = []
    var rest = Substring(line)[...]
    while true {
      if rest.utf8.first == UInt8(ascii: "\"") {
        guard let end = endOfString(rest), let text = (try? JSONValue(parsing: Array(rest[..<end].utf8)))?.string else {
          return nil
        }
        words.append(.text(text))
        rest = rest[end...]
      } else {
        let word = rest.prefix { $0 != " " }
        guard !word.isEmpty else { return nil }
        words.append(word == "-" ? .unknown : .text(String(word)))
        rest = rest[word.endIndex...]
      }
      if rest.isEmpty { return words }
      guard rest.first == " " else { return nil }
      rest = rest.dropFirst()
    }
  }

  private static func endOfString(_ text: Substring) -> Substring.Index? {
    var isEscaped = false
    for index in text.utf8.indices.dropFirst() {
      let byte = text.utf8[index]
      if isEscaped { isEscaped = false } else if byte == UInt8(ascii: "\\") { isEscaped = true } else if byte == UInt8(ascii: "\"") {
        return text.utf8.index(after: index)
      }
    }
    return nil
  }

  private enum Word {
    case text(String)
    case unknown

    var text: String? { if case .text(let text) = self { text } else { nil } }
  }

  /// A statement that is half read.
  private struct Reading {
    var basis: ReportBasis?
    private var program: ProgramName?
    /// The runs that are being read: those that it is about, and behind them the earlier ones.
    private var list: WritableKeyPath<ReportBasis, [Run]> { isEarlier ? \.history : \.runs }
    private var isEarlier = false
    /// Whether a stream lacks its size, root or signer.
    private var lacks: [String] = []

    var isWhole: Bool { lacks.isEmpty && basis?.runs.isEmpty == false }

    mutating func take(_ words: [Word], _ number: Int) -> Bool {
      guard let name = words.first?.text else { return false }
      let values = words.dropFirst().map(\.self)
      switch (number, name, values.count) {
      case (0, ReportBasis.firstLine, 0): return true
      case (1, "program", 2):
        guard let name = values[0].text, let version = values[1].text else { return false }
        program = ProgramName(name: name, version: version)
        return true
      case (2, "form", 1):
        guard let program, let form = values[0].text.flatMap({ Form(rawValue: $0) }) else { return false }
        basis = ReportBasis(program: program, form: form)
        return true
      case (3..., _, _): return basis != nil && takeFurther(name, values)
      default: return false
      }
    }

    private mutating func takeFurther(_ name: String, _ values: [Word]) -> Bool {
      if let next = lacks.first {
        guard name == next else { return false }
        lacks.removeFirst()
        return takeStream(name, values)
      }
      switch (name, values.count) {
      case ("policy", 4):
        guard let id = values[0].text, let version = values[1].text.flatMap({ Int64($0) }),
          let place = values[2].text, ["pack", "file"].contains(place), let digest = values[3].text
        else { return false }
        basis?.policies.append(Policy(id: id, version: version, isPack: place == "pack", digest: digest))
      case ("accept-withheld", 1):
        guard let ranges = values[0].text.flatMap({ LineRanges($0) }) else { return false }
        basis?.accepted = ranges
      case ("unverified", 0): basis?.isUnverified = true
      case ("allowed-signers", 1): basis?.signersDigest = values[0].text
      case ("run", 1), ("earlier", 1):
        guard name == "earlier" || !isEarlier else { return false }
        isEarlier = name == "earlier"
        let list = list
        basis?[keyPath: list].append(Run(run: values[0].text, planDigest: nil, streams: []))
        lacks = ["plan", "stream", "size", "root", "signer"]
      case ("stream", 1):
        lacks = ["size", "root", "signer"]
        return takeStream(name, values)
      case ("trusts", 1), ("withheld", 1): return takeStream(name, values)
      default: return false
      }
      return true
    }

    private mutating func takeStream(_ name: String, _ values: [Word]) -> Bool {
      let list = list
      guard let run = basis?[keyPath: list].indices.last, values.count == (name == "signer" ? 2 : 1) else { return false }
      let value = values[0].text
      if name == "plan" {
        basis?[keyPath: list][run].planDigest = value
        return true
      }
      if name == "stream" {
        basis?[keyPath: list][run].streams.append(Stream(origin: value, size: nil, root: nil, signer: nil, isTrusted: false))
        return true
      }
      guard let stream = basis?[keyPath: list][run].streams.indices.last else { return false }
      switch name {
      case "size":
        let size = value.flatMap { Int($0) }
        guard value == nil || size.map({ $0 >= 0 }) == true else { return false }
        basis?[keyPath: list][run].streams[stream].size = size
      case "root": basis?[keyPath: list][run].streams[stream].root = value
      case "signer":
        guard let standing = values[1].text, ["trusted", "not-trusted"].contains(standing) else { return false }
        basis?[keyPath: list][run].streams[stream].signer = value
        basis?[keyPath: list][run].streams[stream].isTrusted = standing == "trusted"
      case "trusts":
        guard let value, basis?[keyPath: list][run].streams[stream].isTrusted == true else { return false }
        basis?[keyPath: list][run].streams[stream].trustedKeys.append(value)
      case "withheld":
        guard let ranges = value.flatMap({ LineRanges($0) }) else { return false }
        basis?[keyPath: list][run].streams[stream].withheld = ranges
      default: return false
      }
      return true
    }
  }
}
