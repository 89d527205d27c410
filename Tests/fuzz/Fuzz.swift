import Attestation
import Audit
import CloudEvents
import Documents
import Foundation
import JSONText
import SealedLog

/// The parsers that read what others wrote; libFuzzer calls the one that CUTLOG_FUZZ_PARSER names.
///
/// Each must come back from any bytes, and what it takes must be written again as it was read.
enum Parser: String, CaseIterable {
  case line, container, note, proof, plan, policy, sshsig, tsa

  static let chosen: Parser = {
    let name = ProcessInfo.processInfo.environment["CUTLOG_FUZZ_PARSER"] ?? ""
    guard let parser = Parser(rawValue: name) else {
      fatalError("CUTLOG_FUZZ_PARSER is `\(name)`, expected one of \(allCases.map(\.rawValue))")
    }
    return parser
  }()

  func take(_ bytes: [UInt8]) {
    switch self {
    case .line: line(bytes)
    case .container: container(bytes)
    case .note: note(bytes)
    case .proof: proof(bytes)
    case .plan: plan(bytes)
    case .policy: policy(bytes)
    case .sshsig: sshsig(bytes)
    case .tsa: _ = try? TimestampToken(bytes)
    }
  }

  private func line(_ bytes: [UInt8]) {
    var scanner = EnvelopeScanner()
    var members: ContiguousArray<JSONMemberSpan> = []
    let isTaken = bytes.withUnsafeBufferPointer { (try? scanner.scan($0, members: &members)) != nil }
    guard isTaken else { return }
    guard let value = try? JSONValue(parsing: bytes) else { preconditionFailure("a line that isn't JSON was taken") }
    let written = JSONWriter.bytes(of: value)
    guard let again = try? JSONValue(parsing: written) else { preconditionFailure("what was written can't be read") }
    precondition(JSONWriter.bytes(of: again) == written, "a line reads otherwise when it is written again")
  }

  private func container(_ bytes: [UInt8]) {
    var options = StreamVerifier.Options()
    options.workers = 1
    guard let verification = try? StreamVerifier.verify(MemorySource(bytes), options: options) else { return }
    precondition(!verification.isIntact || verification.checkpoint != nil, "intact without a seal")
  }

  private func note(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    if let note = SignedNote(text) {
      precondition(note.description.utf8.elementsEqual(text.utf8), "a note is written otherwise")
      if let checkpoint = Checkpoint(text: note.text) {
        precondition(checkpoint.text.utf8.elementsEqual(note.text.utf8), "a checkpoint is written otherwise")
      }
    }
    if let key = VerifierKey(text) { precondition(key.text.utf8.elementsEqual(text.utf8), "a vkey is written otherwise") }
    if let key = SigningKey(text) { precondition(key.secretText.utf8.elementsEqual(text.utf8), "a key is written otherwise") }
    _ = Cosignature(line: text)
    _ = WitnessKey(text)
  }

  private func proof(_ bytes: [UInt8]) {
    guard let proof = ProofFile(bytes) else { return }
    precondition(Array(proof.description.utf8) == bytes, "a proof is written otherwise")
  }

  private func plan(_ bytes: [UInt8]) {
    _ = try? PlanDocument.read(bytes: bytes, name: bytes.first == UInt8(ascii: "{") ? "plan.json" : "plan.yaml")
  }

  private func policy(_ bytes: [UInt8]) {
    let name = bytes.first == UInt8(ascii: "{") ? "policy.json" : "policy.yaml"
    guard let document = try? PolicyDocument.read(bytes: bytes, name: name) else { return }
    for rule in document.policy.rules {
      for example in rule.examples {
        let outcome = example.outcome(of: rule)
        precondition(
          example.conforms ? outcome == .satisfied || outcome == .vacuous : outcome == .violated,
          "a policy was taken whose example comes to something else")
      }
    }
  }

  private func sshsig(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    _ = try? SSHSignature(armor: text)
    if let signature = try? SSHSignature(blob: bytes) {
      precondition(signature.blob == bytes, "a signature is written otherwise")
    }
    if let statement = try? Statement(text) {
      precondition(statement.text.utf8.elementsEqual(text.utf8), "a statement is written otherwise")
    }
    var signers = AllowedSigners()
    try? signers.add(bytes)
  }
}

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
  Parser.chosen.take(Array(UnsafeBufferPointer(start: data, count: size)))
  return 0
}
