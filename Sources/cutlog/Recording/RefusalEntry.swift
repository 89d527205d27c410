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

  /// A line with the form's name, JSON Lines, and the digest of all that comes before.
  var bytes: [UInt8] {
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
    return bytes + Array(Digest(hashing: bytes).hex.utf8) + [0x0A]
  }
}

extension RefusalEntry {
  /// What is found in a file of that name.
  enum Content {
    case whole(RefusalEntry)
    /// Cut off: nothing was quarantined yet.
    case unfinished
    /// Something else.
    case foreign
  }

  static func content(of bytes: [UInt8]) -> Content {
    let heading = heading.utf8
    guard bytes.starts(with: heading) || heading.starts(with: bytes) else { return .foreign }
    return RefusalEntry(bytes: bytes).map(Content.whole) ?? .unfinished
  }

  /// Reads what `bytes` gave; nil where it is cut off or changed.
  private init?(bytes: [UInt8]) {
    let lines = bytes.split(separator: 0x0A)
    guard let digest = lines.last, lines.count > 2, bytes.last == 0x0A,
      Digest(hashing: Array(bytes[..<digest.startIndex])).hex.utf8.elementsEqual(digest),
      let facts = try? JSONValue(parsing: lines[1]), let length = facts["length"]?.integer,
      let size = facts["size"]?.integer
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
