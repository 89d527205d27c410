import CloudEvents
import SealedLog

/// A stream as it is named on the command line: a file, or standard input, which is read whole into memory.
struct StreamInput {
  private enum Content {
    case file
    case memory([UInt8])
  }

  /// What people call it.
  let name: String
  private let content: Content

  /// - Throws: `Failure` if there is no such file, it is a directory or it can't be read.
  init(_ argument: String) throws {
    if argument == "-" {
      name = "standard input"
      content = .memory(try ReadWhole.fileOrInput("-"))
    } else {
      name = argument
      content = .file
      _ = try Failure.wrap { () throws(StreamError) in try FileSource(path: argument) }
    }
  }

  /// Verifies and folds in one pass.
  func fold<Fold: EventFold>(
    with fold: consuming Fold, options: StreamVerifier.Options
  ) throws -> Verified<Fold.Output> {
    do throws(StreamError) {
      switch content {
      case .file: return try StreamVerifier.fold(FileSource(path: name), with: fold, options: options)
      case .memory(let bytes): return try StreamVerifier.fold(MemorySource(bytes), with: fold, options: options)
      }
    } catch { throw Failure(error) }
  }

  /// The origin that the first line states, not verified; nil where there is none.
  func statedOrigin() throws -> String? {
    var head = [UInt8](repeating: 0, count: 1 << 17)
    switch content {
    case .memory(let bytes): head = Array(bytes.prefix(head.count))
    case .file:
      do throws(StreamError) {
        var source = try FileSource(path: name)
        var count = 0
        var failure: StreamError?
        head.withUnsafeMutableBytes { buffer in
          do throws(StreamError) { count = try source.read(into: buffer) } catch { failure = error }
        }
        if let failure { throw failure }
        head.removeLast(head.count - count)
      } catch { throw Failure(error) }
    }
    let verification = try? StreamVerifier.verify(MemorySource(head))
    return verification?.opened?.origin
  }
}
