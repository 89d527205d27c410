import Attestation
import SealedLog

/// Puts anchors where they belong: into an open stream, or beside a closed one.
struct AnchorAttachment {
  var anchors: [AnchorGiven.Fitting]
  /// The file beside the stream; nil if they became lines.
  var file: String?
  /// Whether anything was written.
  var isNew: Bool

  /// Appends a line for each anchor that the stream doesn't carry yet.
  static func line(
    _ files: StreamFiles, _ fitting: [AnchorGiven.Fitting], _ verification: Verification, _ surroundings: Surroundings
  ) throws -> AnchorAttachment {
    let known = Set(
      verification.anchors.carried.map { AnchorRecord(size: Int64($0.size), kind: $0.kind, value: $0.value) })
    var fresh = fitting.filter { !known.contains($0.record) }
    guard !fresh.isEmpty else { return AnchorAttachment(anchors: fitting, isNew: false) }
    let services = surroundings.services
    let records = fresh.map(\.record)
    let receipt = try Failure.wrap { () throws(StreamError) in
      var writer = try StreamWriter(files, services: services)
      return try writer.commit([], anchors: records)
    }
    surroundings.tellOfRecovery(receipt.recovered, files.stream)
    // The batch ends in its anchors, the next key and the seal.
    for place in fresh.indices { fresh[place].judged.index = receipt.size - 1 - fresh.count + place }
    return AnchorAttachment(anchors: fresh, isNew: true)
  }

  /// Adds cosignatures to `STREAM.checkpoint`, and writes a token's reply to `STREAM.checkpoint.tsr`.
  static func beside(
    _ files: StreamFiles, _ note: SignedNote, _ fitting: [AnchorGiven.Fitting]
  ) throws -> AnchorAttachment {
    guard let size = Checkpoint(text: note.text)?.size, fitting.allSatisfy({ $0.judged.size == size }) else {
      throw Failure(
        files.stream, "is closed, so that only its closing checkpoint can be anchored; this is over an earlier seal",
        hint: "`cutlog anchor STREAM --request FILE` writes the query for the closing checkpoint")
    }
    if fitting[0].judged.kind == .rfc3161 { return try writeReply(files.timestamp, fitting) }
    return try addCosignatures(files.checkpoint, note, fitting)
  }

  private static func writeReply(_ path: String, _ fitting: [AnchorGiven.Fitting]) throws -> AnchorAttachment {
    guard let bytes = Base64.decode(fitting[0].record.value), let token = try? TimestampToken(bytes) else {
      throw Failure(path, "is to hold a token, but there is none")
    }
    if DurableFile.exists(path) {
      guard (try? TimestampToken(ReadWhole.file(path)))?.bytes == bytes else {
        throw Failure(path, "is there already and holds something else", hint: "move it away to put this one in its place")
      }
      return AnchorAttachment(anchors: fitting, file: path, isNew: false)
    }
    try Failure.wrap { () throws(StreamError) in try DurableFile.write(token.reply, to: path, replacing: false) }
    return AnchorAttachment(anchors: fitting, file: path, isNew: true)
  }

  private static func addCosignatures(
    _ path: String, _ note: SignedNote, _ fitting: [AnchorGiven.Fitting]
  ) throws -> AnchorAttachment {
    var whole = note
    if DurableFile.exists(path) {
      guard let found = SignedNote(String(decoding: try ReadWhole.file(path), as: UTF8.self)), found.text == note.text
      else { throw Failure(path, "is not the closing checkpoint of the stream", hint: "move it away; it is written anew") }
      whole = found
    }
    let lines = Set(whole.signatures.map(\.line))
    let fresh = fitting.filter { !lines.contains($0.record.value + "\n") }
    guard !fresh.isEmpty else { return AnchorAttachment(anchors: fitting, file: path, isNew: false) }
    let text = whole.description + fresh.map { $0.record.value + "\n" }.joined()
    guard SignedNote(text) != nil else { throw Failure(path, "takes no further signature") }
    try Failure.wrap { () throws(StreamError) in
      try DurableFile.write(Array(text.utf8), to: path, replacing: true)
    }
    return AnchorAttachment(anchors: fresh, file: path, isNew: true)
  }
}
