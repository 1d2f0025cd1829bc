/// The core's single entry point: events come in, directives go out. Each event goes to the owners of the facts that it
/// reports. Everything that follows from those facts is computed anew, and each difference from what the shell was told
/// last becomes a directive.
///
/// The same events at the same moments give the same directives: the conductor reads no clock and uses no randomness.
/// Between two events it keeps only what the owners own and what the shell was told. It can't be copied, so that there
/// is only one.
package struct Conductor: ~Copyable, Sendable {
    private var owners: Owners
    private var difference = Difference()

    /// - Parameters:
    ///   - fence: the fence that an earlier run saved on disk; nil at the very first start.
    ///   - led: the write route that the disk says the pooler is set to; nil if there is none.
    ///   - rests: the members that refused the logins of an earlier run, and until when each one is to be left alone.
    package init(
        policy: Policy, fence: Fence? = nil, led: WriteRoute? = nil, resting rests: [ProbePlan.Rest] = []
    ) {
        owners = Owners(policy: policy, fence: fence, led: led, resting: rests)
    }

    /// Everything that a conductor keeps from one event to the next: a recording can begin with it.
    package struct State: Codable, Sendable {
        fileprivate var owners: Owners
        fileprivate var difference: Difference

        /// The operator's policy as it was told last.
        package var policy: Policy { owners.told }
    }

    /// Goes on from where another conductor was, as that one would have.
    package init(_ state: State) {
        owners = state.owners
        difference = state.difference
    }

    package var state: State { State(owners: owners, difference: difference) }

    /// The whole status of this instance; nil before the first event.
    package var status: Status? { difference.status }

    /// The fence that it tells.
    package var fence: Fence? { difference.status?.fence }

    package mutating func handle(_ event: Event, at now: Instant) -> [Directive] {
        owners.take(event, at: now)
        let view = owners.view(at: now)
        let question = owners.question(on: view, at: now)
        let verdict = WriteRule.verdict(on: question)
        let steps = owners.follow(verdict, view, at: now)
        let status = Status(verdict, view, owners, at: now)
        let wanted = WantedState(status, verdict, view, owners, at: now)
        let deadline = owners.nextDeadline(question, at: now)
        return difference.directives(to: wanted, with: steps, wakingAt: deadline, after: event, at: now)
    }
}
