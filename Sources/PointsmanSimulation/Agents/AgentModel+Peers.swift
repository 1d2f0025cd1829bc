import PointsmanCore
import PointsmanScenarios

// The questions of agents to each other, as `PeerService` asks them.
extension AgentModel {
    /// The address of an agent or, counted on behind those of all agents, a further one.
    static func address(ofAgent number: Int) -> IPAddress { .v4(0x0A01_0000 + UInt32(number)) }

    private static func number(of address: IPAddress) -> Int? {
        guard case .v4(let number) = address else { return nil }
        return Int(number) - 0x0A01_0000
    }

    /// The agent that has the address of this number.
    private func agent(at peer: Int) -> AgentModel { world.agents[peer % world.plan.agents] }

    /// Tells the agent the names of all instances, as DNS does.
    func hearOfFleet() {
        guard world.agents.count > 1 else { return }
        knowsFleet = true
        let own = chats.indices.filter { agent(at: $0) === self }
        post(.fleet(chats.indices.map(Self.address(ofAgent:)), own: own.map(Self.address(ofAgent:))))
    }

    func follow(_ question: PeerQuestion?) {
        peerQuestion = question
        for peer in chats.indices { chats[peer].turn += 1 }
        for case let peer? in question?.peers.map(Self.number) ?? [] { scheduleQuestion(to: peer, at: world.now) }
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
        let other = agent(at: peer).index
        guard let there = world.delay(from: .agent(index), to: .agent(other)),
            world.isOpen(.agent(other), .agent(index))
        else { return }
        world.schedule(.peerAsked(agent: Int32(index), peer: Int32(peer), turn: turn), after: there * 3)
    }

    /// The question has arrived.
    func questionArrives(at peer: Int, _ turn: UInt32) {
        guard isAlive, chats[peer].turn == turn else { return }
        // The kernel of a stopped agent accepts the connection; no answer comes.
        let other = agent(at: peer)
        guard !other.isStopped else { return }
        chats[peer].answer = other.beAskedByPeer()
        guard let back = world.delay(from: .agent(other.index), to: .agent(index)) else { return }
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
