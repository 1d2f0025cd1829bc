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
    /// From sending to answer on a connection that stood already; nil where the probe had to dial, or
    /// waited on purpose.
    package var roundTrip: Duration?

    package init(member: MemberID, sent: Instant, result: Result, roundTrip: Duration? = nil) {
        self.member = member
        self.sent = sent
        self.result = result
        self.roundTrip = roundTrip
    }
}
