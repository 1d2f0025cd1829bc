/// What asking another agent of this app has brought.
package struct PeerWord: Equatable, Sendable {
    package enum Answer: Equatable, Sendable {
        /// Its write route is confirmed and holds no client, and its primary answers it.
        case routes(PeerRoute)
        /// It has no such route either.
        case hasNone
        /// Something is there and gives no answer that can be used: a refused connection, another program, a report of the
        /// primary that is missing. It proves that the network works, and no more.
        case unclear
        /// Nothing came back in time.
        case silence
    }

    package let peer: IPAddress
    /// When it was asked.
    package let sent: Instant
    package let answer: Answer

    /// The confirmed route that it tells of, if it does.
    var route: PeerRoute? { if case .routes(let route) = answer { route } else { nil } }

    package init(peer: IPAddress, sent: Instant, answer: Answer) {
        self.peer = peer
        self.sent = sent
        self.answer = answer
    }
}

/// A confirmed route of another agent.
package struct PeerRoute: Equatable, Sendable {
    package let member: MemberID
    package let systemIdentifier: SystemIdentifier
    package let timeline: Timeline
    /// How old the probe was, when the agent answered, that has last shown it the primary: from its sending on.
    package let age: Duration

    package init(member: MemberID, systemIdentifier: SystemIdentifier, timeline: Timeline, age: Duration) {
        self.member = member
        self.systemIdentifier = systemIdentifier
        self.timeline = timeline
        self.age = age
    }
}

extension Status {
    /// What this agent tells another that has lost the primary.
    /// - Parameter age: how long ago the probe was sent that has last shown the routed primary; nil where none has.
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
package struct PeerQuestion: Equatable, Sendable {
    package let peers: [IPAddress]
    /// From one question to the next.
    package let interval: Duration
    /// What an answer, the dial included, may take.
    package let timeout: Duration

    package init(peers: [IPAddress], interval: Duration, timeout: Duration) {
        self.peers = peers
        self.interval = interval
        self.timeout = timeout
    }
}
