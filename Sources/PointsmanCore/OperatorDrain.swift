/// Owns an operator's request that this instance get no new traffic. Its clients are still served; the request ends
/// with the agent.
package struct OperatorDrain: Codable, Equatable, Sendable {
    package private(set) var isDrained = false

    mutating func take(_ request: OperatorRequest) {
        switch request {
        case .drain: isDrained = true
        case .undrain: isDrained = false
        case .hold, .release, .adoptFence, .resetFence, .prepareMove, .adoptMove, .endMove: break
        }
    }
}
