/// The means by which the agent can cut connections that hang on a lost server, as it has tried them on its PgBouncer.
package struct SeveranceReport: Equatable, Sendable {
    /// The ways, the least harmful one first.
    package enum Way: String, Sendable, CaseIterable {
        /// The kernel resets just those connections.
        case sockets
        /// Copies of PgBouncer's own descriptors are shut down: also just those connections.
        case descriptors
        /// PgBouncer ends just the clients that use them.
        case clients
        /// PgBouncer's time limit for idle transactions, then KILL, which also drops the clients that wait.
        case pooler
    }

    /// The first way that is open.
    package var way: Way
    /// Why the ways before it are closed: for each a sentence without a full stop.
    package var refusals: [String]
    /// The remedies that would open them, one for each.
    package var cures: [String]

    package init(way: Way, refusals: [String] = [], cures: [String] = []) {
        self.way = way
        self.refusals = refusals
        self.cures = cures
    }

    /// Whether clients that merely wait keep their connections.
    package var sparesThoseWhoWait: Bool { way != .pooler }

    /// A sentence for the log and for `pointsman doctor`.
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
