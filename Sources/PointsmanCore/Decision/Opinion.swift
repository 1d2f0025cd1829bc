/// One answer of one source about one member.
package struct Opinion: Codable, Equatable, Sendable {
    package enum Answer: Codable, Equatable, Sendable {
        case agrees
        /// A sentence without a full stop that says which source refuses the member and why.
        case refuses(String)
        /// No answer in time, or none that is clear.
        case nothing
    }

    package let member: MemberID
    package let source: OpinionSource
    /// When the question was sent.
    package let sent: Instant
    package let answer: Answer

    package init(member: MemberID, source: OpinionSource, sent: Instant, answer: Answer) {
        self.member = member
        self.source = source
        self.sent = sent
        self.answer = answer
    }
}

/// The reason why a source keeps writes from moving.
package enum Objection: Codable, Equatable, Sendable {
    /// The source refuses the candidate, with these words.
    case refusal(String)
    /// The source has neither answered nor run out of time.
    case open(OpinionSource)

    package var sentence: String {
        switch self {
        case .refusal(let words): words
        case .open(let source): "\(source) has not answered yet"
        }
    }
}

/// Which sources to ask about which member, and how often.
package struct Consultation: Codable, Equatable, Sendable {
    package let member: MemberID
    /// What the member reports of itself.
    package let systemIdentifier: SystemIdentifier
    package let timeline: Timeline
    package let sources: [OpinionSource]
    /// Those of ``sources`` that are not configured: they count only if they answer as what they are.
    package let sought: [OpinionSource]
    /// The time from one question to a source to the next.
    package let interval: Duration
    /// The time limit for one answer, the dial included.
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

/// The result of a look for an opinion source beside a member.
package enum SourcePresence: Codable, Equatable, Sendable {
    /// The source answers as what it is; with its cluster's times if it told them.
    case present(ManagerTimes?)
    /// No program listens at the port, or another service does.
    case absent
    /// No answer in time, or no route: the source may be there or not.
    case silent
    /// Something takes connections there, and can't be asked.
    case unaskable(Hindrance)

    package enum Hindrance: Codable, Equatable, Sendable {
        /// It ends them without an answer in HTTP, as a server does that wants TLS, or another certificate of ours.
        case noHTTP
        /// It speaks no TLS, or its certificate is not trusted.
        case noTrust
    }
}
