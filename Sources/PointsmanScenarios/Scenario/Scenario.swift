/// What happens in a drill, as data: steps in order, and what is to come of them. ``DrillRun`` is the one interpreter.
package struct Scenario: Sendable, Equatable {
    /// The targets of deploy/local/README.md#targets; nil is none.
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

    /// What one would type after `pointsman-lab drill`.
    package let name: String
    package let steps: [Step]
    package var targets = Targets()
    package var expectation = Expectation()
    /// Whether commits wait for the candidate. Where the primary comes back by itself nothing can be lost, and waiting
    /// for the standby to find it again would hide what is measured.
    package var isSynchronous = true
    /// How many clients connect anew for each write, beside the writers.
    package var callers = 2
    /// Whether the app's role gets pg_monitor, without which the agent can't see whom a standby follows, nor a promotion
    /// before it is done. The default deployment's has no grant.
    package var grantsMonitor = false
}

/// By its name.
extension Scenario: CustomStringConvertible {
    package var description: String { name }
}
