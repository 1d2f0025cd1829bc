/// The two sides of the comparison.
package enum BenchSide: String, CaseIterable, Sendable {
    /// Connected to the primary itself.
    case direct
    /// Connected through PgBouncer.
    case pooled

    /// How many of `clients` each place gets, as evenly as possible; those that get none are left out.
    /// - Parameter places: at least one.
    package static func shares<Place>(of clients: Int, among places: [Place]) -> [(place: Place, count: Int)] {
        places.enumerated().map { index, place in
            (place, clients / places.count + (index < clients % places.count ? 1 : 0))
        }.filter { $0.count > 0 }
    }
}

/// One value for each side.
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

/// The number of clients that work at once: each has a session, and all of them got an answer at the same time.
package struct ClientLimit: Equatable, Sendable {
    package var clients: Int
    /// Why the next client failed; nil if the search ended at its bound.
    package var failure: String?
    /// The five characters of PostgreSQL's appendix A; nil if there were none. 53300 is "too many connections".
    package var sqlState: String?

    package init(clients: Int, failure: String? = nil, sqlState: String? = nil) {
        self.clients = clients
        self.failure = failure
        self.sqlState = sqlState
    }
}
