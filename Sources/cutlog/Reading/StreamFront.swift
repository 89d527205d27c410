import CloudEvents
import SealedLog

/// Copies the lines of a stream up to one of its seals, so that they can be read as the stream was then.
struct StreamFront: EventFold {
  private let last: Int
  private let spool: SpoolFile
  private var failure: (any Error)?

  /// - Parameter size: The size of the seal, which is the index of its line.
  init(upTo size: Int, into spool: SpoolFile) {
    last = size
    self.spool = spool
  }

  mutating func apply(_ event: EventView) {
    guard event.index <= last, failure == nil else { return }
    do {
      try spool.append(event.line)
      try spool.append(CollectionOfOne(0x0A))
    } catch { failure = error }
  }

  /// What went wrong with the copy; nil if nothing did.
  consuming func finish() -> (any Error)? { failure }
}

extension StreamInput {
  /// The stream as it was when a seal was its last.
  ///
  /// - Parameter size: The size of a seal that the stream has.
  /// - Throws: `Failure` if the stream can't be read or kept.
  func front(upTo size: Int) throws -> StreamInput {
    let spool = SpoolFile(for: name, folder: SystemEnvironment.temporaryFolder, memory: 1 << 24)
    var options = StreamVerifier.Options()
    options.workers = SystemEnvironment.processors
    if let failure = try fold(with: StreamFront(upTo: size, into: spool), options: options).output ?? nil { throw failure }
    return StreamInput(name: name, keeping: try spool.content())
  }
}
