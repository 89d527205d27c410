package import CloudEvents

/// What a recorder needs of the world: a clock, chance, and a name for the machine.
///
/// Everything else that it writes follows from its input, so that a test that fixes these fixes every byte.
package struct RecorderServices: Sendable {
  /// The present time.
  package var now: @Sendable () -> Timestamp
  /// So many unpredictable bytes, fit for keys.
  package var random: @Sendable (Int) -> [UInt8]
  /// Bytes that are the same on this machine and differ on others; a state file is bound to them.
  package var machine: [UInt8]
  /// How long a held lock is waited for, in milliseconds.
  package var lockPatienceMilliseconds: Int
  /// How many threads compress blocks; what is written doesn't depend on it.
  package var workers: Int

  package init(
    now: @escaping @Sendable () -> Timestamp, random: @escaping @Sendable (Int) -> [UInt8], machine: [UInt8],
    lockPatienceMilliseconds: Int = 10_000, workers: Int = 2
  ) {
    self.now = now
    self.random = random
    self.machine = machine
    self.lockPatienceMilliseconds = lockPatienceMilliseconds
    self.workers = workers
  }
}
