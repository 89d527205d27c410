/// Builds the elements of a picture in SVG.
///
/// Looks come from classes alone: there are no style attributes and no colours. Text is escaped; coordinates have one
/// digit behind the point at most, and what is no number is 0.
struct Drawing: Sendable {
  enum Anchor: String { case start, middle, end }

  private(set) var text = ""

  /// A coordinate as it stands in an attribute.
  static func number(_ value: Double) -> String {
    value.isFinite ? NumberText.rounded(min(max(value, -1e7), 1e7), digits: 1) : "0"
  }

  /// Text as it may stand in a picture, kept apart from what stands beside it where it may be written from right to left.
  static func escaped(_ text: String) -> String {
    let shown = HTMLText.escaped(text)
    return shown.utf8.allSatisfy { $0 < 0x80 } ? shown : "\u{2068}\(shown)\u{2069}"
  }

  mutating func rectangle(
    _ x: Double, _ y: Double, _ width: Double, _ height: Double, _ classes: String, radius: Double = 0,
    title: String? = nil
  ) {
    let size = "width=\"\(Self.number(max(0, width)))\" height=\"\(Self.number(max(0, height)))\""
    let round = radius > 0 ? " rx=\"\(Self.number(radius))\"" : ""
    element("rect", "x=\"\(Self.number(x))\" y=\"\(Self.number(y))\" \(size)\(round)", classes, title)
  }

  mutating func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ classes: String, title: String? = nil) {
    let ends =
      "x1=\"\(Self.number(x1))\" y1=\"\(Self.number(y1))\" x2=\"\(Self.number(x2))\" y2=\"\(Self.number(y2))\""
    element("line", ends, classes, title)
  }

  /// A path through points, each with the command that leads to it.
  mutating func path(_ steps: [(command: String, x: Double, y: Double)], _ classes: String, closed: Bool = false, title: String? = nil) {
    let data = steps.map { "\($0.command)\(Self.number($0.x)) \(Self.number($0.y))" }.joined()
    element("path", "d=\"\(data)\(closed ? "Z" : "")\"", classes, title)
  }

  mutating func diamond(_ x: Double, _ y: Double, _ radius: Double, _ classes: String, title: String? = nil) {
    path(
      [("M", x, y - radius), ("L", x + radius, y), ("L", x, y + radius), ("L", x - radius, y)], classes, closed: true,
      title: title)
  }

  mutating func circle(_ x: Double, _ y: Double, _ radius: Double, _ classes: String, title: String? = nil) {
    let place = "cx=\"\(Self.number(x))\" cy=\"\(Self.number(y))\" r=\"\(Self.number(radius))\""
    element("circle", place, classes, title)
  }

  /// A cross, as a path.
  mutating func cross(_ x: Double, _ y: Double, _ radius: Double, _ classes: String, title: String? = nil) {
    path(
      [
        ("M", x - radius, y - radius), ("L", x + radius, y + radius), ("M", x - radius, y + radius),
        ("L", x + radius, y - radius),
      ], classes, title: title)
  }

  mutating func text(
    _ string: String, _ x: Double, _ y: Double, _ classes: String = "", anchor: Anchor = .start, title: String? = nil
  ) {
    let turned = anchor == .start ? "" : " text-anchor=\"\(anchor.rawValue)\""
    let named = classes.isEmpty ? "" : " class=\"\(classes)\""
    let tip = title.map { "<title>\(Self.escaped($0))</title>" } ?? ""
    text += "<text x=\"\(Self.number(x))\" y=\"\(Self.number(y))\"\(turned)\(named)>\(tip)\(Self.escaped(string))</text>\n"
  }

  /// Opens a group; `end` closes it.
  mutating func group(_ classes: String, title: String? = nil) {
    text += "<g class=\"\(classes)\">"
    if let title { text += "<title>\(Self.escaped(title))</title>" }
    text += "\n"
  }

  mutating func end() { text += "</g>\n" }

  mutating func append(_ other: Drawing) { text += other.text }

  private mutating func element(_ name: String, _ attributes: String, _ classes: String, _ title: String?) {
    text += "<\(name) \(attributes) class=\"\(classes)\""
    if let title {
      text += "><title>\(Self.escaped(title))</title></\(name)>\n"
    } else {
      text += "/>\n"
    }
  }

  // MARK: - Whole pictures

  /// The patterns that tell areas apart without colour.
  private static let patterns: [(name: String, size: Int, path: String)] = [
    ("pause", 6, "M-1 7L7 -1M-1 1L1 -1M5 7L7 5"), ("gap", 8, "M-2 10L10 -2M-2 2L2 -2M6 10L10 6"),
    ("wait", 8, "M4 0V8"), ("failed", 6, "M-1 -1L7 7M5 -1L7 1M-1 5L1 7"), ("down", 6, "M-1 7L7 -1M-1 1L1 -1M5 7L7 5"),
    ("degraded", 6, "M0 3H6"),
  ]

  /// Those that the picture uses, in its own names.
  private func patterns(_ identifier: String) -> String {
    let used = Self.patterns.filter { text.contains("url(#\(identifier)-\($0.name))") }
    guard !used.isEmpty else { return "" }
    let elements = used.map { name, size, path in
      """
      <pattern id="\(identifier)-\(name)" width="\(size)" height="\(size)" patternUnits="userSpaceOnUse">\
      <path class="hatch \(name)" d="\(path)"/></pattern>

      """
    }
    return "<defs>\n\(elements.joined())</defs>\n"
  }

  /// The whole `<svg>` element of a picture, named by its figure's title and description.
  ///
  /// - Parameter scale: The time scale of the picture, for what is drawn over it later.
  func picture(_ identifier: String, width: Double, height: Double, classes: String = "", scale: TimeScale? = nil) -> String {
    let names = ["plot", classes, scale == nil ? "" : "timed"].filter { !$0.isEmpty }.joined(separator: " ")
    var head = "<svg class=\"\(names)\" role=\"img\" aria-labelledby=\"\(identifier)-title\""
    head += " aria-describedby=\"\(identifier)-description\" xmlns=\"http://www.w3.org/2000/svg\""
    head += " viewBox=\"0 0 \(Self.number(width)) \(Self.number(height))\""
    if let scale {
      head += " data-from=\"\(scale.from)\" data-to=\"\(scale.to)\""
      head += " data-left=\"\(Self.number(scale.left))\" data-right=\"\(Self.number(scale.right))\""
    }
    return head + ">\n" + patterns(identifier) + text + "</svg>"
  }

  /// A rectangle filled with one of the picture's patterns, over what is there.
  mutating func hatched(
    _ identifier: String, _ pattern: String, _ x: Double, _ y: Double, _ width: Double, _ height: Double, title: String? = nil
  ) {
    let size = "width=\"\(Self.number(max(0, width)))\" height=\"\(Self.number(max(0, height)))\""
    element(
      "rect", "x=\"\(Self.number(x))\" y=\"\(Self.number(y))\" \(size) fill=\"url(#\(identifier)-\(pattern))\"",
      "hatched hatched-\(pattern)", title)
  }

  /// A small picture of a mark, for a legend.
  static func mark(_ draw: (inout Drawing) -> Void) -> String {
    var drawing = Drawing()
    draw(&drawing)
    return "<svg class=\"mark\" viewBox=\"0 0 28 16\" width=\"28\" height=\"16\" aria-hidden=\"true\">\(drawing.text)</svg>"
  }
}
