internal import Audit

/// The controls that the rules of audits bear on, each once, with the tokens by which a document names them.
///
/// Two policies name the same control if they name the same clause of the same source. A rule that bears on no control
/// stands for itself.
struct OSCALControls {
  /// A rule by its policy's place among the policies of an audit, and its place in the policy.
  struct RulePlace: Hashable {
    var policy: Int
    var rule: Int
  }

  struct Entry {
    /// What the document calls it.
    var token: String
    /// What the document calls the part of it that the rules are about.
    var objective: String
    var control: Control
    /// Whether it stands for a rule that bears on no control.
    var isRule: Bool
    /// The policies that name it, by their ids.
    var policies: [String]
    /// The rules that bear on it, in the order of the policies.
    var rules: [(policy: String, rule: Rule)] = []
    fileprivate var places: Set<RuleName> = []
  }

  fileprivate struct RuleName: Hashable {
    var policy: String
    var rule: String
  }

  private struct Name: Hashable {
    var id: String
    /// The source of its text; where none is stated, the policy.
    var source: String
  }

  private(set) var all: [Entry] = []
  private var places: [Name: Int] = [:]
  private var tokens: Set<String> = []

  /// - Parameter audits: Each with the same policies or others.
  init(of audits: [RunAudit]) {
    for judged in audits.flatMap(\.policies) {
      for rule in judged.policy.rules {
        let name = RuleName(policy: judged.digest, rule: rule.id)
        for place in controls(of: rule, judged) where all[place].places.insert(name).inserted {
          all[place].rules.append((judged.policy.id, rule))
          if !all[place].policies.contains(judged.policy.id) { all[place].policies.append(judged.policy.id) }
        }
      }
    }
  }

  /// The places in `all` of the controls of each rule of a policy.
  mutating func controls(of rule: Rule, _ judged: RunAudit.JudgedPolicy) -> [Int] {
    let declared = rule.controls.map { id in judged.policy.controls.first { $0.id == id } ?? Control(id: id) }
    if declared.isEmpty {
      let standIn = Control(id: rule.id, title: rule.title)
      return [place(of: standIn, Name(id: rule.id, source: "rule \(judged.digest)"), isRule: true)]
    }
    var places: [Int] = []
    for control in declared {
      let source = control.source.map { "source \($0)" } ?? "policy \(judged.digest)"
      let place = place(of: control, Name(id: control.id, source: source), isRule: false)
      if !places.contains(place) { places.append(place) }
    }
    return places
  }

  private mutating func place(of control: Control, _ name: Name, isRule: Bool) -> Int {
    if let place = places[name] { return place }
    let token = unused(OSCALText.token(control.id))
    let objective = unused(token + "_obj.cutlog")
    places[name] = all.count
    all.append(Entry(token: token, objective: objective, control: control, isRule: isRule, policies: []))
    return all.count - 1
  }

  /// The token, with a number where it is taken.
  private mutating func unused(_ token: String) -> String {
    var candidate = token
    var number = 1
    while !tokens.insert(candidate).inserted {
      number += 1
      candidate = "\(token)-\(number)"
    }
    return candidate
  }
}
