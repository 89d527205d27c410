import ArgumentParser
import Foundation
import Reports
import SealedLog
import TestSupport
import Testing

@testable import cutlog

/// By what a machine tells itself from others.
@Suite struct SystemServicesTests {
  @Test func `a machine is told by its id, and by its host name where there is none`() throws {
    let sandbox = try Sandbox()
    try sandbox.write("0123456789abcdef0123456789abcdef\n", to: "id")
    let known = SystemServices.machine(idFile: sandbox.path("id"))
    #expect(known == .init(name: Array("0123456789abcdef0123456789abcdef\n".utf8), isHostName: false))
    for text in ["", "\n", "uninitialized\n"] {
      try sandbox.write(text, to: "id")
      #expect(SystemServices.machine(idFile: sandbox.path("id")).isHostName)
    }
    let missing = SystemServices.machine(idFile: sandbox.path("nope"))
    #expect(missing.isHostName)
    #expect(missing.name == Array(SystemEnvironment.hostName.utf8))
    #expect(!missing.name.isEmpty)
  }

  @Test func `open says once that the host name stands in`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(Sandbox.plan, to: "plan.yaml")
    try sandbox.expect("keygen", "a/b", "-o", "k")
    for isHostName in [true, false] {
      var verb = try #require(
        try CutlogCommand.parseAsRoot([
          "open", sandbox.path("s-\(isHostName).gz"), "--plan", sandbox.path("plan.yaml"), "--key", sandbox.path("k"),
        ]) as? any Verb)
      var said: [UInt8] = []
      let console = Console(
        output: { _ in true },
        error: { bytes in
          said += bytes
          return true
        }, form: .init())
      let surroundings = Surroundings(
        console: console, environment: [:], services: SystemServices.recorder([:]), remembered: nil,
        isMachineToldByHostName: isHostName)
      #expect(verb.execute(in: surroundings) == .done)
      let text = String(decoding: said, as: UTF8.self)
      #expect(text.components(separatedBy: "host name").count == (isHostName ? 2 : 1), "\(text)")
    }
  }
}
