import LinuxReactor
import PointsmanCore
import PointsmanDiscovery
import StatusServer

/// Looks for opinion sources beside the members, at once and then repeatedly, and reports each result to the core.
@Reactor
final class SourceScout {
    private struct Place: Hashable {
        let source: OpinionSource
        let member: MemberID
    }

    /// How Patroni is asked from the next look on.
    var rest: PatroniREST
    private let names: @Reactor (MemberID) -> String?
    private let thread: HTTPThread
    private let post: @Reactor (Event) -> Void
    private var lookers: [Place: Task<Void, Never>] = [:]
    /// The cluster whose sources are looked for.
    private var cluster: SystemIdentifier?

    /// - Parameter names: under which a member's host is known; nil for its address.
    init(
        _ rest: PatroniREST, names: @escaping @Reactor (MemberID) -> String?, on thread: HTTPThread,
        post: @escaping @Reactor (Event) -> Void
    ) {
        self.rest = rest
        self.names = names
        self.thread = thread
        self.post = post
    }

    /// Takes another wish. A search that goes on unchanged keeps its pace.
    func follow(_ search: SourceSearch) {
        if search.cluster != cluster { stop() }
        cluster = search.cluster
        let places = search.sources.flatMap { source in search.members.map { Place(source: source, member: $0) } }
        for (place, looker) in lookers where !places.contains(place) {
            looker.cancel()
            lookers[place] = nil
        }
        for place in places where lookers[place] == nil {
            lookers[place] = Reactor.task { [post, thread, names, weak self] in
                while !Task.isCancelled {
                    guard let rest = self?.rest else { return }
                    let presence = await SourceLook(rest, on: thread, timeout: search.timeout)
                        .presence(of: place.source, at: place.member, named: names(place.member), in: search.cluster)
                    guard !Task.isCancelled else { return }
                    post(.source(place.source, at: place.member, presence))
                    // Up to a quarter more or less, so that instances which were started together don't look in step
                    // for ever.
                    await Reactor.sleep(until: .now + search.interval * Double.random(in: 0.75...1.25))
                }
            }
        }
    }

    func stop() {
        for looker in lookers.values { looker.cancel() }
        lookers = [:]
    }
}
