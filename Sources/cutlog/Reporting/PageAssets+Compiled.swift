import CAssets
import Reports

extension PageAssets {
  /// The files that are compiled into the program.
  static var compiled: PageAssets {
    PageAssets(frame: text(of: .frame), style: text(of: .style), script: text(of: .script))
  }

  private static func text(of part: cutlog_page) -> String {
    var length = 0
    let first = cutlog_page_bytes(part, &length)
    return String(decoding: UnsafeBufferPointer(start: first, count: length), as: UTF8.self)
  }
}
