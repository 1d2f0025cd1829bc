/// What the rules said last. It stands until something changes that they look at, or a moment comes that they wait for;
/// meanwhile positions, ages and round trips move on.
struct Considered: Sendable {
    let verdict: WriteVerdict
    /// Of which ``ViewKeeper/turn`` it is.
    let turn: Int
    /// When the rules for writes answer something else though nothing happens.
    let questionDeadline: Instant?
    /// The same for second opinions.
    let opinionsDeadline: Instant?
    /// When the next wake is due to whoever is not asked with each event anyway.
    var deadline: Instant?
    /// Until when nobody says anything else by himself; nil where it stands no longer than this event.
    var until: Instant?

    func stands(_ turn: Int, at moment: Instant) -> Bool {
        if let until { turn == self.turn && moment < until } else { false }
    }
}
