import PointsmanCore

// The probers, as `MemberProber` runs them.
extension AgentModel {
    func follow(_ plan: ProbePlan) {
        let isQuicker = VirtualTime(plan.interval) < interval
        interval = VirtualTime(plan.interval)
        timeout = VirtualTime(plan.timeout)
        awaitsPromotion = plan.awaitsPromotion
        for address in probers.indices where probers[address].state != .off {
            if !plan.members.contains(where: { world.address(of: $0) == address }) {
                probers[address].state = .off
                probers[address].isConnected = false
                probers[address].cluster = nil
                probers[address].turn += 1
            } else if isQuicker, probers[address].state != .asking, !probers[address].isOnWatch {
                schedule(address, at: world.now)
            }
        }
        for member in plan.members {
            guard let address = world.address(of: member), probers[address].state == .off else { continue }
            probers[address].state = .resting
            schedule(address, at: world.now)
        }
    }

    func schedule(_ address: Int, at moment: VirtualTime) {
        let prober = probers[address]
        prober.turn += 1
        prober.due = moment
        world.schedule(
            .probeDue(agent: Int32(index), address: Int32(address), turn: prober.turn),
            at: max(moment, world.now))
    }

    func ask(_ address: Int, _ turn: UInt32) {
        let prober = probers[address]
        guard prober.turn == turn, prober.state != .off else { return }
        prober.turn += 1
        prober.state = .asking
        prober.sent = world.now
        prober.isPatient =
            awaitsPromotion && prober.isConnected && prober.shown?.isInRecovery == true
        prober.heldUntil = nil
        prober.isOnWatch = false
        guard let server = world.server(at: address),
            let delay = world.delay(from: .agent(index), to: .server(server.index))
        else { return expire(address) }
        world.schedule(
            .probeArrives(agent: Int32(index), address: Int32(address), turn: prober.turn),
            after: prober.isConnected ? delay : delay * 5 + .milliseconds(2))
        if !prober.isConnected {
            world.schedule(
                .passwordAsked(agent: Int32(index), address: Int32(address), turn: prober.turn),
                after: delay * 4 + .milliseconds(1))
        }
    }

    /// A server that was dialled has let in who asks; what it is comes with the probe's answer.
    func passwordAsked(_ address: Int, _ turn: UInt32) {
        guard probers[address].turn == turn, let server = world.server(at: address), server.isPowered, !server.isHung,
            server.isRunning, world.now >= server.startsUntil,
            world.delay(from: .server(server.index), to: .agent(index)) != nil
        else { return }
        post(.answering(world.member(at: address).id))
    }

    private func expire(_ address: Int) {
        let prober = probers[address]
        world.schedule(
            .probeExpires(agent: Int32(index), address: Int32(address), turn: prober.turn),
            at: prober.sent + limit(address))
    }

    func probeArrives(_ address: Int, _ turn: UInt32) {
        let prober = probers[address]
        guard prober.turn == turn else { return }
        guard let server = world.server(at: address), server.isPowered, !server.isHung,
            let delay = world.delay(from: .server(server.index), to: .agent(index)),
            world.now + delay <= prober.sent + limit(address)
        else { return expire(address) }
        let isConnected = prober.isConnected
        prober.claim = nil
        if !server.isRunning {
            prober.result = .failure(.down(isConnected ? .endOfFile : .systemError(111)))
        } else if world.now < server.startsUntil {
            prober.result = .failure(.init(.sqlState("57P03")))
        } else if isConnected, prober.epoch != server.epoch || prober.server != server.index {
            prober.result = .failure(.down(.endOfFile))
        } else if server.isBlind {
            prober.result = .failure(.init(.sqlState("53300")))
            world.note(.blinded(agent: index, server: server.index))
        } else if isHeldBack(address, by: server) {
            return
        } else {
            prober.server = server.index
            prober.epoch = server.epoch
            var report = world.report(of: server)
            // Only a question that waits tells it, and what was told once stays told on that connection.
            report.isPromoting =
                report.isPromoting && (prober.isPatient || (isConnected && prober.knowsPromotion))
            prober.knowsPromotion = report.isPromoting
            prober.result = .report(report)
            prober.claim = world.claim(of: server, followers: report.followers, to: self)
        }
        // What still knocks for the one that was held back is late.
        prober.turn += 1
        world.schedule(
            .probeReturns(agent: Int32(index), address: Int32(address), turn: prober.turn), after: delay)
    }

    func probeReturns(_ address: Int, _ turn: UInt32) {
        let prober = probers[address]
        guard prober.turn == turn else { return }
        finish(address, prober.result, prober.claim)
    }

    func probeExpires(_ address: Int, _ turn: UInt32) {
        guard probers[address].turn == turn else { return }
        finish(address, .failure(.silent(.deadline)), nil)
    }

    private func finish(_ address: Int, _ result: Observation.Result, _ claim: Claim?) {
        let prober = probers[address]
        let wasConnected = prober.isConnected
        var claim = claim
        let cluster = claim?.cluster
        if let cluster { claim?.isOurs = isOwn(cluster) }
        // Else it has brought none.
        let hasReport = cluster != nil
        let sent = prober.sent
        prober.isConnected = hasReport
        prober.state = hasReport ? .watching : .resting
        prober.shown = claim
        prober.cluster = cluster ?? prober.cluster
        prober.shownAt = world.now
        prober.isOnWatch =
            claim?.isInRecovery == true && !awaitsPromotion && sent + interval - world.now > Self.shortestWatch
        schedule(address, at: hasReport && prober.knowsPromotion ? sent : sent + interval)
        world.note(.observed(agent: index, address: address, claim: claim))
        let roundTrip =
            hasReport && wasConnected && !prober.isPatient
            ? Duration.nanoseconds((world.now - sent).nanoseconds) : nil
        post(
            .observed(
                Observation(
                    member: world.id(of: address), sent: clock.instant(at: sent), result: result,
                    roundTrip: roundTrip)))
    }

    /// The server's end of the link is gone.
    func linkEnds(_ address: Int, epoch: UInt32) {
        let prober = probers[address]
        guard prober.isConnected, prober.epoch == epoch else { return }
        prober.isConnected = false
        prober.shown = nil
        prober.isOnWatch = false
        if prober.state == .asking {
            prober.turn += 1
            return finish(address, .failure(.down(.endOfFile)), nil)
        }
        prober.state = .resting
        schedule(address, at: world.now)
        world.note(.observed(agent: index, address: address, claim: nil))
        post(.linkLost(world.id(of: address), .down(.endOfFile)))
    }
}
