/// The form in which a report is written, by the ending of its file.
package enum ReportEnding: String, CaseIterable, Sendable {
  case markdown = ".md"
  case html = ".html"
  case oscal = ".oscal.json"
  case json = ".json"
  case csv = ".csv"

  /// The ending of a file's name; nil where it is none of these.
  package init?(ofFile name: String) {
    guard let ending = Self.allCases.first(where: { name.hasSuffix($0.rawValue) }) else { return nil }
    self = ending
  }

  /// As people call it.
  package var name: String {
    switch self {
    case .markdown: "Markdown"
    case .html: "HTML"
    case .oscal: "OSCAL"
    case .json: "JSON"
    case .csv: "CSV"
    }
  }

  /// Whether it is text in JSON.
  package var isJSON: Bool { self == .json || self == .oscal }

  /// Whether a report of this form can be written so.
  package func suits(_ form: ReportBasis.Form) -> Bool {
    switch self {
    case .markdown, .json: true
    case .html: form == .run
    case .csv: form == .run || form == .audit
    case .oscal: form == .audit
    }
  }
}
