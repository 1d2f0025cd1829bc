/// The transition of a state by each input.
extension Reroute.State {
    /// Our PAUSE `id` was sent.
    mutating func pause(by id: OperationID, coversReads: Bool, at moment: Instant) {
        var next =
            wait ?? Reroute.Wait(since: moment, stopped: stopped ?? moment, refusal: refusal, first: moment)
        let origin: Reroute.PauseOrigin = wait == nil ? .ours(id) : .reissued(id)
        next.since = moment
        if coversReads { next.coversReads = true }
        self = .draining(next, by: origin)
    }

    /// A PAUSE is found that this agent does not know of, or does not know to have come about.
    /// - Parameter first: when that may have been sent.
    mutating func inheritPause(at moment: Instant, first: Instant) {
        let wait = Reroute.Wait(since: moment, stopped: stopped ?? moment, refusal: refusal, first: first)
        self = .draining(wait, by: .inherited)
    }

    /// No transaction is open on the server any more: the PAUSE was answered, or what it waited for was cut.
    mutating func drain() {
        guard case .draining(var wait, _) = self else { return }
        wait.since = wait.waitingSince
        self = .held(wait)
    }

    /// Our PAUSE has failed.
    mutating func failPause() {
        guard case .draining(let wait, let origin) = self else { return }
        switch origin {
        case .ours: letGo()
        case .reissued, .inherited: self = .draining(wait, by: .inherited)
        }
    }

    /// Clients are no longer paused or turned away; a refusal that the pooler was told of still applies.
    mutating func letGo() {
        self = refusal.map { .refused(stopped: stopped, $0) } ?? .open(stopped: stopped)
    }

    /// A setting was made. It ends a hold, unless a PAUSE was sent after it.
    mutating func set(isOvertaken: Bool) {
        if isOvertaken, wait != nil {
            wait?.refusal = nil
        } else if !isOpen {
            self = .open(stopped: stopped)
        }
    }

    /// The pooler has resumed, and no client is known to wait.
    mutating func resume() {
        self = refusal.map { .refused(stopped: nil, $0) } ?? .open(stopped: nil)
    }

    /// Clients that can't be served fail soon from now on.
    mutating func refuse(_ refusal: Reroute.Refusal = .told) {
        self = .refused(stopped: stopped, refusal)
    }

    mutating func turnAway(at moment: Instant) {
        self = .turnedAway(stopped: stopped ?? moment, .told)
    }

    /// A canary has reached `server`. It counts only if no PAUSE or refusal has come since, which must end first.
    mutating func confirm(_ server: ServerIdentity) {
        if isOpen { self = .served(Reroute.Confirmation(server: server)) }
    }

    /// Takes whether a client's round trip was served, unless this agent itself keeps clients waiting.
    mutating func take(isServed: Bool, at moment: Instant) {
        switch self {
        case .open(let stopped) where !isServed: self = .unserved(stopped: stopped ?? moment, nil)
        case .served(let confirmation) where !isServed: self = .unserved(stopped: moment, confirmation)
        case .unserved(_, let confirmation) where isServed:
            self = confirmation.map { .served($0) } ?? .open(stopped: nil)
        case .open, .served, .unserved, .draining, .held, .turnedAway, .refused: break
        }
    }

    /// The pooler's process or session is gone: its canary and its round trips no longer count.
    mutating func losePooler() {
        if case .served = self { self = .open(stopped: nil) }
        loseRoundTrips()
    }

    /// The refusals that the pooler was told of are gone with its process or session, and are due again.
    mutating func beginAnew() {
        loseRoundTrips()
        switch self {
        case .refused(let stopped, _): self = .refused(stopped: stopped, .due)
        case .turnedAway(let stopped, _): self = .turnedAway(stopped: stopped, .due)
        case .draining(let wait, _), .held(let wait): if wait.refusal != nil { self.wait?.refusal = .due }
        case .open, .served, .unserved: break
        }
    }

    private mutating func loseRoundTrips() {
        if case .unserved(let stopped, _) = self { self = .open(stopped: stopped) }
    }

    /// Notes whether the setting of the route fails. Once clients are turned away in its place, it is tried again.
    mutating func takeSetting(fails: Bool) { wait?.isSettingFailing = fails }
}
