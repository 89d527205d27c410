internal import Audit
internal import CloudEvents
internal import CutoverModel
internal import JSONText

extension PolicyExample {
  /// The example as a small list of events.
  var page: Page {
    var page = Page()
    let kind: Phrase = conforms ? .strong("conforms") : .strong("violates")
    page.paragraph("example that " + kind + (title.map { ": \($0)" } ?? ""))
    var table = Table([.init("at"), .init("event"), .init("with")])
    for event in events {
      let shown = ShownExampleEvent(event)
      table.add([
        "\(shown.at)", .code(EventText.shortType(shown.type)),
        Phrase.joined(shown.members.map { "\($0.name) \(code: $0.value)" }, by: ", "),
      ])
    }
    page.table(table.withoutEmptyColumns)
    page.list(
      plan.statements.map { said in
        let values = Phrase.joined(said.values.map { .code($0) }, by: ", ")
        return "the plan is taken to say: \(code: said.field.rawValue) of \(code: said.subject) is " + values
      })
    if events.isEmpty { page.paragraph("no event at all") }
    return page
  }
}

/// An event of an example, as its policy wrote it.
struct ShownExampleEvent {
  /// Its time from the start T.
  var at = "T"
  var type = ""
  /// Attributes and members of the payload, and what is taken to be known of the signature.
  var members: [(name: String, value: String)] = []

  init(_ event: ExampleEvent) {
    let value = try? JSONValue(parsing: event.line)
    for member in Self.members(of: value) {
      let text = member.value.string ?? JSONWriter.text(of: member.value)
      switch member.name {
      case "specversion": break
      case "type": type = text
      case "time": at = Self.offset(of: text)
      // These are of no account unless the policy gave them.
      case "id": if !text.hasPrefix("example-") { members.append((member.name, text)) }
      case "source": if text != "/example" { members.append((member.name, text)) }
      case "data":
        if case .object(let inner) = member.value {
          members += inner.map { ("data.\($0.name)", $0.value.string ?? JSONWriter.text(of: $0.value)) }
        } else {
          members.append((member.name, text))
        }
      default: members.append((member.name, text))
      }
    }
    guard let signature = event.signature else { return }
    members.append(("signature", signature.standing.rawValue))
    if let principal = signature.principal { members.append(("signer", principal)) }
  }

  private static func members(of value: JSONValue?) -> [JSONMember] {
    if case .object(let members) = value { members } else { [] }
  }

  private static func offset(of text: String) -> String {
    guard let time = try? Timestamp(text) else { return text }
    return SpanText.shortFromStart(TimeSpan(nanoseconds: time.nanoseconds - PolicyExample.start * 1_000_000_000))
  }
}
