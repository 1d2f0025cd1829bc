/// What a login of the app's role has shown besides the fence: whether a primary has room for one more connection, and for a
/// file of some hundred bytes.
package struct RoomTrial: Equatable, Sendable {
    package enum Room: Equatable, Sendable {
        /// It was not tried, or the trial ended for another reason.
        case unknown
        case present
        /// In the server's words.
        case exhausted(String)
    }

    package var disk: Room
    package var connections: Room

    package init(disk: Room = .unknown, connections: Room = .unknown) {
        self.disk = disk
        self.connections = connections
    }

    /// Whether something has run out.
    package var isExhausted: Bool {
        [disk, connections].contains { if case .exhausted = $0 { true } else { false } }
    }
}
