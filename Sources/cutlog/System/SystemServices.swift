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

  static func recorder(_ environment: [String: String]) -> RecorderServices {
    RecorderServices(
      now: now, random: random, machine: (try? ReadWhole.file("/etc/machine-id")) ?? [],
      lockPatienceMilliseconds: environment[lockPatienceVariable].flatMap { Int($0) } ?? 10_000)
  }

  /// The present time by the system's clock.
  @Sendable static func now() -> Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
  }

  /// Bytes of the system's generator, which is fit for keys.
  @Sendable static func random(_ count: Int) -> [UInt8] {
    var generator = SystemRandomNumberGenerator()
    return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
  }
}
