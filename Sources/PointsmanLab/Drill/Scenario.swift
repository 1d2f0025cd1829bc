/// What happens to the primary in a drill, as data: steps in order.
package struct Scenario: Sendable, Equatable {
    package enum Step: Sendable, Equatable {
        /// Let the writers write undisturbed.
        case write(Duration)
        /// SIGKILL to every process of the primary.
        case kill
        /// The primary's fast shutdown; goes on when it is down.
        case stop
        /// A time by chance, so that no timer resonates with it.
        case wait(ClosedRange<Duration>)
        /// Promotes the candidate.
        case promote
        /// Starts the old primary again where it was.
        case restart
    }

    /// What DESIGN 7 asks for; nil where it asks for nothing.
    package struct Targets: Sendable, Equatable {
        package var rerouteMs: Double?
        package var allBackMs: Double?
        package var otherErrors: Int?
    }

    package let name: String
    package let steps: [Step]
    package let targets: Targets
    /// Whether commits wait for the candidate. Where the primary comes back by itself nothing can be lost, and waiting
    /// for the standby to find it again would hide what is measured.
    package let isSynchronous: Bool

    package static let crash = Scenario(
        name: "crash", steps: [.write(.milliseconds(1500)), .kill, .wait(.seconds(1) ... .seconds(2)), .promote],
        targets: .init(rerouteMs: 10, allBackMs: 30, otherErrors: 0), isSynchronous: true)

    package static let planned = Scenario(
        name: "planned", steps: [.write(.milliseconds(1500)), .stop, .promote],
        targets: .init(rerouteMs: 10, otherErrors: 0), isSynchronous: true)

    package static let flap = Scenario(
        name: "flap", steps: [.write(.milliseconds(1500)), .kill, .restart], targets: .init(rerouteMs: 25),
        isSynchronous: false)

    package static let all = [planned, crash, flap]
}
