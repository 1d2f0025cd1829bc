/// What the consoles of PgBouncer's processes tell of the pools that are measured.
package struct BenchPools {
    private let poolers: [PoolerFacts?]
    private let databases: [PooledDatabase?]

    /// - Parameters:
    ///   - poolers: one of each process; nil where its console is silent.
    ///   - database: the name that clients ask for.
    package init(_ poolers: [PoolerFacts?], database: String) {
        self.poolers = poolers
        databases = poolers.map { $0?.database(database) }
    }

    /// The pools' mode, the first process's that tells it; nil if none does.
    package var mode: String? { modes.lazy.compactMap(\.self).first }

    private var modes: [String?] {
        zip(poolers, databases).map { pooler, database in database.flatMap { pooler?.mode(of: $0) } }
    }

    /// The size of all processes' pools together; nil unless all tell it.
    package var size: Int? {
        let sizes = databases.compactMap { $0?.poolSize }
        return sizes.count == poolers.count ? sizes.reduce(0, +) : nil
    }

    /// Why a process would fail this load; nil if none would.
    package func refusal(of work: PgbenchWork) -> String? {
        zip(poolers, modes).lazy.compactMap { work.refusal(mode: $1, pooler: $0) }.first
    }

    /// `in transaction mode, 2 processes`.
    package var words: String {
        let silent = poolers.count { $0 == nil }
        let known = mode.map { "in \($0) mode" } ?? "(its console is silent)"
        guard poolers.count > 1 else { return known }
        return "\(known), \(poolers.count) processes" + (silent > 0 ? ", of which \(silent) did not answer" : "")
    }
}
