/// What a report follows from: the streams, the policies, what was asked, and the program that answered.
///
/// Besides these nothing goes into a report, so whoever has them can make it again and compare.
package struct ReportBasis: Hashable, Sendable {
  /// What a report is about.
  package enum Form: String, CaseIterable, Sendable {
    /// The whole story of a run.
    case run
    /// The rules of policies, over one run or several.
    case audit
    /// The record of a run as a test of recovery.
    case testRecord = "test-record"
  }

  /// A policy that was judged by.
  package struct Policy: Hashable, Sendable {
    package var id: String
    package var version: Int64
    /// Whether it is compiled into the program.
    package var isPack: Bool
    /// SHA-256 of its document, in hexadecimal.
    package var digest: String

    package init(id: String, version: Int64, isPack: Bool, digest: String) {
      self.id = id
      self.version = version
      self.isPack = isPack
      self.digest = digest
    }
  }

  /// A stream up to its last checkpoint.
  package struct Stream: Hashable, Sendable {
    package var origin: String?
    package var size: Int?
    /// Base64.
    package var root: String?
    /// The vkey of who signed; nil where that isn't known.
    package var signer: String?
    /// Whether the trust file of whoever made the report holds a key of the stream.
    package var isTrusted: Bool
    /// The vkeys of the stream that the trust file holds; empty where it is the signer's alone, or none.
    package var trustedKeys: [String] = []
    /// The lines that are withheld in the file that was read.
    package var withheld: LineRanges
    /// The whole note of the checkpoint; not part of the statement.
    package var checkpoint: String?

    package init(
      origin: String?, size: Int?, root: String?, signer: String?, isTrusted: Bool, withheld: LineRanges = .init([]),
      checkpoint: String? = nil
    ) {
      self.origin = origin
      self.size = size
      self.root = root
      self.signer = signer
      self.isTrusted = isTrusted
      self.withheld = withheld
      self.checkpoint = checkpoint
    }
  }

  /// The streams of one run.
  package struct Run: Hashable, Sendable {
    package var run: String?
    /// SHA-256 of the judged plan's document, in hexadecimal.
    package var planDigest: String?
    package var streams: [Stream]

    package init(run: String?, planDigest: String?, streams: [Stream]) {
      self.run = run
      self.planDigest = planDigest
      self.streams = streams
    }
  }

  package var program: ProgramName
  package var form: Form
  /// In the order in which they were named.
  package var policies: [Policy] = []
  /// The withheld lines that were accepted as withheld.
  package var accepted = LineRanges([])
  /// Whether a stream was used although it can't be believed.
  package var isUnverified = false
  /// SHA-256 of the list of those who may sign personal acts, in hexadecimal; nil where there was none.
  package var signersDigest: String?
  package var runs: [Run] = []
  /// The earlier runs that the run was held against.
  package var history: [Run] = []

  package init(program: ProgramName, form: Form) {
    self.program = program
    self.form = form
  }

  /// The streams of the runs that it is about.
  package var streams: [Stream] { runs.flatMap(\.streams) }
  /// The streams of the earlier runs.
  package var earlierStreams: [Stream] { history.flatMap(\.streams) }
}

extension ReportBasis.Stream {
  /// What a summary says of the stream.
  package init(_ summary: StreamSummary) {
    self.init(
      origin: summary.origin, size: summary.size, root: summary.root, signer: summary.signer?.vkey,
      isTrusted: summary.signer?.trusted ?? false, withheld: LineRanges(summary.withheld),
      checkpoint: summary.checkpoint)
    if let signer = summary.signer, signer.pins != [signer.vkey] { trustedKeys = signer.pins }
  }
}
