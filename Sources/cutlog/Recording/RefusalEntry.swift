import JSONText
import SealedLog

/// The refused inputs of one batch, with where they go.
struct RefusalEntry {
  /// The quarantine, by its whole path; nil where it is no file that can be looked at again.
  var quarantine: String?
  /// How long the quarantine was before.
  var length: Int
  /// How large the stream was before.
  var size: Int
  var refusals: [Refusal]

  /// The refused inputs as the quarantine takes them.
  var content: [UInt8] { refusals.flatMap { $0.bytes + [0x0A] } }

  private static let heading = "cutlog/refusals/v1\n"

  /// A line with the form's name, JSON Lines, and what the stream's recorder makes of all that comes before.
  ///
  /// The file says what is to be appended where: from somebody else it must not be believed.
  func bytes(authenticator: FileAuthenticator) -> [UInt8] {
    var members = [JSONMember("length", .number("\(length)")), JSONMember("size", .number("\(size)"))]
    if let quarantine { members.append(JSONMember("quarantine", .string(quarantine))) }
    var text = Self.heading + JSONWriter.text(of: .object(members)) + "\n"
    for refusal in refusals {
      let members = [
        JSONMember("line", .number("\(refusal.line)")), JSONMember("reason", .string(refusal.reason)),
        JSONMember("input", .string(Base64.encode(refusal.bytes))),
      ]
      text += JSONWriter.text(of: .object(members)) + "\n"
    }
    let bytes = Array(text.utf8)
    return bytes + Array(authenticator.code(of: bytes).utf8) + [0x0A]
  }
}

extension RefusalEntry {
  /// What is found in a file of that name.
  enum Content {
    case whole(RefusalEntry)
    /// Cut off: nothing was quarantined yet.
    case unfinished
    /// Whole, and not by the stream's recorder, or by one whose state was lost.
    case unknown
    /// Something else.
    case foreign
  }

  static func content(of bytes: [UInt8], authenticator: FileAuthenticator) -> Content {
    let heading = heading.utf8
    guard bytes.starts(with: heading) || heading.starts(with: bytes) else { return .foreign }
    let lines = bytes.split(separator: 0x0A)
    guard let last = lines.last, lines.count > 2, bytes.last == 0x0A, last.count == 64 else { return .unfinished }
    guard authenticator.code(of: Array(bytes[..<last.startIndex])).utf8.elementsEqual(last) else { return .unknown }
    return RefusalEntry(lines: lines).map(Content.whole) ?? .unknown
  }

  /// Reads the lines that `bytes` gave.
  private init?(lines: [ArraySlice<UInt8>]) {
    guard let facts = try? JSONValue(parsing: lines[1]), let length = facts["length"]?.integer, length >= 0,
      let size = facts["size"]?.integer, size >= 0
    else { return nil }
    var refusals: [Refusal] = []
    for line in lines[2...].dropLast() {
      guard let value = try? JSONValue(parsing: line), let number = value["line"]?.integer,
        let reason = value["reason"]?.string, let input = value["input"]?.string.flatMap({ Base64.decode($0) })
      else { return nil }
      refusals.append(Refusal(bytes: input, line: Int(number), reason: reason))
    }
    self.init(quarantine: facts["quarantine"]?.string, length: Int(length), size: Int(size), refusals: refusals)
  }
}
