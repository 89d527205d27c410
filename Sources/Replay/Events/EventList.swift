package import CutoverModel

/// The lines of a run's streams one by one, as they were recorded.
package struct EventList: Sendable {
  /// One line.
  package struct Row: Sendable {
    package var event: CutoverEvent
    /// Whether the recorder wrote it about its own stream.
    package var isRecordersOwn: Bool
  }

  /// In the order of the streams; all lines, or the first ones where there are too many to be listed.
  package var rows: [Row] = []
  /// How many lines there are.
  package var lines = 0
  /// How many streams they are from.
  package var streams = 1

  package init() {}

  /// Whether every line is in the list.
  package var isWhole: Bool { rows.count == lines }
}
