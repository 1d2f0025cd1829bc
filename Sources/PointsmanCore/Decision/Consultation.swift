/// Whom to ask about which member, and how often.
package struct Consultation: Equatable, Sendable {
    package let member: MemberID
    /// What the member says that it is.
    package let systemIdentifier: SystemIdentifier
    package let timeline: Timeline
    package let sources: [OpinionSource]
    /// Those of ``sources`` that nobody has configured: they count only where they answer as what they are.
    package let sought: [OpinionSource]
    /// From one question to a source to the next.
    package let interval: Duration
    /// What an answer, the dial included, may take.
    package let timeout: Duration

    package init(
        member: MemberID, systemIdentifier: SystemIdentifier, timeline: Timeline, sources: [OpinionSource],
        sought: [OpinionSource] = [], interval: Duration, timeout: Duration
    ) {
        self.member = member
        self.systemIdentifier = systemIdentifier
        self.timeline = timeline
        self.sources = sources
        self.sought = sought
        self.interval = interval
        self.timeout = timeout
    }
}
