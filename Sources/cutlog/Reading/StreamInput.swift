import CloudEvents
import Replay
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
  /// The file; nil for standard input.
  var path: String? {
    if case .file = content { return name }
    return nil
  }

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

  /// How many bytes of the stream are looked at for its opening.
  private static let openingLength = 1 << 17

  /// The plan that the front of the stream states, not verified: to be held against what is verified later.
  ///
  /// Nil where no opening is found there.
  func statedPlan() throws -> JudgedPlan? {
    var options = StreamVerifier.Options()
    options.includesUnverified = true
    let source = MemorySource(try head())
    let read = try? StreamVerifier.fold(
      source, with: FoldPair(PlanSelectionFold(), DocumentFold(.plans)), options: options)
    guard let read, read.verification.opened != nil, let (selection, documents) = read.output else { return nil }
    // Of the front only the first plan is taken: the rest of the stream is not known yet.
    let opening = PlanSelection(
      adoptions: Array(selection.adoptions.prefix(1)), boundary: PlanBoundary(), streamKind: selection.streamKind)
    return JudgedPlan(opening, documents)
  }

  private func head() throws -> [UInt8] {
    guard case .file = content else {
      if case .memory(let bytes) = content { return Array(bytes.prefix(Self.openingLength)) }
      return []
    }
    var head = [UInt8](repeating: 0, count: Self.openingLength)
    do throws(StreamError) {
      var source = try FileSource(path: name)
      var count = 0
      var failure: StreamError?
      head.withUnsafeMutableBytes { buffer in
        do throws(StreamError) { count = try source.read(into: buffer) } catch { failure = error }
      }
      if let failure { throw failure }
      head.removeLast(head.count - count)
      return head
    } catch { throw Failure(error) }
  }
}
