import CLinux
import DequeModule
import Glibc
import HeapModule
import Synchronization

/// The thread behind ``Reactor``: it runs the actor's jobs and, between them, waits in epoll for descriptors and
/// deadlines.
///
/// `@unchecked Sendable`: the jobs are protected by their mutex. All other variables are used by the loop's own thread
/// only, since every method that reaches them is called from code isolated to ``Reactor``.
final class EpollLoop: SerialExecutor, TaskExecutor, @unchecked Sendable {
    private struct Queue {
        var jobs = Deque<UnownedJob>()
        var isAsleep = false
    }

    private struct Expiry: Comparable {
        let deadline: ContinuousClock.Instant
        let token: UInt64

        static func < (left: Expiry, right: Expiry) -> Bool {
            (left.deadline, left.token) < (right.deadline, right.token)
        }
    }

    private let queue = Mutex(Queue())
    private let epoll: Int32
    private let wakeup: Int32
    private var waiting: [UInt64: Waiter] = [:]
    private var deadlines = Heap<Expiry>()
    private var nextToken: UInt64 = 1
    /// The waits on descriptors that epoll refused.
    private var refused: [UInt64] = []
    private let thread = Atomic<pthread_t>(0)
    /// Whether a task is being started whose first job does not join the queue.
    private var isStarting = false
    private var started: UnownedJob?

    init() {
        epoll = clinux_epoll_create()
        wakeup = clinux_eventfd_create()
        precondition(epoll >= 0 && wakeup >= 0, "epoll_create1: \(epoll), eventfd: \(wakeup)")
        rearmWakeup()
    }

    func start() {
        var thread = pthread_t()
        let retained = Unmanaged.passRetained(self).toOpaque()
        let status = pthread_create(
            &thread, nil, { Unmanaged<EpollLoop>.fromOpaque($0!).takeRetainedValue().run() }, retained)
        precondition(status == 0, "pthread_create failed: errno \(status)")
        pthread_detach(thread)
    }

    func asUnownedSerialExecutor() -> UnownedSerialExecutor { UnownedSerialExecutor(ordinary: self) }

    func asUnownedTaskExecutor() -> UnownedTaskExecutor { UnownedTaskExecutor(ordinary: self) }

    func enqueue(_ job: consuming ExecutorJob) {
        let unowned = UnownedJob(job)
        if isOnLoop, isStarting {
            started = unowned
            return
        }
        let mustWake = queue.withLock { queue in
            queue.jobs.append(unowned)
            defer { queue.isAsleep = false }
            return queue.isAsleep
        }
        if mustWake {
            clinux_eventfd_signal(wakeup)
        }
    }

    /// Runs the first job of the task that `start` starts, before this returns. Loop thread only.
    func runAtOnce<Started>(_ start: () -> Started) -> Started {
        isStarting = true
        let result = start()
        isStarting = false
        if let job = started.take() { run(job) }
        return result
    }

    /// Registers `waiter` until its descriptor is ready or its deadline passes. Loop thread only.
    func register(_ waiter: Waiter, descriptor: Int32?, interest: Interest, deadline: ContinuousClock.Instant?)
        -> UInt64
    {
        let token = nextToken
        nextToken += 1
        waiting[token] = waiter
        if let deadline {
            deadlines.insert(Expiry(deadline: deadline, token: token))
        }
        if let descriptor {
            if clinux_epoll_add(epoll, descriptor, interest.bits, token) != 0 {
                // Not pollable (a closed descriptor, a plain file): the caller's next call finds out why.
                refused.append(token)
            }
        }
        return token
    }

    /// Removes `token` from the list. Loop thread only.
    func unregister(_ token: UInt64, descriptor: Int32?) {
        waiting[token] = nil
        if let descriptor {
            _ = clinux_epoll_remove(epoll, descriptor)
        }
    }

    private func rearmWakeup() {
        _ = clinux_epoll_remove(epoll, wakeup)
        _ = clinux_epoll_add(epoll, wakeup, Interest.reading.bits, 0)
    }

    /// Stops the program if it is called on a thread other than the loop's.
    func checkIsolated() {
        precondition(isOnLoop, "not on the reactor's thread")
    }

    private var isOnLoop: Bool { pthread_self() == thread.load(ordering: .relaxed) }

    private func run() -> Never {
        thread.store(pthread_self(), ordering: .relaxed)
        clinux_name_this_thread("reactor")
        var tokens = [UInt64](repeating: 0, count: 64)
        while true {
            runJobs()
            let mayRest = queue.withLock { queue in
                queue.isAsleep = queue.jobs.isEmpty && refused.isEmpty
                return queue.isAsleep
            }
            let count = clinux_epoll_wait(epoll, &tokens, Int32(tokens.count), mayRest ? untilNextDeadline() : 0)
            queue.withLock { $0.isAsleep = false }
            for token in tokens.prefix(max(0, Int(count))) {
                if token == 0 {
                    clinux_eventfd_clear(wakeup)
                    rearmWakeup()
                } else {
                    waiting[token]?.finish(.ready)
                }
            }
            for token in refused {
                waiting[token]?.finish(.ready)
            }
            refused = []
            expire()
        }
    }

    private func runJobs() {
        var batch = queue.withLock { queue in
            defer { queue.jobs = [] }
            return queue.jobs
        }
        while let job = batch.popFirst() {
            run(job)
        }
    }

    private func run(_ job: UnownedJob) {
        job.runSynchronously(isolatedTo: asUnownedSerialExecutor(), taskExecutor: asUnownedTaskExecutor())
    }

    /// The nanoseconds until the earliest live deadline; -1 if there is none.
    private func untilNextDeadline() -> Int64 {
        while let first = deadlines.min, waiting[first.token] == nil {
            deadlines.removeMin()
        }
        guard let first = deadlines.min else { return -1 }
        let (seconds, attoseconds) = (first.deadline - .now).components
        return max(0, seconds.multipliedReportingOverflow(by: 1_000_000_000).partialValue + attoseconds / 1_000_000_000)
    }

    private func expire() {
        let now = ContinuousClock.now
        while let first = deadlines.min, first.deadline <= now {
            deadlines.removeMin()
            waiting[first.token]?.finish(.deadline)
        }
    }
}
