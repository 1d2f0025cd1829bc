extension ProbeFailure {
    /// The failure for people: its meaning and its cause.
    package var text: String {
        switch self {
        case .down(let cause): "down (\(cause.text))"
        case .silent(let cause): "silent (\(cause.text))"
        case .blind(let cause): "can't be probed (\(cause.text))"
        case .misbehaving(let cause): "misbehaving (\(cause.text))"
        }
    }
}

extension ProbeFailure.Cause {
    package var text: String {
        switch self {
        case .sqlState(let state) where Self.ours[state] != nil: Self.ours[state] ?? ""
        case .sqlState(let state) where DeniedFunction(state) != nil:
            DeniedFunction(state).map { function in
                "it denies the role the function \(function.rawValue), which each new session needs: "
                    + "\(function.grant(to: "the role")); SQLSTATE 42501"
            } ?? ""
        case .sqlState(let state): (Self.states[state].map { "\($0), " } ?? "") + "SQLSTATE \(state)"
        case .systemError(let code): Self.errors[code] ?? "errno \(code)"
        case .endOfFile: "it closed the connection"
        case .deadline: "no answer in time"
        case .encryption(let fault): fault.text
        case .misbehaviour(.excess): "it sends more than a probe reads"
        case .misbehaviour(.foreignState): "it answers a plain statement with another protocol state, such as COPY"
        case .misbehaviour(.costlyLogin): "its login takes more computing than the time limit allows"
        case .misbehaviour(.garbled): "it doesn't speak PostgreSQL's protocol, or doesn't know the password"
        }
    }

    /// The most common remedies (PostgreSQL manual, appendix A). Several faults share one code: each text must be true
    /// of all of them.
    private static let states: [SQLState: String] = [
        "28P01": "it refuses the user or the password of database_url",
        "28000": "it refuses the login: pg_hba.conf, or a role that is missing or has NOLOGIN",
        "3D000": "it has no such database",
        "42501": "it denies the role what the probe needs, such as CONNECT, or EXECUTE on a function",
        "53100": "its disk is full", "53200": "it is out of memory",
        "53300": "it, the database or the role has as many connections as it may have",
        "55000": "its database accepts no connections, or its role has just changed",
        "57014": "it cancelled the probe's statement", "57P01": "it is shutting down, or somebody ended the session",
        "57P02": "one of its processes has crashed",
        "57P03": "it lets nobody in yet: it is starting up, shutting down or recovering",
        "57P04": "its database was dropped", "57P05": "its idle_session_timeout ended the session",
    ]

    /// Codes of our own for logins: passwords that were not given, and meanings of 28000 that the server's message
    /// tells apart.
    private static let ours: [SQLState: String] = [
        "28CLR": "it asks for the password in clear text, which require_auth does not allow",
        "28MD5": "it asks for the password by md5, which require_auth does not allow",
        "28OTH": "it asks for the password in a way that is not known here, or that require_auth does not allow",
        "28NOP": "it asks for a password, and database_url has none",
        "28HBA": "its pg_hba.conf has no line that lets the user in from here",
        "28LGN": "the role of database_url may not log in (NOLOGIN)",
        "28ROL": "it has no role of the name in database_url",
    ]

    /// The texts for error numbers of errno(3).
    private static let errors: [Int32: String] = [
        2: "there is no such socket", 13: "its socket may not be opened by this user", 32: "it closed the connection",
        99: "its address can't be reached from here", 103: "the connection was aborted", 101: "no route to its network",
        104: "it reset the connection", 110: "no answer in time",
        111: "connection refused", 113: "no route to it",
    ]
}
