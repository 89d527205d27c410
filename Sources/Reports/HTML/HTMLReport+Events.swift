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

  /// How many bytes all rows together may have.
  package static let bytesOfRows = 1 << 20

  /// Whether every line is a row.
  var isWhole: Bool { rows.count == events.lines }

  private static let columns = [
    "Line", "Time", "Type", "Task", "Service", "What it says", "Actor", "Layer", "Concerns", "Source", "Id",
  ]

  /// Every line of the streams as it was recorded, each with an id that figures lead to.
  func eventTable() -> PageSection? {
    guard events.lines > 0 else { return nil }
    var html = "<p>Each line of \(streams.count > 1 ? "the streams" : "the stream") as it was recorded, before any correction; long values are cut.</p>\n"
    if !isWhole {
      html += """
        <p class="note" id="events-note">These are the first \(rows.count) of \(events.lines) lines. The script of this page \
        shows the others once it has checked the stream; <code>cutlog show</code> lists them all.</p>

        """
    }
    html += Self.filter
    html += "<div class=\"scroll wide\" role=\"region\" tabindex=\"0\" aria-label=\"Table of events\">\n<table id=\"events-table\">\n"
    html += "<caption>Events\(events.streams > 1 ? ": line is stream:line" : "")</caption>\n<thead><tr>"
    html += Self.columns.map { "<th scope=\"col\">\($0)</th>" }.joined() + "</tr></thead>\n<tbody id=\"events-rows\">\n"
    html += rows.joined()
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

  /// The rows of the list in HTML, as far as their bytes go.
  static func rows(_ events: EventList) -> [String] {
    var rows: [String] = []
    var bytes = 0
    for row in events.rows {
      let html = self.row(row, among: events.streams)
      bytes += html.utf8.count
      if bytes > bytesOfRows { return Array(rows.prefix(firstRows)) }
      rows.append(html)
    }
    return rows
  }

  private static func row(_ row: EventList.Row, among streams: Int) -> String {
    let event = row.event
    let reference = event.reference
    let place = EventText.place(reference, among: streams).text
    let time = EventText.time(event.time)
    var html = "<tr id=\"\(EventText.identifier(reference.place))\"\(row.isRecordersOwn ? " class=\"own\"" : "")>"
    html += "<td class=\"number\">\(place)</td><td><time>\(time)</time></td>"
    let cells = [
      EventText.shortType(reference.type), event.task ?? "", event.service ?? "", EventLine.saying(of: event),
      event.actor ?? "", event.layer ?? "", EventLine.concerns(of: event), reference.source, reference.id,
    ]
    html += cells.map { "<td>\(HTMLText.isolated(EventLine.cut($0, to: mostInCell)))</td>" }.joined()
    return html + "</tr>\n"
  }

  /// How many characters of a cell are shown, here and in every table.
  static let mostInCell = 400
}
