import Reports

/// What a person at the terminal asks for.
enum PlayerInput: Hashable {
  case key(ReplayPlayer.Key)
  /// Ctrl-Z.
  case suspend
}

/// Makes keys of the bytes that a terminal sends; those of one key may come in pieces.
struct PlayerInputDecoder {
  private var pending: [UInt8] = []

  /// The keys that the bytes complete; what means nothing is left out.
  mutating func decode(_ bytes: some Sequence<UInt8>) -> [PlayerInput] {
    var inputs: [PlayerInput] = []
    for byte in bytes {
      if pending.isEmpty, byte != 0x1B {
        if let input = Self.plain(byte) { inputs.append(input) }
        continue
      }
      if byte == 0x1B {
        pending = [byte]
        continue
      }
      pending.append(byte)
      if pending.count == 2 {
        // Escape before another key is no sequence.
        if byte != UInt8(ascii: "["), byte != UInt8(ascii: "O") {
          pending = []
          if let input = Self.plain(byte) { inputs.append(input) }
        }
        continue
      }
      // Parameters, then one byte that ends it.
      if (0x40...0x7E).contains(byte) {
        if let key = Self.sequence(pending) { inputs.append(.key(key)) }
        pending = []
      } else if pending.count > 16 {
        pending = []
      }
    }
    return inputs
  }

  private static func plain(_ byte: UInt8) -> PlayerInput? {
    switch byte {
    case UInt8(ascii: " "): .key(.playPause)
    case UInt8(ascii: "n"), UInt8(ascii: "j"): .key(.next)
    case UInt8(ascii: "p"): .key(.previous)
    case UInt8(ascii: "f"): .key(.nextPoint)
    case UInt8(ascii: "F"): .key(.previousPoint)
    case UInt8(ascii: "g"): .key(.first)
    case UInt8(ascii: "G"): .key(.last)
    case UInt8(ascii: "+"), UInt8(ascii: "="): .key(.faster)
    case UInt8(ascii: "-"): .key(.slower)
    case UInt8(ascii: "l"): .key(.layers)
    case UInt8(ascii: "k"): .key(.perspective)
    case UInt8(ascii: "?"), UInt8(ascii: "h"): .key(.help)
    case UInt8(ascii: "q"), 0x03, 0x04: .key(.quit)
    case 0x1A: .suspend
    default: nil
    }
  }

  private static func sequence(_ bytes: [UInt8]) -> ReplayPlayer.Key? {
    switch bytes.last {
    case UInt8(ascii: "C"), UInt8(ascii: "B"): .next
    case UInt8(ascii: "D"), UInt8(ascii: "A"): .previous
    case UInt8(ascii: "H"): .first
    case UInt8(ascii: "F"): .last
    default: nil
    }
  }
}
