import PointsmanConfiguration
package import PointsmanFormats

/// The meaning of each complaint, and its remedy.
extension PoolerComplaint {
    /// The meaning of the complaint.
    package var meaning: String {
        switch self {
        case .fenceRefused:
            "the write route leads to a server that is a standby, stale or foreign, so that each new session there ends "
                + "itself: no administrator has done that"
        case .noEncryption:
            "what answers there speaks no TLS, and sslmode requires it: the server lives, or something else listens at its "
                + "address"
        case .otherCertificateName:
            "the server's certificate has other names than the host that sslmode=verify-full compares it with"
        case .untrustedCertificate:
            "the server's certificate has expired, is not valid yet, or is signed by none of the authorities in sslrootcert: "
                + "libpq does not tell which"
        case .certificateFile: "a file of certificates or keys that the connection needs can't be read here"
        case .otherProtocol: "what listens there is no PostgreSQL: another program has that port"
        case .noPassword: "a password is asked for, and there is none to give"
        case .noSuchUser:
            "PgBouncer knows no such user: the users' file has no line for it, and no auth_query "
                + "finds it"
        case .wrongPasswordType:
            "the server asks for SCRAM, and PgBouncer has only an md5 hash of the password, with which nobody can "
                + "answer"
        case .loginFailing:
            "PgBouncer's last login on the server failed, and until one succeeds it refuses each new query of "
                + "that pool"
        case .wrongServerPassword:
            "PostgreSQL refuses the password: it is wrong, the role has none, the role does not exist, or the "
                + "password "
                + "has expired; PostgreSQL says the same of all four to a client, and which it is to its own log"
        case .wrongPassword:
            "PgBouncer itself refuses the client: its password is not the one in the users' file, or the user is not "
                + "there (PgBouncer says the same of both to a client, and \"no such user\" to its own log)"
        case .noSuchDatabase: "PgBouncer has no database of that name"
        case .tooManyClients: "max_client_conn clients are connected already"
        case .queryWait: "a client waited for a server connection for longer than query_wait_timeout"
        case .clientLogin:
            "a client was not logged in within client_login_timeout: it sent no password, or, where \"(server down)\" "
                + "stands behind it, no server had been reached since PgBouncer started"
        case .isDisabled: "the database is disabled on PgBouncer's console"
        case .databaseRemoved: "somebody has said KILL on PgBouncer's console, or the database's line was removed"
        case .startupParameter: "the driver sends a parameter at its start that PgBouncer does not track"
        case .tooManyFiles: "PgBouncer has used up its file descriptors"
        case .nameFailed: "PgBouncer can't look up the server's name"
        case .noRule: "the server's pg_hba.conf has no line that lets this user in from there"
        case .roleMissing: "the server has no such role or no such database"
        case .mayNotLogIn: "the role may not log in"
        case .mayNotConnect: "the role may not connect to that database (CONNECT)"
        case .databaseClosed: "the database lets nobody in (ALLOW_CONNECTIONS false)"
        case .starting:
            "the server is starting up, shutting down or recovering, or is a standby with hot_standby = off: it lets nobody in"
        case .diskFull: "the server's disk is full: it answers what is read and refuses what is written"
        case .serverFull: "the server, the database or the role has as many connections as it may have"
        case .noServer: "no server was reached, or none was free"
        case .loginFailed: "a server refused PgBouncer's login; its own words stand in the log"
        }
    }

    /// The remedy, with the settings of the program that must change.
    package func cure(on facts: DoctorFacts) -> String {
        switch self {
        case .noEncryption:
            "`ssl = on` with a certificate on the server, then pg_reload_conf(); or take sslmode out of the URL, which lets "
                + "anybody in between read along. Where no PostgreSQL answers there, mend host and port"
        case .otherCertificateName:
            "a certificate with that host among its names, or the host of the URL as the certificate has it; "
                + "sslmode=verify-ca does not compare names"
        case .untrustedCertificate:
            "`openssl s_client -starttls postgres -connect ADDRESS:PORT` shows its dates and its issuer: renew it, or put its "
                + "authority into sslrootcert"
        case .certificateFile: "put the file where sslrootcert (sslcert, sslkey) says, readable for the agent's user"
        case .otherProtocol: "mend host and port: `member_port`, the URL's, or the SRV record's"
        case .noPassword: "put the password into database_url, or name a file in password_file"
        case .noSuchUser, .wrongPassword:
            facts.isManaged
                ? "log in with the user and the password of database_url; other users need a line in pooler_users_file, or "
                    + "auth_user and auth_query in [pgbouncer]"
                : "give the user a line \"USER\" \"PASSWORD\" in auth_file, then RELOAD; or set auth_user and "
                    + "auth_query"
        case .wrongPasswordType:
            "put the plain password (file mode 0600) into the users' file instead of the md5 hash; a SCRAM secret "
                + "will do "
                + "only where it is the server's own"
        case .loginFailing: facts.set("server_login_retry = 0.02") + ", and see what else is told here of the login"
        case .wrongServerPassword:
            "compare the password of database_url and of the users' file with the role's: `ALTER ROLE … PASSWORD` "
                + "sets it, "
                + "`VALID UNTIL 'infinity'` lets it last; `\\du` shows the role"
        case .noSuchDatabase: "connect to `\(facts.writeDatabase)`, or see the check route"
        case .tooManyClients: facts.set("max_client_conn = …") + "; see the check descriptors first"
        case .queryWait: "see the check pool"
        case .clientLogin: "see the checks route, members and waiting-timeouts"
        case .isDisabled: "`pointsman status` tells why; `ENABLE` on the console lets clients in"
        case .databaseRemoved: "nothing, if it was you or the agent: clients have to connect again"
        case .startupParameter: facts.set("ignore_startup_parameters = extra_float_digits, …")
        case .tooManyFiles: "see the check descriptors"
        case .nameFailed: "see the checks names and dns-ttl"
        case .noRule:
            "add a line to pg_hba.conf: `hostssl DATABASE USER ADDRESS scram-sha-256`, then "
                + "pg_reload_conf()"
        case .roleMissing: "`CREATE ROLE … LOGIN PASSWORD …`, or mend user and database in database_url"
        case .mayNotLogIn: "`ALTER ROLE … LOGIN`"
        case .mayNotConnect: "`GRANT CONNECT ON DATABASE \(facts.configuration.database.database) TO \(facts.user)`"
        case .databaseClosed:
            "`ALTER DATABASE \(facts.configuration.database.database) ALLOW_CONNECTIONS true`, in another database of the server"
        case .starting: "wait; the server's log tells how far it is, and why where it takes long"
        case .diskFull: "make room on the disk of its data directory, or enlarge it; never delete in pg_wal by hand"
        case .serverFull: "see the check connections; `ALTER ROLE … CONNECTION LIMIT` for the role"
        case .noServer: "see the checks route, members and pool"
        case .fenceRefused: "`pointsman status` says which member takes writes, and by which rule"
        case .loginFailed: "see the checks members and login, and PgBouncer's log"
        }
    }
}
