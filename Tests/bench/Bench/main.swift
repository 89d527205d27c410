// Measures what the program doesn't do by itself: `bench fold STREAM [--verified]`.
var arguments = CommandLine.arguments.dropFirst()
switch arguments.popFirst() {
case "fold": try FoldBench.run(Array(arguments))
default: throw BenchError("usage: bench fold STREAM [--verified]")
}
