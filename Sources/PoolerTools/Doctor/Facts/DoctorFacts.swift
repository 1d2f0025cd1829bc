package import PointsmanConfiguration
package import PointsmanCore
import PointsmanFormats

/// All facts that the checks judge, gathered once. Where PgBouncer is several processes, each has facts of its own, with
/// the same of everything else.
package struct DoctorFacts: Equatable, Sendable {
    /// The configuration as this process has it (``Configuration/facing(process:)``).
    package var configuration: Configuration
    /// Which of PgBouncer's processes it is, from 1.
    package var number = 1
    /// What the consoles of the other processes tell.
    package var beside: [PoolerFacts] = []
    /// How long the pools and the server's sessions were watched.
    package var span: Duration
    package var agent: Gathered<AgentAnswer> = .unasked
    package var pooler: Gathered<PoolerFacts> = .unasked
    package var discovery: Gathered<[Member]> = .unasked
    package var members: [MemberAnswer] = []
    /// The times of the Patroni beside the members; nil where there is none.
    package var manager: Gathered<ManagerTimes?> = .unasked
    /// Where writes belong, by the members' own answers.
    package var primary: Gathered<Member> = .unasked
    package var server: Gathered<ServerFacts> = .unasked
    /// The primary's words where its disk is full; nil where it has room.
    package var disk: Gathered<String?> = .unasked
    package var activity: Gathered<[ActivitySample]> = .unasked
    package var residues: Gathered<[Residue]> = .unasked
    package var direct: Gathered<ConnectionTrial> = .unasked
    package var pooled: Gathered<ConnectionTrial> = .unasked
    package var checkQueries: Gathered<[CheckQueryAnswer]> = .unasked
    /// The database URL's host.
    package var name: Gathered<NameAnswer> = .unasked
    /// Names that stand in PgBouncer's databases.
    package var poolerNames: [NameAnswer] = []
    package var serverAsks: Gathered<AuthenticationMethod> = .unasked
    package var poolerAsks: Gathered<AuthenticationMethod> = .unasked
    package var userlist: Gathered<UserlistFacts> = .unasked
    /// Of an attached PgBouncer.
    package var inclusion: Gathered<Inclusion> = .unasked
    package var log: Gathered<[LoggedComplaint]> = .unasked
    package var process: Gathered<ProcessFacts> = .unasked
    package var kernel = KernelFacts()

    /// Makes facts in which nothing is seen yet.
    package init(_ configuration: Configuration, span: Duration) {
        self.configuration = configuration
        self.span = span
    }

    /// The sentence that tells how to set `setting` in this PgBouncer's configuration.
    package func set(_ setting: String, restart: Bool = false) -> String {
        switch configuration.pooler {
        case .managed:
            return "set `\(setting)` in [pgbouncer] of Pointsman's configuration, "
                + (restart ? "and start PgBouncer anew" : "then SIGHUP to the agent")
        case .attached(_, let ini):
            return "set `\(setting)` in \(ini ?? "pgbouncer.ini"), "
                + (restart ? "and restart PgBouncer" : "then RELOAD on its console")
        }
    }

    /// What the consoles of all processes tell that answer.
    package var allPoolers: [PoolerFacts] { [pooler.value].compactMap(\.self) + beside }

    package var isManaged: Bool { configuration.pooler == .managed }
    package var writeDatabase: String { configuration.writeDatabase }
    /// The databases of PgBouncer that the agent leads by their names.
    package var ledDatabases: [String] { configuration.databasesIni.names }
    /// The role that probes.
    package var prober: String { configuration.probeURL.user }

    /// Whether the agent leads the database, by its own line or by the line `*`.
    package func isLed(_ database: String) -> Bool {
        if ledDatabases.contains(database) { return true }
        guard configuration.databasesIni.leadsOthers else { return false }
        // What an attached PgBouncer's own ini names is another owner's; if that is not known, it may be.
        let others = isManaged ? [] : inclusion.value?.others ?? [database]
        return !configuration.databasesIni.ownNames.contains(database) && !others.contains(database)
    }
    package var user: String { configuration.database.user }
}
