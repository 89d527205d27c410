extension ReportBasis {
  /// The section that names all that the report follows from.
  ///
  /// - Parameter showsCheckpoints: Whether the last checkpoints stand in it; false where they stand elsewhere on the page.
  package func page(showsCheckpoints: Bool) -> Page {
    var page = Page()
    page.heading("What this follows from")
    page.paragraph(
      """
      All of this report follows from what is named here: each stream up to its last checkpoint, the plan in it, the \
      policies, what was asked. \(code: "cutlog report --check") with this file and the streams makes it again and says \
      whether it does.
      """)
    page.preformatted(statement.map { $0 + "\n" }.joined())
    if showsCheckpoints {
      for checkpoint in streams.compactMap(\.checkpoint) {
        page.paragraph("A last checkpoint, to compare with one that you hold:")
        page.preformatted(checkpoint)
      }
    }
    return page
  }
}
