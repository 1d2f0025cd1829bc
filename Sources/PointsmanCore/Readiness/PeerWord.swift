/// The result of asking another agent of this app.
package struct PeerWord: Codable, Equatable, Sendable {
    package enum Answer: Codable, Equatable, Sendable {
        /// The peer's write route is confirmed, holds no client, and its primary answers the peer.
        case routes(PeerRoute)
        /// The peer has no such route either.
        case hasNone
        /// A program is there but gives no usable answer: a refused connection, another program, or a report without
        /// the primary. It proves only that the network works.
        case unclear
        /// No answer came in time.
        case silence
    }

    package let peer: IPAddress
    /// When the question was sent.
    package let sent: Instant
    package let answer: Answer

    /// The confirmed route that the answer tells of; nil if it tells of none.
    var route: PeerRoute? { if case .routes(let route) = answer { route } else { nil } }

    package init(peer: IPAddress, sent: Instant, answer: Answer) {
        self.peer = peer
        self.sent = sent
        self.answer = answer
    }
}

/// A confirmed route of another agent.
package struct PeerRoute: Codable, Equatable, Sendable {
    package let member: MemberID
    package let systemIdentifier: SystemIdentifier
    package let timeline: Timeline
    /// The age of the probe that last showed the peer its primary, from the probe's sending to the peer's answer.
    package let age: Duration

    package init(member: MemberID, systemIdentifier: SystemIdentifier, timeline: Timeline, age: Duration) {
        self.member = member
        self.systemIdentifier = systemIdentifier
        self.timeline = timeline
        self.age = age
    }
}

/// What another instance tells of a member that was promoted. It is not believed: the pooler is led there, and its fence
/// lets no client in before the server shows that it is the primary.
package struct PeerHint: Codable, Equatable, Sendable {
    package let member: MemberID
    package let timeline: Timeline
    /// When the other instance asked the member at the latest.
    package let seen: Instant

    /// Whether no probe of this instance was sent since that brought the contrary.
    func stands(beside sighting: Sighting?) -> Bool {
        sighting?.reportSent.map { $0 < seen } ?? true
    }
}

extension Status {
    /// This agent's answer to another one that has lost the primary.
    /// - Parameter age: how long ago the probe was sent that last showed the routed primary; nil if none has.
    package func answerToPeer(seen age: Duration?) -> PeerWord.Answer {
        guard !isStandingStill else { return .unclear }
        guard isConfirmed, hold == .none, !isStopping, let writes = setting?.writes else {
            return .hasNone
        }
        guard primary?.standing == .writable, let fence, let age else { return .unclear }
        return .routes(
            PeerRoute(
                member: writes.member, systemIdentifier: fence.systemIdentifier, timeline: fence.timeline, age: age))
    }
}

/// Which other agents to ask whether they have a route, and how often.
package struct PeerQuestion: Codable, Equatable, Sendable {
    package let peers: [IPAddress]
    /// The time from one question to the next.
    package let interval: Duration
    /// The time limit for one answer, the dial included.
    package let timeout: Duration

    package init(peers: [IPAddress], interval: Duration, timeout: Duration) {
        self.peers = peers
        self.interval = interval
        self.timeout = timeout
    }
}
