internal import Crypto

/// What a report's page may do: run its own script, wear its own style, and nothing else.
enum ContentPolicy {
  /// The value of the `Content-Security-Policy`, which names script and style by the digests of their very bytes.
  ///
  /// Nothing is fetched, framed, sent or evaluated, and no text becomes markup by the script's doing.
  static func text(script: String, style: String) -> String {
    [
      "default-src 'none'", "script-src '\(digest(script))'", "style-src '\(digest(style))'", "base-uri 'none'",
      "form-action 'none'", "require-trusted-types-for 'script'", "trusted-types 'none'",
    ].joined(separator: "; ")
  }

  private static func digest(_ text: String) -> String {
    var function = SHA256()
    Array(text.utf8).withUnsafeBytes { function.update(bufferPointer: $0) }
    return "sha256-" + Base64Text.encoded(Array(function.finalize()))
  }
}
