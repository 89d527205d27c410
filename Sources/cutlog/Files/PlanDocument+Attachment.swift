import CutoverModel
import Documents
import SealedLog

extension PlanDocument {
  /// Reads and checks the plan of a file, or of standard input for `-`.
  ///
  /// - Throws: `Failure` with every problem of a malformed plan.
  static func read(_ path: String) throws -> (document: PlanDocument, bytes: [UInt8]) {
    let bytes = try ReadWhole.fileOrInput(path, as: .plan)
    do throws(DocumentError) {
      return (try PlanDocument.read(bytes: bytes, name: path == "-" ? "standard input" : path), bytes)
    } catch { throw Failure(error) }
  }

  /// The plan as the stream is to carry it.
  func attachment(_ bytes: [UInt8], path: String) -> AttachedDocument {
    let isJSON = path.hasSuffix(".json") || bytes.first == UInt8(ascii: "{")
    return AttachedDocument(
      name: path == "-" ? "plan" : path.split(separator: "/").last.map(String.init) ?? "plan",
      mediaType: isJSON ? "application/json" : "application/yaml", bytes: bytes)
  }

  /// The line that makes it the plan of a stream.
  func adoption(of attached: AttachedDocument, reason: String? = nil) -> PlanAdoption {
    PlanAdoption(
      plan: plan.plan, version: plan.version, document: attached.digest.hex,
      tasks: Digest(hashing: canonicalTasks).hex, reason: reason)
  }
}
