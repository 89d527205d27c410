#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// What waits beside a stream for a signature that is made elsewhere: the request, and the secrets that belong to it.
///
/// Like a state it is bound to the machine and to its own inode, for a copy would fork the log. It is there in full or not
/// at all, and erased once it was used.
struct PendingFile {
  /// The seeds of the keys that seal the batch, and of the next epoch key.
  struct Secrets: Sendable {
    var log: [UInt8]
    var epoch: [UInt8]
    var next: [UInt8]
  }

  var request: SigningRequest
  /// Nil where the stream's state holds them.
  var secrets: Secrets?
  /// The length of the stream's file up to where the batch is to stand.
  var length: Int

  private static let magic = "cutlog/pending/v1"

  /// Makes the file durable.
  ///
  /// - Parameter replacing: whether a request that waits there is given up for this one.
  func write(_ files: StreamFiles, services: RecorderServices, replacing: Bool) throws(StreamError) {
    let path = files.pending
    guard replacing || !DurableFile.exists(path) else { throw Self.waits(files) }
    Self.erase(files)
    let temporary = DurableFile.unfinished(path)
    do throws(StreamError) {
      let file = try FileDescriptor(path: temporary, flags: O_WRONLY | O_CREAT | O_EXCL, mode: 0o600)
      var head = "\(Self.magic)\nmachine \(Digest(hashing: services.machine).hex)\n"
      head += "inode \(try file.identity().inode)\nlength \(length)\n"
      if let secrets {
        head += "secrets \(Hexadecimal.encode(secrets.log + secrets.epoch + secrets.next))\n"
      }
      try file.write(Array(head.utf8) + [0x0A] + request.bytes, at: 0)
      try file.sync()
      try DurableFile.publish(temporary, as: path, replacing: true)
    } catch {
      StateFile.erase(path: temporary)
      throw error
    }
  }

  /// What waits for a signature.
  ///
  /// - Throws: `StreamError` `.requestMissing` if nothing does, `.stateForeign` for a copy, `.stateDamaged` if it can't be read.
  init(_ files: StreamFiles, services: RecorderServices) throws(StreamError) {
    let path = files.pending
    guard DurableFile.exists(path) else {
      throw StreamError(
        .requestMissing, files.stream, "nothing waits for a signature here",
        hint: "`--request FILE` asks for one; with `--state DIR` give the same folder; `cutlog verify` shows how the stream stands")
    }
    let file = try FileDescriptor(path: path, flags: O_RDONLY)
    let bytes = try file.read(file.length(), at: 0)
    guard let (head, body) = Self.split(bytes), let length = head["length"].flatMap({ Int($0) }),
      let request = SigningRequest(body)
    else { throw StreamError(.stateDamaged, path, "is no request that waits", hint: "`--cancel` gives it up") }
    guard head["machine"] == Digest(hashing: services.machine).hex, head["inode"] == "\(try file.identity().inode)" else {
      throw StreamError(
        .stateForeign, path, "was made on another machine or is a copy, which would fork the log",
        hint: "bring the signature to where the request was made; `--cancel` gives it up")
    }
    self.request = request
    self.length = length
    if let seeds = head["secrets"].flatMap({ Hexadecimal.decode($0) }), seeds.count == 96 {
      secrets = Secrets(log: Array(seeds[..<32]), epoch: Array(seeds[32..<64]), next: Array(seeds[64...]))
    }
  }

  init(request: SigningRequest, secrets: Secrets?, length: Int) {
    self.request = request
    self.secrets = secrets
    self.length = length
  }

  static func waits(_ files: StreamFiles) -> StreamError {
    StreamError(
      .alreadyExists, files.pending, "a request for this stream waits for its signature",
      hint: "`--signature FILE` goes on with it, `--request FILE` without a plan writes it again, `--cancel` gives it up")
  }

  private static func split(_ bytes: [UInt8]) -> (head: [String: String], body: [UInt8])? {
    guard bytes.starts(with: Array("\(magic)\n".utf8)) else { return nil }
    var head: [String: String] = [:]
    var start = 0
    while let end = bytes[start...].firstIndex(of: 0x0A) {
      if end == start { return (head, Array(bytes[(end + 1)...])) }
      let words = String(decoding: bytes[start..<end], as: UTF8.self).split(separator: " ", maxSplits: 1)
      if words.count == 2 { head[String(words[0])] = String(words[1]) }
      start = end + 1
    }
    return nil
  }

  // MARK: - Erasing

  /// Overwrites and removes what waits, if anything does.
  static func erase(_ files: StreamFiles) {
    for path in [DurableFile.unfinished(files.pending), files.pending] { erase(path) }
  }

  private static func erase(_ path: String) {
    guard let file = try? FileDescriptor(path: path, flags: O_RDWR) else { return }
    if let length = try? file.length(), length > 0 {
      // The secrets stand at the front; what follows them is no secret.
      try? file.write([UInt8](repeating: 0, count: min(length, 4096)), at: 0)
      try? file.sync()
    }
    DurableFile.remove(path)
    try? DurableFile.syncDirectory(of: path)
  }

  /// Erases the secrets of a request that has no more use, because the stream has a state that is whole.
  static func eraseSpent(_ files: StreamFiles) {
    guard DurableFile.exists(files.pending), let bytes = try? DurableFile.read(files.pending),
      split(bytes)?.head["secrets"] != nil
    else { return }
    erase(files)
  }
}
