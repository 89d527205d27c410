#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

// What can't be measured from outside the program: see Tests/bench/run.
let words = Array(CommandLine.arguments.dropFirst())
do {
  switch words.first {
  case "append": try AppendBench.run(Array(words.dropFirst()))
  case "fold": try FoldBench.run(Array(words.dropFirst()))
  default: throw BenchError("expected append FOLDER [COUNT], or fold STREAM [--verified]")
  }
} catch {
  print("bench: \(error)")
  exit(1)
}
