/// The one place where events come in and directives go out. An event goes to the owners of the facts that it tells of, all
/// that follows from those is worked out anew, and what differs from what the shell was told last becomes directives.
///
/// Same events at the same moments, same directives: it reads no clock and draws no lots. Between two events it keeps what
/// the owners own and what the shell was told, and nothing else. There is one of it: who holds it lends it.
package struct Conductor: ~Copyable, Sendable {
    private var owners: Owners
    private var difference = Difference()

    /// - Parameters:
    ///   - fence: what the disk holds from an earlier run; nil at the very first start.
    ///   - led: where that has led the pooler; nil for nowhere.
    ///   - rests: the members that have refused an earlier run, and until when each is to be left alone.
    package init(
        policy: Policy, fence: Fence? = nil, led: WriteRoute? = nil, resting rests: [ProbePlan.Rest] = []
    ) {
        owners = Owners(policy: policy, fence: fence, led: led, resting: rests)
    }

    /// The whole of what this instance tells the world; nil before the first event.
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
