internal import JSONText

/// The data of the recorder's lines, one case for each type.
enum RecorderPayload: Sendable {
  case opened(OpenedStream)
  case attached(AttachedPart)
  case adopted(PlanAdoption)
  case revised(PlanAdoption)
  case announced(KeyAnnouncement)
  case seal(SignedNote)
  case anchor(AnchorRecord)
  case recovered(RecoveryRecord)
  case rotated(IdentityNotice)
  case compromised(IdentityNotice)
  case refused(RefusedInput)
  case closed(ClosedStream)
  case withheld(WithheldStub)

  var type: RecorderType {
    switch self {
    case .opened: .streamOpened
    case .attached: .documentAttached
    case .adopted: .planAdopted
    case .revised: .planRevised
    case .announced: .keyAnnounced
    case .seal: .seal
    case .anchor: .anchor
    case .recovered: .streamRecovered
    case .rotated: .identityRotated
    case .compromised: .identityCompromised
    case .refused: .inputRefused
    case .closed: .streamClosed
    case .withheld: .withheld
    }
  }

  /// The `data` member, members in their fixed order.
  var data: JSONValue {
    switch self {
    case .opened(let value): value.data
    case .attached(let value): value.data
    case .adopted(let value), .revised(let value): value.data
    case .announced(let value): value.data
    case .seal(let note): .object([JSONMember("checkpoint", .string(note.description))])
    case .anchor(let value): value.data
    case .recovered(let value): value.data
    case .rotated(let value), .compromised(let value): value.data
    case .refused(let value): value.data
    case .closed(let value): value.data
    case .withheld(let value): value.data
    }
  }

  /// Reads the data of a type; nil where a required member is missing or is of another kind.
  init?(type: RecorderType, data: JSONValue) {
    switch type {
    case .streamOpened:
      guard let value = OpenedStream(data: data) else { return nil }
      self = .opened(value)
    case .documentAttached:
      guard let value = AttachedPart(data: data) else { return nil }
      self = .attached(value)
    case .planAdopted, .planRevised:
      guard let value = PlanAdoption(data: data) else { return nil }
      self = type == .planAdopted ? .adopted(value) : .revised(value)
    case .keyAnnounced:
      guard let value = KeyAnnouncement(data: data) else { return nil }
      self = .announced(value)
    case .seal:
      guard let note = data["checkpoint"]?.string.flatMap({ SignedNote($0) }) else { return nil }
      self = .seal(note)
    case .anchor:
      guard let value = AnchorRecord(data: data) else { return nil }
      self = .anchor(value)
    case .streamRecovered:
      guard let value = RecoveryRecord(data: data) else { return nil }
      self = .recovered(value)
    case .identityRotated, .identityCompromised:
      guard let value = IdentityNotice(data: data) else { return nil }
      self = type == .identityRotated ? .rotated(value) : .compromised(value)
    case .inputRefused:
      guard let value = RefusedInput(data: data) else { return nil }
      self = .refused(value)
    case .streamClosed:
      guard let value = ClosedStream(data: data) else { return nil }
      self = .closed(value)
    case .withheld:
      guard let value = WithheldStub(data: data) else { return nil }
      self = .withheld(value)
    }
  }
}
