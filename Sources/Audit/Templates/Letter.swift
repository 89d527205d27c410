/// What one event is to one rule: its activation, its target, both or neither.
package struct Letter: OptionSet, Hashable, Sendable {
  package let rawValue: UInt8

  package init(rawValue: UInt8) { self.rawValue = rawValue }

  package static let activation = Letter(rawValue: 1)
  package static let target = Letter(rawValue: 2)
}
