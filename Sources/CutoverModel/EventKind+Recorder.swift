package import CloudEvents

extension EventKind {
  private static let recorderTypes: [StaticString] = [
    "dev.cutlog.seal", "dev.cutlog.key.announced", "dev.cutlog.anchor",
    "dev.cutlog.document.attached", "dev.cutlog.plan.adopted", "dev.cutlog.plan.revised",
    "dev.cutlog.stream.opened", "dev.cutlog.stream.closed", "dev.cutlog.stream.recovered",
    "dev.cutlog.input.refused", "dev.cutlog.withheld", "dev.cutlog.identity.rotated",
    "dev.cutlog.identity.compromised",
  ]

  /// Whether a view shows a line that the recorder wrote about its own stream, which is no event of the run.
  package static func isRecordersOwn(_ view: EventView) -> Bool {
    recorderTypes.contains(where: view.isType)
  }
}
