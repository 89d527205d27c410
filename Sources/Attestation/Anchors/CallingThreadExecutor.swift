internal import Dispatch
internal import Synchronization

/// Runs asynchronous work to its end on the thread that asks for it.
///
/// The certificate library's verifier is asynchronous, though nothing in it waits here. Blocking a thread of the shared
/// pool for it could stop all of them at once.
final class CallingThreadExecutor: TaskExecutor {
  private let jobs = Mutex<[UnownedJob]>([])
  private let arrivals = DispatchSemaphore(value: 0)

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    jobs.withLock { $0.append(job) }
    arrivals.signal()
  }

  /// Gives the work's result once it is done.
  static func run<Value: Sendable>(_ work: @escaping @Sendable () async -> Value) -> Value {
    let executor = CallingThreadExecutor()
    let outcome = Outcome<Value>()
    Task(executorPreference: executor) {
      let value = await work()
      outcome.value.withLock { $0 = value }
    }
    while true {
      if let value = outcome.value.withLock({ $0 }) { return value }
      executor.arrivals.wait()
      if let job = executor.jobs.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) {
        job.runSynchronously(on: executor.asUnownedTaskExecutor())
      }
    }
  }

  private final class Outcome<Value: Sendable>: Sendable {
    let value = Mutex<Value?>(nil)
  }
}
