/// How many clients work at once: each has a session, and all of them got an answer at the same time.
package struct ClientLimit: Equatable, Sendable {
    package var clients: Int
    /// Why the next one did not; nil where the search ended at its bound.
    package var failure: String?
    /// The five characters of PostgreSQL's appendix A, where there were any: 53300 is "too many connections".
    package var sqlState: String?

    package init(clients: Int, failure: String? = nil, sqlState: String? = nil) {
        self.clients = clients
        self.failure = failure
        self.sqlState = sqlState
    }
}
