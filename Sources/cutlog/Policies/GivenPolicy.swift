import Audit
import Documents
import Reports
import SealedLog

/// A policy that was named on the command line, read and found good.
struct GivenPolicy {
  /// The pack's name, or the file's.
  var name: String
  var isPack: Bool
  var bytes: [UInt8]
  var document: PolicyDocument

  var policy: Policy { document.policy }
  /// SHA-256 of the document, in hexadecimal.
  var digest: String { Digest(hashing: bytes).hex }

  /// Reads a control pack by its name, or else a file; a file that is called like a pack is named with its folder.
  ///
  /// - Throws: `Failure` where there is neither, and what is wrong in the document with line and column.
  init(_ argument: String) throws {
    if let pack = ControlPack.named(argument) {
      self = try pack.policy
    } else {
      try self.init(
        name: argument == "-" ? "standard input" : argument, isPack: false, bytes: try Self.file(argument))
    }
  }

  fileprivate init(name: String, isPack: Bool, bytes: [UInt8]) throws {
    self.name = name
    self.isPack = isPack
    self.bytes = bytes
    do throws(DocumentError) {
      document = try PolicyDocument.read(bytes: bytes, name: name)
    } catch { throw Failure(error) }
  }

  private static func file(_ path: String) throws -> [UInt8] {
    if path != "-", !path.contains("/"), !DurableFile.exists(path) {
      throw Failure(
        path, "is neither a file nor a control pack",
        hint: "the packs are \(ControlPack.all.map(\.name).joined(separator: ", "))")
    }
    return try ReadWhole.fileOrInput(path, as: .policy)
  }
}

extension ControlPack {
  /// The pack, read.
  var policy: GivenPolicy {
    get throws { try GivenPolicy(name: name, isPack: true, bytes: bytes) }
  }
}

extension GivenPolicy {
  /// What is to be said of the policy.
  var report: PolicyReport {
    PolicyReport(policy: policy, isPack: isPack, digest: digest, remarks: document.remarks.map(\.problem))
  }
}
