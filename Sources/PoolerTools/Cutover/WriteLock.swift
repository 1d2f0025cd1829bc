import LinuxReactor
import PointsmanFormats
import PostgresClient

/// Has a cluster refuse writes of every session, those that reach it past PgBouncer too, and lets it take them again
/// (`default_transaction_read_only`, by ALTER SYSTEM).
@Reactor
struct WriteLock {
    let session: CutoverSession

    /// Returns once no transaction is open that has written.
    func close(until deadline: ContinuousClock.Instant) async throws(CutoverFailure) {
        try await session.run(CutoverStatement.lock)
        try await reload(until: deadline)
        while true {
            if try await session.holds(CutoverStatement.isQuiet) { return }
            guard .now < deadline, !Task.isCancelled else {
                throw CutoverFailure(
                    "\(session.option): transactions that have written are open still, of clients that reach the server past PgBouncer"
                )
            }
            await Reactor.sleep(until: .now + .milliseconds(5))
        }
    }

    func open(until deadline: ContinuousClock.Instant) async throws(CutoverFailure) {
        try await session.run(CutoverStatement.unlock)
        try await reload(until: deadline)
    }

    /// Returns once the server has told its processes.
    private func reload(until deadline: ContinuousClock.Instant) async throws(CutoverFailure) {
        let before = try await session.run(CutoverStatement.reload).value("before")
        while true {
            if try await session.run(CutoverStatement.loaded).value("loaded") != before { return }
            guard .now < deadline else {
                throw CutoverFailure("\(session.option): the server does not read its configuration")
            }
            await Reactor.sleep(until: .now + .milliseconds(2))
        }
    }
}
