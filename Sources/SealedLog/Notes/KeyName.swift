/// The grammar of key names and origins: `[A-Za-z0-9][A-Za-z0-9._~/-]*`.
package enum KeyName {
  package static func isValid(_ name: some StringProtocol) -> Bool {
    guard let first = name.utf8.first, isAlphanumeric(first), name.utf8.count <= 1024 else { return false }
    return name.utf8.allSatisfy { byte in
      isAlphanumeric(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_")
        || byte == UInt8(ascii: "~") || byte == UInt8(ascii: "/") || byte == UInt8(ascii: "-")
    }
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    default: false
    }
  }
}
