extension ProbeFailure {
    /// For people: what it means and what came back.
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
        case .sqlState(let state): (Self.states[state].map { "\($0), " } ?? "") + "SQLSTATE \(state)"
        case .systemError(let code): Self.errors[code] ?? "errno \(code)"
        case .endOfFile: "it closed the connection"
        case .deadline: "no answer in time"
        case .misbehaviour(.excess): "it sends more than a probe reads"
        case .misbehaviour(.foreignState): "it answers a plain statement with another protocol state, such as COPY"
        case .misbehaviour(.costlyLogin): "its login takes more computing than the time limit allows"
        case .misbehaviour(.garbled): "it doesn't speak PostgreSQL's protocol, or doesn't know the password"
        }
    }

    /// What a person mends most often (PostgreSQL manual, appendix A).
    private static let states: [SQLState: String] = [
        "28P01": "it refuses the user or the password of database_url", "28000": "its pg_hba.conf refuses the login",
        "3D000": "it has no such database", "53300": "it has too many connections", "57P01": "it is shutting down",
        "57P02": "it has crashed", "57P03": "it is starting up or shutting down",
    ]

    /// Codes of our own, of passwords that were not given.
    private static let ours: [SQLState: String] = [
        "28CLR": "it asks for the password in clear text, which require_auth does not allow",
        "28MD5": "it asks for the password by md5, which require_auth does not allow",
        "28OTH": "it asks for the password in a way that require_auth does not allow",
    ]

    /// Of errno(3).
    private static let errors: [Int32: String] = [
        101: "no route to its network", 104: "it reset the connection", 110: "no answer in time",
        111: "connection refused", 113: "no route to it",
    ]
}
