#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif
import CloudEvents
import Replay
import SealedLog

/// A stream as it is named on the command line: a file, or what comes from standard input, a pipe or a device.
///
/// What is no file is read once and kept, so that it can be folded more than once.
struct StreamInput {
  private enum Content {
    case file
    case kept(InputSpool.Content)
  }

  /// What people call it.
  let name: String
  private let content: Content
  /// The file; nil for standard input.
  var path: String? {
    if case .file = content { return name }
    return nil
  }

  /// - Throws: `Failure` if there is no such file, it is a directory, it can't be read, or it doesn't end.
  init(_ argument: String) throws {
    let folder = SystemEnvironment.temporaryFolder
    if argument == "-" {
      name = "standard input"
      content = .kept(try InputSpool.read(0, name: name, folder: folder))
      return
    }
    name = argument
    // Opened once: whoever writes into a pipe is gone after that.
    let descriptor = open(argument, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Failure.ofSystem(argument, "read") }
    defer { close(descriptor) }
    guard let status = FileStatus(of: descriptor) else { throw Failure.ofSystem(argument, "inspect") }
    switch status.kind {
    case .regular: content = .file
    case .folder: throw Failure(argument, "is a directory, expected a file")
    case .symbolicLink, .other: content = .kept(try InputSpool.read(descriptor, name: argument, folder: folder))
    }
  }

  /// What was kept of a stream.
  init(name: String, keeping content: InputSpool.Content) {
    self.name = name
    self.content = .kept(content)
  }

  /// A stream whose bytes are handed on as they are verified.
  init(name: String, carrying bytes: [UInt8]) {
    self.init(name: name, keeping: .memory(bytes))
    isCarried = true
  }

  /// Whether the bytes are handed on as they were verified.
  private var isCarried = false

  /// The bytes that are handed on; nil where none are.
  var carriedBytes: [UInt8]? {
    if isCarried, case .kept(.memory(let bytes)) = content { return bytes }
    return nil
  }

  /// The same stream in memory, read once, so that its bytes are handed on as they are verified; itself where it has more
  /// bytes than that.
  ///
  /// - Throws: `Failure` if it can't be read.
  func carried(upTo most: Int) throws -> StreamInput {
    var bytes: [UInt8]?
    switch content {
    case .kept(.memory(let kept)): bytes = kept
    case .kept(.file): break
    case .file: bytes = try head(most + 1)
    }
    guard let bytes, bytes.count <= most else { return self }
    return StreamInput(name: name, carrying: bytes)
  }

  /// Verifies and folds in one pass.
  ///
  /// - Parameter progress: What is told how many bytes were read.
  func fold<Fold: EventFold>(
    with fold: consuming Fold, options: StreamVerifier.Options, _ progress: Progress? = nil
  ) throws -> Verified<Fold.Output> {
    do throws(StreamError) {
      switch content {
      case .file: return try Self.fold(FileSource(path: name), named: name, with: fold, options, progress)
      case .kept(.file(let source)): return try Self.fold(source, named: name, with: fold, options, progress)
      case .kept(.memory(let bytes)): return try Self.fold(MemorySource(bytes), named: name, with: fold, options, progress)
      }
    } catch { throw Failure(error) }
  }

  private static func fold<Fold: EventFold>(
    _ source: some ByteSource, named name: String, with fold: consuming Fold, _ options: StreamVerifier.Options,
    _ progress: Progress?
  ) throws(StreamError) -> Verified<Fold.Output> {
    guard let progress else { return try StreamVerifier.fold(source, with: fold, options: options) }
    return try StreamVerifier.fold(CountedSource(source, progress, rest: "evaluating \(name)"), with: fold, options: options)
  }

  /// How many bytes there are; nil where that isn't known.
  var length: Int? {
    switch content {
    case .kept(.memory(let bytes)): return bytes.count
    case .kept(.file): return nil
    case .file: return FileStatus(atPath: name)?.length
    }
  }

  /// How many bytes of the stream are looked at for its opening.
  private static let openingLength = 1 << 17

  /// The plan that the front of the stream states, not verified: to be held against what is verified later.
  ///
  /// Nil where no opening is found there.
  func statedPlan() throws -> JudgedPlan? {
    guard let read = try front(with: FoldPair(PlanSelectionFold(), DocumentFold(.plans))),
      read.verification.opened != nil, let (selection, documents) = read.output
    else { return nil }
    // Of the front only the first plan is taken: the rest of the stream is not known yet.
    let opening = PlanSelection(
      adoptions: Array(selection.adoptions.prefix(1)), boundary: PlanBoundary(), streamKind: selection.streamKind)
    return JudgedPlan(opening, documents)
  }

  /// When the front of the stream says that it was opened, and what it calls itself; not verified.
  ///
  /// Nil where no opening is found there.
  func statedOpening() throws -> (time: Timestamp, origin: String)? { try front(with: OpeningFold())?.output ?? nil }

  /// The run that the front of the stream says it belongs to, not verified; nil where no opening is found there.
  func statedRun() throws -> String? { try front(with: OpeningFold())?.verification.opened?.run }

  /// The start T that the stream's opening states, not verified: to be held against what is verified later.
  func statedStart() throws -> Timestamp? {
    try front(with: OpeningFold())?.verification.opened?.starts.flatMap { try? Timestamp($0) }
  }

  /// Folds the front of the stream, whether or not it can be believed; nil where it can't be read as a stream.
  private func front<Fold: EventFold>(with fold: Fold) throws -> Verified<Fold.Output>? {
    var options = StreamVerifier.Options()
    options.includesUnverified = true
    return try? StreamVerifier.fold(MemorySource(try head(Self.openingLength)), with: fold, options: options)
  }

  /// The first bytes, no more than that many.
  private func head(_ most: Int) throws -> [UInt8] {
    var head = [UInt8](repeating: 0, count: most)
    do throws(StreamError) {
      var source: FileSource
      switch content {
      case .kept(.memory(let bytes)): return Array(bytes.prefix(most))
      case .kept(.file(let kept)): source = kept
      case .file: source = try FileSource(path: name)
      }
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
