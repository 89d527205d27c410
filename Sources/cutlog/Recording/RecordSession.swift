#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif
import CloudEvents
import CutoverModel
import JSONText
import Reports
import SealedLog

/// Takes inputs from a file or pipe into a stream, batch by batch.
///
/// A batch holds at most as many lines and bytes as the format allows, and waits at most one second. The first input
/// that is refused ends the session with what came before it sealed; with a quarantine the session goes on.
///
/// While a batch is compressed and synced the next ones are read, two at most. What the former comes to is settled before
/// anything of the next is refused or waited for. With a quarantine nothing is read ahead, for what a batch refuses takes
/// its place in the next.
struct RecordSession: ~Copyable {
  /// One refused input.
  struct RefusedAt {
    var line: Int
    var column: Int
    var message: String
    /// Of a conflict: the line of the stream, and the front of what was given.
    fileprivate var conflict: (storedIndex: Int, given: [UInt8])?
  }

  /// Where an input of a batch came from.
  private struct Place {
    /// Offsets into the text; without a quarantine nobody asks for the bytes again, and the text forgets them.
    var range: Range<Int>
    var number: Int
    var column: Int
  }

  private let committer: BatchCommitter
  private var intake: Intake
  private let reader: InputReader
  private let quarantine: QuarantineFile?
  /// There is one once something was refused.
  private var journal: RefusalJournal?
  private let makeJournal: () throws -> RefusalJournal
  /// What the stream holds, if nothing is to be written.
  private var stored: StoredEvents?
  private let stream: String

  private var text = InputText()

  private var pending = PreparedBatch()
  private var places: [Place] = []
  /// The places of the batches that are being committed, in order.
  private var placesUnderWay: [[Place]] = []
  private var pendingBytes = 0
  private var pendingSince: Int64 = 0
  private var notices: [Refusal] = []

  private(set) var accepted = 0
  private(set) var duplicates = 0
  private(set) var refused = 0
  /// The stream's size after the last batch; nil where there was none.
  private(set) var size: Int?
  /// The first refused inputs; the first one ends a session without quarantine.
  private(set) var refusals: [RefusedAt] = []
  private(set) var recovered: RecoveryRecord?

  private static let batchLines = StreamWriter.maximumInputs
  /// Room for what the recorder adds to each line and for its own lines.
  private static let batchBytes = StreamWriter.maximumBytes - (1 << 17)
  private static let namedRefusals = 100

  init(
    writer: consuming StreamWriter, reader: InputReader, quarantine: QuarantineFile?, stored: StoredEvents?,
    stream: String, journal: @escaping () throws -> RefusalJournal
  ) {
    let vocabulary = Set(EventKind.allCases.map(\.type))
    committer = BatchCommitter(writer)
    intake = Intake(origin: committer.origin, isSalted: committer.isSalted) { vocabulary.contains($0) }
    self.reader = reader
    self.quarantine = quarantine
    self.stored = stored
    self.stream = stream
    makeJournal = journal
  }

  var origin: String { committer.origin }

  /// Where the stream stands now.
  func standing() throws -> (opened: OpenedStream?, checkpoint: Checkpoint) {
    do throws(StreamError) { return try committer.standing() } catch { throw Failure(error) }
  }
  /// Whether nothing is to be written.
  private var isCheck: Bool { stored != nil }
  private var hasStopped: Bool { refused > 0 && quarantine == nil && !isCheck }

  /// Reads to the end, or to the first refused input.
  mutating func run() throws {
    defer { describeConflicts() }
    defer { journal?.removeIfClear() }
    // Whatever ends the session: what is being committed is counted.
    defer { try? settle() }
    var isOpen = true
    while isOpen {
      var wait: Int?
      if hasPending { wait = max(0, 1_000 - Int(Self.milliseconds() - pendingSince)) }
      if committer.isBusy { wait = 0 }
      switch try reader.read(into: &text.bytes, timeoutMilliseconds: wait) {
      case .bytes: try take(atEnd: false)
      case .silence:
        // Nothing is waited for while it is open what became of a batch.
        if committer.isBusy { try settle() } else { try commit() }
      case .end:
        try take(atEnd: true)
        isOpen = false
      }
      if hasStopped { break }
      if hasPending, Self.milliseconds() - pendingSince >= 1_000 { try commit() }
      compact()
    }
    // What a batch refuses is noted in the next one.
    try settle()
    while hasPending {
      try commit()
      try settle()
    }
  }

  private var hasPending: Bool { !places.isEmpty || !notices.isEmpty }

  // MARK: - Inputs

  private mutating func take(atEnd: Bool) throws {
    while !hasStopped {
      if try takeLine() { continue }
      guard let piece = text.next(atEnd: atEnd) else { return }
      if let problem = piece.problem {
        try refuse(piece.range, at: 0, problem)
      } else {
        do throws(IntakeError) { try prepare(piece.range) } catch {
          try refuse(piece.range, at: error.offset, error.message)
          if isFull { try commit() }
          continue
        }
        try add(piece.range)
      }
      if isFull { try commit() }
    }
  }

  /// Takes a whole line that is one event: the usual case, tried first.
  private mutating func takeLine() throws -> Bool {
    guard let line = text.wholeLine() else { return false }
    do throws(IntakeError) { try prepare(line) } catch { return false }
    text.pass(line)
    try add(line)
    if isFull { try commit() }
    return true
  }

  /// Checks an input and makes it a line of the batch.
  private mutating func prepare(_ range: Range<Int>) throws(IntakeError) {
    var failure: IntakeError?
    text.bytes.withUnsafeBufferPointer { bytes in
      do throws(IntakeError) {
        try intake.prepare(UnsafeBufferPointer(rebasing: bytes[range]), into: &pending)
      } catch { failure = error }
    }
    if let failure { throw failure }
  }

  private var isFull: Bool {
    places.count + notices.count >= Self.batchLines || pendingBytes >= Self.batchBytes
  }

  private mutating func add(_ range: Range<Int>) throws {
    let column = text.column(range.lowerBound)
    if isCheck {
      pending.removeAll()
      try check(range, column: column)
      return
    }
    begin()
    places.append(Place(range: range, number: text.lineNumber, column: column))
    pendingBytes += range.count + 256
  }

  /// Counts an input as the stream would take it.
  private mutating func check(_ range: Range<Int>, column: Int) throws {
    let line = text.lineNumber
    let standing = text.bytes.withUnsafeBufferPointer { bytes in
      stored?.take(UnsafeBufferPointer(rebasing: bytes[range]), line: line)
    }
    switch standing {
    case .new, nil: accepted += 1
    case .duplicate: duplicates += 1
    case .conflict(let index):
      try refuse(range, line: line, column: column, conflictWith: index, given: Conflict.front(text.bytes[range]))
    case .conflictInInput(let first):
      let message = "has the source and id of line \(first) of the input but is another event"
      try refuse(range, line: line, column: column, message)
    }
  }

  private mutating func begin() { if !hasPending { pendingSince = Self.milliseconds() } }

  /// Refuses an input: notes where and why, and sets it aside if there is a quarantine.
  private mutating func refuse(_ range: Range<Int>, at offset: Int, _ message: String) throws {
    // If the batch before this input is refused in part, the session has ended there.
    try settle()
    guard !hasStopped else { return }
    let place = text.place(ofOffset: offset, in: range)
    try refuse(range, line: place.line, column: place.column, message)
  }

  /// Refuses an input that has the source and id of a stored line.
  private mutating func refuse(
    _ range: Range<Int>, line: Int, column: Int, conflictWith index: Int, given: [UInt8]
  ) throws {
    try refuse(range, line: line, column: column, Conflict.reason(index, of: stream))
    guard refused <= Self.namedRefusals else { return }
    refusals[refusals.count - 1].conflict = (index, given)
  }

  private mutating func refuse(_ range: Range<Int>, line: Int, column: Int, _ message: String) throws {
    refused += 1
    if refusals.count < Self.namedRefusals {
      refusals.append(RefusedAt(line: line, column: column, message: message))
    }
    guard quarantine != nil, !isCheck else { return }
    begin()
    let reason = String(SecretText.hidden(in: message).unicodeScalars.prefix(1_000))
    notices.append(Refusal(bytes: Array(text.bytes[range]), line: line, reason: reason))
    // What the notice takes in the stream, and the input that waits here with it.
    pendingBytes += 512 + origin.utf8.count + JSONWriter.text(of: .string(reason)).utf8.count + range.count
  }

  // MARK: - Batches

  /// Seals what waits, the notices only once the quarantine is on the disk, and the quarantine only once the journal is.
  ///
  /// Begins with that, and goes on meanwhile unless there is a quarantine.
  private mutating func commit() throws {
    if committer.isFull || quarantine != nil { try settleFirst() }
    guard hasPending else { return }
    try quarantineRefused()
    placesUnderWay.append(places)
    places = []
    committer.begin(&pending, refused: notices, goesOnAfterConflicts: quarantine != nil)
    notices.removeAll()
    pendingBytes = 0
    if quarantine != nil { try settleFirst() } else { committer.waitUntilReadingIsFree() }
  }

  /// Waits for all batches that are being committed, and counts what became of them.
  private mutating func settle() throws {
    while committer.isBusy { try settleFirst() }
  }

  /// Waits for the first batch that is being committed, if there is one, and counts what became of it.
  ///
  /// What conflicts ends the session, or goes to the quarantine and is noted in a later batch.
  private mutating func settleFirst() throws {
    guard committer.isBusy else { return }
    let inputs = placesUnderWay.removeFirst()
    let receipt: Receipt
    do throws(StreamError) {
      // What was read behind an input that ends the session is not recorded.
      guard let finished = try committer.finish() else { return }
      receipt = finished
    } catch {
      forgetPending()
      throw Failure(error)
    }
    journal?.clear()
    accepted += receipt.accepted
    duplicates += receipt.duplicates
    size = receipt.size
    recovered = recovered ?? receipt.recovered
    // What was read behind an input that ends the session is not recorded.
    if !receipt.conflicts.isEmpty, quarantine == nil { forgetPending() }
    let fronts = receipt.conflicts.prefix(Self.namedRefusals).map { committer.front($0.position) }
    for (number, conflict) in receipt.conflicts.enumerated() {
      let item = inputs[conflict.position]
      try refuse(
        item.range, line: item.number, column: item.column, conflictWith: conflict.storedIndex,
        given: number < fronts.count ? fronts[number] : [])
      if isFull { try commit() }
    }
  }

  private mutating func forgetPending() {
    pending.removeAll()
    places.removeAll()
    notices.removeAll()
    pendingBytes = 0
  }

  private mutating func quarantineRefused() throws {
    guard !notices.isEmpty, let quarantine else { return }
    let journal = try self.journal ?? makeJournal()
    self.journal = journal
    let length = quarantine.length
    let entry = RefusalEntry(
      quarantine: length.map { _ in FolderEntries.absolute(quarantine.path) }, length: length ?? 0,
      size: try size ?? standing().checkpoint.size, refusals: notices)
    try journal.keep(entry.bytes(authenticator: committer.authenticator))
    do {
      try quarantine.add(entry.content)
    } catch {
      journal.clear()
      throw error
    }
    try quarantine.sync()
  }

  /// Puts the refused inputs in order, and shows with conflicts what is stored: one pass over the stream for all.
  private mutating func describeConflicts() {
    let lines = Conflict.lines(Set(refusals.compactMap { $0.conflict?.storedIndex }), of: stream)
    for place in refusals.indices {
      guard let (index, given) = refusals[place].conflict else { continue }
      refusals[place].message += Conflict.both(lines[index], given: given)
    }
    refusals.sort { ($0.line, $0.column) < ($1.line, $1.column) }
  }

  /// Forgets the bytes that nothing refers to any more, once they are many.
  private mutating func compact() {
    let first = quarantine == nil ? nil : places.first?.range.lowerBound
    let removed = text.forget(before: first, onlyMany: hasPending && quarantine != nil)
    guard removed > 0, quarantine != nil else { return }
    for index in places.indices {
      let range = places[index].range
      places[index].range = (range.lowerBound - removed)..<(range.upperBound - removed)
    }
  }

  private static func milliseconds() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
  }
}
