import SealedLog

/// Results that go to a file that the user names.
enum OutputFile {
  /// Writes the whole file or nothing (beside, synced, renamed), or to standard output for `-`.
  static func write(_ bytes: [UInt8], to path: String, _ console: Console) throws {
    if path == "-" {
      try console.write(bytes: bytes)
    } else {
      try Failure.wrap { () throws(StreamError) in try DurableFile.write(bytes, to: path, replacing: true) }
    }
  }
}
