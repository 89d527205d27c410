import Foundation
import TestSupport

/// A folder of its own in which the built program is run as a user would run it.
///
/// Home, trust and remembered checkpoints lie inside, so that tests touch neither the user's files nor each other.
final class Sandbox: Sendable {
  /// How a command ended and what it said.
  struct Outcome {
    var status: Int32
    var output: String
    var error: String
  }

  let folder: URL

  /// The program, which is built beside the tests.
  static let program = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    .appendingPathComponent("cutlog")

  /// The package's folder.
  static let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("cutlog-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  // MARK: - Files

  func path(_ name: String) -> String { folder.appendingPathComponent(name).path }
  func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }
  func bytes(_ name: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: folder.appendingPathComponent(name))) }
  func text(_ name: String) throws -> String { String(decoding: try bytes(name), as: UTF8.self) }

  /// Writes a file in place, so that it stays the same inode.
  func write(_ bytes: some Collection<UInt8>, to name: String) throws {
    try Data(bytes).write(to: folder.appendingPathComponent(name))
  }

  func write(_ text: String, to name: String) throws { try write(Array(text.utf8), to: name) }

  /// Writes a file outside the folder's visible names, and gives its name.
  func file(_ text: String) throws -> String {
    let name = ".input-\(UUID().uuidString)"
    try write(text, to: name)
    return name
  }

  /// The names in the folder, but for those of the home inside it.
  func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { !$0.hasPrefix(".") }.sorted()
  }

  // MARK: - Commands

  @discardableResult
  func cutlog(
    _ arguments: String..., input: String? = nil, environment: [String: String] = [:]
  ) throws -> Outcome {
    try run(Self.program, arguments, input: input, environment: environment)
  }

  /// Runs a line of bash in which `cutlog` is the program.
  @discardableResult
  func bash(_ script: String, environment: [String: String] = [:]) throws -> Outcome {
    try run(URL(fileURLWithPath: "/bin/bash"), ["-c", script], environment: environment)
  }

  /// The same with no signal blocked: what a test starts has the mask of the test's thread, which blocks most.
  @discardableResult
  func bashWithSignals(_ script: String) throws -> Outcome {
    let unblocked = """
      import os, signal, sys
      signal.pthread_sigmask(signal.SIG_SETMASK, [])
      for number in signal.SIGPIPE, signal.SIGXFSZ: signal.signal(number, signal.SIG_DFL)
      os.execv("/bin/bash", ["bash", "-c", sys.argv[1]])
      """
    return try run(URL(fileURLWithPath: "/usr/bin/python3"), ["-c", unblocked, script])
  }

  func run(
    _ program: URL, _ arguments: [String], input: String? = nil, environment: [String: String] = [:]
  ) throws -> Outcome {
    let id = UUID().uuidString
    // Output goes to files: a pipe that nobody empties would block the child.
    func file(_ name: String) throws -> (URL, FileHandle) {
      let url = folder.appendingPathComponent(".\(name)-\(id)")
      try Data().write(to: url)
      return (url, try FileHandle(forUpdating: url))
    }
    let (outputFile, output) = try file("out")
    let (errorFile, error) = try file("err")
    let (inputFile, inputHandle) = try file("in")
    if let input { try Data(input.utf8).write(to: inputFile) }
    defer { for url in [outputFile, errorFile, inputFile] { try? FileManager.default.removeItem(at: url) } }
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.standardOutput = output
    process.standardError = error
    process.standardInput = input == nil ? FileHandle.nullDevice : try FileHandle(forReadingFrom: inputFile)
    var variables = [
      "HOME": path(".home"), "XDG_CONFIG_HOME": path(".config"), "XDG_STATE_HOME": path(".state"), "USER": "tester",
      "PATH": Self.program.deletingLastPathComponent().path + ":/usr/bin:/bin", "COLUMNS": "80", "LC_ALL": "C.UTF-8",
    ]
    if let libraries = ProcessInfo.processInfo.environment["LD_LIBRARY_PATH"] {
      variables["LD_LIBRARY_PATH"] = libraries
    }
    process.environment = variables.merging(environment) { $1 }
    try process.run()
    process.waitUntilExit()
    try inputHandle.close()
    return Outcome(
      status: process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus,
      output: String(decoding: try Data(contentsOf: outputFile), as: UTF8.self),
      error: String(decoding: try Data(contentsOf: errorFile), as: UTF8.self))
  }

  // MARK: - Streams

  static let plan = """
    plan: payments
    version: 3
    title: Payments moves
    sites: { source: west, target: north }
    services: [ { id: payments, datasets: [db] } ]
    objectives:
      - { id: pay-rto, metric: rto, service: payments, clock: business, limit: 45m }
    tasks:
      - { id: freeze-writes, duration: 2m }
      - { id: open-writes, duration: 3m, after: [freeze-writes] }
    """

  /// Makes a key and opens `night.jsonl.gz` with a small plan.
  static func withOpenStream() throws -> Sandbox {
    let sandbox = try Sandbox()
    try sandbox.write(plan, to: "plan.yaml")
    try sandbox.expect("keygen", "example.com/ops", "-o", "ops.key")
    try sandbox.expect(
      "open", "night.jsonl.gz", "--plan", "plan.yaml", "--key", "ops.key", "--starts", "2026-11-22T22:00:00Z")
    return sandbox
  }

  /// The same, with a run in it that meets its objective, closed.
  static func withClosedStream() throws -> Sandbox {
    let sandbox = try withOpenStream()
    try sandbox.write(run.joined(separator: "\n") + "\n", to: "events.jsonl")
    try sandbox.expect("record", "night.jsonl.gz", "events.jsonl")
    try sandbox.expect("close", "night.jsonl.gz", "--key", "ops.key")
    return sandbox
  }

  static let run = [
    event("run.began", at: "2026-11-22T22:00:00Z", id: "r1"),
    event("task.started", at: "2026-11-22T22:01:00Z", id: "t1", ["task": "freeze-writes"]),
    event("service.down", at: "2026-11-22T22:02:00Z", id: "s1", ["service": "payments"]),
    event("task.completed", at: "2026-11-22T22:04:00Z", id: "t2", ["task": "freeze-writes"]),
    event("task.started", at: "2026-11-22T22:05:00Z", id: "t3", ["task": "open-writes"]),
    event("service.up", at: "2026-11-22T22:10:00Z", id: "s2", ["service": "payments"]),
    event("task.completed", at: "2026-11-22T22:11:00Z", id: "t4", ["task": "open-writes"]),
    event("run.ended", at: "2026-11-22T22:12:00Z", id: "r2"),
  ]

  struct Unexpected: Error, CustomStringConvertible {
    var description: String
  }

  /// Runs the program and throws if it doesn't end with status 0.
  @discardableResult
  func expect(_ arguments: String...) throws -> Outcome {
    let outcome = try run(Self.program, arguments)
    guard outcome.status == 0 else {
      throw Unexpected(
        description: "cutlog \(arguments.joined(separator: " ")): status \(outcome.status): \(outcome.error)")
    }
    return outcome
  }
}
