/// What a run will do, and how far it may go. It only reads, unless pgbench is told to write.
package struct BenchPlan: Equatable, Sendable {
    /// Sessions opened one after the other, each way.
    package var setUps: Int
    /// Numbers of clients at once, for latency and throughput.
    package var clients: [Int]
    /// For how long each number of clients works, each way, all turns together.
    package var span: Duration
    /// The search for the most clients ends here; nil for no search.
    package var mostClients: Int?
    /// Whether the direct side may take the server's last free connection: then others are turned away meanwhile.
    package var mayExhaust: Bool
    /// Whether to go on where others work on the server.
    package var mayDisturb: Bool
    /// What pgbench does.
    package var pgbench: PgbenchWork

    /// Direct and pooled take turns, so that a machine that gets slower does so for both.
    static let turns = 3
    /// Above what an idle server with a few agents' probes commits, in a second.
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

    /// For how long each way works before the other one does; pgbench counts whole seconds.
    package var turn: Duration {
        let parts = (span / Self.turns).components
        return .seconds(max(1, parts.seconds + (parts.attoseconds > 0 ? 1 : 0)))
    }

    /// How many sessions the direct side may have at once, where the server has `free` left: half of them, so that an app
    /// that comes back meanwhile still finds some.
    package func mostDirect(free: Int) -> Int {
        max(0, mayExhaust ? free : free / 2)
    }

    /// Why a server that commits `commits` transactions a second is left alone; nil where it is not.
    package func refusal(commitsPerSecond commits: Int) -> String? {
        guard !mayDisturb, commits > Self.idleCommits else { return nil }
        return
            "the primary commits \(commits) transactions a second for others, who would suffer; --disturb does it all the same"
    }

    /// What a person should know before it starts.
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
