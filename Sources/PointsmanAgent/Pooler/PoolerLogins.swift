import LinuxReactor
import PointsmanConfiguration
import PointsmanFormats

/// The logins of one PgBouncer: its console, and its databases as the app's role. All of them, also those of an open
/// session, follow when the configuration is read again.
@Reactor
final class PoolerLogins {
    let console: Login
    /// The login at the database for writes.
    let app: Login
    /// The configuration key of ``app``.
    private(set) var appKey: ConfigurationKey
    /// The login at the database for reads; nil if there is none.
    private let reading: (login: Login, database: String)?
    /// The console login of the latest session, and the name under which its connections are shown.
    private var session: (console: Login, mark: String)?

    nonisolated init(_ endpoints: PoolerEndpoints, readName: String?) {
        console = .console(endpoints.console)
        app = Login(endpoints.app)
        appKey = endpoints.appKey
        reading = readName.map { (Login(Self.parameters(endpoints.app, to: $0)), $0) }
    }

    func take(_ endpoints: PoolerEndpoints) {
        console.take(endpoints.console)
        app.take(endpoints.app)
        appKey = endpoints.appKey
        if let reading { reading.login.take(Self.parameters(endpoints.app, to: reading.database)) }
        if let session { session.console.take(Login.marked(endpoints.console, session.mark)) }
    }

    /// The console login for a session that begins; its connections are shown under a new name.
    func beginSession() -> (console: Login, mark: String) {
        let mark = PoolerProcesses.mark()
        let begun = (console: console.marked(mark), mark: mark)
        session = begun
        return begun
    }

    /// An open transaction for each database whose pool has a server connection. For any other PgBouncer would have to
    /// log in, with a password that the server may refuse by now.
    func anchors(in pools: [PoolRow]) async -> [Anchor] {
        var anchors: [Anchor] = []
        for login in [app, reading?.login].compactMap(\.self) {
            let hasServers = pools.contains { $0.database == login.database && $0.user == login.user && $0.hasServers }
            if hasServers, let anchor = await Anchor(login) { anchors.append(anchor) }
        }
        return anchors
    }

    private nonisolated static func parameters(_ parameters: Login.Parameters, to database: String) -> Login.Parameters
    {
        parameters.map { $0.keyword == "dbname" ? (keyword: $0.keyword, value: database) : $0 }
    }
}
