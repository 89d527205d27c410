import SealedLog

/// A source whose bytes are counted as they are read, a window at a time.
struct CountedSource<Source: ByteSource>: ByteSource {
  private var source: Source
  private let progress: Progress

  init(_ source: Source, _ progress: Progress) {
    self.source = source
    self.progress = progress
  }

  mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(StreamError) -> Int {
    let count = try source.read(into: buffer)
    progress.advance(by: count)
    return count
  }

  func renewed() throws(StreamError) -> CountedSource? { try source.renewed().map { CountedSource($0, progress) } }
}
