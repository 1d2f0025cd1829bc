extension Reroute {
    /// What the clients of the databases for writes meet.
    ///
    /// Each state but ``served(_:)`` carries since when no confirmed route has taken writes: that is what `hold_timeout` is
    /// counted from, through every state that follows. Where writes are led is ``CurrentRoute``'s.
    enum State: Equatable, Sendable {
        /// Clients reach what the pooler leads to, and no canary has shown yet that it serves them. `stopped` is nil where
        /// nothing has kept them waiting: at the start, after the pooler began anew, after another console changed the route.
        ///
        /// Becomes `served` by a canary, `unserved` by a client's round trip that fails, `draining` by a PAUSE, `refused` by
        /// a refusal, a route to nowhere, or the guard.
        case open(stopped: Instant?)
        /// A canary has reached the server.
        ///
        /// Becomes `open` where the pooler is lost or another console changes the route, `unserved` where a round trip
        /// fails, `draining` by a PAUSE, `refused` by a route to nowhere or the guard. A setting of reads or pools leaves it.
        case served(Confirmation)
        /// Clients wait in logins at a server that lets none in. The confirmation is that of before, if it still counts.
        ///
        /// Becomes `served` (or `open` without a confirmation) where a round trip succeeds, `draining` by a PAUSE,
        /// `refused` when they have waited for long enough, `open` where the pooler begins anew.
        case unserved(stopped: Instant, Confirmation?)
        /// A PAUSE waits for open transactions. New statements wait, too.
        ///
        /// Becomes `held` when the PAUSE is answered or what it waits for is cut; `open` (or `refused`, where it was) when
        /// our PAUSE fails, when clients are resumed, or a setting is made; `refused`, `turnedAway` as `held` does.
        case draining(Wait, by: PauseOrigin)
        /// Every client of writes waits, and nothing is open on the server.
        ///
        /// Becomes `open` by a setting or a RESUME, `draining` by a PAUSE that overtakes a setting, `refused` when the hold
        /// is over, `turnedAway` where it is over and no setting can be made.
        case held(Wait)
        /// The clients that waited were dropped, and new ones are turned away.
        ///
        /// Becomes `open` by a setting, `refused` by RESUME or a route to nowhere, `draining` by a PAUSE amid a setting.
        case turnedAway(stopped: Instant, Refusal)
        /// Clients reach what the pooler leads to, if anything, and fail soon where it does not serve them.
        ///
        /// Becomes `open` by a setting, `draining` by a PAUSE.
        case refused(stopped: Instant?, Refusal)

        /// Since when no confirmed route has taken writes; nil while one does, or where nothing keeps clients waiting.
        var stopped: Instant? {
            switch self {
            case .served: nil
            case .open(let stopped), .refused(let stopped, _): stopped
            case .unserved(let stopped, _), .turnedAway(let stopped, _): stopped
            case .draining(let wait, _), .held(let wait): wait.stopped
            }
        }

        /// What a canary has found, as far as it still counts.
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

        /// Whether clients reach the server, or wait for its login, and are not made to fail soon.
        var isOpen: Bool {
            switch self {
            case .open, .served, .unserved: true
            case .draining, .held, .turnedAway, .refused: false
            }
        }

        /// What clients wait in, where a PAUSE has them wait.
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

        /// What the pooler was told of clients that can't be served; nil where they may wait.
        var refusal: Refusal? {
            switch self {
            case .open, .served, .unserved: nil
            case .draining(let wait, _), .held(let wait): wait.refusal
            case .turnedAway(_, let refusal), .refused(_, let refusal): refusal
            }
        }

        /// What status shows of it.
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
    struct Confirmation: Equatable, Sendable {
        let server: ServerIdentity
        /// What the canary found used up where it was the fence that has confirmed the route; nil once one finds room.
        var fullness: Fullness?
    }

    /// Clients that can't be served fail soon, until the next setting.
    enum Refusal: Equatable, Sendable {
        case told
        /// The pooler has to be told again: what it was told is gone with its process, or with the session.
        case due
    }

    /// The clients of one hold, from its first PAUSE to its end.
    struct Wait: Equatable, Sendable {
        /// While it drains: when the PAUSE that drains was sent, or found. Afterwards: since when clients wait.
        var since: Instant
        /// Since when no confirmed route has taken writes.
        let stopped: Instant
        /// What the pooler was told before the hold of clients that can't be served.
        var refusal: Refusal?
        /// Whether the route could not be set when that was tried last, in this hold.
        var isSettingFailing = false
        /// When clients were paused first, or found so.
        let first: Instant
        /// When cutting of what a PAUSE waits for was begun first.
        var severed: Instant?

        /// Since when clients wait once nothing is open any more: maybe from before the PAUSE, at a server that let none in.
        var waitingSince: Instant { refusal != nil ? since : stopped }
    }

    /// What the databases for writes are under, as status shows it.
    package enum Hold: Equatable, Sendable {
        case none
        /// PAUSE waits for transactions that are open.
        case draining(since: Instant, by: PauseOrigin)
        case held(since: Instant)
        /// No client is held any more, and none let through: the waiting ones were dropped, and new ones are turned away.
        case turnedAway

        /// Since when clients wait; nil where none do.
        package var since: Instant? {
            switch self {
            case .none, .turnedAway: nil
            case .draining(let since, _), .held(let since): since
            }
        }
    }

    /// Where the PAUSE comes from that waits.
    package enum PauseOrigin: Equatable, Sendable {
        /// This agent alone: where it fails, no client is held.
        case ours(OperationID)
        /// Another process, or this agent's own PAUSE whose answer is lost. That it is paused does not say that it is drained:
        /// only the answer to our own PAUSE says that.
        case inherited
        /// This agent, at a pooler that holds clients already, whatever becomes of it.
        case reissued(OperationID)

        /// Nil where none of ours is under way.
        var id: OperationID? {
            switch self {
            case .ours(let id), .reissued(let id): id
            case .inherited: nil
            }
        }
    }
}
