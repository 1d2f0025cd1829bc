/// What one source has said of one member.
package struct Opinion: Equatable, Sendable {
    package enum Answer: Equatable, Sendable {
        case agrees
        /// A sentence, without a full stop, that says who refuses it and why.
        case refuses(String)
        /// No answer in time, or none that is clear.
        case nothing
    }

    package let member: MemberID
    package let source: OpinionSource
    /// When it was asked.
    package let sent: Instant
    package let answer: Answer

    package init(member: MemberID, source: OpinionSource, sent: Instant, answer: Answer) {
        self.member = member
        self.source = source
        self.sent = sent
        self.answer = answer
    }
}

/// Why a source keeps writes from moving.
package enum Objection: Equatable, Sendable {
    /// It refuses the candidate, in these words.
    case refusal(String)
    /// It has neither answered nor run out of time.
    case open(OpinionSource)

    package var sentence: String {
        switch self {
        case .refusal(let words): words
        case .open(let source): "\(source) has not answered yet"
        }
    }
}

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

/// What a look for an opinion source beside a member has come to.
package enum SourcePresence: Equatable, Sendable {
    /// It answers as what it is; with its cluster's times where it told them.
    case present(ManagerTimes?)
    /// Nobody listens there, or another service does.
    case absent
    /// No answer in time, or no way there: it may be there or not.
    case silent
    /// Something takes connections there, and can't be asked.
    case unaskable(Hindrance)

    package enum Hindrance: Equatable, Sendable {
        /// It ends them without an answer in HTTP, as a server does that wants TLS, or another certificate of ours.
        case noHTTP
        /// It speaks no TLS, or its certificate is not trusted.
        case noTrust
    }
}
