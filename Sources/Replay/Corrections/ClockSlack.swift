/// How far an instant may lie from a time because of its clock, in four bytes.
///
/// Whole milliseconds, rounded up; from 49 days on nothing limits it.
struct ClockSlack: Hashable, Sendable, BitwiseCopyable {
  private var milliseconds: UInt32

  static let none = ClockSlack(nanoseconds: 0)

  /// Negative slack is none.
  init(nanoseconds: Int64) {
    guard nanoseconds > 0 else {
      milliseconds = 0
      return
    }
    milliseconds = UInt32(clamping: (nanoseconds - 1) / 1_000_000 + 1)
  }

  /// The greatest number where nothing limits it.
  var nanoseconds: Int64 { milliseconds == .max ? .max : Int64(milliseconds) * 1_000_000 }
}
