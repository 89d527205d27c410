internal import JSONText

/// A document to be carried inside a stream.
package struct AttachedDocument: Sendable {
  /// The last path component of where it came from.
  package var name: String
  package var mediaType: String
  package var bytes: [UInt8]

  package init(name: String, mediaType: String, bytes: [UInt8]) {
    self.name = name
    self.mediaType = mediaType
    self.bytes = bytes
  }

  /// SHA-256 of the whole document.
  package var digest: Digest { Digest(hashing: bytes) }
}

/// One part of an attached document.
struct AttachedPart: Sendable {
  var name: String
  var mediaType: String
  var sha256: String
  /// Bytes of the whole document.
  var size: Int64
  /// Counted from 1.
  var part: Int64
  var parts: Int64
  var isUTF8: Bool
  var content: [UInt8]

  /// The most document bytes in a part.
  static let maximumBytes = 30_000

  /// The parts of a document, in order; one empty part for an empty document.
  ///
  /// Text is cut at code points; bytes that aren't UTF-8, or have controls other than TAB, LF and CR, go as base64.
  static func parts(of document: AttachedDocument) -> [AttachedPart] {
    let bytes = document.bytes
    let isText = Self.isText(bytes)
    var cuts: [Range<Int>] = []
    var start = 0
    repeat {
      var end = min(start + maximumBytes, bytes.count)
      if isText { while end < bytes.count, bytes[end] & 0xC0 == 0x80 { end -= 1 } }
      cuts.append(start..<end)
      start = end
    } while start < bytes.count
    let digest = document.digest.hex
    return cuts.enumerated().map { number, range in
      AttachedPart(
        name: document.name, mediaType: document.mediaType, sha256: digest, size: Int64(bytes.count),
        part: Int64(number + 1), parts: Int64(cuts.count), isUTF8: isText,
        content: Array(bytes[range]))
    }
  }

  /// Whether the bytes can stand in a line as they are: UTF-8 without controls other than TAB, LF and CR, and without
  /// noncharacters, which I-JSON refuses.
  private static func isText(_ bytes: [UInt8]) -> Bool {
    guard let text = String(validating: bytes, as: UTF8.self) else { return false }
    return text.unicodeScalars.allSatisfy { scalar in
      switch scalar.value {
      case 0x09, 0x0A, 0x0D: true
      case 0..<0x20, 0x7F...0x9F, 0xFDD0...0xFDEF: false
      default: scalar.value & 0xFFFE != 0xFFFE
      }
    }
  }

  var data: JSONValue {
    .object([
      JSONMember("name", .string(name)), JSONMember("mediaType", .string(mediaType)),
      JSONMember("sha256", .string(sha256)), JSONMember("size", .number("\(size)")),
      JSONMember("part", .number("\(part)")), JSONMember("parts", .number("\(parts)")),
      JSONMember("encoding", .string(isUTF8 ? "utf-8" : "base64")),
      JSONMember(
        "content",
        .string(isUTF8 ? String(decoding: content, as: UTF8.self) : Base64.encode(content))),
    ])
  }
}

extension AttachedPart {
  init?(data: JSONValue) {
    guard let name = data["name"]?.string, let mediaType = data["mediaType"]?.string,
      let sha256 = data["sha256"]?.string, let size = data["size"]?.integer,
      let part = data["part"]?.integer, let parts = data["parts"]?.integer,
      let encoding = data["encoding"]?.string, let text = data["content"]?.string,
      part >= 1, part <= parts, size >= 0, Hexadecimal.decode(sha256)?.count == 32
    else { return nil }
    let content: [UInt8]
    switch encoding {
    case "utf-8": content = Array(text.utf8)
    case "base64":
      guard let decoded = Base64.decode(text) else { return nil }
      content = decoded
    default: return nil
    }
    guard content.count <= Self.maximumBytes else { return nil }
    self.init(
      name: name, mediaType: mediaType, sha256: sha256, size: size, part: part, parts: parts,
      isUTF8: encoding == "utf-8", content: content)
  }
}
