package import PointsmanCore

/// The answer of `/v1/peer`, which one agent gives another that has lost the primary. It is small, since all agents may
/// ask at once.
package enum PeerDocument {
    package static let path = "/v1/peer"

    private static let routes = "routes"
    private static let hasNone = "none"
    private static let unclear = "unclear"

    package static func json(_ reading: StatusReading) -> JSONValue {
        let probes = reading.events.probes.first { $0.member == reading.status.setting?.writes.member }
        switch reading.status.answerToPeer(seen: probes?.lastAnswered.map { reading.moment - $0 }) {
        case .hasNone: return ["route": .string(hasNone)]
        case .unclear, .silence: return ["route": .string(unclear)]
        case .routes(let route):
            return [
                "route": .string(routes),
                "member": .string("\(route.member)"),
                "system_identifier": .string("\(route.systemIdentifier)"),
                "timeline": .integer(route.timeline.number),
                "age_microseconds": .integer(max(0, route.age.wholeMicroseconds)),
            ]
        }
    }

    /// Parses an answer. Anything but a complete answer of ours is unclear: another program may listen there, and an
    /// earlier release has no such path.
    package static func answer(status: Int, body: [UInt8]) -> PeerWord.Answer {
        guard status == 200, let value = try? JSONReader.read(body), case .string(let word)? = value["route"] else {
            return .unclear
        }
        if word == hasNone { return .hasNone }
        guard word == routes, case .string(let member)? = value["member"], let member = MemberID(member),
            case .string(let identifier)? = value["system_identifier"], let identifier = UInt64(identifier),
            let timeline = number(value["timeline"]), let timeline = UInt32(exactly: timeline), timeline > 0,
            let age = number(value["age_microseconds"]), (0...mostMicroseconds).contains(age)
        else { return .unclear }
        return .routes(
            PeerRoute(
                member: member, systemIdentifier: SystemIdentifier(identifier), timeline: Timeline(timeline),
                age: .microseconds(age)))
    }

    /// The age from which on a peer's sight of the primary does not count.
    private static let mostMicroseconds: Int64 = 3_600_000_000

    private static func number(_ value: JSONValue?) -> Int64? {
        if case .number(let text)? = value { Int64(text) } else { nil }
    }
}
