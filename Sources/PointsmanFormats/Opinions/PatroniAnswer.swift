package import PointsmanCore

/// What Patroni's REST API tells besides its opinion: that it is Patroni, and its cluster's times.
package enum PatroniAnswer {
    /// Whether `body` is Patroni's: each of its health checks answers an object whose member `patroni` has a version.
    package static func isPatroni(_ body: [UInt8]) -> Bool {
        guard let value = try? JSONReader.read(body), case .string? = value["patroni"]?["version"] else { return false }
        return true
    }

    /// Whether `body` is said of a server of another cluster than this.
    package static func isForeign(_ body: [UInt8], to cluster: SystemIdentifier) -> Bool {
        switch (try? JSONReader.read(body))?["database_system_identifier"] {
        case .string(let identifier), .number(let identifier): identifier != "\(cluster)"
        default: false
        }
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
    static func answer(status: Int, from place: MemberID) -> Opinion.Answer {
        switch status {
        case 200: .agrees
        case 503: .refuses("Patroni at \(place) says that it is not the primary")
        default: .nothing
        }
    }
}
