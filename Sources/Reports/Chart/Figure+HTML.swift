extension Figure {
  /// The figure as HTML: caption, picture, legend, what is missing, and behind a disclosure the tables.
  ///
  /// - Parameter form: Renders the tables; it keeps apart what the page's tables are called.
  package func html(_ form: inout HTMLForm) -> String {
    var out = "<figure class=\"chart\" id=\"\(identifier)\">\n<figcaption>"
    out += "<span class=\"chart-title\" id=\"\(identifier)-title\">\(form.shown(title))</span> "
    out += "<span class=\"chart-description\" id=\"\(identifier)-description\">\(form.shown(description))</span>"
    out += "</figcaption>\n"
    out += "<div class=\"chart-scroll\" role=\"region\" tabindex=\"0\" aria-labelledby=\"\(identifier)-title\">\n"
    out += picture + "\n</div>\n"
    if !legend.isEmpty {
      out += "<ul class=\"legend\">\n"
      for key in legend { out += "<li>\(key.mark)\(form.shown(key.text))</li>\n" }
      out += "</ul>\n"
    }
    for note in notes { out += "<p class=\"note\">\(form.shown(note))</p>\n" }
    let filled = tables.filter { !$0.rows.isEmpty }
    if !filled.isEmpty {
      out += "<details class=\"chart-tables\">\n<summary>\(form.shown(title)): as a table</summary>\n"
      for (number, table) in filled.enumerated() {
        let name = filled.count > 1 ? "\(title.text), table \(number + 1)" : "\(title.text), as a table"
        out += form.render(table, named: name)
      }
      out += "</details>\n"
    }
    return out + "</figure>\n"
  }
}
