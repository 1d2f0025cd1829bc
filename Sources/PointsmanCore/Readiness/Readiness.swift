/// Whether this instance should get traffic.
package enum Readiness: Equatable, Sendable {
    case ready
    /// A sentence for the person who is paged.
    case notReady(String)

    package var isReady: Bool { self == .ready }
}
