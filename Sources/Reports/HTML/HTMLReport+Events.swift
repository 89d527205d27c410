internal import CloudEvents
internal import CutoverModel
internal import Replay

extension HTMLReport {
  /// Up to how many lines every one is a row.
  package static let mostRows = 2_000
  /// How many lines are rows where there are more; the page's script shows the others, out of the stream that it checked.
  package static let firstRows = 500
  /// How many rows the script shows at a time.
  static let rowsAtATime = 250

  private static let columns = [
    "Line", "Time", "Type", "Task", "Service", "What it says", "Actor", "Layer", "Concerns", "Source", "Id",
  ]

  /// Every line of the streams as it was recorded, each with an id that figures lead to.
  func eventTable() -> PageSection? {
    guard events.lines > 0 else { return nil }
    var html = "<p>Each line of \(streams.count > 1 ? "the streams" : "the stream") as it was recorded, before any correction; long values are cut.</p>\n"
    if !events.isWhole {
      html += """
        <p class="note" id="events-note">These are the first \(events.rows.count) of \(events.lines) lines. The script of this page \
        shows the others once it has checked the stream; <code>cutlog show</code> lists them all.</p>

        """
    }
    html += Self.filter
    html += "<div class=\"scroll wide\" role=\"region\" tabindex=\"0\" aria-label=\"Table of events\">\n<table id=\"events-table\">\n"
    html += "<caption>Events\(events.streams > 1 ? ": line is stream:line" : "")</caption>\n<thead><tr>"
    html += Self.columns.map { "<th scope=\"col\">\($0)</th>" }.joined() + "</tr></thead>\n<tbody id=\"events-rows\">\n"
    for row in events.rows { html += self.row(row) }
    html += "</tbody>\n</table>\n</div>\n<div id=\"events-pages\" hidden></div>\n"
    return PageSection(id: "events", title: "Events", short: "Events", content: html, isComputed: false)
  }

  /// The controls, which only the script can serve, and shows.
  private static let filter = """
    <form id="events-filter" role="search" aria-label="Events" hidden>
    <label for="events-search">Search<input id="events-search" type="search" autocomplete="off" spellcheck="false"></label>
    <label for="events-type">Type<select id="events-type"><option value="">all</option></select></label>
    <label for="events-layer">Layer<select id="events-layer"><option value="">all</option></select></label>
    <label for="events-task">Task<select id="events-task"><option value="">all</option></select></label>
    <label for="events-service">Service<select id="events-service"><option value="">all</option></select></label>
    <label class="tick" for="events-own"><input id="events-own" type="checkbox"> the recorder's own lines</label>
    <button type="reset">Clear</button>
    <output id="events-count" for="events-search events-type events-layer events-task events-service events-own"></output>
    </form>

    """

  private func row(_ row: EventList.Row) -> String {
    let event = row.event
    let reference = event.reference
    let place = events.streams > 1 ? "\(reference.stream + 1):\(reference.index)" : "\(reference.index)"
    let time = EventText.time(event.time)
    var html = "<tr id=\"\(EventText.identifier(reference.place))\"\(row.isRecordersOwn ? " class=\"own\"" : "")>"
    html += "<td class=\"number\">\(place)</td><td><time>\(time)</time></td>"
    let cells = [
      EventText.shortType(reference.type), event.task ?? "", event.service ?? "", EventLine.saying(of: event),
      event.actor ?? "", event.layer ?? "", EventLine.concerns(of: event), reference.source, reference.id,
    ]
    html += cells.map { "<td>\(HTMLText.isolated(EventLine.cut($0, to: Self.mostInCell)))</td>" }.joined()
    return html + "</tr>\n"
  }

  /// How many bytes of a cell are shown.
  private static let mostInCell = 400
}
