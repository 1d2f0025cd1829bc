import PointsmanCore
import PointsmanScenarios

// Standbys that report their promotion themselves, as `MemberProber` has them do.
extension AgentModel {
    /// The longest time that a standby waits for its promotion before it answers.
    static let promotionPatience = VirtualTime.milliseconds(200)
    /// The shortest time between two questions for which a watch is begun.
    static let shortestWatch = VirtualTime.milliseconds(20)

    /// The time limit of a question to `address`.
    func limit(_ address: Int) -> VirtualTime {
        probers[address].isPatient ? timeout + Self.promotionPatience : timeout
    }

    /// Whether `server`, asked at `address`, does not answer yet because it waits for its promotion.
    func isHeldBack(_ address: Int, by server: ServerModel) -> Bool {
        guard probers[address].isPatient, !server.isPrimary, !tellsOfPromotion(address, server) else { return false }
        guard let until = probers[address].heldUntil else {
            let until = world.now + Self.promotionPatience
            probers[address].heldUntil = until
            world.schedule(
                .probeArrives(agent: Int32(index), address: Int32(address), turn: probers[address].turn), at: until)
            return true
        }
        return world.now < until
    }

    /// Whether `server`, still a standby, has something new to report.
    private func tellsOfPromotion(_ address: Int, _ server: ServerModel) -> Bool {
        server.isPromoting && server.showsReceiver && !probers[address].knowsPromotion
    }

    /// `server` leaves recovery or has left it. It checks that each `interval` between two questions, and then answers
    /// a question that waits for it.
    func standbyIsPromoted(_ server: ServerModel, looking interval: VirtualTime) {
        for address in probers.indices {
            guard probers[address].isConnected, probers[address].server == server.index,
                probers[address].epoch == server.epoch
            else { continue }
            if probers[address].state == .asking, probers[address].heldUntil != nil {
                world.schedule(
                    .probeArrives(agent: Int32(index), address: Int32(address), turn: probers[address].turn),
                    after: world.lookDelay(within: .milliseconds(1)))
            } else if probers[address].state == .watching, probers[address].isOnWatch {
                let look = world.lookDelay(within: interval)
                guard let delay = world.delay(from: .server(server.index), to: .agent(index)) else { continue }
                let moment = world.now + look + delay
                if moment < probers[address].due { schedule(address, at: moment) }
            }
        }
    }
}
