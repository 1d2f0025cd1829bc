package import PointsmanConfiguration
package import PointsmanCore
import PointsmanFormats

/// All that the checks judge, gathered once.
package struct DoctorFacts: Equatable, Sendable {
    package var configuration: Configuration
    /// For how long the pools and the server's sessions were watched.
    package var span: Duration
    package var agent: Gathered<AgentAnswer>
    package var pooler: Gathered<PoolerFacts>
    package var discovery: Gathered<[Member]>
    package var members: [MemberAnswer]
    /// The times of the Patroni beside the members; nil where there is none.
    package var manager: Gathered<ManagerTimes?>
    /// Where writes belong, by the members' own answers.
    package var primary: Gathered<Member>
    package var server: Gathered<ServerFacts>
    /// The primary's words where its disk is full; nil where it has room.
    package var disk: Gathered<String?>
    package var activity: Gathered<[ActivitySample]>
    package var residues: Gathered<[Residue]>
    package var direct: Gathered<ConnectionTrial>
    package var pooled: Gathered<ConnectionTrial>
    package var checkQueries: Gathered<[CheckQueryAnswer]>
    /// The database URL's host.
    package var name: Gathered<NameAnswer>
    /// Names that stand in PgBouncer's databases.
    package var poolerNames: [NameAnswer]
    package var serverAsks: Gathered<AuthenticationMethod>
    package var poolerAsks: Gathered<AuthenticationMethod>
    package var userlist: Gathered<UserlistFacts>
    /// Of an attached PgBouncer.
    package var inclusion: Gathered<Inclusion>
    package var log: Gathered<[LoggedComplaint]>
    package var process: Gathered<ProcessFacts>
    package var kernel: KernelFacts

    /// Nothing seen yet.
    package init(_ configuration: Configuration, span: Duration) {
        let reason = "it was not asked"
        self.configuration = configuration
        self.span = span
        agent = .unseen(reason)
        pooler = .unseen(reason)
        discovery = .unseen(reason)
        members = []
        manager = .unseen(reason)
        primary = .unseen(reason)
        server = .unseen(reason)
        disk = .unseen(reason)
        activity = .unseen(reason)
        residues = .unseen(reason)
        direct = .unseen(reason)
        pooled = .unseen(reason)
        checkQueries = .unseen(reason)
        name = .unseen(reason)
        poolerNames = []
        serverAsks = .unseen(reason)
        poolerAsks = .unseen(reason)
        userlist = .unseen(reason)
        inclusion = .unseen(reason)
        log = .unseen(reason)
        process = .unseen(reason)
        kernel = KernelFacts()
    }

    /// The sentence that sets `setting`, where this PgBouncer is configured.
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

    package var isManaged: Bool { configuration.pooler == .managed }
    package var writeDatabase: String { configuration.writeDatabase }
    /// PgBouncer's databases that the agent leads.
    package var ledDatabases: [String] { configuration.databasesIni.lines.map(\.name) }
    package var user: String { configuration.database.user }
}
