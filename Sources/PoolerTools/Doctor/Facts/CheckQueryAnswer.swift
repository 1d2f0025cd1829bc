/// What came of running a `server_check_query` on the primary.
package struct CheckQueryAnswer: Equatable, Sendable {
    /// Where it stands: "PgBouncer's" or "Pointsman's".
    package var owner: String
    /// How long it took; the reason is the server's words.
    package var time: Gathered<Duration>

    package init(owner: String, time: Gathered<Duration>) {
        self.owner = owner
        self.time = time
    }
}
