#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif
import SealedLog

// What can't be measured from outside the program: see Tests/bench/run.
let words = Array(CommandLine.arguments.dropFirst())
do {
  switch words.first {
  case "append": try AppendBench.run(Array(words.dropFirst()))
  default: throw StreamError(.invalidArgument, "bench", "expected append FOLDER [COUNT]")
  }
} catch {
  print("bench: \(error)")
  exit(1)
}
