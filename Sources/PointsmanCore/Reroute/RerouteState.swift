extension Reroute {
    /// The state of the databases for writes, as their clients meet it.
    ///
    /// Each state except ``served(_:)`` carries the moment since which no confirmed route has taken writes:
    /// `hold_timeout` counts from there, through every state that follows. ``CurrentRoute`` says where writes are led.
    enum State: Codable, Equatable, Sendable {
        /// Clients reach what the pooler leads to, but no canary has shown yet that it serves them. `stopped` is nil if
        /// nothing has kept them waiting: at the start, after the pooler began anew, or after another console changed
        /// the route.
        ///
        /// Becomes `served` by a canary, `unserved` by a client's round trip that fails, `draining` by a PAUSE,
        /// `refused` by a refusal, a route to nowhere, or the guard.
        case open(stopped: Instant?)
        /// A canary has reached the server.
        ///
        /// Becomes `open` if the pooler is lost or another console changes the route, `unserved` if a round trip fails,
        /// `draining` by a PAUSE, `refused` by a route to nowhere or the guard. A setting of reads or pools does not
        /// change it.
        case served(Confirmation)
        /// Clients wait in logins at a server that lets none in. The confirmation is the earlier one, if it still
        /// counts.
        ///
        /// Becomes `served` (`open` without a confirmation) if a round trip succeeds, `draining` by a PAUSE, `refused`
        /// when they have waited for long enough, `open` if the pooler begins anew.
        case unserved(stopped: Instant, Confirmation?)
        /// A PAUSE waits for open transactions. New statements wait too.
        ///
        /// Becomes `held` when the PAUSE is answered or what it waits for is cut; `open` (or `refused`, if it was that)
        /// when our PAUSE fails, clients are resumed, or a setting is made; `refused` or `turnedAway` as `held` does.
        case draining(Wait, by: PauseOrigin)
        /// Every client of writes waits, and no transaction is open on the server.
        ///
        /// Becomes `open` by a setting or a RESUME, `draining` by a PAUSE that overtakes a setting, `refused` when the
        /// hold is over, `turnedAway` if it is over and no setting can be made.
        case held(Wait)
        /// The clients that waited were dropped, and new ones are turned away.
        ///
        /// Becomes `open` by a setting, `refused` by RESUME or a route to nowhere, `draining` by a PAUSE during a
        /// setting.
        case turnedAway(stopped: Instant, Refusal)
        /// Clients reach what the pooler leads to, if anything, and fail soon if it does not serve them.
        ///
        /// Becomes `open` by a setting, `draining` by a PAUSE.
        case refused(stopped: Instant?, Refusal)

        /// The moment since which no confirmed route has taken writes; nil while one does, or if nothing keeps clients
        /// waiting.
        var stopped: Instant? {
            switch self {
            case .served: nil
            case .open(let stopped), .refused(let stopped, _): stopped
            case .unserved(let stopped, _), .turnedAway(let stopped, _): stopped
            case .draining(let wait, _), .held(let wait): wait.stopped
            }
        }

        /// The canary's result, as long as it counts; nil otherwise.
        var confirmation: Confirmation? {
            get {
                switch self {
                case .served(let confirmation): confirmation
                case .unserved(_, let confirmation): confirmation
                case .open, .draining, .held, .turnedAway, .refused: nil
                }
            }
            set {
                switch self {
                case .served: self = newValue.map { .served($0) } ?? .open(stopped: nil)
                case .unserved(let stopped, _): self = .unserved(stopped: stopped, newValue)
                case .open, .draining, .held, .turnedAway, .refused: break
                }
            }
        }

        /// Whether clients reach the server or wait for its login, and are not made to fail soon.
        var isOpen: Bool {
            switch self {
            case .open, .served, .unserved: true
            case .draining, .held, .turnedAway, .refused: false
            }
        }

        /// The data of the hold, if a PAUSE makes clients wait; nil otherwise.
        var wait: Wait? {
            get {
                switch self {
                case .draining(let wait, _), .held(let wait): wait
                case .open, .served, .unserved, .turnedAway, .refused: nil
                }
            }
            set {
                guard let newValue else { return }
                switch self {
                case .draining(_, let origin): self = .draining(newValue, by: origin)
                case .held: self = .held(newValue)
                case .open, .served, .unserved, .turnedAway, .refused: break
                }
            }
        }

        /// The refusal that applies to clients that can't be served; nil if they may wait.
        var refusal: Refusal? {
            switch self {
            case .open, .served, .unserved: nil
            case .draining(let wait, _), .held(let wait): wait.refusal
            case .turnedAway(_, let refusal), .refused(_, let refusal): refusal
            }
        }

        /// The part of the state that the status shows.
        var hold: Hold {
            switch self {
            case .open, .served, .unserved, .refused: .none
            case .draining(let wait, let origin): .draining(since: wait.since, by: origin)
            case .held(let wait): .held(since: wait.since)
            case .turnedAway: .turnedAway
            }
        }
    }

    /// The server that a canary has reached through the pooler.
    struct Confirmation: Codable, Equatable, Sendable {
        let server: ServerIdentity
        /// The limit that the canary found reached, if the fenced connections confirmed the route; nil once a canary
        /// gets through.
        var fullness: Fullness?
    }

    /// An order to the pooler: clients that can't be served fail soon, until the next setting.
    enum Refusal: Codable, Equatable, Sendable {
        case told
        /// The pooler must be told again: the order is gone with its process or its session.
        case due
    }

    /// One hold of clients, from its first PAUSE to its end.
    struct Wait: Codable, Equatable, Sendable {
        /// While it drains: when the draining PAUSE was sent or found. Afterwards: the moment since which clients wait.
        var since: Instant
        /// The moment since which no confirmed route has taken writes.
        let stopped: Instant
        /// The refusal that applied before the hold; nil if none did.
        var refusal: Refusal?
        /// Whether the last attempt to set the route in this hold has failed.
        var isSettingFailing = false
        /// When clients were first paused, or found paused.
        let first: Instant
        /// When cutting of what a PAUSE waits for was begun first.
        var severed: Instant?
        /// Whether a PAUSE of this hold was one of the database for reads too.
        var coversReads = false

        /// The moment since which clients wait, once no transaction is open: possibly before the PAUSE, at a server
        /// that let none in.
        var waitingSince: Instant { refusal != nil ? since : stopped }
    }

    /// The hold of the databases for writes, as the status shows it.
    package enum Hold: Codable, Equatable, Sendable {
        case none
        /// A PAUSE waits for open transactions.
        case draining(since: Instant, by: PauseOrigin)
        case held(since: Instant)
        /// No client is held any more and none is let through: the waiting ones were dropped, and new ones are turned
        /// away.
        case turnedAway

        /// The moment since which clients wait; nil if none does.
        package var since: Instant? {
            switch self {
            case .none, .turnedAway: nil
            case .draining(let since, _), .held(let since): since
            }
        }
    }

    /// The origin of the PAUSE that waits.
    package enum PauseOrigin: Codable, Equatable, Sendable {
        /// This agent alone: if the PAUSE fails, no client is held.
        case ours(OperationID)
        /// Another process, or an earlier PAUSE of this agent whose answer is lost. A database that is paused need not
        /// be drained: only the answer to a PAUSE of our own proves that.
        case inherited
        /// This agent, at a pooler that already holds clients: they are held even if this PAUSE fails.
        case reissued(OperationID)

        /// The identifier of our PAUSE; nil if none of ours is under way.
        var id: OperationID? {
            switch self {
            case .ours(let id), .reissued(let id): id
            case .inherited: nil
            }
        }
    }
}
