import PointsmanCore
import PointsmanScenarios

// The probers, as `MemberProber` runs them.
extension AgentModel {
    func follow(_ plan: ProbePlan) {
        let earlier = (interval: interval, pauses: pauses)
        interval = VirtualTime(plan.interval)
        pauses = plan.pauses
        timeout = VirtualTime(plan.timeout)
        awaitsPromotion = plan.awaitsPromotion
        watches = plan.watches
        takeRests(plan)
        for address in probers.indices where probers[address].state != .off {
            if !plan.members.contains(where: { world.address(of: $0) == address }) {
                probers[address].stop()
            } else if probers[address].state != .asking, !probers[address].isOnWatch {
                let before = Self.interval(of: world.id(of: address), earlier.interval, earlier.pauses)
                let now = interval(of: address)
                if now < before {
                    schedule(address, at: world.now)
                } else if now > before, !pauses.isEmpty, probers[address].due < probers[address].sent + now {
                    schedule(address, at: probers[address].sent + now)
                }
            }
        }
        for member in plan.members {
            guard let address = world.address(of: member), probers[address].state == .off else { continue }
            probers[address].state = .resting
            schedule(address, at: world.now)
        }
    }

    /// Takes which members are left alone. A member that no longer is gets asked at once.
    private func takeRests(_ plan: ProbePlan) {
        keptRests = plan.rests
        for address in probers.indices {
            let rest = plan.rest(of: world.id(of: address))
            let before = probers[address].restsUntil
            probers[address].restsUntil = rest.map { clock.moment(of: $0) }
            guard probers[address].state == .resting, before != probers[address].restsUntil else { continue }
            let isFreed = before.map { $0 > world.now && $0 > probers[address].restsUntil ?? .zero } ?? false
            schedule(address, at: isFreed ? world.now : probers[address].due)
        }
    }

    private func interval(of address: Int) -> VirtualTime {
        Self.interval(of: world.id(of: address), interval, pauses)
    }

    private static func interval(
        of member: MemberID, _ usual: VirtualTime, _ pauses: [ProbePlan.Pause]
    ) -> VirtualTime {
        for pause in pauses where pause.member == member { return max(usual, VirtualTime(pause.interval)) }
        return usual
    }

    func schedule(_ address: Int, at moment: VirtualTime) {
        let moment = max(moment, probers[address].restsUntil ?? moment)
        probers[address].turn += 1
        probers[address].due = moment
        world.schedule(
            .probeDue(agent: Int32(index), address: Int32(address), turn: probers[address].turn),
            at: max(moment, world.now))
    }

    func ask(_ address: Int, _ turn: UInt32) {
        guard probers[address].turn == turn, probers[address].state != .off else { return }
        probers[address].ask(at: world.now, patiently: awaitsPromotion)
        guard let server = world.index(at: address),
            let delay = world.delay(from: .agent(index), to: .server(server))
        else { return expire(address) }
        world.schedule(
            .probeArrives(agent: Int32(index), address: Int32(address), turn: probers[address].turn),
            after: probers[address].isConnected ? delay : delay * 5 + .milliseconds(2))
        if !probers[address].isConnected {
            world.schedule(
                .passwordAsked(agent: Int32(index), address: Int32(address), turn: probers[address].turn),
                after: delay * 4 + .milliseconds(1))
        }
    }

    /// A server that was dialled asks for the password; the probe's answer will tell what the server is.
    func passwordAsked(_ address: Int, _ turn: UInt32) {
        guard probers[address].turn == turn, let server = world.server(at: address), server.isPowered, !server.isHung,
            server.isRunning, world.now >= server.startsUntil,
            world.delay(from: .server(server.index), to: .agent(index)) != nil
        else { return }
        post(.passwordRequested(world.member(at: address).id))
    }

    private func expire(_ address: Int) {
        world.schedule(
            .probeExpires(agent: Int32(index), address: Int32(address), turn: probers[address].turn),
            at: probers[address].sent + limit(address))
    }

    func probeArrives(_ address: Int, _ turn: UInt32) {
        guard probers[address].turn == turn else { return }
        guard let server = world.index(at: address) else { return expire(address) }
        world.with(server: server) { arrive(address, at: $0) }
    }

    private func arrive(_ address: Int, at server: ServerModel) {
        guard server.isPowered, !server.isHung,
            let delay = world.delay(from: .server(server.index), to: .agent(index)),
            world.now + delay <= probers[address].sent + limit(address)
        else { return expire(address) }
        let isConnected = probers[address].isConnected
        probers[address].claim = nil
        if !server.isRunning {
            probers[address].result = .failure(.down(isConnected ? .endOfFile : .systemError(111)))
        } else if world.now < server.startsUntil {
            probers[address].result = .failure(.init(.sqlState("57P03")))
        } else if isConnected, probers[address].epoch != server.epoch || probers[address].server != server.index {
            probers[address].result = .failure(.down(.endOfFile))
        } else if server.isBlind {
            probers[address].result = .failure(.init(.sqlState(server.refusesRole ? "28000" : "53300")))
            world.note(.blinded(agent: index, server: server.index))
            world.note(.refused(agent: index, server: server.index, byPooler: false))
        } else if server.isMisbehaving {
            probers[address].result = .failure(.init(.misbehaviour(.excess)))
        } else if isHeldBack(address, by: server) {
            return
        } else {
            probers[address].server = server.index
            probers[address].epoch = server.epoch
            var report = world.report(of: server)
            // Only a question that waits for a promotion learns of it; a promotion that was told once stays known on
            // that connection.
            report.isPromoting =
                report.isPromoting && (probers[address].isPatient || (isConnected && probers[address].knowsPromotion))
            probers[address].knowsPromotion = report.isPromoting
            probers[address].result = .report(report)
            probers[address].claim = world.claim(of: server, followers: report.followers, to: self)
        }
        // Attempts that belong to the question which was held back come too late.
        probers[address].turn += 1
        world.schedule(
            .probeReturns(agent: Int32(index), address: Int32(address), turn: probers[address].turn), after: delay)
    }

    func probeReturns(_ address: Int, _ turn: UInt32) {
        guard probers[address].turn == turn else { return }
        finish(address, probers[address].result, probers[address].claim)
    }

    func probeExpires(_ address: Int, _ turn: UInt32) {
        guard probers[address].turn == turn else { return }
        finish(address, .failure(.silent(.deadline)), nil)
    }

    private func finish(_ address: Int, _ result: Observation.Result, _ claim: Claim?) {
        let wasConnected = probers[address].isConnected
        var claim = claim
        if let cluster = claim?.cluster { claim?.isOurs = isOwn(cluster) }
        let sent = probers[address].sent
        probers[address].see(claim, at: world.now)
        listen(address)
        let hasReport = probers[address].isConnected
        probers[address].isOnWatch =
            claim?.isInRecovery == true && watches && !awaitsPromotion
            && sent + interval - world.now > Self.shortestWatch
        // A report ends the pause of a member that misbehaved.
        let rest = hasReport ? interval : interval(of: address)
        schedule(address, at: hasReport && probers[address].knowsPromotion ? sent : sent + rest)
        world.note(.observed(agent: index, address: address, claim: claim))
        let roundTrip =
            hasReport && wasConnected && !probers[address].isPatient
            ? Duration.nanoseconds((world.now - sent).nanoseconds) : nil
        post(
            .observed(
                Observation(
                    member: world.id(of: address), sent: clock.instant(at: sent), result: result,
                    roundTrip: roundTrip)))
    }

    /// The server's end of the link is gone.
    func linkEnds(_ address: Int, epoch: UInt32) {
        guard probers[address].isConnected, probers[address].epoch == epoch else { return }
        probers[address].lose()
        if probers[address].state == .asking {
            probers[address].turn += 1
            return finish(address, .failure(.down(.endOfFile)), nil)
        }
        probers[address].state = .resting
        schedule(address, at: world.now)
        world.note(.observed(agent: index, address: address, claim: nil))
        post(.linkLost(world.id(of: address), .down(.endOfFile)))
    }
}

// The log lines of a managed pooler, as `PoolerLog` reads them.
extension AgentModel {
    /// The pooler logs that a connection was lost while a client used it.
    func poolerTellsOfLoss(_ connection: LostConnection) {
        guard world.hearsPoolers, isAlive else { return }
        lossesTold.append(connection)
        if lossesTold.count == 1 {
            world.schedule(.serversLost(agent: Int32(index), life: life), after: .milliseconds(1))
        }
    }

    /// Reads all lines at once that have come meanwhile.
    func hearOfLosses(_ life: UInt32) {
        guard life == self.life, isAlive, !lossesTold.isEmpty else { return }
        let lost = lossesTold
        lossesTold = []
        post(.serversLost(lost))
    }

    /// Gives up the link and dials at once.
    func redial(_ member: MemberID) {
        guard let address = world.address(of: member), probers[address].state != .off else { return }
        probers[address].lose()
        probers[address].state = .resting
        world.note(.observed(agent: index, address: address, claim: nil))
        schedule(address, at: world.now)
    }
}
