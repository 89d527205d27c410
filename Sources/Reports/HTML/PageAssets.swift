/// The files that a report's page is made of, as they are compiled into the program.
package struct PageAssets: Hashable, Sendable {
  /// The frame: a document in HTML with a slot `{{name}}` for each part.
  package var frame: String
  package var style: String
  /// All scripts in their order, as one.
  package var script: String

  package init(frame: String, style: String, script: String) {
    self.frame = frame
    self.style = style
    self.script = script
  }
}
