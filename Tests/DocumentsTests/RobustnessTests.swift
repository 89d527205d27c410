import CutoverModel
import Documents
import Foundation
import JSONText
import Testing

/// What anybody may put into a file never brings the reader down, and size costs no more than it must.
@Suite struct `reading any plan` {
  /// The same numbers in every run.
  private struct Dice {
    var state: UInt64
    mutating func roll(_ sides: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(sides))
    }
  }

  private static func json(of node: DocumentNode) -> JSONValue {
    switch node.content {
    case .scalar(let scalar):
      let isNumber = Int64(scalar.text) != nil && scalar.style == .plain
      let isFlag = scalar.style == .plain && (scalar.text == "true" || scalar.text == "false")
      return isFlag
        ? .bool(scalar.text == "true") : isNumber ? .number(scalar.text) : .string(scalar.text)
    case .sequence(let elements): return .array(elements.map(json))
    case .mapping(let members):
      return .object(members.map { JSONMember($0.name, json(of: $0.value)) })
    }
  }

  private static func exampleAsJSON() throws -> [UInt8] {
    let root = try LocatedDocument.read(bytes: Array(ExamplePlan.yaml.utf8), name: "e.yaml")
    return JSONWriter.bytes(of: json(of: root), .indented)
  }

  private func readsWithPlaces(_ bytes: [UInt8], _ comment: Comment) {
    var lineCount = 1
    for byte in bytes where byte == 0x0A || byte == 0x0D { lineCount += 1 }
    for problem in problems(bytes) {
      #expect(problem.line >= 1 && problem.line <= lineCount + 1, comment)
      #expect(problem.column >= 1 && problem.column <= bytes.count + 1, comment)
      #expect(!problem.message.isEmpty && problem.message.first?.isUppercase == false, comment)
    }
  }

  @Test func `the example in JSON is the same plan with the same tasks digest`() throws {
    let yaml = try readPlan(ExamplePlan.yaml)
    let json = try PlanDocument.read(bytes: Self.exampleAsJSON(), name: "plan.json")
    #expect(json.plan.tasks == yaml.plan.tasks)
    #expect(json.plan.gates == yaml.plan.gates)
    #expect(json.plan.objectives == yaml.plan.objectives)
    #expect(json.plan.expect == yaml.plan.expect)
    #expect(json.canonicalTasks == yaml.canonicalTasks)
  }

  @Test(arguments: [1, 2, 3, 4])
  func `bytes changed, dropped and doubled at random give problems with places`(seed: UInt64) throws
  {
    let isJSON = seed % 2 == 0
    let good = isJSON ? try Self.exampleAsJSON() : Array(ExamplePlan.yaml.utf8)
    let spice = Array("&*!|>%@`'\"#-?:,[]{}\\\t\n\r\0 \u{E0FF}é<~".utf8)
    var dice = Dice(state: seed)
    for round in 0..<400 {
      var bytes = good
      for _ in 0...dice.roll(4) {
        let at = dice.roll(bytes.count)
        switch dice.roll(5) {
        case 0: bytes[at] = UInt8(dice.roll(256))
        case 1: bytes[at] = spice[dice.roll(spice.count)]
        case 2: bytes.insert(spice[dice.roll(spice.count)], at: at)
        case 3: bytes.removeSubrange(at..<min(bytes.count, at + 1 + dice.roll(20)))
        default: bytes.insert(contentsOf: good[dice.roll(good.count)...].prefix(30), at: at)
        }
        if bytes.isEmpty { bytes = [0x20] }
      }
      readsWithPlaces(bytes, "seed \(seed), round \(round)")
    }
  }

  @Test func `every beginning of a plan is read or refused`() {
    let bytes = Array(ExamplePlan.yaml.utf8)
    for end in stride(from: 0, to: bytes.count, by: 7) {
      readsWithPlaces(Array(bytes[..<end]), "cut at \(end)")
    }
  }

  @Test func `plans made at random are taken or refused for cycles only`() throws {
    for seed in 1...60 {
      var dice = Dice(state: UInt64(seed))
      let count = 1 + dice.roll(30)
      var lines = ["plan: r", "version: \(seed)", "tasks:"]
      for task in 0..<count {
        let after = (0..<dice.roll(4)).map { _ in
          let other = dice.roll(count)
          return dice.roll(2) == 0
            ? "t\(other)"
            : "{ task: t\(other), type: \(["FS", "SS", "FF", "SF"][dice.roll(4)]), lag: -\(dice.roll(9))m }"
        }
        lines.append(
          "- { id: t\(task), duration: \(dice.roll(50))m, after: [\(after.joined(separator: ", "))] }"
        )
      }
      let text = lines.joined(separator: "\n")
      do throws(DocumentError) {
        #expect(try readPlan(text).plan.tasks.count == count)
      } catch {
        #expect(error.problems.filter { $0.severity == .error }.allSatisfy { $0.rule == .cycle })
      }
    }
  }

  private func large(tasks: Int, links: Int) -> String {
    var dice = Dice(state: 7)
    var text =
      "plan: big\nversion: 1\npeople: [ { id: ann, roles: [lead] } ]\nservices: [ { id: s, datasets: [d] } ]\ntasks:\n"
    for task in 0..<tasks {
      let after = (0..<min(links, task)).map { _ in "t\(dice.roll(task))" }
      text += """
        - id: t\(task)
          title: Task number \(task), naïve
          layer: data
          phase: sync
          action: sync_wait
          owner: lead
          mode: automated
          service: s
          dataset: d
          duration: { optimistic: 1m, likely: 2m, pessimistic: 6m }
          after: [\(after.joined(separator: ", "))]

        """
    }
    return text
  }

  @Test(arguments: [(1_000, 2), (5_000, 4)])
  func `a plan of thousands of tasks is read`(tasks: Int, links: Int) throws {
    let read = try readPlan(large(tasks: tasks, links: links))
    #expect(read.plan.tasks.count == tasks)
    #expect(read.plan.tasks[tasks - 1].title == "Task number \(tasks - 1), naïve")
  }

  @Test func `a plan with thousands of mistakes is refused, the first thousand by name`() {
    let text = large(tasks: 5_000, links: 4).replacing("owner: lead", with: "owner: lad")
      .replacing("after: [t", with: "after: [u")
    #expect(problems(text).count == 1_001)
  }

  @Test func `the sample plans are taken without remarks`() throws {
    let samples = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("samples")
    var count = 0
    for folder in try FileManager.default.contentsOfDirectory(
      at: samples, includingPropertiesForKeys: nil)
    {
      let file = folder.appendingPathComponent("plan.yaml")
      guard let bytes = try? Data(contentsOf: file) else { continue }
      #expect(problems(Array(bytes), name: file.path) == [])
      count += 1
    }
    #expect(count >= 1)
  }
}
