import CloudEvents
import Foundation
import SealedLog
import Synchronization

/// A stream in a directory of its own, with a clock and keys that are always the same.
final class StreamFixture: Sendable {
  let directory: URL
  let files: StreamFiles
  let identity: SigningKey
  let services: RecorderServices

  static let origin = "example.com/lead/p/20261122T215800Z-3f9a"

  /// Epoch keys and log key as in the vector: seeds count up from 0x20 in steps of 0x20; the nonce from 0.
  init(name: String = "stream.jsonl.gz", machine: String = "machine", workers: Int = 2) throws {
    directory = FileManager.default.temporaryDirectory.appendingPathComponent(
      "cutlog-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    files = StreamFiles(stream: directory.appendingPathComponent(name).path)
    guard let key = SigningKey(name: "example.com/lead", seed: Array(0..<32)) else {
      throw CocoaError(.coderInvalidValue)
    }
    identity = key
    services = Self.services(machine: machine, workers: workers)
  }

  deinit { try? FileManager.default.removeItem(at: directory) }

  static func services(machine: String = "machine", workers: Int = 2) -> RecorderServices {
    let ticks = Mutex<Int64>(0)
    let seeds = Mutex<UInt8>(0)
    return RecorderServices(
      now: {
        let tick = ticks.withLock { value in
          value += 1
          return value
        }
        return Timestamp(nanoseconds: 1_795_384_680_000_000_000 + tick * 100_000_000)
      },
      random: { count in
        if count == 16 { return Array(0..<16) }
        let first = seeds.withLock { value in
          value = value == 0xE0 ? 0x21 : value &+ 0x20
          return value
        }
        return (0..<count).map { first &+ UInt8($0) }
      }, machine: Array(machine.utf8), lockPatienceMilliseconds: 50, workers: workers)
  }

  static let plan = Array(#"{"plan":"p","version":1,"tasks":[]}"#.utf8)

  static var request: OpeningRequest {
    let document = AttachedDocument(name: "plan.json", mediaType: "application/json", bytes: plan)
    return OpeningRequest(
      origin: origin, kind: .live, documents: [document],
      plan: PlanAdoption(
        plan: "p", version: 1, document: document.digest.hex, tasks: Digest(hashing: Array("[]".utf8)).hex))
  }

  @discardableResult
  func open(_ change: (inout OpeningRequest) -> Void = { _ in }) throws -> SignedNote {
    var request = Self.request
    change(&request)
    return try StreamOpening.open(files, request, identity: identity, services: services)
  }

  func writer() throws -> StreamWriter { try StreamWriter(files, services: services) }

  func prepare(_ text: String, isSalted: Bool = false) throws -> PreparedLine {
    var intake = Intake(origin: Self.origin, isSalted: isSalted) { !$0.hasSuffix("unknown") }
    return try Array(text.utf8).withUnsafeBufferPointer { try intake.prepare($0) }
  }

  func note(_ id: String, _ text: String = "begin") -> String {
    #"{"specversion":"1.0","id":"\#(id)","source":"/t","type":"dev.cutlog.note.added","time":"2026-11-22T21:57:59Z","data":{"text":"\#(text)"}}"#
  }

  @discardableResult
  func record(_ ids: String...) throws -> Receipt {
    var writer = try writer()
    return try writer.commit(ids.map { try prepare(note($0)) })
  }

  func close(signed: Bool = true) throws -> SignedNote {
    try StreamWriter.close(files, identity: signed ? identity : nil, services: services)
  }

  func verify(held: [Checkpoint] = []) throws -> Verification {
    var options = StreamVerifier.Options()
    options.held = held
    return try StreamVerifier.verify(FileSource(path: files.stream), options: options)
  }

  var bytes: [UInt8] {
    get throws { [UInt8](try Data(contentsOf: URL(fileURLWithPath: files.stream))) }
  }

  func replace(_ bytes: [UInt8], at path: String? = nil) throws {
    // In place: the inode stays, as it does for a file that was damaged.
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path ?? files.stream))
    try handle.truncate(atOffset: 0)
    try handle.write(contentsOf: Data(bytes))
    try handle.close()
  }

  /// The stream's lines, as the fold sees them.
  func lines(of source: some ByteSource) throws -> [String] {
    var options = StreamVerifier.Options()
    options.includesUnverified = true
    return try StreamVerifier.fold(source, with: Lines(), options: options).output ?? []
  }

  struct Lines: EventFold {
    var lines: [String] = []
    mutating func apply(_ event: EventView) { lines.append(String(decoding: event.line, as: UTF8.self)) }
    consuming func finish() -> [String] { lines }
  }
}
