/// By what the agent can cut the connections that hang on a lost server, as it has tried it on its PgBouncer.
package struct SeveranceReport: Equatable, Sendable {
    /// The ways, the least harmful one first.
    package enum Way: String, Sendable, CaseIterable {
        /// The kernel resets just those connections.
        case sockets
        /// Copies of PgBouncer's own descriptors are shut down: just those connections, too.
        case descriptors
        /// PgBouncer ends just the clients that have them.
        case clients
        /// PgBouncer's time limit for idle transactions, then KILL, which drops the clients that wait, too.
        case pooler
    }

    /// The first one that can be gone.
    package var way: Way
    /// Why those before it can't, a sentence without its full stop each.
    package var refusals: [String]
    /// What would open them, one each.
    package var cures: [String]

    package init(way: Way, refusals: [String] = [], cures: [String] = []) {
        self.way = way
        self.refusals = refusals
        self.cures = cures
    }

    /// Whether clients that merely wait keep their connections.
    package var sparesThoseWhoWait: Bool { way != .pooler }

    /// For the log and for `pointsman doctor`.
    package var sentence: String {
        let words =
            switch way {
            case .sockets: "the kernel, which resets just those (SOCK_DESTROY)"
            case .descriptors: "copies of PgBouncer's descriptors, which are shut down (pidfd_getfd): just those"
            case .clients: "KILL_CLIENT of just the clients that have them"
            case .pooler:
                "PgBouncer's idle_transaction_timeout where no other owner's database is, then KILL, which drops the clients that wait, too"
            }
        let why = refusals.isEmpty ? "" : "; " + refusals.joined(separator: "; ")
        return "connections that hang on a lost server are cut by \(words)\(why)"
    }
}
