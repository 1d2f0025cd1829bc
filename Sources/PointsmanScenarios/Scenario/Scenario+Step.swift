/// The steps of a drill, and their targets.
extension Scenario {
    package enum Step: Sendable, Equatable {
        /// Lets the writers write undisturbed.
        case write(Duration)
        /// Waits for a random time, so that no timer stays in step with it.
        case wait(ClosedRange<Duration>)

        /// SIGKILL to every process of the server.
        case kill(Server)
        /// The server's fast shutdown; the step ends when the server is down.
        case stop(Server)
        /// SIGSTOP to every process of the server; the kernel still answers for it.
        case freeze(Server)
        /// SIGCONT to them: the server goes on where it was, and knows nothing of the time between.
        case thaw(Server)
        /// Starts the server in place; t₁ is the first direct write that it takes.
        case start(Server)
        /// Promotes the servers, all at once; t₁ is the first direct write that the first of them takes.
        case promote([Server])
        /// Measures a primary that works already; t₁ is the first direct write that it takes from here on.
        case measure(Server)
        /// Waits for t₁, and until every writer has written to that server.
        case untilBack
        /// Makes the first server follow the second one, which commits synchronously from then on.
        case follow(Server, Server)

        /// Drops packets in silence on these ways, besides those that are cut already.
        case cut([Cut])
        /// Opens all ways again.
        case mend
        /// Makes DNS name these servers and no others.
        case serve([Server])
        case killResolver
        case startResolver

        /// SIGKILL to the agent's PgBouncer.
        case killPooler
        /// SIGSTOP to the agent's PgBouncer: it answers nothing until it is thawed.
        case freezePooler
        case thawPooler
        /// SIGKILL to the agent; its pooler goes on.
        case killAgent
        case startAgent

        /// `ALTER ROLE … PASSWORD` for the app's role.
        case setRolePassword(Password)
        /// Writes this password into the agent's file, and sends SIGHUP.
        case giveAgent(Password)

        /// Another cluster takes the server's address.
        case impersonate(Server)
        /// Fills the file system with the writers' table.
        case fillDisk
        /// Frees the space again.
        case freeDisk

        /// Sets the primary's `default_transaction_read_only` for all sessions.
        case refuseWrites
        case acceptWrites

        /// An operator holds clients for this time; then they go on.
        case hold(Duration)
        /// An operator adopts the server that the status names: `pointsman fence adopt`.
        case adopt(Server)

        /// Waits until the agent says so, for somewhat longer than a hold may last; the drill goes on even if it never
        /// does.
        case untilSaid(Saying)
        /// Waits until the agent's status has the server that DNS named.
        case untilKnown(Server)
    }

    /// What an agent says about itself in its log.
    package enum Saying: Sendable, CaseIterable {
        case clientsHeld, writesRouted, splitBrain, writesFailBySplitBrain, passwordTaken
    }

    /// The servers of a drill, by their role at its beginning.
    package enum Server: String, Sendable, CaseIterable {
        case primary
        /// The standby that commits wait for, which is promoted when the primary is lost.
        case candidate
        /// The standby that no commit waits for.
        case other
        /// A copy of the primary with the same system identifier, promoted while the primary lives.
        case clone
        /// The first server of another cluster, with the app's role and table.
        case foreign

        /// The server's number in a history.
        package var number: Int { Self.allCases.firstIndex(of: self)! }

        package init?(number: Int) {
            guard Self.allCases.indices.contains(number) else { return nil }
            self = Self.allCases[number]
        }
    }

    /// The lab's password of the app's role, or its replacement.
    package enum Password: String, Sendable {
        case first, second
    }

    /// Where packets come from and go to.
    package enum Place: Hashable, Sendable {
        case server(Server)
        /// The agent with its PgBouncer, the writers, and the programs that measure.
        case agent
        case resolver
    }

    /// A way of packets, in one direction.
    package struct Cut: Hashable, Sendable {
        package let from: Place
        package let to: Place

        package init(from: Place, to: Place) {
            self.from = from
            self.to = to
        }
    }
}

extension [Scenario.Cut] {
    /// Both directions between `place` and each of `others`.
    static func between(_ place: Scenario.Place, and others: [Scenario.Place]) -> [Scenario.Cut] {
        others.flatMap { [Scenario.Cut(from: place, to: $0), Scenario.Cut(from: $0, to: place)] }
    }
}
