import SealedLog

/// A source whose bytes are counted as they are read, a window at a time.
struct CountedSource<Source: ByteSource>: ByteSource {
  private var source: Source
  private let progress: Progress
  /// What is still to be done once all is read.
  private let rest: String

  init(_ source: Source, _ progress: Progress, rest: String) {
    self.source = source
    self.progress = progress
    self.rest = rest
  }

  mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(StreamError) -> Int {
    let count = try source.read(into: buffer)
    if count > 0 { progress.advance(by: count) } else { progress.go(on: rest) }
    return count
  }

  func renewed() throws(StreamError) -> CountedSource? { try source.renewed().map { CountedSource($0, progress, rest: rest) } }
}
