import Dispatch
import Glibc
import LinuxReactor
import Testing

@Suite("Tasks of the reactor")
struct ReactorTaskTests {
    /// How long a wait may take that must end: other tests run beside this one.
    private static let patience = DispatchTimeInterval.seconds(30)

    @Test("a task of the reactor that waits goes on while every thread of Swift's own pool is busy")
    func busyPool() throws {
        let pool = BusyPool()
        defer { pool.letGo() }
        let done = DispatchSemaphore(value: 0)
        Reactor.task {
            for _ in 0..<10 { await Reactor.sleep(until: .now + .milliseconds(1)) }
            done.signal()
        }
        #expect(done.wait(timeout: .now() + Self.patience) == .success)
    }

    @Test("an immediate task of the reactor has begun once its start returns")
    func immediate() async {
        let isBegun = await Reactor.run {
            var isBegun = false
            let task = Reactor.immediateTask {
                isBegun = true
                await Reactor.sleep(until: .now + .milliseconds(1))
            }
            let answer = isBegun
            await task.value
            return answer
        }
        #expect(isBegun)
    }

    /// Keeps each thread of Swift's pool busy until it is let go.
    private final class BusyPool: Sendable {
        private let gate = DispatchSemaphore(value: 0)
        private let count = Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))) + 1

        init() {
            let (gate, begun) = (gate, DispatchSemaphore(value: 0))
            for _ in 0..<count {
                Task.detached(priority: .high) {
                    begun.signal()
                    Self.wait(gate)
                }
            }
            // This test itself has one of the threads, and further ones may never come free for the last task.
            for _ in 0..<(count - 2) { begun.wait() }
        }

        func letGo() { for _ in 0..<count { gate.signal() } }

        private static func wait(_ gate: DispatchSemaphore) { gate.wait() }
    }
}
