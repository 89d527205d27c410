import CutoverModel

/// Which divergences the reconciliations of a data set resolve: of those after it that concern one, the last decides.
///
/// A reconciliation without `resolves` concerns all of them.
struct Resolutions {
  private var all: DataEvidence.Reconciled?
  private var single: [ExactText: DataEvidence.Reconciled] = [:]

  /// `reconciled` is ordered by time.
  init(_ reconciled: [DataEvidence.Reconciled]) {
    for reconciliation in reconciled {
      if let id = reconciliation.resolves {
        single[ExactText(id)] = reconciliation
      } else {
        all = reconciliation
      }
    }
  }

  /// Whether the divergence at a mark is resolved; `id` gives its id where it is needed.
  func resolve(_ divergence: EventMark, id: () -> ExactText) -> Bool {
    let own = single.isEmpty ? nil : single[id()]
    let later = [all, own].compactMap { $0 }.filter { divergence < $0.mark }
    return later.max { $0.mark < $1.mark }?.matches ?? false
  }

  /// The reconciliations that name a divergence which isn't there before them, by time.
  func unknown(among divergences: some Sequence<(EventMark, ExactText)>) -> [EventMark] {
    guard !single.isEmpty else { return [] }
    var first: [ExactText: EventMark] = [:]
    for (mark, id) in divergences { first[id] = min(first[id] ?? mark, mark) }
    return single.filter { id, reconciliation in
      first[id].map { !($0 < reconciliation.mark) } ?? true
    }
    .map(\.value.mark).sorted()
  }
}
