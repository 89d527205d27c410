import Foundation
import Reports
import TestSupport
import Testing

@testable import cutlog

@Suite struct `The verb replay` {
  @Test func `prints each event with its distance from T where nobody can press keys`() throws {
    let outcome = try Sandbox.withClosedStream().expect("replay", "night.jsonl.gz")
    let lines = outcome.output.split(separator: "\n").map(String.init)
    #expect(
      lines.dropFirst() == [
        "2026-11-22 (UTC)", "T+00:00:00  22:00:00  run began", "T+00:01:00  22:01:00  task freeze-writes started",
        "T+00:02:00  22:02:00  payments down", "T+00:04:00  22:04:00  task freeze-writes completed",
        "T+00:05:00  22:05:00  task open-writes started", "T+00:10:00  22:10:00  payments up",
        "T+00:11:00  22:11:00  task open-writes completed", "T+00:12:00  22:12:00  run ended",
      ])
    #expect(!outcome.output.contains("\u{1B}"))
  }

  @Test func `with a speed it prints the same bytes`() throws {
    let sandbox = try Sandbox.withClosedStream()
    let plain = try sandbox.expect("replay", "night.jsonl.gz").output
    #expect(try sandbox.expect("replay", "night.jsonl.gz", "--speed", "86400").output == plain)
  }

  @Test func `has no JSON, and no speed of nothing`() throws {
    let sandbox = try Sandbox.withClosedStream()
    let json = try sandbox.cutlog("replay", "night.jsonl.gz", "--json")
    #expect(json.status == 64 && json.output == "" && json.error.contains("timeline --json") && json.error.contains("cutlog: hint: "))
    #expect(try sandbox.cutlog("replay", "night.jsonl.gz", "--speed", "0").status == 64)
  }

  @Test(arguments: [
    ("\u{1B}[C", [PlayerInput.key(.next)]), ("\u{1B}OD", [.key(.previous)]), ("\u{1B}[1;5C", [.key(.next)]), ("x\u{0}é", []),
    ("\u{3}", [.key(.quit)]), ("\u{1A} ", [.suspend, .key(.playPause)]), ("\u{1B}q", [.key(.quit)]),
    ("\u{1B}[H\u{1B}[F", [.key(.first), .key(.last)]), ("\u{1B}\u{1B}[An", [.key(.previous), .key(.next)]),
    ("\u{1B}[" + String(repeating: "1;", count: 400) + "n", [.key(.next)]),
  ])
  func `keys are what a terminal sends for them, however it is cut into pieces`(sent: String, keys: [PlayerInput]) {
    var whole = PlayerInputDecoder()
    let decoded = whole.decode(sent.utf8)
    #expect(decoded == keys)
    var pieces = PlayerInputDecoder()
    let pieced = sent.utf8.flatMap { pieces.decode([$0]) }
    #expect(pieced == keys)
  }

  /// Plays on a pseudo-terminal: waits for what is drawn, never for a time.
  private static let session = """
    import os, pty, select, signal, struct, sys, termios, fcntl
    pid, master = pty.fork()
    if pid == 0:
      signal.pthread_sigmask(signal.SIG_SETMASK, [])
      os.execvp("cutlog", ["cutlog", "replay", "night.jsonl.gz"])
    seen = b""
    def wait(text):
      global seen
      while text not in seen:
        if not select.select([master], [], [], 60)[0]: sys.exit("nothing came; seen: %r" % seen)
        try: seen += os.read(master, 65536)
        except OSError: sys.exit("it ended before %r; seen: %r" % (text, seen))
      seen = seen.split(text, 1)[1]
    wait(b"?1049h"); wait(b"space play")
    raw = termios.tcgetattr(master)
    assert not raw[3] & (termios.ICANON | termios.ECHO), "the terminal is not raw"
    os.write(master, b"n"); wait(b"T+00:01:00")
    os.write(master, b"\\x1b[C"); wait(b"T+00:02:00")
    os.write(master, b"k"); wait(b"what was known")
    fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack("HHHH", 10, 44, 0, 0)); os.kill(pid, signal.SIGWINCH); wait(b"+ - speed \\xe2\\x80\\xa6")
    end = sys.argv[1]
    if end == "stop":
      os.write(master, b"\\x1a"); wait(b"?1049l")
      assert os.WIFSTOPPED(os.waitpid(pid, os.WUNTRACED)[1])
      assert termios.tcgetattr(master)[3] & termios.ICANON, "suspended with a raw terminal"
      os.kill(pid, signal.SIGCONT); wait(b"?1049h"); wait(b"space play")
      os.write(master, b"q")
    elif end == "quit": os.write(master, b"q")
    else: os.kill(pid, int(end))
    wait(b"?1049l")
    modes = termios.tcgetattr(master)
    assert modes[3] & termios.ICANON and modes[3] & termios.ECHO and modes[0] & termios.ICRNL, "the terminal is not as it was"
    status = os.waitpid(pid, 0)[1]
    sys.exit(os.WEXITSTATUS(status) if os.WIFEXITED(status) else 99)
    """

  @Test(arguments: [("quit", 0), ("stop", 0), ("15", 143), ("1", 129)] as [(String, Int32)])
  func `plays, steps, follows the window's size, and gives the terminal back as it was`(end: String, status: Int32) throws {
    let sandbox = try Sandbox.withClosedStream()
    let outcome = try sandbox.run(
      URL(fileURLWithPath: "/usr/bin/python3"), ["-c", Self.session, end], environment: ["TERM": "xterm"])
    #expect(outcome.status == status, "\(outcome.error)")
  }
}
