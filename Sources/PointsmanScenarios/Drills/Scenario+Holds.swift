/// Drills in which clients are held and go on at the same server: nothing moves, and no client may be turned away.
extension Scenario {
    /// The cause of the hold.
    package enum Cause: String, Sendable, CaseIterable {
        /// An operator holds clients, four times.
        case `operator`
        /// The primary's processes are stopped for longer than the agent waits for them, and then go on.
        case hang
    }

    package static let hold = hold(by: .operator)

    package static func hold(by cause: Cause) -> Scenario {
        let isAsked = cause == .operator
        let holds = [[Step]](
            repeating: [.hold(.milliseconds(250)), .wait(.milliseconds(300) ... .milliseconds(700))], count: 4)
        return Scenario(
            name: isAsked ? "hold" : "hold --by \(cause.rawValue)",
            steps: [before]
                + (isAsked
                    ? holds.flatMap(\.self)
                    : [
                        .freeze(.primary), .untilSaid(.clientsHeld), .wait(.milliseconds(300) ... .seconds(1)),
                        .thaw(.primary), .measure(.primary), .untilBack,
                    ]) + [.write(.milliseconds(500))],
            targets: .init(otherErrors: 0),
            expectation: .init(
                path: [.primary], rules: isAsked ? [] : ["suspect", "hold"], isDegraded: true, errorStates: []),
            isSynchronous: false, callers: 40)
    }
}
