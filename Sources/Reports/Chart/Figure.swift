/// A chart as it stands in a page: a picture, what it shows in words, and the same figures as a table for those who can't see it.
package struct Figure: Hashable, Sendable {
  /// Of the figure's elements; `[a-z0-9-]`, once in a page.
  package var identifier: String
  package var title: Phrase
  /// What the picture shows, in a sentence or two; read out in its place.
  package var description: Phrase
  /// The whole `<svg>` element, escaped, without style attributes and scripts.
  ///
  /// It carries `role="img"` and is named by the elements `IDENTIFIER-title` and `IDENTIFIER-description`, which stand beside it.
  package var picture: String
  /// What marks and colours mean, shown below the picture.
  package var legend: [Key] = []
  /// All that the picture says.
  package var tables: [Table]
  /// What is missing in it, and why.
  package var notes: [Phrase] = []

  /// One mark of the picture with what it means.
  package struct Key: Hashable, Sendable {
    /// A small `<svg>` element that shows the mark; empty for none.
    package var mark: String
    package var text: Phrase

    package init(mark: String, text: Phrase) {
      self.mark = mark
      self.text = text
    }
  }

  package init(identifier: String, title: Phrase, description: Phrase, picture: String, tables: [Table]) {
    self.identifier = identifier
    self.title = title
    self.description = description
    self.picture = picture
    self.tables = tables
  }
}
