internal import SwiftASN1

/// The elements of a constructed DER value, taken in order.
struct DERFields {
  private let elements: [ASN1Node]
  private var position = 0
  private let name: String

  /// - Parameter name: What the value is called where something is wrong with it.
  init(_ node: ASN1Node, _ name: String, _ identifier: ASN1Identifier = .sequence) throws(AnchorProblem) {
    guard node.identifier == identifier, case .constructed(let nodes) = node.content else {
      throw AnchorProblem(.signature, "its \(name) is not in the form that it must have")
    }
    elements = Array(nodes)
    self.name = name
  }

  /// The next element, which must be of that type.
  mutating func next(_ identifier: ASN1Identifier) throws(AnchorProblem) -> ASN1Node {
    guard let node = optional(identifier) else { throw malformed }
    return node
  }

  /// The next element, if it is of that type.
  mutating func optional(_ identifier: ASN1Identifier) -> ASN1Node? {
    guard position < elements.count, elements[position].identifier == identifier else { return nil }
    defer { position += 1 }
    return elements[position]
  }

  /// The next element of whatever type, if there is one.
  mutating func any() -> ASN1Node? {
    guard position < elements.count else { return nil }
    defer { position += 1 }
    return elements[position]
  }

  /// Makes sure that nothing is left.
  func end() throws(AnchorProblem) {
    guard position == elements.count else { throw malformed }
  }

  var malformed: AnchorProblem {
    AnchorProblem(.signature, "its \(name) is not in the form that it must have")
  }

  /// The content of an element that holds bytes.
  func bytes(_ node: ASN1Node) throws(AnchorProblem) -> ArraySlice<UInt8> {
    guard case .primitive(let bytes) = node.content else { throw malformed }
    return bytes
  }

  /// A small integer that isn't negative.
  func number(_ node: ASN1Node) throws(AnchorProblem) -> Int64 {
    guard let value = try? Int64(derEncoded: node, withIdentifier: node.identifier), value >= 0 else { throw malformed }
    return value
  }

  /// An object identifier.
  func identifier(_ node: ASN1Node) throws(AnchorProblem) -> ASN1ObjectIdentifier {
    guard let value = try? ASN1ObjectIdentifier(derEncoded: node) else { throw malformed }
    return value
  }
}

extension ASN1Identifier {
  /// A tag of the structure that it stands in, such as `[0]`.
  static func context(_ number: UInt) -> ASN1Identifier {
    ASN1Identifier(tagWithNumber: number, tagClass: .contextSpecific)
  }
}
