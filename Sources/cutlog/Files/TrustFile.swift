import Attestation
import Reports
import SealedLog

/// Whom a reader trusts: a bare vkey, or one entry a line.
///
/// Entries are `identity VKEY`, `witness NAME VKEY`, `tsa CERTFILE` and `allowed-signers FILE`; `#` begins a comment.
/// Names of files are relative to the trust file's folder; they are read when they are needed.
struct TrustFile {
  private(set) var identities: [VerifierKey] = []
  private(set) var witnesses: [WitnessKey] = []
  /// The files with certificates of time-stamping authorities, and where the trust file names them.
  private(set) var authorities: [(path: String, place: String)] = []
  /// Files that say who may sign personal acts; read only where acts are judged.
  private(set) var signersFiles: [String] = []

  /// A file that trusts nobody.
  init() {}

  /// Reads a trust file.
  ///
  /// - Throws: `Failure` with the line of an entry that isn't one.
  init(_ bytes: [UInt8], name: String) throws {
    for (number, line) in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
      let text = String(decoding: line.prefix { $0 != UInt8(ascii: "#") }, as: UTF8.self)
      let words = text.split(whereSeparator: \.isWhitespace).map(String.init)
      guard let first = words.first else { continue }
      let place = "\(name):\(number + 1)"
      guard !SecretText.isIn(line) else { throw Failure(place, SecretText.advice) }
      func key(_ word: String) throws -> VerifierKey {
        guard let key = VerifierKey(word) else {
          throw Failure(place, "`\(word)` is no vkey, expected NAME+ID+KEY as in a .pub file of `cutlog keygen`")
        }
        return key
      }
      switch (first, words.count) {
      case ("identity", 2): identities.append(try key(words[1]))
      case ("witness", 3):
        guard let witness = WitnessKey(words[2]) else {
          throw Failure(place, "`\(words[2])` is no vkey of a witness, expected NAME+ID+KEY as the witness publishes it")
        }
        witnesses.append(witness)
      case ("tsa", 2): authorities.append((Self.path(words[1], besides: name), place))
      case ("allowed-signers", 2): signersFiles.append(Self.path(words[1], besides: name))
      case (_, 1) where first.contains("+"): identities.append(try key(first))
      default:
        throw Failure(
          place, "`\(text)` is no entry",
          hint: "expected `identity VKEY`, `witness NAME VKEY`, `tsa CERTFILE`, `allowed-signers FILE` or a bare vkey")
      }
    }
  }

  /// Whom the files allow to sign personal acts; nil if none is named.
  ///
  /// - Throws: `Failure` with the line that isn't one, or if a file can't be read.
  func allowedSigners() throws -> AllowedSigners? {
    guard !signersFiles.isEmpty else { return nil }
    var signers = AllowedSigners()
    for file in signersFiles {
      let bytes = try signersFile(file)
      do throws(AllowedSignersError) { try signers.add(bytes) } catch {
        throw Failure("\(file):\(error.line)", error.message, hint: error.hint)
      }
    }
    return signers
  }

  /// SHA-256 of all those files, one behind the other, in hexadecimal; nil if none is named.
  ///
  /// - Throws: `Failure` if a file can't be read.
  func signersDigest() throws -> String? {
    guard !signersFiles.isEmpty else { return nil }
    return Digest(hashing: try signersFiles.flatMap { try signersFile($0) }).hex
  }

  private func signersFile(_ file: String) throws -> [UInt8] {
    guard DurableFile.exists(file) else {
      throw Failure(
        file, "no such file, expected the list of signers that the trust file names",
        hint: "a path behind `allowed-signers` is relative to the folder of the trust file")
    }
    return try ReadWhole.file(file, as: .trust)
  }

  /// The file that an option names, or else the user's own, which may be missing.
  static func read(_ option: String?, _ folders: UserFolders) throws -> TrustFile {
    if let option { return try TrustFile(ReadWhole.file(option, as: .trust), name: option) }
    guard let path = folders.trust, DurableFile.exists(path) else { return TrustFile() }
    return try TrustFile(ReadWhole.file(path, as: .trust), name: path)
  }

  /// The stream's identities that are among these, by their whole keys: any of them makes the stream trusted.
  ///
  /// A rotation is signed by the old and the new identity, so each of them vouches for the others.
  func pinned(in verification: Verification) -> [VerifierKey] { verification.identities.filter(identities.contains) }

  /// Adds an identity to a trust file, which is made if there is none.
  static func add(_ key: VerifierKey, to path: String) throws {
    var bytes: [UInt8] = []
    if DurableFile.exists(path) {
      bytes = try ReadWhole.file(path, as: .trust)
      if try TrustFile(bytes, name: path).identities.contains(key) { return }
      if let last = bytes.last, last != 0x0A { bytes.append(0x0A) }
    } else if let slash = path.lastIndex(of: "/"), slash != path.startIndex {
      try UserFolders.make(String(path[..<slash]))
    }
    bytes.append(contentsOf: "identity \(key.text)\n".utf8)
    try Failure.wrap { () throws(StreamError) in try DurableFile.write(bytes, to: path, replacing: true) }
  }
}
