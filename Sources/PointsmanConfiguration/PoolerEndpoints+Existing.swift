import LinuxReactor
import PointsmanCore
package import PointsmanFormats

extension PoolerEndpoints {
    /// The endpoints of the first process of a PgBouncer that runs already, for a command beside the agent or without
    /// one. It blocks: not for the reactor.
    /// - Returns: nil if no managed PgBouncer has ever been started. Throws if its console's password can't be read.
    package static func existing(_ configuration: Configuration) throws(StartError) -> PoolerEndpoints? {
        try existing(configuration, process: 1)
    }

    /// Those of all processes; a process of a managed PgBouncer that has never been started is left out.
    package static func allExisting(_ configuration: Configuration) throws(StartError) -> [PoolerEndpoints] {
        var found: [PoolerEndpoints] = []
        for process in 1...configuration.poolerCount {
            if let endpoints = try existing(configuration, process: process) { found.append(endpoints) }
        }
        return found
    }

    /// Those of all processes of an attached PgBouncer.
    package static func allAttached(_ configuration: Configuration) -> [PoolerEndpoints] {
        configuration.consoles.map { attached(configuration, console: $0) }
    }

    /// Those of one process, counted from 1; nil if it is one of a managed PgBouncer's that has never been started.
    package static func existing(
        _ configuration: Configuration, process: Int
    ) throws(StartError) -> PoolerEndpoints? {
        guard configuration.pooler == .managed else {
            return attached(configuration, console: configuration.consoles[process - 1])
        }
        let users: String?
        do {
            users = try AtomicFile.read(configuration.pgBouncerIni(of: process).userlist)
        } catch {
            throw StartError(.noPermission, "the console's password can't be read (\(error)): be the agent's user")
        }
        guard let users, let password = Userlist(reading: users)?[PgBouncerIni.consoleUser] else { return nil }
        return managed(configuration, consolePassword: password, process: process)
    }

    package static func attached(_ configuration: Configuration, console: DatabaseURL) -> PoolerEndpoints {
        var ini: String?
        if case .attached(_, let file) = configuration.pooler { ini = file }
        // The app's address is that of any of several processes.
        guard configuration.furtherConsoles.isEmpty else {
            return PoolerEndpoints(
                console: console.parameters(),
                app: appBeside(console, configuration.poolerURL ?? configuration.database).parameters(),
                appKey: appKey(configuration), operated: console, operatedIni: ini)
        }
        return PoolerEndpoints(
            console: console.parameters(),
            app: configuration.poolerURL.map { parameters($0, at: place(console)) }
                ?? appBeside(console, configuration.database).parameters(),
            appKey: appKey(configuration), operated: console, operatedIni: ini)
    }

    /// The app's URL at an attached PgBouncer: the members' authority, certificate and options do not apply to
    /// PgBouncer.
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

    /// PgBouncer's address and port if the URL has an address; otherwise nil.
    private static func place(_ url: DatabaseURL) -> MemberID? {
        if case .address(let address) = url.host { MemberID(address: address, port: url.port) } else { nil }
    }

    /// The parameters of an app's URL for PgBouncer itself. If the address is known, a name in the URL is only checked
    /// against the certificate, and not looked up.
    private static func parameters(
        _ url: DatabaseURL, at place: MemberID?
    ) -> [(keyword: String, value: String)] {
        guard case .name = url.host, let place else { return url.parameters() }
        return url.parameters(dialling: MemberID(address: place.address, port: url.port))
    }

    /// The endpoints of a managed PgBouncer: its console is the socket in its own folder, with a user whose password
    /// only the agent knows.
    /// - Parameter process: which of its processes. A client that dials the address of several reaches any of them, so
    ///   the agent's own are reached as clients by their sockets, too.
    package static func managed(
        _ configuration: Configuration, consolePassword: Secret, process: Int = 1
    ) -> PoolerEndpoints {
        let folder = DatabaseURL.Host.socketFolder(configuration.pgBouncerIni(of: process).socketDirectory)
        let console = DatabaseURL(
            user: PgBouncerIni.consoleUser, password: consolePassword, host: folder,
            port: configuration.poolerListen.port, database: "pgbouncer")
        guard configuration.poolerProcesses == 1 else {
            var app = configuration.poolerURL ?? appOfOurs(configuration)
            app.host = folder
            app.port = configuration.poolerListen.port
            app.sslMode = .disable
            return PoolerEndpoints(
                console: console.parameters(), app: app.parameters(), appKey: appKey(configuration))
        }
        return PoolerEndpoints(
            console: console.parameters(), app: appAtListen(configuration), appKey: appKey(configuration))
    }

    /// The app's parameters at the address that all processes share, and by which the app reaches any of them; nil if it is
    /// not known.
    package static func shared(_ configuration: Configuration) -> [(keyword: String, value: String)]? {
        switch configuration.pooler {
        case .managed: appAtListen(configuration)
        case .attached: configuration.poolerCount > 1 ? configuration.poolerURL?.parameters() : nil
        }
    }

    private static func appAtListen(_ configuration: Configuration) -> [(keyword: String, value: String)] {
        let dialled = configuration.poolerListen.dialled
        guard let url = configuration.poolerURL else { return appOfOurs(configuration).parameters() }
        guard case .address(let address) = dialled else { return url.parameters() }
        return parameters(url, at: MemberID(address: address, port: configuration.poolerListen.port))
    }

    private static func appKey(_ configuration: Configuration) -> ConfigurationKey {
        configuration.poolerURL == nil ? .databaseURL : .poolerURL
    }

    /// The URL of a client that has the database's URL and PgBouncer's address, with TLS if PgBouncer requires it.
    private static func appOfOurs(_ configuration: Configuration) -> DatabaseURL {
        var app = configuration.database
        app.host = configuration.poolerListen.dialled
        app.port = configuration.poolerListen.port
        // The operator chooses PgBouncer's own method (`auth_type`). PgBouncer refuses options before 1.20, and later
        // ignores them unless it is configured not to.
        app.passwordMethods = nil
        app.options = nil
        app.furtherSettings = []
        let mode = configuration.pgbouncerKeys.last { $0.key == "client_tls_sslmode" }.flatMap {
            SSLMode(rawValue: PgBouncerKey.word($0.value))
        }
        switch mode {
        case nil, .disable:
            app.sslMode = .disable
            return app
        case .allow, .prefer: app.sslMode = .prefer
        case .require: app.sslMode = .require
        case .verifyCA, .verifyFull:
            app.sslMode = .require
            // Clients must have a certificate, except for those that use the socket.
            if app.sslCertificate == nil { app.host = .socketFolder(configuration.pgBouncerIni.socketDirectory) }
        }
        // The URL's authority is the members'. Without any, libpq would use the one in its user's home if there is one.
        app.sslRootCertificate = "\(configuration.pgBouncerIni.folder)/none"
        return app
    }
}
