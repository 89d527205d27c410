import ArgumentParser

/// Line numbers on the command line: `5`, or `5,7,12`.
struct IndexList: ExpressibleByArgument {
  var indexes: [Int]

  init?(argument: String) {
    let numbers = argument.split(separator: ",", omittingEmptySubsequences: false).map { word in
      word.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ? Int(word) : nil
    }
    guard !numbers.contains(nil) else { return nil }
    indexes = numbers.compactMap(\.self)
  }
}
