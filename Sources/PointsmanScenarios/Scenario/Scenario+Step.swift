/// The steps of a drill, and whom they are about.
extension Scenario {
    package enum Step: Sendable, Equatable {
        /// Let the writers write undisturbed.
        case write(Duration)
        /// A time by chance, so that no timer resonates with it.
        case wait(ClosedRange<Duration>)

        /// SIGKILL to every process of the server.
        case kill(Server)
        /// The server's fast shutdown; goes on when it is down.
        case stop(Server)
        /// SIGSTOP to every process of the server: its kernel still answers for it.
        case freeze(Server)
        /// SIGCONT: it goes on where it was, and knows nothing of the time between.
        case thaw(Server)
        /// Starts the server where it was; the first direct write that it takes is t₁.
        case start(Server)
        /// Promotes the servers, all at once; the first direct write that the first of them takes is t₁.
        case promote([Server])
        /// The primary works already; the first direct write that it takes from here on is t₁.
        case measure(Server)
        /// Waits for t₁, and until every writer has written to that server.
        case untilBack
        /// Lets the first server follow the second one, which commits synchronously from then on.
        case follow(Server, Server)

        /// From now on packets are dropped in silence on these ways, besides those that are cut already.
        case cut([Cut])
        /// All ways are open again.
        case mend
        /// DNS names these servers and no others.
        case serve([Server])
        case killResolver
        case startResolver

        /// SIGKILL to the agent's PgBouncer.
        case killPooler
        /// SIGSTOP to the agent's PgBouncer: it answers nothing until it is thawed.
        case freezePooler
        case thawPooler
        /// SIGKILL to the agent, which its pooler outlives.
        case killAgent
        case startAgent

        /// `ALTER ROLE … PASSWORD` of the app's role.
        case setRolePassword(Password)
        /// The agent gets a file with that password, and SIGHUP.
        case giveAgent(Password)

        /// Another cluster takes the server's address.
        case impersonate(Server)
        /// Fills the file system that the writers' table lies on.
        case fillDisk
        /// Gives the space back.
        case freeDisk

        /// The primary's `default_transaction_read_only`, for all.
        case refuseWrites
        case acceptWrites

        /// An operator has clients held for so long, and they go on.
        case hold(Duration)
        /// An operator says the word that the status names for that server: `pointsman fence adopt`.
        case adopt(Server)

        /// Waits until the agent says so, for as long as a hold may last and some more; goes on where it doesn't.
        case untilSaid(Saying)
        /// Waits until the agent's status knows of the server, as DNS named it.
        case untilKnown(Server)
    }

    /// What an agent says of itself, in its log.
    package enum Saying: Sendable, CaseIterable {
        case clientsHeld, writesRouted, splitBrain, writesFailBySplitBrain, passwordTaken
    }

    /// The servers of a drill, by what they are when it begins.
    package enum Server: String, Sendable, CaseIterable {
        case primary
        /// The standby that commits wait for, which is promoted when the primary goes.
        case candidate
        /// The standby that nobody waits for.
        case other
        /// A copy of the primary, of the same system identifier, promoted on its own while the primary lives.
        case clone
        /// The first server of another cluster, with a role and a table as the app's.
        case foreign

        /// Its number in a history.
        package var number: Int { Self.allCases.firstIndex(of: self)! }

        package init?(number: Int) {
            guard Self.allCases.indices.contains(number) else { return nil }
            self = Self.allCases[number]
        }
    }

    /// The lab's own password of the app's role, or the one that it gets in its place.
    package enum Password: String, Sendable {
        case first, second
    }

    /// Where packets come from and go to.
    package enum Place: Hashable, Sendable {
        case server(Server)
        /// The agent, its PgBouncer, the writers and whoever measures.
        case agent
        case resolver
    }

    /// A way that packets take, in one direction.
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
