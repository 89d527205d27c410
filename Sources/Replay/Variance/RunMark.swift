internal import CloudEvents

/// One beginning or end of the run, as far as it matters whether they pair.
struct RunMark: Sendable {
  var place: EventPlace
  var time: Timestamp
  var begins: Bool

  /// Notes beginnings and ends that don't pair; within one stream, since each may tell of the whole run.
  static func note(_ marks: [RunMark], in findings: inout FindingCollector) {
    guard marks.contains(where: \.begins) else {
      for ended in marks {
        findings.note(
          rule: "run-ended-without-beginning",
          message: "run.ended without run.began: the run is the whole stream", at: ended.place)
      }
      return
    }
    var isRunning: [Int: Bool] = [:]
    for mark in marks.sorted(by: { ($0.time.nanoseconds, $0.place) < ($1.time.nanoseconds, $1.place) }) {
      let was = isRunning.updateValue(mark.begins, forKey: mark.place.stream)
      if mark.begins, was == true {
        findings.note(
          rule: "run-began-twice", message: "run.began while the run goes on; the first counts", at: mark.place)
      } else if !mark.begins, was == false {
        findings.note(
          rule: "run-ended-twice", message: "run.ended after the run has ended; the last counts", at: mark.place)
      }
    }
  }
}
