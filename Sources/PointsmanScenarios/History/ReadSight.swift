/// What truly happens to reads through one agent's pooler at a moment, and which other servers could serve them.
package struct ReadSight: Equatable, Sendable {
    /// The target of the pooler's reads. The raw value is a part of a sentence.
    package enum Place: String, Sendable {
        /// The route leads nowhere, or no server answers there.
        case nothing = "where no server answers"
        case stranger = "to a server of another cluster"
        /// A former primary, or one of its standbys.
        case past = "to a server on another timeline than the primary's"
        /// A standby that is further behind the primary than `max_replica_lag`.
        case behind = "to a standby that is too far behind"
        case standby, primary

        /// Whether clients get answers there that are no older than allowed.
        package var serves: Bool { self == .standby || self == .primary }
    }

    package var place: Place
    /// The server that reads go to; nil if there is none.
    package var server: Int?
    /// The standbys that could serve reads and show that to the agent, whatever else may happen meanwhile; as bits.
    package var fit: UInt32
    /// Whether the agent's writes go to the primary, as they should. While there is no primary, no standby can be
    /// proven to follow it, and none falls behind.
    package var hasPrimary: Bool

    package init(_ place: Place, server: Int? = nil, fit: UInt32 = 0, hasPrimary: Bool = true) {
        self.place = place
        self.server = server
        self.fit = fit
        self.hasPrimary = hasPrimary
    }
}
