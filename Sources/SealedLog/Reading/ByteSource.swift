#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// Where the verifier reads from, front to back.
package protocol ByteSource {
  /// Fills the front of `buffer` and tells how many bytes; 0 at the end.
  mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(StreamError) -> Int

  /// The same source from its front, if what is read from it can have changed since it was opened; nil if not.
  func renewed() throws(StreamError) -> Self?
}

extension ByteSource {
  package func renewed() throws(StreamError) -> Self? { nil }
}

/// Bytes in memory.
package struct MemorySource: ByteSource {
  private let bytes: [UInt8]
  private var position = 0

  package init(_ bytes: [UInt8]) { self.bytes = bytes }

  package mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(StreamError) -> Int {
    let count = min(buffer.count, bytes.count - position)
    bytes.withUnsafeBytes { source in
      buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: source[position..<(position + count)]))
    }
    position += count
    return count
  }
}

/// A file, read with `pread` up to the length it had when it was opened.
///
/// A file that grows meanwhile is seen as it was; one that shrinks ends early. One that shrinks and grows again, as when
/// a torn end is cut off and a batch follows, may be seen half as it was: `renewed` then gives it as it is.
package struct FileSource: ByteSource {
  private let descriptor: FileDescriptor
  private let path: String
  private let limit: Int
  private let standing: FileDescriptor.Standing
  private var length: Int { min(standing.length, limit) }
  private var position = 0

  /// - Parameter limit: the length up to which it is read, if not to its end.
  /// - Throws: `StreamError` if there is no readable regular file.
  package init(path: String, limit: Int = .max) throws(StreamError) {
    self.path = path
    self.limit = limit
    descriptor = try FileDescriptor(path: path, flags: O_RDONLY)
    standing = try descriptor.standing()
  }

  /// Takes over the descriptor of a file that has no name of its own, and reads it from its beginning.
  package init(taking number: Int32, name: String) throws(StreamError) {
    path = name
    limit = .max
    descriptor = FileDescriptor(taking: number, path: name)
    standing = try descriptor.standing()
  }

  private init(_ other: FileSource, standing: FileDescriptor.Standing) {
    path = other.path
    limit = other.limit
    descriptor = other.descriptor
    self.standing = standing
  }

  package func renewed() throws(StreamError) -> FileSource? {
    let now = try descriptor.standing()
    return now == standing ? nil : FileSource(self, standing: now)
  }

  package mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(StreamError) -> Int {
    let wanted = min(buffer.count, length - position)
    guard wanted > 0 else { return 0 }
    let count = try descriptor.read(
      into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted]), at: position)
    position += count
    return count
  }
}
