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

  /// - Parameter isVerify: whether the verification is itself the answer, so that nothing is refused.
  init(_ options: ReadingOptions, _ surroundings: Surroundings, isVerify: Bool = false) throws {
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
  /// - Throws: `Failure` if the stream can't be read or is refused.
  func read<Fold: EventFold>(
    _ input: StreamInput, with fold: consuming Fold, held: [Checkpoint] = [], isQuiet: Bool = false
  ) throws -> ReadStream<Fold.Output> {
    var verifierOptions = StreamVerifier.Options()
    verifierOptions.workers = SystemEnvironment.processors
    verifierOptions.includesUnverified = options.unverified && !isVerify
    verifierOptions.required = held
    verifierOptions.keepsAnchors = isVerify
    if let remembered = surroundings.remembered {
      verifierOptions.heldForOrigin = { origin in remembered.checkpoint(of: origin).map { [$0] } ?? [] }
    }
    let verified = try input.fold(with: fold, options: verifierOptions)
    let stream = ReadStream(
      input: input, verification: verified.verification, pinned: trust.pinned(in: verified.verification),
      output: verified.output)
    if !isVerify { try judge(stream, isQuiet: isQuiet) }
    remember(stream)
    return stream
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
