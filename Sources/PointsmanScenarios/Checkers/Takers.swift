/// The servers on which a write was acknowledged through one agent's pooler, with their timelines, since an operator's
/// last command.
struct Takers: Sendable {
    private var taken: [(server: Int, timeline: UInt32)] = []

    mutating func take(_ server: Int, _ timeline: UInt32) {
        if !contains(server, timeline) { taken.append((server, timeline)) }
    }

    mutating func take(_ others: Takers) {
        for taker in others.taken { take(taker.server, taker.timeline) }
    }

    func contains(_ server: Int?, _ timeline: UInt32) -> Bool {
        taken.contains { $0.server == server && $0.timeline == timeline }
    }
}
