import LinuxReactor
import PointsmanCore
package import PointsmanFormats

extension PoolerEndpoints {
    /// How a PgBouncer is reached that runs already, for a command beside the agent or without one. It blocks: not for
    /// the reactor.
    /// - Returns: nil where a managed PgBouncer has never been.
    package static func existing(_ configuration: Configuration) throws(StartError) -> PoolerEndpoints? {
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

    package static func attached(_ configuration: Configuration, console: DatabaseURL) -> PoolerEndpoints {
        var ini: String?
        if case .attached(_, let file) = configuration.pooler { ini = file }
        return PoolerEndpoints(
            console: console.parameters(),
            app: configuration.poolerURL.map { parameters($0, at: place(console)) }
                ?? appBeside(console, configuration.database).parameters(),
            appKey: appKey(configuration), operated: console, operatedIni: ini)
    }

    /// What is said of the members, authority, certificate and options, is not said of PgBouncer.
    private static func appBeside(_ console: DatabaseURL, _ database: DatabaseURL) -> DatabaseURL {
        var app = database
        app.host = console.host
        app.port = console.port
        app.sslMode = console.sslMode
        app.sslRootCertificate = console.sslRootCertificate
        if console.sslCertificate != nil {
            app.sslCertificate = console.sslCertificate
            app.sslKey = console.sslKey
        }
        app.options = nil
        app.passwordMethods = nil
        app.tlsVersions = TLSVersions()
        app.furtherSettings = []
        return app
    }

    /// Where PgBouncer is as far as an address tells; nil where none does.
    private static func place(_ url: DatabaseURL) -> MemberID? {
        if case .address(let address) = url.host { MemberID(address: address, port: url.port) } else { nil }
    }

    /// A URL of the app's for PgBouncer itself. A name in it is there to be checked, and not looked up, where the address is
    /// known.
    private static func parameters(
        _ url: DatabaseURL, at place: MemberID?
    ) -> [(keyword: String, value: String)] {
        guard case .name = url.host, let place else { return url.parameters() }
        return url.parameters(dialling: MemberID(address: place.address, port: url.port))
    }

    /// The console of a managed PgBouncer is its own folder's socket, and a user that only we know the password of.
    package static func managed(_ configuration: Configuration, consolePassword: Secret) -> PoolerEndpoints {
        let console = DatabaseURL(
            user: PgBouncerIni.consoleUser, password: consolePassword,
            host: .socketFolder(configuration.pgBouncerIni.socketDirectory), port: configuration.poolerListen.port,
            database: "pgbouncer")
        var listening = console
        listening.host = configuration.poolerListen.dialled
        return PoolerEndpoints(
            console: console.parameters(),
            app: configuration.poolerURL.map { parameters($0, at: place(listening)) }
                ?? appOfOurs(configuration).parameters(),
            appKey: appKey(configuration))
    }

    private static func appKey(_ configuration: Configuration) -> ConfigurationKey {
        configuration.poolerURL == nil ? .databaseURL : .poolerURL
    }

    /// As a client would that has the URL of the database and PgBouncer's address, with TLS where PgBouncer asks for it.
    private static func appOfOurs(_ configuration: Configuration) -> DatabaseURL {
        var app = configuration.database
        app.host = configuration.poolerListen.dialled
        app.port = configuration.poolerListen.port
        // PgBouncer's own way of asking (`auth_type`) is the operator's. It refuses options before 1.20, and does nothing with
        // them later unless it is told to.
        app.passwordMethods = nil
        app.options = nil
        app.furtherSettings = []
        let mode = configuration.pgbouncerKeys.last { $0.key == "client_tls_sslmode" }.flatMap {
            SSLMode(rawValue: $0.value)
        }
        switch mode {
        case nil, .disable:
            app.sslMode = .disable
            return app
        case .allow, .prefer: app.sslMode = .prefer
        case .require: app.sslMode = .require
        case .verifyCA, .verifyFull:
            app.sslMode = .require
            // Clients must have a certificate, but for those that come over the socket.
            if app.sslCertificate == nil { app.host = .socketFolder(configuration.pgBouncerIni.socketDirectory) }
        }
        // The URL's authority is the members'. Without any libpq would take that in its user's home, where there is one.
        app.sslRootCertificate = "\(configuration.pgBouncerIni.folder)/none"
        return app
    }
}
