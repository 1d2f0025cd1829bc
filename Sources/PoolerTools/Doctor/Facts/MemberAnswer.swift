package import PointsmanCore

/// One member's answer when it was dialled as the app's role.
package struct MemberAnswer: Equatable, Sendable {
    package struct Report: Equatable, Sendable {
        package var isInRecovery: Bool
        package var isReadOnly: Bool
        package var timeline: UInt32?
        package var roundTrip: Duration
        /// The run of the server: two addresses of one server have the same.
        package var server: String
        /// Whether the connection's process is not the server's: a pooler or proxy stands before it.
        package var isPooled: Bool

        package init(
            isInRecovery: Bool, isReadOnly: Bool = false, timeline: UInt32? = nil, roundTrip: Duration = .zero,
            server: String = "", isPooled: Bool = false
        ) {
            self.isInRecovery = isInRecovery
            self.isReadOnly = isReadOnly
            self.timeline = timeline
            self.roundTrip = roundTrip
            self.server = server
            self.isPooled = isPooled
        }
    }

    package var member: Member
    /// The report, or the words of the server or the system.
    package var report: Gathered<Report>

    /// Whether the fence works there for the app's role.
    package var fence: FenceTrial
    /// The method that it asks for when the app's role logs in without TLS.
    package var asks: Gathered<AuthenticationMethod>

    package init(
        member: Member, report: Gathered<Report>, fence: FenceTrial = .unknown,
        asks: Gathered<AuthenticationMethod> = .unseen("it was not asked")
    ) {
        self.asks = asks
        self.member = member
        self.report = report
        self.fence = fence
    }

    package var isPrimary: Bool { report.value.map { !$0.isInRecovery } ?? false }
}
