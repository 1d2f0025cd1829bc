/// What one client may use, so that no client can hurt the others.
package struct ServerLimits: Sendable {
    /// Names and values of a request's headers together, and the address that it asks for.
    package var headerBytes = 16_384
    package var bodyBytes = 65_536
    /// For each of the two doors; one more is closed as soon as it is open.
    package var connections = 64
    /// For a whole request to arrive, and for a whole answer to be taken; idling between two counts as the former.
    package var patience: Duration = .seconds(30)

    package init() {}
}
