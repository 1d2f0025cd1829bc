/// What clients meet and where the pooler leads, as others are told.
extension Reroute {
    package var hold: Hold { state.hold }

    /// The moment since which no confirmed route has taken writes; nil while one does.
    package var heldSince: Instant? { state.stopped }

    /// The server that a canary has reached through the pooler since the last change; nil before one has.
    package var confirmed: ServerIdentity? { state.confirmation?.server }

    /// The limit that the canary found reached, if the fenced connections confirmed the route instead; nil once a
    /// canary gets through.
    package var fullness: Fullness? { state.confirmation?.fullness }

    /// The setting of the pooler; nil if it is not known, or leads writes nowhere.
    package var setting: PoolerSetting? { route.setting }

    /// The member that the pooler sends writes to, as far as is known; nil if there is none.
    package var member: MemberID? { route.member }

    /// Whether a canary has reached `server`, which writes are to go to; nil accepts any server, since writes are not
    /// to move.
    package func isConfirmed(at server: ServerIdentity?) -> Bool {
        confirmed.map { server == nil || $0 == server } ?? false
    }
}
