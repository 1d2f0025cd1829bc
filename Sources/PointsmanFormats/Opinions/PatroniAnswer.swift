package import PointsmanCore

/// What Patroni's REST API tells besides its opinion: that it is Patroni, and its cluster's times.
package struct PatroniAnswer {
    /// Whether it is Patroni's: each of its health checks answers an object whose member `patroni` has a version.
    package let isPatroni: Bool
    /// The cluster of the server that it is said of; nil if it names none.
    private let cluster: String?

    /// Reads an answer once, for all that is asked of it.
    package init(_ body: [UInt8]) {
        let value = try? JSONReader.read(body)
        if case .string? = value?["patroni"]?["version"] { isPatroni = true } else { isPatroni = false }
        switch value?["database_system_identifier"] {
        case .string(let identifier), .number(let identifier): cluster = identifier
        default: cluster = nil
        }
    }

    /// Whether it is said of a server of another cluster than this.
    package func isForeign(to cluster: SystemIdentifier) -> Bool {
        self.cluster.map { $0 != "\(cluster)" } ?? false
    }

    /// The times in the answer of `GET /config`; missing ones have Patroni's defaults. Nil if it is not such an answer.
    package static func times(status: Int, body: [UInt8]) -> ManagerTimes? {
        guard status == 200, let value = try? JSONReader.read(body), case .object = value,
            let ttl = seconds(value["ttl"], standard: 30), let wait = seconds(value["loop_wait"], standard: 10)
        else { return nil }
        return ManagerTimes(timeToLive: ttl, loopWait: wait)
    }

    /// A whole number of seconds, with or without quotes, as Patroni accepts it; nil for any other value.
    private static func seconds(_ value: JSONValue?, standard: Int64) -> Duration? {
        switch value {
        case nil: return .seconds(standard)
        case .number(let text), .string(let text):
            guard let number = UInt32(text), number <= 1_000_000 else { return nil }
            return .seconds(Int64(number))
        default: return nil
        }
    }
}

/// Patroni's `GET /primary` ("Health check endpoints" of its REST API's documentation): 200 if the member holds the
/// leader's lock and is no standby leader, 503 otherwise.
enum PatroniOpinion {
    static func answer(
        status: Int, body: [UInt8], from place: MemberID, about consultation: Consultation
    ) -> Opinion.Answer {
        let said = PatroniAnswer(body)
        // A source that is not configured may be another service, whatever its status code is.
        if !said.isPatroni, consultation.sought.contains(where: { $0.kind == .patroni }) { return .nothing }
        // Another cluster's Patroni at this address, or a server that is not ours: no word about this member.
        if said.isForeign(to: consultation.systemIdentifier) { return .nothing }
        return switch status {
        case 200: .agrees
        case 503: .refuses("Patroni at \(place) says that it is not the primary")
        default: .nothing
        }
    }
}
