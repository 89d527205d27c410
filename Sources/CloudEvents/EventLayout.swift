/// Where the envelope's attributes lie among the members of a scanned line.
public struct EventLayout: Sendable, BitwiseCopyable {
  /// The index of each required attribute among the members.
  public var id: UInt16
  public var source: UInt16
  public var type: UInt16
  public var timeMember: UInt16
  /// The index of `acceptedtime` and of `salt`, if present.
  public var acceptedTime: UInt16?
  public var salt: UInt16?
  /// The parsed `time`.
  public var time: Timestamp

  /// A layout in which no attribute has been found yet; every place is out of range.
  public init() {
    id = .max
    source = .max
    type = .max
    timeMember = .max
    time = Timestamp(nanoseconds: 0)
  }
}
