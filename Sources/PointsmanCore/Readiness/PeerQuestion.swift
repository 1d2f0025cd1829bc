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
