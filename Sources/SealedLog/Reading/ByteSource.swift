#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// Where the verifier reads from, front to back.
package protocol ByteSource {
  /// Fills the front of `buffer` and tells how many bytes; 0 at the end.
  mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(StreamError) -> Int
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
/// A file that grows meanwhile is seen as it was; one that shrinks ends early.
package struct FileSource: ByteSource {
  private let descriptor: FileDescriptor
  private let path: String
  private let length: Int
  private var position = 0

  /// - Parameter limit: the length up to which it is read, if not to its end.
  /// - Throws: `StreamError` if there is no readable regular file.
  package init(path: String, limit: Int = .max) throws(StreamError) {
    self.path = path
    descriptor = try FileDescriptor(path: path, flags: O_RDONLY)
    length = min(try descriptor.length(), limit)
  }

  /// Takes over the descriptor of a file that has no name of its own, and reads it from its beginning.
  package init(taking number: Int32, name: String) throws(StreamError) {
    path = name
    descriptor = FileDescriptor(taking: number, path: name)
    length = try descriptor.length()
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
