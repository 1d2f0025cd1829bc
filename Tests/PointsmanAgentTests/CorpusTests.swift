import LinuxReactor
import PointsmanAgent
import PointsmanConfiguration
import PointsmanCore
import PointsmanFormats
import Testing

@Suite("The corpus of configurations that people use")
struct CorpusTests {
    @Test("the corpus has at least 200 cases with unique titles")
    func whole() {
        #expect(Corpus.cases.count >= 200)
        #expect(Set(Corpus.cases.map(\.title)).count == Corpus.cases.count, "each has a title of its own")
    }

    @Test(
        "a corpus configuration is taken as libpq takes it, or refused with what would be right",
        arguments: Corpus.cases)
    @Reactor
    func judged(row: Corpus.Case) async throws {
        var judge: LibpqJudge?
        try await withFolder { folder in judge = try await LibpqJudge(row, in: folder) }
        switch (row.load(), row.expected) {
        case (.success(let configuration), .taken):
            guard let judge else {
                Issue.record("libpq refuses it")
                return
            }
            judge.check(configuration.database)
            if let members = row.members { #expect(Self.words(configuration.discovery) == members) }
        case (.failure(let failure), .refused(let words)):
            #expect("\(failure)".contains(words), "\(failure)")
            #expect(judge == nil, "libpq takes it")
        case (.failure(let failure), .stricter(let words)):
            #expect("\(failure)".contains(words), "\(failure)")
            #expect(
                judge != nil || row.connectionString == nil && row.environment["DATABASE_URL"] == nil,
                "libpq refuses it")
        case (.success, _): Issue.record("it is taken")
        case (.failure(let failure), .taken): Issue.record("it is refused: \(failure)")
        }
    }

    @Test("a corpus configuration gets exactly the notices that its case expects", arguments: Corpus.cases)
    func notices(row: Corpus.Case) {
        guard case .success(let configuration) = row.load() else { return }
        let told = configuration.notices.map(\.description)
        #expect(told.count == row.notices.count, "\(told)")
        for (sentence, words) in zip(told, row.notices) { #expect(sentence.contains(words), "\(told)") }
    }

    @Test("a corpus configuration's secrets appear in no error, notice or description", arguments: Corpus.cases)
    func secrecy(row: Corpus.Case) {
        let texts =
            switch row.load() {
            case .success(let configuration):
                configuration.notices.map(\.description) + ["\(configuration)", String(reflecting: configuration)]
            case .failure(let failure): ["\(failure)", String(reflecting: failure)]
            }
        for text in texts {
            #expect(!text.lowercased().contains("hush"), "\(text)")
            // The tail of a password that has a sign which cuts it.
            #expect(!text.contains("SE/") && !text.contains("SE@") && !text.contains("50%"), "\(text)")
        }
    }

    private static func words(_ discovery: DiscoveryChoice) -> String {
        switch discovery {
        case .fly(let app): "fly \(app)"
        case .srv(let name): "srv \(name)"
        case .name(let host): "name \(host)"
        case .internalName(let host, let app, let isOnFly): "internal \(host) \(app)\(isOnFly ? " on Fly" : "")"
        case .patroni(let places): "patroni \(places.map(\.description).joined(separator: ", "))"
        case .fixed(let members): members.map(\.description).joined(separator: ", ")
        case .hosts(let hosts): hosts.map(\.description).joined(separator: ", ")
        }
    }
}
