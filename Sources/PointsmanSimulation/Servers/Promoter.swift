import PointsmanScenarios

/// The HA manager or person that promotes: watches the primary from a place of its own, promotes a standby if the
/// primary seems gone, makes the others follow, and brings the old primary back as a standby, sometimes late.
final class Promoter {
    /// The server that it takes for the primary.
    var primary = 0
    /// The moment since which it has missed the primary.
    private(set) var missedSince: VirtualTime?
    /// How long it waits before it promotes; drawn anew each time.
    private var patience = VirtualTime.zero
    private var generator: SeededGenerator
    private let longest: VirtualTime
    /// When each server that should not be a primary will be made a standby; nil if it is no such server.
    private var dueBack: [VirtualTime?] = Array(repeating: nil, count: Site.mostServers)

    static let interval = VirtualTime.milliseconds(100)

    init(generator: SeededGenerator, longest: VirtualTime) {
        self.generator = generator
        self.longest = longest
    }

    /// Looks after the cluster once.
    func look(_ world: World) {
        if sees(primary, world), world.servers[primary].isPrimary {
            missedSince = nil
        } else if let since = missedSince {
            if world.now - since >= patience { promoteBest(world) }
        } else {
            missedSince = world.now
            patience = generator.time(.milliseconds(20)...longest)
        }
        bringBack(world)
    }

    /// Promotes the standby that is furthest among those that it sees. `count` standbys at once are a split brain if it
    /// is more than one.
    func promoteBest(_ world: World, count: Int = 1, beside: Bool = false) {
        let candidates = world.servers.indices.filter { index in
            let server = world.servers[index]
            return !server.isOutsider && !server.isPrimary && !server.isPromoting && sees(index, world)
        }
        .sorted { left, right in
            let (left, right) = (world.servers[left], world.servers[right])
            return (left.timeline, left.lsn) > (right.timeline, right.lsn)
        }
        guard let first = candidates.first else { return }
        let timeline = world.servers[first].timeline + 1
        for candidate in candidates.prefix(count) {
            world.beginPromotion(candidate, to: timeline, taking: generator.time(.zero ... .milliseconds(60)))
        }
        if beside, generator.chance(permille: 500) { return }
        primary = first
        missedSince = nil
        for candidate in candidates.dropFirst(count) {
            world.schedule(
                .standbyFollows(server: Int32(candidate), upstream: Int32(first)),
                after: generator.time(.milliseconds(30) ... .milliseconds(2_500)))
        }
    }

    /// Stops the primary in order and promotes a standby right after.
    func switchOver(_ world: World) {
        let old = primary
        guard world.servers[old].answers, world.servers[old].isPrimary else { return }
        world.refreshStandbys()
        world.crash(old)
        promoteBest(world)
        dueBack[old] = world.now + generator.time(.milliseconds(100) ... .milliseconds(3_000))
    }

    private func sees(_ index: Int, _ world: World) -> Bool {
        world.servers[index].answers && world.isOpen(.promoter, .server(index))
    }

    /// Makes old primaries, and standbys that follow no server, follow the primary after a while.
    private func bringBack(_ world: World) {
        guard world.servers[primary].isPrimary else { return }
        for index in world.servers.indices where index != primary {
            let server = world.servers[index]
            let isStopped = !server.isRunning && dueBack[index] != nil && server.isPowered
            guard !server.isOutsider, sees(index, world) || isStopped else { continue }
            if server.isPrimary {
                if let due = dueBack[index] {
                    if world.now >= due {
                        dueBack[index] = nil
                        world.rewind(index, to: primary)
                    }
                } else {
                    let latest: VirtualTime = generator.chance(permille: 250) ? .seconds(40) : .seconds(12)
                    dueBack[index] = world.now + generator.time(.milliseconds(50)...latest)
                }
            } else {
                dueBack[index] = nil
                if server.upstream != primary, world.servers[index].timeline <= world.servers[primary].timeline,
                    generator.chance(permille: 100)
                {
                    world.follow(index, primary)
                }
            }
        }
    }
}
