#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif
import SealedLog

/// The writes and syncs of one append, and nothing else.
struct BareWrites {
  let statePath: String
  let streamPath: String
  private let state: Int32
  private let stream: Int32

  /// A slot of the state file, which is written whole.
  private static let slot = 4096

  init(like files: StreamFiles) throws {
    (statePath, streamPath) = (files.state + ".bare", files.stream + ".bare")
    state = try Self.copy(files.state, to: statePath)
    stream = try Self.copy(files.stream, to: streamPath)
  }

  private static func copy(_ path: String, to copy: String) throws -> Int32 {
    let bytes = try DurableFile.read(path)
    let file = open(copy, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard file >= 0, pwrite(file, bytes, bytes.count, 0) == bytes.count, fsync(file) == 0 else {
      throw StreamError(.inputOutput, copy, "could not be written")
    }
    return file
  }

  /// One round: a slot of the state synced, so many further bytes of the stream synced, the other slot zeroed and synced.
  ///
  /// - Returns: how long it took, in nanoseconds.
  func round(_ number: Int, stream count: Int) throws -> Int64 {
    let record = [UInt8](repeating: UInt8(truncatingIfNeeded: number | 1), count: Self.slot)
    let batch = [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: count)
    let zeros = [UInt8](repeating: 0, count: Self.slot)
    let end = lseek(stream, 0, SEEK_END)
    let began = AppendBench.clock()
    let isWritten =
      pwrite(state, record, record.count, off_t(Self.slot * (1 + number % 2))) == record.count && fdatasync(state) == 0
      && pwrite(stream, batch, batch.count, end) == batch.count && fdatasync(stream) == 0
      && pwrite(state, zeros, zeros.count, off_t(Self.slot * (2 - number % 2))) == zeros.count && fdatasync(state) == 0
    guard isWritten else { throw StreamError(.inputOutput, streamPath, "could not be written") }
    return AppendBench.clock() - began
  }
}
