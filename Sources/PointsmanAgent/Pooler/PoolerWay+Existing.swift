import LinuxReactor
import PointsmanFormats

extension PoolerWay {
    /// How a PgBouncer is reached that runs already, for a command beside the agent or without one. It blocks: not for
    /// the reactor.
    /// - Returns: nil where a managed PgBouncer has never been.
    package static func existing(_ configuration: Configuration) throws(StartError) -> PoolerWay? {
        switch configuration.pooler {
        case .attached(let console, _): return attached(configuration, console: console)
        case .managed:
            let users: String?
            do {
                users = try AtomicFile.read(configuration.pgBouncerIni.userlist)
            } catch {
                throw StartError(.noPermission, "the console's password can't be read (\(error)): be the agent's user")
            }
            guard let users, let password = Userlist(reading: users)?[PgBouncerIni.consoleUser] else { return nil }
            return managed(configuration, consolePassword: password)
        }
    }

    static func attached(_ configuration: Configuration, console: DatabaseURL) -> PoolerWay {
        var app = configuration.database
        app.host = console.host
        app.port = console.port
        app.sslMode = console.sslMode
        app.passwordMethods = nil
        var ini: String?
        if case .attached(_, let file) = configuration.pooler { ini = file }
        return PoolerWay(
            console: console.parameters(), app: app.parameters(), operated: console, operatedIni: ini)
    }

    /// The console of a managed PgBouncer is its own folder's socket, and a user that only we know the password of.
    static func managed(_ configuration: Configuration, consolePassword: Secret) -> PoolerWay {
        let console = DatabaseURL(
            user: PgBouncerIni.consoleUser, password: consolePassword,
            host: .socketFolder(configuration.pgBouncerIni.folder), port: configuration.poolerListen.port,
            database: "pgbouncer")
        var app = configuration.database
        app.host = .address(configuration.poolerListen.reachable)
        app.port = configuration.poolerListen.port
        app.sslMode = .disable
        // PgBouncer's own way of asking (`auth_type`) is the operator's.
        app.passwordMethods = nil
        return PoolerWay(console: console.parameters(), app: app.parameters())
    }
}
