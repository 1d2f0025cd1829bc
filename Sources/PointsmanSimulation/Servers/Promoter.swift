import PointsmanScenarios

/// Whoever promotes: it watches the primary from a place of its own, promotes a standby when that seems gone, has the
/// others follow, and brings the old one back in line, sometimes late.
final class Promoter {
    /// The one that it takes for the primary.
    var primary = 0
    /// Since when it doesn't see it.
    private(set) var missedSince: VirtualTime?
    /// How long it waits then; drawn anew each time.
    private var patience = VirtualTime.zero
    private var generator: SeededGenerator
    private let longest: VirtualTime
    /// When each server that ought not to be a primary will be brought in line; nil where it isn't one.
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

    /// Promotes the standby that is furthest among those it sees; how many at once says whether that is a split brain.
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

    /// An orderly stop of the primary and a promotion right after.
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

    /// Old primaries, and standbys of nobody, follow the primary after a while.
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
