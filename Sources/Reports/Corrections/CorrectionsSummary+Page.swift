internal import CutoverModel
package import Replay

extension CorrectionsSummary {
  /// What was corrected, for above the answer; empty where nothing was.
  package var page: Page {
    var page = Page()
    var counts: [String] = []
    if amended > 0 { counts.append("\(Count.of(amended, "event")) amended") }
    if retracted > 0 { counts.append("\(Count.of(retracted, "event")) retracted") }
    if shifted > 0 { counts.append("\(Count.of(shifted, "event")) shifted") }
    if !counts.isEmpty { page.note("corrected: \(counts.joined(separator: ", "))") }
    page.list(
      stated.prefix(Self.listed).map { clock in
        let way = clock.offset < .zero ? "behind" : "ahead"
        let length = clock.offset < .zero ? -clock.offset : clock.offset
        let accuracy = clock.accuracy > .zero ? ", known to \(SpanText.of(clock.accuracy))" : ""
        return "the clock of \(code: clock.source) is said to have been \(SpanText.of(length)) \(way)\(accuracy)"
      }
        + estimated.prefix(Self.listed).map { clock in
          let ways = [
            clock.before > .zero ? "\(SpanText.of(clock.before)) too late" : nil,
            clock.after > .zero ? "\(SpanText.of(clock.after)) too early" : nil,
          ]
          return "times of \(code: clock.source) may be \(ways.compactMap(\.self).joined(separator: " or "))"
        })
    let further = max(0, stated.count - Self.listed) + max(0, estimated.count - Self.listed)
    if further > 0 { page.paragraph("The clocks of \(Count.of(further, "further source")) are corrected too.") }
    return page
  }

  private static let listed = 20
}
