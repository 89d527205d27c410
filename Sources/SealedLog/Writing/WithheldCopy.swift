#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif
package import CloudEvents

/// Copies a stream with some of its event lines replaced by stubs, so that all its seals still verify.
///
/// A fold: the copy is written beside its future name while the original is verified, and gets its name only by
/// `publish`. Where that isn't called nothing is left behind. A line that is withheld already keeps its stub.
package final class WithheldCopy: EventFold {
  private let request: WithholdingRequest
  private let isOpen: Bool
  private let path: String
  private let temporary: String
  private let file: FileDescriptor
  private var copy: PackedFile
  private var hasName = false

  private var origin = ""
  private var openedTime = Timestamp(nanoseconds: 0)
  /// The lines that are withheld by this copy.
  package private(set) var withheld: [Int] = []
  /// Lines that are named and were withheld before.
  package private(set) var known: [Int] = []
  /// The recorder's own lines that are named, with their types; they can't be withheld.
  package private(set) var own: [(index: Int, type: String)] = []
  /// How many lines there are, and how many of them are events that stay.
  package private(set) var lines = 0
  package private(set) var events = 0

  /// - Parameter isOpen: whether the original is: then each seal ends its block, as the recorder writes them.
  /// - Throws: `StreamError` if a file of that name or its sidecar is there already, or none can be made.
  package init(_ request: WithholdingRequest, isOpen: Bool, to path: String) throws(StreamError) {
    self.request = request
    self.isOpen = isOpen
    self.path = path
    for name in [path, StreamFiles(stream: path).checkpoint] where DurableFile.exists(name) {
      throw StreamError(.alreadyExists, name, "is there already, expected a new name")
    }
    temporary = "\(path).tmp-\(getpid())"
    DurableFile.remove(temporary)
    do throws(StreamError) {
      file = try FileDescriptor(path: temporary, flags: O_RDWR | O_CREAT | O_EXCL)
      // Every build has zlib: the same lines give the same copy anywhere, and so the same evidence pack.
      copy = try PackedFile(file, .zlib(level: 9))
    } catch { throw StreamError(error.code, path, error.message, hint: error.hint) }
  }

  deinit { if !hasName { DurableFile.remove(temporary) } }

  package func apply(_ event: EventView) {
    if event.index == 0 {
      origin = event.source
      openedTime = event.time
    }
    lines = event.index + 1
    let isNamed = request.named.contains(event.index)
    if !event.source.utf8.elementsEqual(origin.utf8) {
      if request.withholds(event.index) {
        withheld.append(event.index)
        copy.append(stub(of: event))
      } else {
        events += 1
        copy.append(event.line)
      }
    } else {
      copy.append(event.line)
      if event.isType("dev.cutlog.withheld") {
        if isNamed { known.append(event.index) }
      } else if isNamed {
        own.append((event.index, event.type))
      }
      if isOpen, event.isType("dev.cutlog.seal") { copy.endBlock() }
    }
  }

  private func stub(of event: EventView) -> [UInt8] {
    let stub = WithheldStub(
      index: Int64(event.index), leaf: MerkleTree.leafHash(event.line), reason: request.reason)
    return RecorderLine(index: event.index, origin: origin, time: openedTime, payload: .withheld(stub)).bytes
  }

  package func finish() -> WithheldCopy {
    copy.finish(isClosed: !isOpen)
    return self
  }

  /// Verifies the copy, gives it its name, and writes the sidecar of a closed one.
  ///
  /// - Parameters:
  ///   - original: what was proved of the original in the same pass.
  ///   - sidecar: the closing checkpoint with all signatures that people have gathered on it.
  /// - Throws: `StreamError` if it can't be written whole, or a file of that name has come meanwhile.
  package func publish(as original: Verification, sidecar: SignedNote?) throws(StreamError) {
    if let failure = copy.failure { throw StreamError(failure.code, path, failure.message, hint: failure.hint) }
    try file.sync()
    let copy = try StreamVerifier.verify(FileSource(path: temporary))
    guard copy.verdict == original.verdict, copy.note == original.note, copy.container == .asWritten,
      copy.withheld == (original.withheld + withheld).sorted()
    else { throw StreamError(.inputOutput, path, "the copy does not verify as the original does; nothing was written") }
    try DurableFile.publish(temporary, as: path, replacing: false)
    hasName = true
    if let sidecar {
      try DurableFile.write(
        Array(sidecar.description.utf8), to: StreamFiles(stream: path).checkpoint, replacing: false)
    }
  }
}
