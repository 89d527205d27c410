/// The characters that a chart is drawn with, each one column wide, and each of another meaning.
struct ChartSigns: Hashable, Sendable {
  var planned: String
  var work: String
  var both: String
  var waiting: String
  var failed: String
  var lasting: String
  var due: String
  var reached: String
  var down: String
  var degraded: String
  var frozen: String
  var idle: String
  var guide: String
  var cut: String

  /// The upper half of a line is what was planned, the lower half what was done.
  static let unicode = ChartSigns(
    planned: "▀", work: "▄", both: "█", waiting: "┄", failed: "✗", lasting: "▶", due: "◇", reached: "◆", down: "▓",
    degraded: "▒", frozen: "░", idle: "╱", guide: "┊", cut: "…")

  static let ascii = ChartSigns(
    planned: "-", work: "#", both: "=", waiting: ".", failed: "x", lasting: ">", due: "o", reached: "@", down: "X",
    degraded: "%", frozen: "+", idle: "/", guide: ":", cut: "~")
}
