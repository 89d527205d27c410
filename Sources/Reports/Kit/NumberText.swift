internal import JSONText

/// Numbers with a fixed number of decimal digits.
package enum NumberText {
  /// The value rounded to so many digits behind the point, as JSON writes it; trailing zeros are left out.
  ///
  /// Saturates at what 64 bits hold of such digits; NaN is 0.
  package static func rounded(_ value: Double, digits: Int) -> String {
    var scaled = value
    for _ in 0..<digits { scaled *= 10 }
    guard !scaled.isNaN else { return "0" }
    let whole = Int64(exactly: scaled.rounded()) ?? (scaled < 0 ? .min : .max)
    return JSONWriter.decimal(whole, scale: digits)
  }

  /// A probability for people: `84.1 %`, and `over 99.9 %` or `under 0.1 %` where rounding would make it certain.
  package static func percent(_ probability: Double) -> String {
    if probability >= 0.9995 { return "over 99.9 %" }
    if probability < 0.0005 { return "under 0.1 %" }
    return rounded(probability * 100, digits: 1) + " %"
  }
}
