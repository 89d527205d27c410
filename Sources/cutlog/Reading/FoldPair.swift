import CloudEvents

/// Two folds over the same pass.
struct FoldPair<First: EventFold, Second: EventFold>: EventFold {
  private var first: First
  private var second: Second

  init(_ first: First, _ second: Second) {
    self.first = first
    self.second = second
  }

  mutating func apply(_ event: EventView) {
    first.apply(event)
    second.apply(event)
  }

  mutating func apply(all events: EventLines) {
    first.apply(all: events)
    second.apply(all: events)
  }

  consuming func finish() -> (First.Output, Second.Output) { (first.finish(), second.finish()) }
}

/// A fold that may not be there.
struct MaybeFold<Fold: EventFold>: EventFold {
  private var fold: Fold?

  init(_ fold: Fold?) { self.fold = fold }

  mutating func apply(_ event: EventView) { fold?.apply(event) }

  mutating func apply(all events: EventLines) { fold?.apply(all: events) }

  consuming func finish() -> Fold.Output? { fold?.finish() }
}

/// A fold over the first lines of a stream, however many it has by now.
struct PrefixFold<Fold: EventFold>: EventFold {
  private var fold: Fold
  private let lines: Int

  init(_ fold: Fold, lines: Int) {
    self.fold = fold
    self.lines = lines
  }

  mutating func apply(_ event: EventView) { if event.index < lines { fold.apply(event) } }

  mutating func apply(all events: EventLines) {
    let end = min(events.range.upperBound, max(events.range.lowerBound, lines - events.firstIndex))
    fold.apply(all: events.part(events.range.lowerBound..<end))
  }

  consuming func finish() -> Fold.Output { fold.finish() }
}

/// A fold that goes on over the streams of one run; its result is taken after the last.
final class ContinuedFold<Fold: EventFold>: EventFold {
  private var fold: Fold?
  private let knownBy: Timestamp?

  /// - Parameter knownBy: the latest acceptance of events that count; nil for all.
  init(_ fold: Fold, knownBy: Timestamp? = nil) {
    self.fold = fold
    self.knownBy = knownBy
  }

  func apply(_ event: EventView) {
    // A stream's first line holds no event, only what the stream is; without it the fold wouldn't know of the stream.
    if let knownBy, event.index > 0 {
      // The recorder's own lines have no `acceptedtime`; their time is when they were written.
      let accepted = event.string("acceptedtime").flatMap { try? Timestamp($0) } ?? event.time
      guard accepted <= knownBy else { return }
    }
    fold?.apply(event)
  }

  func apply(all events: EventLines) {
    guard knownBy == nil else { return events.forEach(of: .all) { apply($0) } }
    fold?.apply(all: events)
  }

  func finish() {}

  /// The result over everything so far; nil if it was taken before. No copy of the fold stays behind.
  func result() -> Fold.Output? {
    guard let taken = fold.take() else { return nil }
    return taken.finish()
  }
}
