import CAssets

/// The files of the sample that is compiled in.
enum Samples {
  /// Name and contents of each.
  static var files: [(name: String, bytes: [UInt8])] {
    (0..<cutlog_sample_count()).map { number in
      var length = 0
      let first = cutlog_sample_bytes(number, &length)
      return (
        String(cString: cutlog_sample_name(number)), Array(UnsafeBufferPointer(start: first, count: length))
      )
    }
  }
}
