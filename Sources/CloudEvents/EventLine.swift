/// Where one scanned line and its members lie in a block of lines.
public struct EventLine: Sendable, BitwiseCopyable {
  /// The line in the block's bytes, without its LF.
  public var start: Int32
  public var end: Int32
  /// Its members among those of the block.
  public var firstMember: Int32
  public var memberCount: Int32
  public var layout: EventLayout
  /// The number of its type among those of the block; `untold` where it has none.
  public var type: UInt8
  /// False where the line leaves the grammar; its layout is then meaningless.
  public var isEvent: Bool

  /// The number of types that are written with escapes, and of those beyond the first 255 of a block.
  public static let untold = UInt8.max

  /// A line of which nothing is known but where it lies.
  public init(start: Int32, end: Int32, firstMember: Int32) {
    self.start = start
    self.end = end
    self.firstMember = firstMember
    memberCount = 0
    layout = EventLayout()
    type = Self.untold
    isEvent = false
  }
}
