import SealedLog
import TestSupport
import Testing

@testable import cutlog

/// The contract's table, as a function of what the verifier said.
@Suite struct ExitStatusTests {
  private func verification(
    _ verdict: Verification.Verdict, _ container: Verification.Container = .asWritten, _ findings: [Finding] = []
  ) throws -> Verification {
    var verification = try StreamVerifier.verify(MemorySource(Vectors.bytes("format-1/example.jsonl.gz")))
    verification.verdict = verdict
    verification.container = container
    verification.findings = findings
    return verification
  }

  @Test func `a whole stream of a trusted signer is done`() throws {
    for verdict in [Verification.Verdict.closed, .open] {
      for container in [Verification.Container.asWritten, .reEncoded] {
        #expect(ExitStatus(try verification(verdict, container), isTrusted: true) == .done)
      }
    }
    let note = Finding("container.empty-block", "x", severity: .note)
    #expect(ExitStatus(try verification(.closed, .asWritten, [note]), isTrusted: true) == .done)
  }

  @Test func `what was altered does not hold, whoever signed it`() throws {
    for isTrusted in [true, false] {
      #expect(ExitStatus(try verification(.tampered), isTrusted: isTrusted) == .doesNotHold)
      #expect(ExitStatus(try verification(.rolledBack), isTrusted: isTrusted) == .doesNotHold)
      #expect(ExitStatus(try verification(.closed, .damaged), isTrusted: isTrusted) == .doesNotHold)
      let finding = Finding("stream.trailing", "x")
      #expect(ExitStatus(try verification(.open, .asWritten, [finding]), isTrusted: isTrusted) == .doesNotHold)
      #expect(ExitStatus(try verification(.unreadable), isTrusted: isTrusted) == .impossible)
    }
  }

  @Test func `an untrusted signer or an open stream is undecided`() throws {
    #expect(ExitStatus(try verification(.closed), isTrusted: false) == .undecided)
    #expect(ExitStatus(try verification(.open), isTrusted: true, closedIsWanted: true) == .undecided)
    #expect(ExitStatus(try verification(.closed), isTrusted: true, closedIsWanted: true) == .done)
  }

  @Test func `of several 2 counts first, then 1, then 3`() {
    #expect(ExitStatus.worst([.done, .undecided, .doesNotHold, .impossible]) == .impossible)
    #expect(ExitStatus.worst([.undecided, .doesNotHold]) == .doesNotHold)
    #expect(ExitStatus.worst([.done, .undecided]) == .undecided)
    #expect(ExitStatus.worst([]) == .done)
  }
}
