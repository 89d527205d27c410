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
}
