import ArgumentParser
import CutoverModel
import Documents
import Replay
import SealedLog

/// What every verb takes that reads a plan: values that are supposed to be others.
struct ChangeOptions: ParsableArguments {
  @Option(
    name: .customLong("with"),
    help: ArgumentHelp("Suppose that the plan said this; may be repeated.", valueName: "key=value"))
  var with: [String] = []

  /// - Throws: `Failure` for what isn't of the form, is no key that can be supposed otherwise, or is given twice.
  func changes() throws -> [PlanChange] {
    do throws(PlanChangeError) {
      var changes: [PlanChange] = []
      for text in with { changes.append(try PlanChange(text)) }
      try PlanChange.check(changes)
      return changes
    } catch { throw Failure(error) }
  }
}

/// What every verb takes that judges a run by its plan: what is supposed instead of what was sealed.
struct HypothesisOptions: ParsableArguments {
  @OptionGroup var change: ChangeOptions
  @Option(
    name: .customLong("plan"),
    help: ArgumentHelp("Suppose that this plan had been adopted.", valueName: "file"))
  var plan: String?

  /// Whether anything is supposed.
  var isGiven: Bool { plan != nil || !change.with.isEmpty }

  /// What is supposed; nil where nothing is.
  ///
  /// - Parameter streams: What else is read, for standard input can be read once.
  /// - Throws: `Failure` if a change makes no sense, or the plan can't be read or is none.
  func supposition(beside streams: [String]) throws -> Supposition? {
    let changes = try change.changes()
    guard isGiven else { return nil }
    guard let plan else { return Supposition(changes: changes) }
    guard plan != "-" || !streams.contains("-") else {
      throw Failure("--plan -", "standard input can be a stream or the plan, not both", status: .usage)
    }
    let bytes = try ReadWhole.fileOrInput(plan, as: .plan)
    let name = plan == "-" ? "standard input" : plan
    let document: PlanDocument
    do throws(DocumentError) { document = try PlanDocument.read(bytes: bytes, name: name) } catch {
      throw Failure(error)
    }
    do throws(ScheduleCycle) { _ = try Schedule(of: document.plan) } catch { throw Failure(name, error.description) }
    let other = Supposition.OtherPlan(file: name, digest: Digest(hashing: bytes).hex, document: document)
    return Supposition(plan: other, changes: changes)
  }
}

extension HelpText {
  /// What `--with` can change, for the end of a verb's text.
  static var changes: String {
    let lines = PlanChange.keys.map { key in
      let path = key.path
      return "  " + path + String(repeating: " ", count: max(1, 28 - path.count)) + key.form
    }
    let text = """
      \n\nKEYS OF --with, EACH WITH A VALUE
      \(lines.joined(separator: "\n"))
        `none` leaves a key out that a plan needn't have. An objective that isn't
        in the plan is added where its metric is given.
      """
    return text
  }
}
