/// A drill as data: its steps in order, and its expected outcome. ``DrillRun`` interprets it in the lab, and the
/// simulation in the model.
package struct Scenario: Sendable, Equatable {
    /// The target figures, see deploy/local/README.md#targets; nil if there is none.
    package struct Targets: Sendable, Equatable {
        package var rerouteMs: Double?
        package var allBackMs: Double?
        package var otherErrors: Int?

        package init(rerouteMs: Double? = nil, allBackMs: Double? = nil, otherErrors: Int? = nil) {
            self.rerouteMs = rerouteMs
            self.allBackMs = allBackMs
            self.otherErrors = otherErrors
        }
    }

    /// The name that follows `pointsman-lab drill`.
    package let name: String
    package let steps: [Step]
    package var targets = Targets()
    package var expectation = Expectation()
    /// Whether commits wait for the candidate. If the primary comes back by itself, no write can be lost, and waiting
    /// until the standby finds it again would hide what is measured.
    package var isSynchronous = true
    /// The number of clients that connect anew for each write, besides the writers.
    package var callers = 2
    /// Whether the app's role gets pg_monitor. Without it the agent can't see what a standby follows, nor a promotion
    /// before it is done. The default deployment grants nothing.
    package var grantsMonitor = false
}

/// Describes a scenario by its name.
extension Scenario: CustomStringConvertible {
    package var description: String { name }
}
