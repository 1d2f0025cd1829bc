/// How many server connections all instances together may open on one server (`fleet_connections`).
package enum ConnectionBudget: Equatable, Sendable {
    case connections(Int)
    /// Of what the server has for ordinary roles.
    case percent(Int)

    /// - Parameter available: what the server has for ordinary roles; nil while that is not known.
    package func connections(of available: Int?) -> Int? {
        switch self {
        case .connections(let count): available.map { min(count, $0) } ?? count
        case .percent(let percent): available.map { $0 * percent / 100 }
        }
    }
}
