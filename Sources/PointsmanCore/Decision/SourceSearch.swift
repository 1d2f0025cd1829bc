/// Where to look for opinion sources, from the start on and then now and then.
package struct SourceSearch: Equatable, Sendable {
    package let sources: [OpinionSource]
    package let members: [MemberID]
    /// From one look to the next, more or less: not all instances look at the same moment.
    package let interval: Duration
    /// What one question, the dial included, may take.
    package let timeout: Duration

    package init(sources: [OpinionSource], members: [MemberID], interval: Duration, timeout: Duration) {
        self.sources = sources
        self.members = members
        self.interval = interval
        self.timeout = timeout
    }
}
