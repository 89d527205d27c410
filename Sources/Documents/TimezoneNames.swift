/// The names of the time zone database (IANA), as far as they can be told without it.
///
/// Areas hardly ever change, locations do: so an area is held against a list, a location isn't. Answers don't depend
/// on what the machine has installed.
enum TimezoneNames {
  /// What stands before the first slash.
  static let areas = [
    "Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Brazil",
    "Canada", "Chile", "Etc", "Europe", "Indian", "Mexico", "Pacific", "US",
  ]

  /// The names without a slash.
  static let plain = [
    "CET", "CST6CDT", "Cuba", "EET", "EST", "EST5EDT", "Egypt", "Eire", "GB", "GB-Eire", "GMT",
    "GMT+0", "GMT-0", "GMT0", "Greenwich", "HST", "Hongkong", "Iceland", "Iran", "Israel",
    "Jamaica", "Japan", "Kwajalein", "Libya", "MET", "MST", "MST7MDT", "NZ", "NZ-CHAT", "Navajo",
    "PRC", "PST8PDT", "Poland", "Portugal", "ROC", "ROK", "Singapore", "Turkey", "UCT", "UTC",
    "Universal", "W-SU", "WET", "Zulu",
  ]

  /// Whether the name is a plain one, or an area and a location in it.
  static func accepts(_ name: String) -> Bool {
    guard let slash = name.firstIndex(of: "/") else { return plain.contains(name) }
    return areas.contains(String(name[..<slash]))
  }
}
