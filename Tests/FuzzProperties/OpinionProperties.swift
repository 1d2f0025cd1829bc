import PointsmanCore
import PointsmanFormats

/// Answers of those who are asked for second opinions: the first byte picks the status, the rest is the body. Whatever it
/// says, only words of ours get further, and only what is clear counts.
enum OpinionProperties {
    private static let place = MemberID(address: .v6(high: 0xFDAA << 48, low: 1), port: 8008)
    private static let wish = Consultation(
        member: place, systemIdentifier: SystemIdentifier(7_000), timeline: Timeline(4), sources: [],
        interval: .seconds(1), timeout: .seconds(1))

    static func check(_ bytes: [UInt8]) throws(BrokenProperty) {
        let statuses = [200, 503, 500, 0]
        let status = statuses[Int(bytes.first ?? 0) % statuses.count]
        let body = Array(bytes.dropFirst())
        for kind in OpinionSource.Kind.allCases {
            let answer = Opinion.Answer(of: kind, status: status, body: body, from: place, about: wish)
            switch answer {
            case .refuses(let words):
                try expect(
                    words.utf8.count < 100 && words.utf8.allSatisfy { (32..<127).contains($0) }, "\(kind): \(words)")
                try expect(words.utf8.count > place.description.utf8.count, "\(kind): refused without a reason")
            case .agrees: try expect(kind != .fleet && status == 200, "\(kind) agrees with \(status)")
            case .nothing: break
            }
            if kind != .patroni {
                try expect(status == 200 || answer == .nothing, "\(kind) says \(answer) with \(status)")
            }
        }
        try checkFleet(body)
        try checkPeer(status, body)
    }

    /// Another agent's word: nothing but a whole one of ours says whether it has a route.
    private static func checkPeer(_ status: Int, _ body: [UInt8]) throws(BrokenProperty) {
        switch PeerDocument.answer(status: status, body: body) {
        case .unclear: break
        case .silence: throw BrokenProperty("an answer is no silence")
        case .hasNone: try expect(status == 200, "a word with \(status)")
        case .routes(let route):
            try expect(status == 200, "a word with \(status)")
            try expect(route.age >= .zero && route.age <= .seconds(3_600), "an age of \(route.age)")
        }
    }

    /// Another agent refuses exactly by what the fence's own file would take for such a fence.
    private static func checkFleet(_ body: [UInt8]) throws(BrokenProperty) {
        let file = Array("{\"version\": 1, \"clusters\": {\"c\": ".utf8) + body + Array("}}".utf8)
        let fence = (try? FenceFile(file))?["c"]
        let answer = Opinion.Answer(of: .fleet, status: 200, body: body, from: place, about: wish)
        guard case .refuses = answer else { return }
        guard let fence else { throw BrokenProperty("refused by what is no fence") }
        try expect(
            fence.timeline > wish.timeline && fence.systemIdentifier == wish.systemIdentifier,
            "refused by timeline \(fence.timeline) of \(fence.systemIdentifier)")
    }
}
