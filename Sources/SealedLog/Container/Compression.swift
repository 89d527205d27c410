#if canImport(CDeflate)
  internal import CDeflate
#endif

/// What deflates a block: a library, and how much of the processor's time it may take.
///
/// A reader needs to know none of it. Only `CompressionCheck` asks whether a block is what one of these gives.
package enum Compression: Hashable, Sendable {
  /// zlib, at a level from 1 to 9.
  case zlib(level: Int)
  #if canImport(CDeflate)
    /// libdeflate, at a level from 1 to 12.
    case libdeflate(level: Int)
  #endif

  #if canImport(CDeflate)
    /// The library that compresses, with its version: another one may give other bytes.
    package static let library = "libdeflate \(LIBDEFLATE_VERSION_STRING)"

    /// How batches are written: level 7 takes the time of zlib's level 6 and gives 7 % less; level 6 would take two thirds
    /// of the time and give 3 % more.
    package static let recording = Compression.libdeflate(level: 7)

    /// How a closed stream is written: level 8 takes the time of zlib's level 9 and gives 6 % less. Level 9 gives no less;
    /// level 10 gives 1 % less and level 12 gives 2 %, in three and fourteen times the time.
    package static let closing = Compression.libdeflate(level: 8)
  #else
    package static let library = "zlib"
    package static let recording = Compression.zlib(level: 6)
    package static let closing = Compression.zlib(level: 9)
  #endif

  /// All that blocks are written with, here and where there is no libdeflate, the likeliest of a closed stream first.
  static var all: [Compression] {
    let withZlib = [Compression.zlib(level: 9), .zlib(level: 6)]
    #if canImport(CDeflate)
      return [closing, recording] + withZlib
    #else
      return withZlib
    #endif
  }
}
