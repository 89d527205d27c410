internal import Audit

/// The page of an evidence pack that tells how to check it without cutlog.
///
/// A command takes all text of events from files of the pack: nothing hostile can stand in one. The commands and what
/// they print are in code blocks of their own (`sh` and `text`), so that a program can run them one by one.
package struct EvidencePage: Sendable {
  /// A stream of the pack.
  package struct Stream: Sendable {
    /// The folder with all that belongs to it.
    package var folder: String
    package var summary: StreamSummary
    package var lines = 0
    package var events = 0
    package var seals = 0
    /// How many lines stubs stand for.
    package var withheld = 0
    /// How many keys lie in its folder.
    package var keys = 0
    /// Which signature line of the checkpoint, from 1, is whose: `log`, `epoch`, `identity`.
    package var signatures: [(key: String, line: Int)] = []
    /// The anchors that count, by whom and when; and how many others there are.
    package var anchors: [Anchor] = []
    package var otherAnchors = 0
    package var acts: [Act] = []
    package var plans: [Plan] = []
    /// How many lines are proved one by one.
    package var proofs = 0
    /// What the verifier in Python ends with.
    package var status = 0

    package init(folder: String, summary: StreamSummary) {
      self.folder = folder
      self.summary = summary
    }

    /// Where the stream lies.
    package var file: String { "\(folder)/stream.jsonl.gz" }
  }

  package struct Anchor: Sendable {
    package var isToken: Bool
    /// Its file without ending.
    package var file: String
    /// The line's index; nil for one that lies beside the stream.
    package var index: Int?
    package var size: Int
    package var name: String
    package var time: String

    package init(isToken: Bool, file: String, index: Int?, size: Int, name: String, time: String) {
      (self.isToken, self.file, self.index, self.size, self.name, self.time) = (isToken, file, index, size, name, time)
    }
  }

  package struct Act: Sendable {
    /// What the list of signers says of the key.
    package enum Standing: String, Sendable { case allowed, unlisted = "not-allowed", broken }

    /// Its files without ending; nil where there are none.
    package var file: String?
    package var index: Int
    package var act: String
    package var subject: String
    package var principal: String
    package var fingerprint: String
    package var standing: Standing
    /// How it stands, in a few words.
    package var phrase: String

    package init(
      file: String?, index: Int, act: String, subject: String, principal: String, fingerprint: String,
      standing: Standing, phrase: String
    ) {
      (self.file, self.index, self.act, self.subject) = (file, index, act, subject)
      (self.principal, self.fingerprint, self.standing, self.phrase) = (principal, fingerprint, standing, phrase)
    }
  }

  package struct Plan: Sendable {
    package var file: String
    package var digest: String
    package var plan: String
    package var version: Int64
    /// The line that adopts it.
    package var index: Int
    package var isJudged: Bool

    package init(file: String, digest: String, plan: String, version: Int64, index: Int, isJudged: Bool) {
      (self.file, self.digest, self.plan) = (file, digest, plan)
      (self.version, self.index, self.isJudged) = (version, index, isJudged)
    }
  }

  package struct Policy: Sendable {
    package var file: String
    package var digest: String
    package var id: String
    package var version: Int64
    package var isPack: Bool

    package init(file: String, digest: String, id: String, version: Int64, isPack: Bool) {
      (self.file, self.digest, self.id, self.version, self.isPack) = (file, digest, id, version, isPack)
    }
  }

  package var run: String?
  package var program: ProgramName
  package var streams: [Stream] = []
  package var policies: [Policy] = []
  /// What the reader must know before anything else.
  package var warnings: [Phrase] = []
  package var problems: [ReportProblem] = []
  /// What the rules came to, in short.
  package var results: Phrase?
  /// Citations in the findings, and lines that they cite.
  package var citations = 0
  package var citedLines = 0
  /// Whether the findings are a report that the program can make again from the pack.
  package var isReport = false
  /// Why events were left out; nil where the streams are whole.
  package var excerpt: String?
  /// What of the maker's trust lies in `trust`.
  package var hasSigners = false
  package var hasWitnesses = false
  package var hasAuthorities = false
  package var hasTrustFile = false
  /// The name of the trust file.
  package static let trustFile = "trust"

  package init(program: ProgramName) { self.program = program }

  /// The whole page as Markdown.
  package var markdown: String {
    var out = CommandPage()
    addOpening(&out)
    addManifest(&out)
    addKeys(&out)
    addStreams(&out)
    addLooseFiles(&out)
    addProofs(&out)
    addCheckpoints(&out)
    addTokens(&out)
    addCosignatures(&out)
    addActs(&out)
    addDocuments(&out)
    addLimits(&out)
    return out.text
  }
}

extension RunAudit {
  /// What the rules came to, in short; nil without any.
  package var results: Phrase? { findings.isEmpty ? nil : ResultCounts(findings.map(\.result)).phrase }
}
