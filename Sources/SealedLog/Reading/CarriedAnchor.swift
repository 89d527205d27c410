package import CloudEvents

/// An anchor as a sealed line carries it, not judged.
package struct CarriedAnchor: Sendable {
  /// The line's index; nil for one that lies beside a closed stream.
  package var index: Int?
  /// The byte of the file at which the line's block begins.
  package var offset: Int?
  /// The size of the seal that it says it is over.
  package var size: Int
  package var kind: AnchorRecord.Kind
  /// The signature line, or the token in base64.
  package var value: String
  /// When its batch was sealed; nil for one beside the stream.
  package var time: Timestamp?

  package init(
    index: Int? = nil, offset: Int? = nil, size: Int, kind: AnchorRecord.Kind, value: String, time: Timestamp? = nil
  ) {
    self.index = index
    self.offset = offset
    self.size = size
    self.kind = kind
    self.value = value
    self.time = time
  }

  /// The most bytes of anchors of one stream that are kept to be judged; beyond that they are only counted.
  static let mostBytes = 1 << 26
}

/// An anchor as it was judged.
package struct JudgedAnchor: Hashable, Sendable {
  /// The line's index; nil for one that lies beside a closed stream.
  package var index: Int?
  package var size: Int
  package var kind: AnchorRecord.Kind
  /// When the outsider says that it saw the seal.
  package var time: Timestamp?
  /// The witness's name, or the subject of the authority's certificate.
  package var name: String?
  /// Whether it is valid and made by somebody in the trust file.
  package var isTrusted: Bool

  package init(
    index: Int?, size: Int, kind: AnchorRecord.Kind, time: Timestamp? = nil, name: String? = nil, isTrusted: Bool = false
  ) {
    self.index = index
    self.size = size
    self.kind = kind
    self.time = time
    self.name = name
    self.isTrusted = isTrusted
  }
}
