internal import JSONText
package import Replay

/// The report of a run as one file in HTML that needs nothing else.
///
/// Everything can be read without script. The script that comes with it checks the streams that the page carries, and
/// recomputes what it can from them; it only marks and filters what stands here. The same values give the same bytes.
package struct HTMLReport: Sendable {
  let report: RunReport
  let streams: [PageStream]
  let events: EventList
  /// The lines that are rows of the table of events, in HTML.
  let rows: [String]
  let program: ProgramName

  package init(_ report: RunReport, streams: [PageStream], events: EventList, program: ProgramName) {
    self.report = report
    self.streams = streams
    self.events = events
    rows = Self.rows(events)
    self.program = program
  }

  /// The whole document.
  ///
  /// - Throws: `Unfillable` where the frame isn't the one that this was written for.
  package func text(_ assets: PageAssets) throws(PageTemplate.Unfillable) -> String {
    var form = HTMLForm(mostInCell: Self.mostInCell, bytesOfTables: Self.bytesOfTables)
    let top = top(&form)
    let sections = sections(&form)
    return try PageTemplate(assets.frame).filled(with: [
      "policy": HTMLText.escaped(ContentPolicy.text(script: assets.script, style: assets.style)),
      "generator": HTMLText.escaped("\(program.name) \(program.version)"),
      "title": HTMLText.escaped("\(report.title.text): cutover report"),
      "style": assets.style, "script": assets.script, "navigation": navigation(sections), "top": top,
      "check-command": "<code>\(command)</code>", "check": whatIsChecked(),
      "sections": sections.map(\.html).joined(separator: "\n"),
      "footer": "<p>Made by \(HTMLText.escaped("\(program.name) \(program.version)")). Times are UTC.</p>",
      "streams": streams.indices.compactMap { streams[$0].element($0) }.joined(separator: "\n"), "data": data,
    ])
  }

  /// What the script is told beside the streams.
  ///
  /// - `command`: how the page is checked by the program.
  /// - `pins`: the keys of the streams that the trust file of whoever made the page holds, each one's `pin`.
  /// - `streams`: for each its `element` (null where the page doesn't carry it), `origin`, `run`, `size`, `root`, the note of
  ///   its `checkpoint`, the verifier's `verdict` and how many lines are `withheld`,
  ///   and its `pin`: the key in the trust file that trust in the signer rests on, null if none.
  /// - `objectives`: `id`, whether it `applies`, `verdict`, and `seconds` with `lowerSeconds` and `upperSeconds` or `count`, as in
  ///   `cutlog objectives --json`.
  /// - `findings`: the instants of findings about events, `stream`, `index` and `rule`.
  /// - `events`: how many `lines` there are, and whether all of them are rows (`whole`); `page` is how many rows at a time.
  private var data: String {
    let value: JSONValue = [
      "command": .string(command), "pins": .texts(pins), "streams": .array(streams.indices.map { streams[$0].json($0) }),
      "objectives": .array(report.objectives?.objectives.map(\.pageJSON) ?? []),
      "findings": .array(
        report.problems.filter(isOwn).compactMap { problem in
          problem.index.map {
            ["stream": .integer((problem.streamNumber ?? 1) - 1), "index": .integer($0), "rule": .string(problem.rule)]
          }
        }),
      "events": [
        "lines": .integer(events.lines), "whole": .bool(isWhole), "page": .integer(Self.rowsAtATime),
      ],
    ]
    return HTMLText.script(JSONString.escapingHidden(JSONWriter.bytes(of: value)))
  }

  private var pins: [String] {
    var pins: [String] = []
    for pin in streams.compactMap(\.summary.signer?.pin) where !pins.contains(pin) { pins.append(pin) }
    return pins
  }

  private func navigation(_ sections: [PageSection]) -> String {
    let links = sections.map { "<li><a href=\"#\($0.id)\">\(HTMLText.escaped($0.short))</a></li>\n" }.joined()
    return """
      <ul>
      <li><a href="#top">Summary</a></li>
      <li><a href="#check">Check</a></li>
      <li class="scripted"><a href="#replay">Replay</a></li>
      \(links)</ul>
      """
  }

  /// How this page is checked by the program, with all that it was made from; names in capitals stand for files.
  var command: String {
    var words = "cutlog report --check PAGE.html STREAM.jsonl.gz" + (streams.count > 1 ? " …" : "")
    guard let basis = report.basis else { return words }
    if !basis.history.isEmpty {
      words += " --history EARLIER.jsonl.gz" + (basis.earlierStreams.count > 1 ? " …" : "")
    }
    let files = basis.policies.count { !$0.isPack }
    if files > 0 { words += " --policy POLICY.yaml" + (files > 1 ? " …" : "") }
    if basis.signersDigest != nil { words += " --trust KEYS" }
    return words
  }
}

extension ObjectiveResult {
  fileprivate var pageJSON: JSONValue {
    [
      "id": .string(id), "applies": .bool(applies), "verdict": .string(verdict.rawValue), "seconds": .seconds(seconds),
      "lowerSeconds": .seconds(lower), "upperSeconds": .seconds(upper), "count": .integer(count),
    ]
  }
}
