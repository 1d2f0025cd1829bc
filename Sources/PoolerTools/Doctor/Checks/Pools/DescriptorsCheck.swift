import PointsmanFormats

/// Checks whether PgBouncer may open as many files as its settings need.
package struct DescriptorsCheck: DoctorCheck {
    package let name = "descriptors"
    package let guide = GuideSection.scaling

    /// The descriptors of its listeners, log, event loop and pipes.
    private static let own = 20

    package func verdicts(on facts: DoctorFacts) -> [Verdict] {
        judging(facts.pooler) { pooler in
            judging(facts.process) { process in [verdict(pooler, process, facts)] }
        }
    }

    private func verdict(_ pooler: PoolerFacts, _ process: ProcessFacts, _ facts: DoctorFacts) -> Verdict {
        let clients = pooler.settings.integer("max_client_conn") ?? 100
        let servers = servers(pooler)
        let needed = clients + servers + Self.own
        let open = process.openFiles.map { ", \($0) are open" } ?? ""
        let evidence =
            """
            process \(process.processID) may open \(process.mostFiles) files\(open); it may need \(needed): \
            max_client_conn \(clients), \(servers) servers, \(Self.own) of its own
            """
        let cure =
            facts.isManaged
            ? """
            `LimitNOFILE=\(max(65_536, needed * 2))` in the agent's unit (`ulimit -n` in a container), then start \
            PgBouncer anew
            """
            : """
            `LimitNOFILE=\(max(65_536, needed * 2))` in PgBouncer's unit (`ulimit -n` in a container), then \
            restart it
            """
        let cause = "at the limit PgBouncer can't accept a client nor dial a server: Too many open files"
        if let open = process.openFiles, open * 10 >= process.mostFiles * 9 {
            return .problem(evidence, cause: cause, cure: cure)
        }
        return process.mostFiles < needed ? .warning(evidence, cause: cause, cure: cure) : .ok(evidence)
    }

    /// The most connections of all pools together: for each database the users that have used one, at least one.
    private func servers(_ pooler: PoolerFacts) -> Int {
        let users = Set(pooler.samples.flatMap(\.pools).filter { pooler.database($0.database) != nil }.map(\.user))
            .count
        return pooler.databases.map { database in
            let size = (database.poolSize + database.reserveSize) * (database.forcedUser == nil ? max(1, users) : 1)
            return database.mostConnections > 0 ? min(size, database.mostConnections) : size
        }.reduce(0, +)
    }
}
