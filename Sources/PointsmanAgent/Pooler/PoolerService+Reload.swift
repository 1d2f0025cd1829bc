import LinuxReactor
import PointsmanCore
import PointsmanFormats
import PostgresClient

extension PoolerService {
    /// Makes PgBouncer read its own ini file again, on a console connection of its own, since the session's may be in
    /// use.
    func reload() async throws(PostgresError) {
        let console = try await logins.console.connect(until: .now + .seconds(2))
        let shown = try await console.execute("SHOW POOLS", until: .now + .seconds(2)).first?.records ?? []
        let anchors = await logins.anchors(in: shown.compactMap { PoolRow(row: $0) })
        let deadline = ContinuousClock.now + .seconds(2)
        try await console.reloadQuietly(within: .milliseconds(500), until: deadline)
        if session?.waitsBriefly == true { _ = try await console.execute(BriefWait.command.text, until: deadline) }
        takeReset()
        if let hosts = file.hosts { try? await hosts.follow(Console(console, until: deadline)) }
        for anchor in anchors { Reactor.task { await anchor.release() } }
    }

    /// Looks anew at how PgBouncer is led to `member`, since no client gets an answer there.
    func doubtHosts(_ member: MemberID) {
        guard let hosts = file.hosts, hosts.mayDoubt() else { return }
        Reactor.task {
            let deadline = ContinuousClock.now + .seconds(2)
            if let console = try? await self.logins.console.connect(until: deadline) {
                try? await hosts.follow(Console(console, until: deadline))
            }
            hosts.doubt(member)
        }
    }

    /// Notes that PgBouncer has its file's values again.
    func takeReset() {
        loginLimit.wasReset()
        // A hold, mostly; and logins begin at once.
        minimum.wasReset(isOver: true)
        kept.wasReset()
    }
}
