/// The result of one probe.
package struct Observation: Equatable, Sendable {
    package enum Result: Equatable, Sendable {
        case report(ServerReport)
        case failure(ProbeFailure)
    }

    package var member: MemberID
    /// When the probe was sent: what it says was true at some moment after this one.
    package var sent: Instant
    package var result: Result

    package init(member: MemberID, sent: Instant, result: Result) {
        self.member = member
        self.sent = sent
        self.result = result
    }
}
