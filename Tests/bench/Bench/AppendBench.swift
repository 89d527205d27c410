#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif
import CloudEvents
import SealedLog

/// What it takes to append one event durably, held against the bare writes and syncs that the design's order demands.
///
/// An append is what `record -` does for a slow feed and `event` for one: lock, next secret synced, batch synced, old
/// secret zeroed and synced. The bare round does the same three writes to files of its own, in the same place of a file of
/// the same length, without making anything of them. The two take turns, so that what else the disk has to do strikes both alike.
enum AppendBench {
  /// `append FOLDER [COUNT]`: prints the median of both and their ratio as JSON.
  static func run(_ words: [String]) throws {
    guard let folder = words.first, words.count <= 2, let count = words.count == 2 ? Int(words[1]) : 400, count > 0 else {
      throw StreamError(.invalidArgument, "append", "expected FOLDER [COUNT]")
    }
    let files = StreamFiles(stream: "\(folder)/append-\(getpid()).jsonl.gz")
    let services = RecorderServices(now: now, random: random, machine: Array("bench".utf8))
    try open(files, services)
    var writer = try StreamWriter(files, services: services)
    var intake = Intake(origin: writer.origin, isSalted: writer.isSalted) { _ in true }
    let bare = try BareWrites(like: files)
    var appends: [Int64] = []
    var writes: [Int64] = []
    var length = try fileLength(files.stream)
    for number in 0..<count {
      let line = event(number)
      let began = clock()
      let prepared = try line.withUnsafeBufferPointer { (text) throws(IntakeError) in try intake.prepare(text) }
      _ = try writer.commit([prepared])
      appends.append(clock() - began)
      let grown = try fileLength(files.stream)
      writes.append(try bare.round(number, stream: grown - length))
      length = grown
    }
    for path in [files.stream, files.state, files.identifiers, files.lock, bare.statePath, bare.streamPath] { unlink(path) }
    let (append, write) = (median(appends), median(writes))
    print(
      "{\"appends\":\(count),\"appendMicroseconds\":\(append / 1_000),\"bareMicroseconds\":\(write / 1_000),\"ratio\":\(Double(append * 1_000 / write) / 1_000)}")
  }

  private static func open(_ files: StreamFiles, _ services: RecorderServices) throws {
    let plan = Array(#"{"plan":"p","version":1,"tasks":[]}"#.utf8)
    let document = AttachedDocument(name: "plan.json", mediaType: "application/json", bytes: plan)
    guard let identity = SigningKey(name: "example.com/bench", seed: random(32)) else {
      throw StreamError(.inputOutput, "randomness", "gave no key")
    }
    let request = OpeningRequest(
      origin: "example.com/bench/append", kind: .live, documents: [document],
      plan: PlanAdoption(
        plan: "p", version: 1, document: document.digest.hex, tasks: Digest(hashing: Array("[]".utf8)).hex))
    _ = try StreamOpening.open(files, request, identity: identity, services: services)
  }

  /// An observation as a pipeline sends it.
  private static func event(_ number: Int) -> [UInt8] {
    Array(
      """
      {"specversion":"1.0","id":"7f3a90c2-\(number)","source":"/cluster/ne/probe-\(number % 7)",\
      "type":"dev.cutlog.queue.observed","time":"2026-11-22T21:57:59.123Z","subject":"queue/settlement-\(number % 50)",\
      "actor":"pipeline/deploy-42","layer":"messaging","service":"payments",\
      "data":{"queue":"settlement-\(number % 50)","side":"target","depth":\(number * 7919 % 5000),"oldestSeconds":\(number * 31 % 600)}}
      """.utf8)
  }

  private static func fileLength(_ path: String) throws -> Int {
    guard let status = FileStatus(atPath: path) else { throw StreamError(.inputOutput, path, "is not there") }
    return status.length
  }

  static func median(_ values: [Int64]) -> Int64 { values.sorted()[values.count / 2] }

  /// Nanoseconds by a clock that only goes forward.
  static func clock() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }

  @Sendable private static func now() -> Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
  }

  @Sendable private static func random(_ count: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    guard getentropy(&bytes, count) == 0 else { preconditionFailure("the system gives no randomness") }
    return bytes
  }
}
