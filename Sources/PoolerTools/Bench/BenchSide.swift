/// The two ways that are compared.
package enum BenchSide: String, CaseIterable, Sendable {
    /// To the primary itself.
    case direct
    /// Through PgBouncer.
    case pooled
}

/// One value for each way.
package struct BothSides<Value> {
    package var direct: Value
    package var pooled: Value

    package init(direct: Value, pooled: Value) {
        self.direct = direct
        self.pooled = pooled
    }

    package subscript(side: BenchSide) -> Value {
        get { side == .direct ? direct : pooled }
        set { if side == .direct { direct = newValue } else { pooled = newValue } }
    }
}

extension BothSides: Sendable where Value: Sendable {}
extension BothSides: Equatable where Value: Equatable {}

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
