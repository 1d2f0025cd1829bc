/// What reads through one agent's pooler come to at a moment, and who else could serve them, in truth.
package struct ReadSight: Equatable, Sendable {
    /// What the pooler sends reads to. The raw value is a part of a sentence.
    package enum Place: String, Sendable {
        /// Leads nowhere, or no server answers there.
        case nothing = "where no server answers"
        case stranger = "to a server of another cluster"
        /// A primary whose time is over, or one of its standbys.
        case past = "to a server on another timeline than the primary's"
        /// Further behind the primary than `max_replica_lag`.
        case behind = "to a standby that is too far behind"
        case standby, primary

        /// Whether clients get answers there, and no older ones than they may be.
        package var serves: Bool { self == .standby || self == .primary }
    }

    package var place: Place
    /// Which server that is; nil where there is none.
    package var server: Int?
    /// The standbys that could serve reads and show so to the agent, whatever else may happen meanwhile: a bit each.
    package var fit: UInt32
    /// Whether the agent's writes go to the primary, as they should. While there is no primary at all no standby can be proven to
    /// follow it, and none falls behind.
    package var hasPrimary: Bool

    package init(_ place: Place, server: Int? = nil, fit: UInt32 = 0, hasPrimary: Bool = true) {
        self.place = place
        self.server = server
        self.fit = fit
        self.hasPrimary = hasPrimary
    }
}
