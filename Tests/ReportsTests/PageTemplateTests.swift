import Reports
import Testing

/// Texts with slots.
@Suite struct PageTemplateTests {
  private func filled(_ text: String, _ values: [String: String]) -> Result<String, PageTemplate.Unfillable> {
    Result { () throws(PageTemplate.Unfillable) in try PageTemplate(text).filled(with: values) }
  }

  @Test func `every slot is filled with its value, and what is no slot stays`() {
    #expect(filled("a{{b}}c{{d-e}}", ["b": "1", "d-e": "2"]) == .success("a1c2"))
    #expect(filled("{{ b }}{{B}}{{}}{b}}{{b", [:]) == .success("{{ b }}{{B}}{{}}{b}}{{b"))
    #expect(filled("{{{b}}}", [:]) == .success("{{{b}}}"))
  }

  @Test func `a value that looks like a slot is a value`() {
    #expect(filled("{{a}}{{b}}", ["a": "{{b}}", "b": "{{a}}"]) == .success("{{b}}{{a}}"))
    #expect(filled("{{a}}b}}{{b}}", ["a": "{{", "b": "1"]) == .success("{{b}}1"))
  }

  @Test func `a slot without a value, a value without a slot and a slot that stands twice are refused`() {
    #expect(filled("{{a}}", [:]) == .failure(.unfilled("a")))
    #expect(filled("a", ["b": "1", "a": "2"]) == .failure(.unknown("a")))
    #expect(filled("{{a}}{{a}}", ["a": "1"]) == .failure(.repeated("a")))
  }
}
