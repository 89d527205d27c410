/// Numbers, bytes and texts that look random and are the same in every run.
public struct SeededDice {
  private var state: UInt64

  public init(seed: UInt64) { state = seed }

  /// A number from 0 to `sides` - 1.
  public mutating func roll(_ sides: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((state >> 33) % UInt64(sides))
  }

  public mutating func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8(roll(256)) } }

  /// A number of any magnitude up to 2^53 - 1.
  public mutating func integer() -> Int {
    let bits = 1 + roll(53)
    return (0..<bits).reduce(0) { number, _ in number << 1 | roll(2) }
  }

  /// Text with everything that a JSON string may hold: controls, quotes, other scripts, and what lies beyond 16 bits.
  public mutating func text(_ most: Int = 20) -> String {
    let spice: [Unicode.Scalar] = [
      "\"", "\\", "/", "\n", "\r", "\t", "\u{8}", "\u{C}", "\u{0}", "\u{1F}", "\u{7F}", "\u{85}", "é", "e", "\u{301}",
      "\u{2028}", "\u{202E}", "\u{2066}", "\u{FEFF}", "\u{FFFD}", "😀", "\u{10FFFD}", " ", "a", "Z", "9", "{", "}",
    ]
    var text = String.UnicodeScalarView()
    for _ in 0..<roll(most) { text.append(spice[roll(spice.count)]) }
    return String(text)
  }

  /// A name of a key, an origin or a document.
  public mutating func name() -> String {
    let letters = Array("abcXYZ019._~-/")
    return "k" + String((0..<roll(30)).map { _ in letters[roll(letters.count)] })
  }
}
