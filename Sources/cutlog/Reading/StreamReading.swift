import CloudEvents
import Reports
import SealedLog

/// Reading of streams for an answer: verified against a trust file and against what is remembered.
///
/// A stream that is tampered with, rolled back or unreadable gives no answer unless the user asked for one regardless.
struct StreamReading {
  private let surroundings: Surroundings
  private let options: ReadingOptions
  let trust: TrustFile
  private var isVerify: Bool
  /// What is taken over from a report that is made again; the streams were then read for an answer before.
  private let assumption: ReadingAssumption?

  /// - Parameters:
  ///   - isVerify: Whether the verification is itself the answer, so that nothing is refused.
  ///   - assumption: What is taken over from a report that is made again: what is remembered doesn't count then, and
  ///     nothing is remembered or remarked.
  init(
    _ options: ReadingOptions, _ surroundings: Surroundings, isVerify: Bool = false,
    assuming assumption: ReadingAssumption? = nil
  ) throws {
    self.assumption = assumption
    self.options = options
    self.surroundings = surroundings
    self.isVerify = isVerify
    trust = try TrustFile.read(options.trust, surroundings.folders)
  }

  /// The same for whoever looks at the verification itself: anchors are kept, nothing is refused or remarked.
  var asVerification: StreamReading {
    var reading = self
    reading.isVerify = true
    return reading
  }

  private var console: Console { surroundings.console }

  /// Verifies and folds one stream in one pass.
  ///
  /// - Parameters:
  ///   - held: Checkpoints that the stream must contain, beside the one that is remembered.
  ///   - isQuiet: Whether remarks on the stream were made already.
  ///   - keepsSeals: Whether the verification is to hold every seal.
  /// - Throws: `Failure` if the stream can't be read or is refused.
  func read<Fold: EventFold>(
    _ input: StreamInput, with fold: consuming Fold, held: [Checkpoint] = [], isQuiet: Bool = false,
    keepsSeals: Bool = false
  ) throws -> ReadStream<Fold.Output> {
    var verifierOptions = StreamVerifier.Options()
    verifierOptions.workers = SystemEnvironment.processors
    verifierOptions.includesUnverified = options.unverified && !isVerify
    verifierOptions.required = held
    verifierOptions.keepsAnchors = isVerify || keepsSeals
    if assumption == nil, let remembered = surroundings.remembered {
      verifierOptions.heldForOrigin = { origin in remembered.checkpoint(of: origin).map { [$0] } ?? [] }
    }
    let progress = console.begin("verifying \(input.name)", total: input.length)
    defer { console.end(progress) }
    let verified = try input.fold(with: fold, options: verifierOptions, progress)
    let own = trust.pinned(in: verified.verification)
    let stream = ReadStream(
      input: input, verification: verified.verification,
      pinned: assumption?.pinned(in: verified.verification, own: own) ?? own, output: verified.output)
    if !isVerify { try judge(stream, isQuiet: isQuiet || assumption != nil) }
    if assumption == nil { remember(stream) }
    return stream
  }

  /// SHA-256 of the list of those who may sign personal acts, as the report names it that is made again, or else as
  /// the trust file has it; nil where there is none.
  func signersDigest() throws -> String? {
    if let assumption { return assumption.signersDigest }
    return try trust.signersDigest()
  }

  private func judge<Output>(_ stream: ReadStream<Output>, isQuiet: Bool) throws {
    let verification = stream.verification
    guard verification.isIntact || options.unverified else { throw stream.refusal }
    guard !isQuiet else { return }
    let name = stream.input.name
    if !verification.isIntact {
      console.warn(
        name, "the stream is \(verification.verdict.rawValue): what follows is not evidence\(stream.unproved)",
        hint: "`cutlog verify` shows every finding")
    } else {
      if verification.container == .damaged {
        console.warn(
          name, "the container is damaged, the log in it is intact", hint: "`cutlog verify` shows every finding")
      }
      if !stream.isTrusted, let identity = verification.identity {
        console.warn(
          name, "signed by \(identity.text), which is not trusted",
          hint: "if that is the key that you were given, put it into \(trustPath)")
      }
      tellOfCompromise(stream)
    }
  }

  /// Tells of trusted keys that the stream itself declares compromised.
  func tellOfCompromise<Output>(_ stream: ReadStream<Output>) {
    for problem in stream.compromisedProblems {
      console.warn(
        stream.input.name, problem.message,
        hint: "trust its successor instead, once you were given that key by another way than this stream")
    }
  }

  private var trustPath: String { options.trust ?? surroundings.folders.trust ?? "a trust file" }

  private func remember<Output>(_ stream: ReadStream<Output>) {
    guard stream.verification.isIntact, stream.isTrusted, let note = stream.verification.note,
      let remembered = surroundings.remembered
    else { return }
    do {
      try remembered.remember(note)
    } catch {
      console.note("the checkpoint could not be remembered in \(remembered.folder)")
    }
  }
}
