import PointsmanCore
import PointsmanScenarios

// The questions of agents to each other, as `PeerService` asks them.
extension AgentModel {
    static func address(ofAgent index: Int) -> IPAddress { .v4(0x0A01_0000 + UInt32(index)) }

    private static func index(of address: IPAddress) -> Int? {
        guard case .v4(let number) = address else { return nil }
        return Int(number) - 0x0A01_0000
    }

    /// Tells the agent the names of all instances, as DNS does.
    func hearOfFleet() {
        guard world.agents.count > 1 else { return }
        knowsFleet = true
        post(.fleet(world.agents.map { Self.address(ofAgent: $0.index) }, own: Self.address(ofAgent: index)))
    }

    func follow(_ question: PeerQuestion?) {
        peerQuestion = question
        for peer in chats.indices { chats[peer].turn += 1 }
        for case let peer? in question?.peers.map(Self.index) ?? [] { scheduleQuestion(to: peer, at: world.now) }
    }

    private func scheduleQuestion(to peer: Int, at moment: VirtualTime) {
        chats[peer].turn += 1
        world.schedule(
            .peerDue(agent: Int32(index), peer: Int32(peer), turn: chats[peer].turn), at: max(moment, world.now))
    }

    func askPeer(_ peer: Int, _ turn: UInt32) {
        guard isAlive, chats[peer].turn == turn, let question = peerQuestion else { return }
        chats[peer].sent = world.now
        world.schedule(
            .peerExpires(agent: Int32(index), peer: Int32(peer), turn: turn), after: VirtualTime(question.timeout))
        // A dial takes a round trip.
        guard let there = world.delay(from: .agent(index), to: .agent(peer)),
            world.isOpen(.agent(peer), .agent(index))
        else { return }
        world.schedule(.peerAsked(agent: Int32(index), peer: Int32(peer), turn: turn), after: there * 3)
    }

    /// The question has arrived.
    func questionArrives(at peer: Int, _ turn: UInt32) {
        guard isAlive, chats[peer].turn == turn else { return }
        // The kernel of a stopped agent accepts the connection; no answer comes.
        guard !world.agents[peer].isStopped else { return }
        chats[peer].answer = world.agents[peer].beAskedByPeer()
        guard let back = world.delay(from: .agent(peer), to: .agent(index)) else { return }
        world.schedule(.peerAnswers(agent: Int32(index), peer: Int32(peer), turn: turn), after: back)
    }

    /// The connection is refused if no agent runs there.
    private func beAskedByPeer() -> PeerWord.Answer {
        guard isAlive else { return .unclear }
        let answer = answerToPeer()
        post(.askedByPeer)
        return answer
    }

    func peerAnswers(_ peer: Int, _ turn: UInt32) {
        guard isAlive, chats[peer].turn == turn else { return }
        finish(peer, chats[peer].answer)
    }

    func peerExpires(_ peer: Int, _ turn: UInt32) {
        guard isAlive, chats[peer].turn == turn else { return }
        finish(peer, .silence)
    }

    private func finish(_ peer: Int, _ answer: PeerWord.Answer) {
        guard let question = peerQuestion else { return }
        let sent = chats[peer].sent
        scheduleQuestion(to: peer, at: sent + VirtualTime(question.interval))
        post(
            .peer(PeerWord(peer: Self.address(ofAgent: peer), sent: clock.instant(at: sent), answer: answer)))
    }
}
