import Dispatch
import Glibc
import LinuxReactor
import Logging
import Synchronization
import Testing

@testable import PointsmanAgent

@Suite("A managed PgBouncer's log")
struct PoolerLogTests {
    private static let patience = DispatchTimeInterval.seconds(30)
    private static let lost =
        "2026-11-24 20:24:57.899 UTC [14349] WARNING C-0x5560fcb80200: app/app@127.0.0.1:60280 pooler error: server conn crashed?\n"

    @Test(
        "lost servers in PgBouncer's log are reported, and the reactor does other work, while its lines wait to be logged"
    )
    func slowLog() async throws {
        let handler = StandingHandler()
        defer { handler.goOn() }
        let task = try await Reactor.run {
            let losses = Counter()
            let output = try PoolerLog(
                log: Logger(label: "test") { _ in handler }, complaints: ComplaintTally(clock: AgentClock()),
                onLostServers: { losses.count += $0.count }, onFailedClients: { _ in }, onRefusedPassword: {})
            let text = String(repeating: Self.lost, count: 20)
            #expect(write(output.descriptor, text, text.utf8.count) == text.utf8.count)
            let task = Reactor.task { await output.run() }
            while !handler.isReached { await Reactor.sleep(until: .now + .milliseconds(1)) }
            #expect(losses.count == 20)
            return task
        }
        task.cancel()
    }

    @Reactor
    private final class Counter {
        var count = 0
    }

    /// A handler whose first line takes until ``goOn()`` is called, or for a long time.
    private struct StandingHandler: LogHandler {
        private final class State: Sendable {
            let gate = DispatchSemaphore(value: 0)
            let isReached = Atomic(false)
        }

        private let state = State()
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        var isReached: Bool { state.isReached.load(ordering: .acquiring) }

        func goOn() { state.gate.signal() }

        func log(event: LogEvent) {
            state.isReached.store(true, ordering: .releasing)
            _ = state.gate.wait(timeout: .now() + PoolerLogTests.patience)
            state.gate.signal()
        }
    }
}
