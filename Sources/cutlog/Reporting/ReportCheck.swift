import Attestation
import Audit
import Replay
import Reports
import SealedLog

/// Makes a report again from its streams, as it says that it was asked for, and holds the bytes against each other.
///
/// The file is believed in nothing but in what was asked. Whom its maker trusted and which version made it are taken
/// over too, so that they make no difference elsewhere, and are told.
struct ReportCheck {
  private let stated: StatedReport
  private let surroundings: Surroundings
  private let reading: ReadingOptions
  private(set) var answer: ReportCheckAnswer
  /// The streams as they were given, with what their reader trusts; those of earlier runs last.
  private(set) var streams: [ReadStream<Attestation>] = []

  private var basis: ReportBasis { stated.basis }

  /// - Parameter file: The report; `-` is standard input.
  /// - Throws: `Failure` if it can't be read, or is no report.
  init(_ file: String, _ reading: ReadingOptions, _ surroundings: Surroundings) throws {
    let bytes = try ReadWhole.fileOrInput(file, as: .report)
    let name = file == "-" ? "standard input" : file
    do throws(StatedReport.Unreadable) { stated = try StatedReport(bytes) } catch {
      throw Failure(error.line.map { "\(name):\($0)" } ?? name, error.message)
    }
    guard stated.ending.suits(stated.basis.form) else {
      throw Failure(name, "is no report: a \(stated.basis.form.rawValue) report is never in \(stated.ending.name)")
    }
    self.reading = reading
    self.surroundings = surroundings
    answer = ReportCheckAnswer(
      stated: stated.basis, ending: stated.ending, digest: Digest(hashing: bytes).hex, file: name)
  }

  /// Checks the report against streams.
  ///
  /// - Parameters:
  ///   - history: Streams of earlier runs, of those that the report holds its run against.
  ///   - given: Policies that are files, of those that the report was asked with.
  /// - Throws: `Failure` if a stream can't be read or is refused.
  mutating func judge(by paths: [String], history: [String] = [], _ given: [GivenPolicy]) throws {
    let inputs = try (paths + history).map { try StreamInput($0) }
    let ownReading = try StreamReading(reading, surroundings)
    let signers = try ownReading.trust.allowedSigners()
    var earlier: [ReadStream<Attestation>] = []
    for (number, input) in inputs.enumerated() {
      let stream = try ownReading.read(input, with: AttestationFold(signers: signers), keepsSeals: true)
      let origin = stream.verification.opened?.origin
      // An earlier run's stream is one, however it was named here.
      if basis.earlierStreams.contains(where: { $0.origin == origin }) {
        earlier.append(stream)
      } else if number < paths.count {
        streams.append(stream)
      } else {
        note("report-history-unused", "the report does not hold its run against stream \(origin ?? input.name)")
      }
    }
    let policies = policies(given)
    let ofRun = try match(streams, basis.streams, isEarlier: false).flatMap { try carried(in: $0, ownReading) }
    let ofEarlier = try match(earlier, basis.earlierStreams, isEarlier: true)
    streams += earlier
    compareTrust(own: try ownReading.signersDigest())
    compareProgram()
    guard let policies, let fronts = ofRun, let ofEarlier else { return }
    var request = ReportRequest(form: basis.form, ending: stated.ending, policies: policies)
    request.history = ofEarlier
    request.carriesStreams = false
    let withheld = Set(streams.flatMap(\.verification.withheld))
    request.acceptance.accepted = withheld.filter(basis.accepted.contains)
    request.program = basis.program
    var assumption = ReadingAssumption()
    for stream in basis.streams + basis.earlierStreams {
      guard let origin = stream.origin else { continue }
      assumption.trusted[origin] = stream.isTrusted
      assumption.keys[origin] = stream.trustedKeys
    }
    assumption.signersDigest = basis.signersDigest
    let report = try request.report(on: fronts, reading, surroundings, assuming: assumption)
    let comparison = ReportComparison(stated, report.bytes)
    answer.differences += comparison.differences
    answer.isCut = comparison.isCut
    // What makes no difference leaves no doubt.
    if comparison.isSame { answer.doubts = [] }
  }

  // MARK: - Streams

  /// The streams as far as the report is of them; nil where they aren't those that it names.
  private mutating func match(
    _ streams: [ReadStream<Attestation>], _ named: [ReportBasis.Stream], isEarlier: Bool
  ) throws -> [StreamInput]? {
    var isWhole = true
    var fronts: [StreamInput] = []
    for stream in streams {
      let origin = stream.verification.opened?.origin
      guard let stated = named.first(where: { $0.origin == origin }) else {
        differ(.stream, origin ?? stream.input.name, nil, origin ?? "a stream without an opening")
        isWhole = false
        continue
      }
      guard let front = try front(of: stream, as: stated) else {
        isWhole = false
        continue
      }
      fronts.append(front)
    }
    for stated in named where !streams.contains(where: { $0.verification.opened?.origin == stated.origin }) {
      isWhole = false
      let origin = stated.origin ?? "-"
      if isEarlier {
        doubt(
          "report-history-missing",
          "the report holds its run against stream \(origin) of an earlier one, which was not given: name its file with --history")
      } else {
        doubt("report-stream-missing", "the report follows from stream \(origin) too, which was not given")
      }
    }
    return isWhole ? fronts : nil
  }

  /// The streams as the page carries them, where it does: the same log may be packed otherwise, and the page is made of what it
  /// carries. Nil where one of them is another.
  ///
  /// - Parameter fronts: The streams that were given, as far as the report is of them.
  private mutating func carried(in fronts: [StreamInput], _ reading: StreamReading) throws -> [StreamInput]? {
    guard stated.ending == .html else { return fronts }
    var inputs: [StreamInput] = []
    for (number, named) in basis.streams.enumerated() {
      guard let place = streams.firstIndex(where: { $0.verification.opened?.origin == named.origin }) else { return nil }
      let origin = named.origin ?? "-"
      guard let carried = stated.carriedStream(number) else {
        try differWithoutStream(fronts[place], origin)
        inputs.append(fronts[place])
        continue
      }
      guard let bytes = Base64.decode(carried) else {
        differ(.stream, "carried stream \(origin)", "no base64", "base64")
        return nil
      }
      let input = StreamInput(name: "the stream in the report", carrying: bytes)
      let found = try reading.asVerification.read(input, with: NoFold(), isQuiet: true).verification
      guard found.opened?.origin == named.origin, found.checkpoint?.size == named.size,
        found.checkpoint?.root.base64 == named.root, LineRanges(found.withheld) == named.withheld
      else {
        let size = text(found.checkpoint?.size) ?? "none"
        differ(
          .stream, "carried stream \(origin)", "\(found.verdict.rawValue), size \(size), root \(found.checkpoint?.root.base64 ?? "none")",
          "size \(text(named.size) ?? "none"), root \(named.root ?? "none")")
        return nil
      }
      inputs.append(input)
    }
    return inputs
  }

  /// The page refers to a stream by its checkpoint, as only to one that is too large to be carried.
  private mutating func differWithoutStream(_ input: StreamInput, _ origin: String) throws {
    guard let bytes = try input.carried(upTo: PageStream.mostBytes).carriedBytes else { return }
    differ(.stream, "carried stream \(origin)", nil, Count.of(bytes.count, "byte"))
    note(
      "report-stream-not-carried",
      "the page carries no stream \(origin), and the one that was given is small enough to be carried; if the page was made of a larger file of the same log, check it with that"
    )
  }

  /// One stream as far as the report is of it; nil where it isn't what the report names.
  private mutating func front(
    of stream: ReadStream<Attestation>, as stated: ReportBasis.Stream
  ) throws -> StreamInput? {
    let verification = stream.verification
    let place = stated.origin ?? "-"
    guard let checkpoint = verification.checkpoint, let size = stated.size, verification.isIntact else {
      // Of what can't be believed there are no earlier states.
      if stated.size != verification.checkpoint?.size { differ(.stream, "size of \(place)", text(stated.size), text(verification.checkpoint?.size)) }
      if stated.root != verification.checkpoint?.root.base64 { differ(.stream, "root of \(place)", stated.root, verification.checkpoint?.root.base64) }
      let isSame = stated.size == verification.checkpoint?.size && stated.root == verification.checkpoint?.root.base64
      return isSame ? stream.input : nil
    }
    guard size <= checkpoint.size else {
      differ(.stream, "size of \(place)", text(size), text(checkpoint.size))
      note("report-later-state", "the report is of a later state than the stream that was given: size \(size), not \(checkpoint.size)")
      return nil
    }
    guard let seal = verification.history.seal(ofSize: size) else {
      differ(.stream, "size of \(place)", text(size), "\(checkpoint.size), and no seal at size \(size)")
      return nil
    }
    guard seal.root.base64 == stated.root else {
      differ(.stream, "root of \(place) at size \(size)", stated.root, seal.root.base64)
      return nil
    }
    let withheld = LineRanges(verification.withheld.filter { $0 <= size })
    if withheld != stated.withheld {
      doubt(
        "report-withheld",
        "of \(place) other lines are withheld here (\(withheld.isEmpty ? "none" : withheld.text)) than the report says (\(stated.withheld.isEmpty ? "none" : stated.withheld.text))"
      )
    }
    if size < checkpoint.size {
      answer.grown.append(place)
      note(
        "report-earlier-state",
        "the report is of an earlier state: \(place) has \(Count.of(checkpoint.size - size, "line")) more by now; it is judged by the lines up to size \(size)")
    }
    // An open stream may grow while it is read.
    return size < checkpoint.size || verification.verdict == .open ? try stream.input.front(upTo: size) : stream.input
  }

  private func text(_ size: Int?) -> String? { size.map(String.init) }

  // MARK: - Policies

  /// The policies that the report names, in its order; nil where one isn't there.
  private mutating func policies(_ given: [GivenPolicy]) -> [GivenPolicy]? {
    var found: [GivenPolicy] = []
    for policy in basis.policies {
      // Never is a file read because the report names it.
      let pack = ControlPack.named(policy.id).flatMap { try? GivenPolicy($0.name) }
      let known = [pack].compactMap(\.self) + given
      let same = known.filter { $0.policy.id.utf8.elementsEqual(policy.id.utf8) }
      guard var one = same.first(where: { $0.digest == policy.digest }) ?? same.last else {
        doubt(
          "report-policy-missing",
          policy.isPack
            ? "the report was judged by the control pack \(policy.id), which this program does not have"
            : "the report was judged by policy \(policy.id), which was not given: name its file with --policy")
        continue
      }
      if one.digest != policy.digest {
        differPolicy(policy, one)
      } else if policy.isPack, !one.isPack {
        differPack(policy, own: pack?.digest)
      }
      // It is the same policy, wherever it was read.
      one.isPack = policy.isPack
      found.append(one)
    }
    for policy in given where !basis.policies.contains(where: { $0.id.utf8.elementsEqual(policy.policy.id.utf8) }) {
      note("report-policy-unused", "the report was not judged by policy \(policy.policy.id)")
    }
    return found.count == basis.policies.count ? found : nil
  }

  private mutating func differPolicy(_ policy: ReportBasis.Policy, _ one: GivenPolicy) {
    // A pack may be another in another version of the program; a file is what was given.
    if policy.isPack, one.isPack, basis.program != Program.name {
      doubt(
        "report-policy-other", "the control pack \(policy.id) is another here (\(one.digest)) than in the report (\(policy.digest))")
    } else {
      differ(.policy, "SHA-256 of policy \(policy.id)", policy.digest, one.digest)
    }
  }

  /// The report calls a control pack what is here only in a file.
  private mutating func differPack(_ policy: ReportBasis.Policy, own digest: String?) {
    if basis.program == Program.name {
      differ(.policy, "control pack \(policy.id)", policy.digest, digest ?? "no pack of that name")
    } else {
      note(
        "report-policy-file",
        "whether policy \(policy.id) is a control pack of \(basis.program.name) \(basis.program.version) can't be told here: it was taken from a file")
    }
  }

  // MARK: - Trust and program

  private mutating func compareTrust(own digest: String?) {
    for stream in streams {
      guard let origin = stream.verification.opened?.origin,
        let stated = (basis.streams + basis.earlierStreams).first(where: { $0.origin == origin }), stated.isTrusted != stream.isTrusted
      else { continue }
      func word(_ isTrusted: Bool) -> String { isTrusted ? "trusted" : "not trusted" }
      differ(.trust, "signer of \(origin)", word(stated.isTrusted), word(stream.isTrusted))
      note(
        "report-other-trust",
        "whoever made the report \(stated.isTrusted ? "trusted" : "did not trust") the signer of \(origin), your trust file \(stream.isTrusted ? "does" : "doesn't")"
      )
    }
    guard digest != basis.signersDigest else { return }
    differ(.trust, "list of allowed signers", basis.signersDigest ?? "none", digest ?? "none")
    // Where nobody has signed for himself the list decides nothing.
    guard streams.contains(where: { $0.output?.acts.contains { $0.outcome != .unsigned } == true }) else { return }
    doubt("report-other-signers", "the report was made by another list of allowed signers, and people have signed in the stream")
  }

  private mutating func compareProgram() {
    let (stated, own) = (basis.program, Program.name)
    guard stated != own else { return }
    differ(.program, "program", "\(stated.name) \(stated.version)", "\(own.name) \(own.version)")
    doubt("report-other-program", "\(stated.name) \(stated.version) made the report, this is \(own.name) \(own.version): what differs may be the programs' difference")
  }

  // MARK: - Saying so

  private mutating func differ(_ kind: ReportDifference.Kind, _ place: String, _ stated: String?, _ computed: String?) {
    answer.differences.append(ReportDifference(kind, place: place, stated: stated, computed: computed))
  }

  private mutating func doubt(_ rule: String, _ message: String) {
    answer.doubts.append(ReportProblem(.warning, rule: rule, message: message))
  }

  private mutating func note(_ rule: String, _ message: String) {
    answer.notes.append(ReportProblem(.note, rule: rule, message: message))
  }
}
