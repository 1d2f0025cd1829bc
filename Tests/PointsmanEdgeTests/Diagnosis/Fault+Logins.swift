/// Of logins that the server refuses.
extension Fault {
    private static let gone = [
        "is gone", "down (", "closed the connection", "every server that answers is a standby", "start it",
    ]

    static let logins = [
        Fault(
            name: "another password than the role's", spoil: { try await $0.run("ALTER ROLE app PASSWORD 'another'") },
            status: ["it refuses the user or the password of database_url"],
            doctor: ["28P01", "PostgreSQL refuses the password"], never: gone + ["pg_hba.conf has no line"],
            mend: { try await $0.run("ALTER ROLE app PASSWORD '\(Cluster.password)'") }),
        Fault(
            name: "no password in the URL", url: { $0.url(password: nil) },
            status: ["it asks for a password, and database_url has none"],
            doctor: ["a password is asked for, and there is none to give", "put the password into database_url"],
            never: gone,
            isInConfiguration: true),
        Fault(
            name: "a role that may not log in", spoil: { try await $0.run("ALTER ROLE app NOLOGIN") },
            status: ["the role of database_url may not log in (NOLOGIN)"],
            doctor: ["is not permitted to log in", "ALTER ROLE … LOGIN"], never: gone + ["pg_hba.conf"],
            mend: { try await $0.run("ALTER ROLE app LOGIN") }),
        Fault(
            name: "a line of pg_hba.conf that rejects",
            spoil: { try await $0.rule("host all all 127.0.0.1/32 reject") },
            status: ["its pg_hba.conf has no line that lets the user in from here"],
            doctor: ["pg_hba.conf rejects connection", "add a line to pg_hba.conf"], never: gone + ["NOLOGIN"],
            mend: { try await $0.allowAll() }),
        Fault(
            name: "a role that is missing",
            spoil: {
                try await $0.rule("host all all 127.0.0.1/32 trust")
                try await $0.run("ALTER ROLE app RENAME TO was_app")
            },
            status: ["it has no role of the name in database_url"],
            doctor: ["role \"app\" does not exist", "CREATE ROLE"], never: gone + ["pg_hba.conf has no line"],
            mend: {
                // A role that is renamed loses an md5 password, and keeps SCRAM's.
                try await $0.run("ALTER ROLE was_app RENAME TO app")
                try await $0.allowAll()
            }),
        Fault(
            name: "no such database", url: { $0.url(database: "nowhere") },
            status: ["it has no such database"], doctor: ["database \"nowhere\" does not exist"], never: gone,
            isInConfiguration: true),
        Fault(
            name: "a role without CONNECT",
            spoil: {
                try await $0.run("ALTER DATABASE app OWNER TO postgres", "REVOKE CONNECT ON DATABASE app FROM public")
            },
            status: ["it denies the role what the probe needs, such as CONNECT, or EXECUTE on a function"],
            doctor: ["may not connect to that database (CONNECT)", "GRANT CONNECT ON DATABASE app TO app"], never: gone,
            mend: { try await $0.run("GRANT CONNECT ON DATABASE app TO app") }),
        Fault(
            name: "a role without a function of the probe",
            spoil: { try await $0.runInApp("REVOKE EXECUTE ON FUNCTION pg_control_system FROM public") },
            status: ["it denies the role the function pg_control_system", "GRANT EXECUTE ON FUNCTION"],
            doctor: ["may not execute pg_control_system", "GRANT EXECUTE ON FUNCTION pg_control_system TO app"],
            never: gone + ["the server's log has more"],
            mend: { try await $0.runInApp("GRANT EXECUTE ON FUNCTION pg_control_system TO app") }),
        Fault(
            name: "a database that accepts nobody",
            spoil: { try await $0.run("ALTER DATABASE app ALLOW_CONNECTIONS false") },
            status: ["its database accepts no connections"], doctor: ["ALTER DATABASE app ALLOW_CONNECTIONS true"],
            never: gone,
            mend: { try await $0.run("ALTER DATABASE app ALLOW_CONNECTIONS true") }),
        Fault(
            name: "no room for a connection", spoil: { try await $0.run("ALTER ROLE app CONNECTION LIMIT 0") },
            status: ["as many connections as it may have"],
            doctor: ["too many connections for role", "ALTER ROLE … CONNECTION LIMIT"], never: gone,
            mend: { try await $0.run("ALTER ROLE app CONNECTION LIMIT -1") }),
    ]
}
