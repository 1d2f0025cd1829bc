/// The work of one run, and its limits. It only reads, unless pgbench is told to write.
package struct BenchPlan: Equatable, Sendable {
    /// The number of sessions that are opened one after the other, on each side.
    package var setUps: Int
    /// The numbers of concurrent clients, for latency and throughput.
    package var clients: [Int]
    /// How long each number of clients works on each side, all turns together.
    package var span: Duration
    /// The bound of the search for the most clients; nil for no search.
    package var mostClients: Int?
    /// Whether the direct side may take the server's last free connection: then other clients are refused meanwhile.
    package var mayExhaust: Bool
    /// Whether to go on if the server works for others.
    package var mayDisturb: Bool
    /// The work of pgbench.
    package var pgbench: PgbenchWork

    /// The number of turns of each side: a machine that gets slower then does so for both.
    static let turns = 3
    /// More commits in a second than those of an idle server that a few agents probe.
    static let idleCommits = 100

    package init(
        setUps: Int = 100, clients: [Int] = [1, 4, 16], span: Duration = .seconds(6), mostClients: Int? = nil,
        mayExhaust: Bool = false, mayDisturb: Bool = false, pgbench: PgbenchWork = PgbenchWork()
    ) {
        self.setUps = setUps
        self.clients = clients
        self.span = span
        self.mostClients = mostClients
        self.mayExhaust = mayExhaust
        self.mayDisturb = mayDisturb
        self.pgbench = pgbench
    }

    /// How long each side works before the other one does; pgbench counts whole seconds.
    package var turn: Duration {
        let parts = (span / Self.turns).components
        return .seconds(max(1, parts.seconds + (parts.attoseconds > 0 ? 1 : 0)))
    }

    /// The most concurrent sessions of the direct side if the server has `free` left: half of them, so that an app that
    /// reconnects meanwhile still finds some.
    package func mostDirect(free: Int) -> Int {
        max(0, mayExhaust ? free : free / 2)
    }

    /// Why a server that commits `commits` transactions a second is left alone; nil if it is not.
    package func refusal(commitsPerSecond commits: Int) -> String? {
        guard !mayDisturb, commits > Self.idleCommits else { return nil }
        return
            "the primary commits \(commits) transactions a second for others, who would suffer; --disturb does it all the same"
    }

    /// The text that a person should read before the start.
    package func announcement(primary: String, pooler: String, free: Int) -> String {
        let direct = mostDirect(free: free)
        var lines = [
            "bench: direct is \(primary), pooled is PgBouncer \(pooler); \(workers)",
            "bench: \(setUps) sessions each way one after the other, then \(clients.map(String.init).joined(separator: ", ")) "
                + "clients at once for \((turn * Self.turns).short) each way",
            "bench: direct takes at most \(direct) of the server's \(free) free connections"
                + (mayExhaust ? ": others may be turned away meanwhile (--exhaust)" : ""),
        ]
        if let mostClients { lines.append("bench: then clients are added until one fails, \(mostClients) at most") }
        if pgbench.writes {
            lines.append(
                "bench: makes the schema \(BenchTables.schema) with pgbench's tables (\(BenchTables.accounts) accounts, 15 MB and as "
                    + "much WAL), and drops it at the end")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private var workers: String {
        if pgbench.isStatement { return "pgbench runs one statement, read only" }
        let what = pgbench.script ?? "transactions that write"
        return "pgbench runs \(what)" + (pgbench.writes ? "" : ", which must not write")
    }
}
