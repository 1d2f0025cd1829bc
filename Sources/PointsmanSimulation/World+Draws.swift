import PointsmanCore
import PointsmanScenarios

// Random times: when something happens, and how long it takes.
extension World {
    func schedule(_ occurrence: Occurrence, at moment: VirtualTime) {
        queue.add(occurrence, at: max(moment, now))
    }

    func schedule(_ occurrence: Occurrence, after span: VirtualTime) {
        queue.add(occurrence, at: now + span)
    }

    func nextToken() -> UInt32 {
        lastToken += 1
        return lastToken
    }

    func coin() -> Bool { shells.chance(permille: 500) }
    func consoleDelay() -> VirtualTime { shells.time(.microseconds(60) ... .microseconds(400)) }
    func diskDelay() -> VirtualTime { shells.time(.milliseconds(1) ... .milliseconds(15)) }
    var hasFrozenPooler: Bool { poolers.contains { $0.isFrozen } }
    static let frozenStep = VirtualTime.milliseconds(20)
    /// The time of SHOW DATABASES. It is not drawn, so that looks change no other draw.
    func lookDelay() -> VirtualTime { .microseconds(200) }
    func guardDelay() -> VirtualTime { shells.time(.milliseconds(1) ... .milliseconds(40)) }
    /// The time from an event to the next look, if looks come each `interval`.
    func lookDelay(within interval: VirtualTime) -> VirtualTime { shells.time(.zero...interval) }
    func thinkTime() -> VirtualTime { workload.time(.milliseconds(20) ... .milliseconds(700)) }

    /// Draws a client's next transaction.
    func plan(_ client: inout PoolClient) {
        client.statementsLeft = 1
        guard workload.chance(permille: plan.longPermille) else { return }
        client.statementsLeft = 2 + workload.below(2)
        client.gap = workload.time(.milliseconds(5) ... .milliseconds(8_000))
    }

    func delay(from: Site, to: Site) -> VirtualTime? { network.delay(from: from, to: to) }
    func isOpen(_ left: Site, _ right: Site) -> Bool { network.isOpen(between: left, right) }

    func roundTrip(_ left: Site, _ right: Site) -> VirtualTime? {
        guard let there = network.delay(from: left, to: right), let back = network.delay(from: right, to: left) else {
            return nil
        }
        return there + back
    }

    func cut(_ from: Site, _ to: Site) { network.cut(from: from, to: to) }
    func mend(_ from: Site, _ to: Site) { network.mend(from: from, to: to) }
    func mendAll() { network.mendAll() }
    func setLoss(permille: Int) { network.lossPermille = permille }
    var isLossy: Bool { network.lossPermille > 0 }
}
