import Glibc
import LinuxReactor
import PointsmanCore
import PointsmanDiscovery
import PointsmanFormats
import StatusServer
import Synchronization

/// Asks the Patroni beside the members for its cluster, and to move the primary.
final class PatroniManager: Sendable {
    enum Sight: Sendable {
        case cluster(ManagedCluster)
        /// No program listens at Patroni's port, or none that is Patroni: the places that were asked.
        case absent([MemberID])
        /// Patroni could not be asked, or its answer not be read; a sentence says why.
        case unknown(String)
    }

    private let rest: Mutex<PatroniREST>
    private let names: @Reactor @Sendable (MemberID) -> String?

    /// - Parameter names: under which a member's host is known; nil for its address.
    init(_ rest: PatroniREST, names: @escaping @Reactor @Sendable (MemberID) -> String?) {
        self.rest = Mutex(rest)
        self.names = names
    }

    func take(_ rest: PatroniREST) { self.rest.withLock { $0 = rest } }

    /// What the first that answers says.
    /// - Parameters:
    ///   - port: Patroni's, beside each member.
    ///   - limit: of each question.
    func cluster(beside members: [MemberID], port: UInt16, within limit: Duration) async -> Sight {
        var places: [MemberID] = []
        var trouble: String?
        for member in members {
            let place = MemberID(address: member.address, port: port)
            places.append(place)
            do throws(HTTPClientError) {
                let answer = try await client(at: place, member).get("/cluster", until: .now + limit)
                if let cluster = PatroniCluster.read(status: answer.status, body: answer.body) {
                    return .cluster(cluster)
                }
                if answer.status != 404 { trouble = trouble ?? "\(place): no cluster of Patroni's in the answer" }
            } catch {
                if case .unreachable(_, ECONNREFUSED) = error { continue }
                trouble = trouble ?? "\(error)"
            }
        }
        return trouble.map { .unknown("Patroni can't be asked: \($0)") } ?? .absent(places)
    }

    /// Has Patroni move the primary; answers once that knows how it ended.
    /// - Returns: a sentence that says why it did not; nil where it did.
    func switchOver(
        _ move: ManagedMove, asking member: MemberID, port: UInt16, until deadline: ContinuousClock.Instant
    ) async -> String? {
        let place = MemberID(address: member.address, port: port)
        do throws(HTTPClientError) {
            let answer = try await client(at: place, member, changing: true)
                .post(PatroniSwitchover.path, body: PatroniSwitchover.body(move), until: deadline)
            return answer.status == 200 ? nil : PatroniSwitchover.refusal(status: answer.status, body: answer.body)
        } catch {
            return "Patroni can't be asked: \(error)"
        }
    }

    private func client(at place: MemberID, _ member: MemberID, changing: Bool = false) async -> HTTPClient {
        let (rest, names) = (rest.withLock { $0 }, names)
        let name = await Reactor.run { names(member) }
        return rest.client(at: place, named: name, changing: changing)
    }
}
