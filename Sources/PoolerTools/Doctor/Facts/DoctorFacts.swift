package import PointsmanConfiguration
package import PointsmanCore
import PointsmanFormats

/// All facts that the checks judge, gathered once.
package struct DoctorFacts: Equatable, Sendable {
    package var configuration: Configuration
    /// How long the pools and the server's sessions were watched.
    package var span: Duration
    package var agent: Gathered<AgentAnswer>
    package var pooler: Gathered<PoolerFacts>
    package var discovery: Gathered<[Member]>
    package var members: [MemberAnswer]
    /// The times of the Patroni beside the members; nil if there is none.
    package var manager: Gathered<ManagerTimes?>
    /// The member that takes writes, by the members' own answers.
    package var primary: Gathered<Member>
    package var server: Gathered<ServerFacts>
    /// The primary's error message if its disk is full; nil if it has room.
    package var disk: Gathered<String?>
    package var activity: Gathered<[ActivitySample]>
    package var residues: Gathered<[Residue]>
    package var direct: Gathered<ConnectionTrial>
    package var pooled: Gathered<ConnectionTrial>
    package var checkQueries: Gathered<[CheckQueryAnswer]>
    /// The answer for the database URL's host.
    package var name: Gathered<NameAnswer>
    /// The answers for the names in PgBouncer's databases.
    package var poolerNames: [NameAnswer]
    package var serverAsks: Gathered<AuthenticationMethod>
    package var poolerAsks: Gathered<AuthenticationMethod>
    package var userlist: Gathered<UserlistFacts>
    /// The inclusion in an attached PgBouncer's ini file.
    package var inclusion: Gathered<Inclusion>
    package var log: Gathered<[LoggedComplaint]>
    package var process: Gathered<ProcessFacts>
    package var kernel: KernelFacts

    /// Makes facts in which nothing is seen yet.
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

    package var isManaged: Bool { configuration.pooler == .managed }
    package var writeDatabase: String { configuration.writeDatabase }
    /// The databases of PgBouncer that the agent leads.
    package var ledDatabases: [String] { configuration.databasesIni.lines.map(\.name) }
    package var user: String { configuration.database.user }
}
