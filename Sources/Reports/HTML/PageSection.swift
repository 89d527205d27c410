/// One section of a report's page, with the heading that names it.
struct PageSection: Sendable {
  /// Once in a page; `[a-z-]`.
  var id: String
  var title: String
  /// As the navigation calls it.
  var short: String
  /// What stands below the heading, escaped.
  var content: String
  /// Whether its figures come from cutlog alone, and the page's script doesn't recompute them.
  var isComputed = true

  var html: String {
    """
    <section id="\(id)" aria-labelledby="\(id)-heading">
    <h2 id="\(id)-heading">\(HTMLText.escaped(title))</h2>
    \(isComputed ? Self.computed("Computed") : "")\(content)</section>

    """
  }

  /// The sentence that some figures come from cutlog alone.
  ///
  /// - Parameter beginning: In words of cutlog's own, up to `by cutlog`.
  static func computed(_ beginning: String) -> String {
    "<p class=\"computed\">\(beginning) by cutlog<span class=\"onscreen\">, not by this page: <a href=\"#check\">how to check it</a></span>.</p>\n"
  }
}
