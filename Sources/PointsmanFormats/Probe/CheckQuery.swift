/// The checks of a `server_check_query`.
package enum CheckQuery {
    /// Whether one of the statements in `sql` is a COPY to or from the client: neither a probe nor PgBouncer reads its
    /// rows. A COPY after a comment is found only by the first probe.
    package static func copies(_ sql: String) -> Bool {
        sql.lowercased().split(separator: ";").contains { statement in
            let words = statement.split { !$0.isLetter }
            return words.first == "copy" && words.contains { $0 == "stdout" || $0 == "stdin" }
        }
    }
}
