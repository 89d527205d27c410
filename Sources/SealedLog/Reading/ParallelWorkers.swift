internal import CloudEvents
internal import Dispatch
internal import Synchronization

/// A few workers that process the items of one window together, each with its own scratch.
final class ParallelWorkers: @unchecked Sendable {
  /// What a worker keeps from one item to the next.
  final class Scratch {
    var scanner = EnvelopeScanner()
    let inflater = Inflater()
  }

  private let scratch: [Scratch]

  init(count: Int) { scratch = (0..<max(1, count)).map { _ in Scratch() } }

  /// Calls `body` once for each item, in no particular order, each on one worker; returns when all are done.
  func run(_ count: Int, _ body: @Sendable (Int, Scratch) -> Void) {
    if count <= 1 || scratch.count == 1 {
      for item in 0..<count { body(item, scratch[0]) }
      return
    }
    let next = Atomic(0)
    DispatchQueue.concurrentPerform(iterations: min(scratch.count, count)) { worker in
      while true {
        let item = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard item < count else { return }
        body(item, scratch[worker])
      }
    }
  }
}
