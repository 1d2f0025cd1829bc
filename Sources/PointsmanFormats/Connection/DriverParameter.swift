/// A URL parameter that the app's driver or pool reads and libpq doesn't know: it is ignored, and its author is told
/// what to do.
enum DriverParameter: CaseIterable, Sendable {
    case preparing, pooling, session, encryption, patience, hosts, other

    /// Advice for the app, as the end of a sentence.
    var advice: String {
        switch self {
        case .preparing:
            "the app's driver's: keep it in the app's own URL, which leads to PgBouncer, and have it prepare no statements "
                + "where PgBouncer is older than 1.21"
        case .pooling:
            "the size of the app's own pool: keep it in the app's own URL; how many connections the servers get is said by "
                + "default_pool_size in [pgbouncer]"
        case .session:
            "a setting of the session, which PgBouncer hands to several clients in turn: set it for the role or the database "
                + "(ALTER ROLE … SET …), or keep it in the app's own URL where the driver qualifies names itself"
        case .encryption:
            "the driver's word on TLS: what holds for the servers is said by sslmode and sslrootcert"
        case .patience: "the app's own patience: keep it in the app's own URL, which leads to PgBouncer"
        case .hosts: "Pointsman itself follows the primary and chooses standbys: leave it out"
        case .other: "the app's driver's, if any: keep it in the app's own URL, which leads to PgBouncer"
        }
    }

    /// The kind of the parameter `name`; nil if no driver is known to have it.
    init?(_ name: String) {
        // All parameters of golang-migrate begin like this, and those of pgx's pool with pool_.
        if name.hasPrefix("x-") {
            self = .other
        } else if name.hasPrefix("pool_") {
            self = .pooling
        } else if name.hasPrefix("options["), name.hasSuffix("]") {
            self = .session
        } else if let kind = Self.listed(name) {
            self = kind
        } else {
            return nil
        }
    }

    /// The kind of a name that is listed as a whole, so that no part of it can be anything else; nil if it is not
    /// listed.
    static func listed(_ name: String) -> DriverParameter? {
        let word = String(name.lowercased().filter { $0 != "_" && $0 != "-" })
        return allCases.first { words[$0]?.contains(word) == true }
    }

    /// The names in lower case without `_` and `-`, since the same parameter is spelt in many ways.
    private static let words: [DriverParameter: [String]] = lists.mapValues {
        $0.split(separator: " ").map(String.init)
    }

    private static let lists: [DriverParameter: String] = [
        // The names come from Prisma, asyncpg and SQLAlchemy, JDBC, Rails, sqlx, postgres.js, psycopg, pgx, lib/pq,
        // Npgsql.
        .preparing: """
        pgbouncer preparedstatements preparethreshold statementcachesize statementcachecapacity statementcachemode \
        descriptioncachecapacity preparedstatementcachesize preparedstatementcachequeries preparedstatementcachesizemib \
        preparedstatementnamefunc preferquerymode prepare prepared statementlimit binaryparameters \
        defaultqueryexecmode disablepreparedbinaryresult prefersimpleprotocol maxautoprepare autopreparemin \
        autopreparethreshold fetchtypes
        """,
        .pooling: """
        connectionlimit pool poolsize poolmode poolclass poolrecycle poolpreping pooltimeout maxoverflow maxpoolsize \
        minpoolsize maximumpoolsize minimumidle minimumpoolsize max min maxconnections minconnections maxopenconns \
        maxidleconns maxidletime maxlifetime maxconnectionlifetime maxidleconnectionlifetime connmaxage \
        connhealthchecks connmaxlifetime idletimeout idletimeoutmillis maxuses maxage singleuseconnections pooling \
        checkouttimeout reapingfrequency queuetarget queueinterval connectionlifetime connectionidlelifetime \
        initialsize maxsize minidle maxidle maxactive maxtotal
        """,
        .session: """
        schema schemas currentschema defaultschema searchpath schemasearchpath statementtimeout locktimeout \
        idleintransactionsessiontimeout idlesessiontimeout transactiontimeout timezone datestyle intervalstyle \
        extrafloatdigits role sessionrole defaulttransactionisolation isolationlevel defaulttransactionreadonly \
        readonly readonlymode autocommit serversettings variables workmem minmessages clientminmessages charset \
        encoding
        """,
        .encryption: """
        sslaccept sslidentity sslca sslinline sslrequire sslfactory sslfactoryarg sslhostnameverifier \
        sslpasswordcallback sslresponsetimeout sslnegotiation trustservercertificate rejectunauthorized usessl \
        uselibpqcompat directtls rootcertificate checkcertificaterevocation sslservername sslsocketfactory sslprotocol
        """,
        .patience: """
        connecttimeout connectiontimeout connectiontimeoutmillis logintimeout sockettimeout timeout querytimeout \
        commandtimeout cancelsignaltimeout gssresponsetimeout readtimeout keepalive keepalivesretries tcpkeepalive \
        tcpnodelay keepaliveinitialdelaymillis internalcommandtimeout backoff retries reconnect
        """,
        .hosts: """
        targetservertype loadbalancehosts hostrecheckseconds loadbalance targetsessionattributes replica \
        loadbalancetimeout
        """,
        .other: """
        applicationname adapter driver serverversion drivername binarytransfer binarytransferenable \
        binarytransferdisable rewritebatchedinserts stringtype defaultrowfetchsize autosave cleanupsavepoints \
        assumeminserverversion loggerlevel loggerfile logunclosedconnections logservererrordetail prepareadvisorylocks \
        advisorylocks gssencmode gsslib jaasapplicationname jaaslogin kerberosservername usespnego maxresultbuffer \
        receivebuffersize sendbuffersize socketfactory socketfactoryarg channelbinding asyncfallback tcp \
        groupstartupparameters escapesyntaxcallmode allowencodingchanges databasemetadatacachefields unknownlength \
        quotereturningidentifiers hideunprivilegedobjects adaptivefetch localsocketaddress protocolversion krbspn \
        migrationstable databasetasks usemetadatatable disableserversidecursors atomicrequests supa workaround \
        transform debug onnotice include compatibility socketoptions parameters
        """,
    ]
}
