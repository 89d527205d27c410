import CAssets

/// The sample that is compiled in.
enum Samples {
  static var events: [UInt8] {
    var length = 0
    let first = cutlog_sample_events(&length)
    return Array(UnsafeBufferPointer(start: first, count: length))
  }

  static var plan: [UInt8] {
    var length = 0
    let first = cutlog_sample_plan(&length)
    return Array(UnsafeBufferPointer(start: first, count: length))
  }
}
