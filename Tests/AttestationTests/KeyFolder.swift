import Foundation

/// A folder in which `ssh-keygen` makes keys, signs and verifies.
final class KeyFolder: Sendable {
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("cutlog-keys-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: folder.appendingPathComponent(name))
  }

  func text(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: folder.appendingPathComponent(name)), as: UTF8.self)
  }

  /// Runs a line of bash in the folder; gives its status and standard output.
  @discardableResult
  func bash(_ script: String) throws -> (status: Int32, output: String) {
    let process = Process()
    let output = folder.appendingPathComponent(".out-\(UUID().uuidString)")
    try Data().write(to: output)
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments = ["-c", script]
    process.currentDirectoryURL = folder
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forUpdating: output)
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: try Data(contentsOf: output), as: UTF8.self))
  }

  /// Makes a key of that name.
  func make(_ name: String, _ options: String) throws {
    try bash("ssh-keygen -q \(options) -N '' -C '\(name)' -f \(name)")
  }

  /// The key's wire form.
  func blob(_ name: String) throws -> [UInt8] {
    let words = try text("\(name).pub").split(separator: " ")
    return [UInt8](Data(base64Encoded: String(words[1])) ?? Data())
  }

  /// Signs a text with `ssh-keygen`; gives the armor.
  func sign(_ text: String, with key: String, namespace: String = "cutlog", options: String = "") throws -> String {
    try write(text, to: "message")
    return try bash("ssh-keygen -q -Y sign -n \(namespace) \(options) -f \(key) < message").output
  }

  /// Whether `ssh-keygen -Y verify` takes an armor over a text.
  func verifies(
    _ text: String, _ armor: String, allowed: String, principal: String, namespace: String = "cutlog",
    options: String = ""
  ) throws -> Bool {
    try write(text, to: "message")
    try write(armor, to: "message.sig")
    try write(allowed, to: "allowed")
    return try bash(
      "ssh-keygen -Y verify -f allowed -I '\(principal)' -n \(namespace) \(options) -s message.sig < message"
    ).status == 0
  }
}
