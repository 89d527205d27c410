package import CloudEvents

/// A chart over time that is made of characters: rows of bars and marks over one axis.
///
/// It has no width of its own; each form draws it as wide as it can show it.
package struct TextChart: Hashable, Sendable {
  /// What a part is, for forms that have colours.
  package enum Ink: Hashable, Sendable {
    case plain, strong, muted, planned, good, open, bad
  }

  /// What a mark means; the signs tell all of them apart that can stand in one row.
  package enum Sign: Hashable, Sendable {
    case planned
    /// Work, by how it went.
    case work(Ink)
    /// A pause, or the wait for a gate.
    case waiting
    case failed
    /// The end of what still lasts.
    case lasting
    case due, reached
    case down, degraded, frozen, idle
  }

  package struct Mark: Hashable, Sendable {
    package var sign: Sign
    package var from: Timestamp
    /// The same as `from` for a point.
    package var to: Timestamp

    package init(_ sign: Sign, from: Timestamp, to: Timestamp) {
      self.sign = sign
      self.from = from
      self.to = to
    }

    package init(_ sign: Sign, at time: Timestamp) { self.init(sign, from: time, to: time) }
  }

  package struct Row: Hashable, Sendable {
    package var label: String
    package var isHeading = false
    /// Whether the plan has no float for it.
    package var isCritical = false
    package var note = ""
    package var noteInk = Ink.plain
    package var marks: [Mark] = []

    package init(_ label: String, isHeading: Bool = false) {
      self.label = label
      self.isHeading = isHeading
    }
  }

  package var title: Phrase
  package var from: Timestamp
  package var to: Timestamp
  package var rows: [Row] = []

  package init(title: Phrase, from: Timestamp, to: Timestamp) {
    self.title = title
    self.from = from
    self.to = max(from, to)
  }

  /// Text in one ink.
  package struct Piece: Hashable, Sendable {
    package var text: String
    package var ink: Ink
  }

  /// The width where nothing says how wide it may be.
  package static let defaultWidth = 80
}
