import PointsmanCore
import PointsmanFormats

/// The dialects of discovery, answered with the fields of the input in the order in which they ask.
enum DiscoveryProperties {
    static func check(_ bytes: [UInt8]) throws(BrokenProperty) {
        var fields = Fields(bytes)
        let dialect = dialect(fields.next())
        let rules = NameRules(search: ["one", "internal"], dots: 2)
        var answers = DNSAnswers(from: "the server", by: rules)
        for _ in 0..<8 {
            switch dialect.step(after: answers) {
            case .done(let result): return try check(result)
            case .look(let places):
                try expect((1...DiscoveryResult.mostNames).contains(places.count), "\(places.count) places")
                for place in places {
                    let cluster = PatroniCluster.read(status: 200, body: Array(fields.next().utf8))
                    answers.managers[place] = cluster.map { .cluster($0) } ?? .failure("no cluster")
                }
            case .ask(let questions):
                try expect(
                    (1...DiscoveryResult.mostNames * 4).contains(questions.count), "\(questions.count) questions")
                for question in questions {
                    try expect(DomainName.isName(question.name), "\(question) would be asked")
                    answers[question] = answer(to: question, fields.next())
                }
            }
        }
        throw BrokenProperty("it asks without an end")
    }

    private static func dialect(_ word: String) -> any DiscoveryDialect {
        switch word {
        case "srv": SRVDialect(name: "_postgresql._tcp.db")
        case "patroni": PatroniDialect([ListedHost(name: "db.internal", port: 8008)])
        case "name": NameDialect(host: "db.internal", port: 5432)
        case "internal": InternalDialect(host: "db.app.internal", app: "app", port: 5432, isOnFly: false)
        case "internal on Fly": InternalDialect(host: "app.internal", app: "app", port: 5432, isOnFly: true)
        default: FlyDialect(app: "app", port: 5433)
        }
    }

    private static func answer(to question: DNSQuestion, _ text: String) -> DNSAnswer {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        switch question.type {
        case _ where text == "!": return .failure("the server failed")
        case _ where text == "?": return .noSuchName
        case _ where text == "#": return .refused("the server refused")
        case _ where text == "$": return .serverFailure("SERVFAIL")
        case .txt: return .texts(lines)
        case .a, .aaaa: return .addresses(lines.compactMap { IPAddress($0) }.filter(DNSProperties.isHost))
        case .srv: return .services(lines.compactMap(service))
        }
    }

    /// `PORT TARGET`.
    private static func service(_ line: String) -> DNSService? {
        let words = line.split(separator: " ", maxSplits: 1)
        guard words.count == 2, let port = UInt16(words[0]) else { return nil }
        return DNSService(priority: 0, weight: 0, port: port, target: String(words[1]))
    }

    private static func check(_ result: DiscoveryResult) throws(BrokenProperty) {
        guard let members = result.named?.members else { return }
        let exclusion = Exclusion(["m1", "127.0.0.1"])
        for member in result.without(exclusion).named?.members ?? [] {
            try expect(exclusion.answer(on: member) == .allowed, "\(member) is taken, and may be an excluded one")
        }
        try expect((1...DiscoveryResult.mostNames).contains(members.count), "\(members.count) members")
        let places = members.map(\.id)
        try expect(
            zip(places, places.dropFirst()).allSatisfy { $0 < $1 }, "not in order, or one of them twice: \(places)")
        for member in members {
            try AddressProperties.check(member.id)
            try expect(member.id.port > 0, "\(member.id) has no port")
            try expect(DNSProperties.isHost(member.id.address), "\(member.id) is nobody's address")
            if let region = member.region { try AddressProperties.check(region) }
            if let name = member.name.text {
                try expect(DomainName.isName(name), "\(name.debugDescription) is a member's name")
            }
            let environment = PrimaryEnv(region: member.region, member: member.id, timeline: nil).text
            try expect(!environment.contains("\"") && !environment.contains("$"), "a shell would expand \(environment)")
        }
    }
}
