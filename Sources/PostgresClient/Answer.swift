import CLibpq

/// The results so far of one text of statements.
struct Answer {
    private(set) var results: [ResultSet] = []
    private(set) var failure: PostgresError?

    /// The most results of one answer: more statements than any text of ours holds, and than one that an operator
    /// writes.
    private static let mostResults = 1_000
    private var errors = 0
    /// The most errors of one answer: the first ends the text of statements, and one may end the session. libpq gathers the words of all.
    private static let mostErrors = 3

    /// Takes a result of libpq.
    /// - Throws: if it is not the result of a plain statement: libpq would return such a result for ever (COPY). Or if it is libpq's
    ///   own complaint about a message, after which it would make the same of the next one.
    mutating func take(_ result: OpaquePointer) throws(PostgresError) {
        switch PQresultStatus(result) {
        case PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY:
            guard results.count < Self.mostResults else {
                throw PostgresError(code: .misbehaving(.excess), message: "it sends result after result")
            }
            results.append(ResultSet(result))
        case PGRES_FATAL_ERROR, PGRES_NONFATAL_ERROR, PGRES_BAD_RESPONSE:
            let error = PostgresError(result)
            if case .misbehaving = error.code { throw error }
            errors += 1
            guard errors <= Self.mostErrors else {
                throw PostgresError(code: .misbehaving(.excess), message: "it sends error after error")
            }
            failure = failure ?? error
        case let status:
            throw PostgresError(
                code: .misbehaving(.foreignState),
                message: "it answers a plain statement with \(String(cString: PQresStatus(status)))")
        }
    }
}
