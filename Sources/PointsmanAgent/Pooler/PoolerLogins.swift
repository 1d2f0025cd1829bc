import LinuxReactor
import PointsmanConfiguration
import PointsmanFormats

/// How one PgBouncer is reached: its console, and its databases as the app's role. All follow when the configuration is read
/// again, those of a session that is open too.
@Reactor
final class PoolerLogins {
    let console: Login
    /// Of the database for writes.
    let app: Login
    /// The key of the configuration that has ``app``.
    private(set) var appKey: ConfigurationKey
    /// Of the database for reads; nil for none.
    private let reading: (login: Login, database: String)?
    /// Of the session that was begun last, and under which name that is shown.
    private var session: (console: Login, mark: String)?

    nonisolated init(_ endpoints: PoolerEndpoints, readName: String?) {
        console = Login(endpoints.console)
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

    /// The console's for a session that begins, whose connections are shown under a new name.
    func beginSession() -> (console: Login, mark: String) {
        let mark = PoolerProcesses.mark()
        let begun = (console: console.marked(mark), mark: mark)
        session = begun
        return begun
    }

    /// An open transaction for each database where one is to be had. For one of a pool without a server connection PgBouncer would
    /// have to log in, with a password that the server may refuse by now.
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
