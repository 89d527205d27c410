#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif
import CloudEvents
import SealedLog

/// The system's clock, chance and machine name for the recorder.
enum SystemServices {
  /// How long a held lock is waited for, in milliseconds, if the environment says another time than ten seconds.
  static let lockPatienceVariable = "CUTLOG_LOCK_PATIENCE_MS"

  static func recorder(_ environment: [String: String], machine: Machine = machine()) -> RecorderServices {
    RecorderServices(
      now: now, random: random, machine: machine.name,
      lockPatienceMilliseconds: environment[lockPatienceVariable].flatMap { Int($0) } ?? 10_000,
      workers: min(8, SystemEnvironment.processors))
  }

  /// By what this machine is told from others.
  struct Machine: Hashable {
    var name: [UInt8]
    /// Whether there is no machine id, so that the host name stands in.
    var isHostName: Bool
  }

  /// The machine id (machine-id(5)), or the host name where there is none: else all such machines would look the same.
  static func machine(idFile: String = "/etc/machine-id") -> Machine {
    let id = (try? ReadWhole.file(idFile, as: .system)) ?? []
    let word = String(decoding: id, as: UTF8.self).split(whereSeparator: \.isWhitespace).first
    guard let word, word != "uninitialized" else {
      return Machine(name: Array(SystemEnvironment.hostName.utf8), isHostName: true)
    }
    return Machine(name: id, isHostName: false)
  }

  /// The present time by the system's clock.
  @Sendable static func now() -> Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
  }

  /// Bytes of the system's generator, which is fit for keys.
  @Sendable static func random(_ count: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var done = 0
    while done < count {
      // The system gives at most 256 at a time.
      let part = min(count - done, 256)
      let code = bytes.withUnsafeMutableBytes { getentropy($0.baseAddress?.advanced(by: done), part) }
      guard code == 0 else {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
      }
      done += part
    }
    return bytes
  }
}
