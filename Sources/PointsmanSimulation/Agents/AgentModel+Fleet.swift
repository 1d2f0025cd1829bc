import PointsmanCore
import PointsmanScenarios

// The notices to other agents through the primary, as `MemberProber` and `FleetLine` send them.
extension AgentModel {
    func send(_ notice: FleetNotice, through member: MemberID) {
        guard let address = world.address(of: member), probers[address].isConnected,
            probers[address].listensSince != nil
        else { return }
        world.tell(notice, at: address, by: index)
    }

    /// Listens for notices at a server that the probe has found to be a primary.
    func listen(_ address: Int) {
        guard policy.fleetSender != nil, probers[address].isConnected, probers[address].shown?.isInRecovery == false
        else { return probers[address].listensSince = nil }
        probers[address].listensSince = probers[address].listensSince ?? world.now
    }

    func listens(to address: Int, _ server: ServerModel) -> Bool {
        isAlive && probers[address].isConnected && probers[address].listensSince != nil
            && probers[address].server == server.index && probers[address].epoch == server.epoch
    }

    func noticeReturns(_ told: BusNotice, epoch: UInt32) {
        let prober = probers[told.address]
        guard isAlive, prober.isConnected, prober.epoch == epoch, let since = prober.listensSince else { return }
        post(
            .notice(
                HeardNotice(
                    told.notice, at: world.id(of: told.address),
                    age: .nanoseconds((world.now - told.issued).nanoseconds),
                    listening: .nanoseconds((world.now - since).nanoseconds))))
    }

    /// Whether its clients wait for a planned move.
    var isHeldForMove: Bool { toldMove?.part.holds ?? false }

    /// The move that it leads, as far as its status has told.
    var leads: MoveID? {
        guard let move = toldMove else { return nil }
        switch move.phase {
        case .none, .over: return nil
        case .calling, .draining, .closing, .prepared, .moved: return move.led
        }
    }

    /// Takes the part of its status that tells of moves.
    func hear(_ move: MoveReport) {
        let before = toldMove
        toldMove = move
        let (was, holds) = (before?.part.isDrained ?? false, move.part.isDrained)
        if was != holds { world.note(.drainedForMove(agent: index, isDrained: holds)) }
        if before?.phase != move.phase, let id = move.led {
            switch move.phase {
            case .prepared: world.movePrepared(id, by: index)
            case .over: world.note(.moveOver(agent: index))
            case .none, .calling, .draining, .closing, .moved: break
            }
        }
    }
}

extension MoveReport.Part {
    /// Whether its clients are held for a move and not on their way back.
    fileprivate var isDrained: Bool {
        switch self {
        case .draining, .held, .kept, .expecting: true
        case .free, .reserved, .returning: false
        }
    }
}
