import Glibc
import LinuxReactor
import PostgresClient
import TestServers
import Testing

@Suite("Faults as status and doctor name them", .serialized)
struct FaultTests {
    /// Without them doctor speaks of connections "whose other end is gone", whatever the fault.
    private static let keepalives = """
        tcp_keepidle = 10
        tcp_keepintvl = 5
        tcp_keepcnt = 3
        tcp_user_timeout = 10000
        """

    @Test(
        "status and doctor name each fault as what it is and nothing beside it, and its cure ends it",
        arguments: [Fault.logins, Fault.places, Fault.encryption, Fault.writes])
    func table(faults: [Fault]) async throws {
        try await withResolver(["text.internal. 5 IN TXT \"no address\""]) { resolver in
            try await withAttached(keys: Self.keepalives) { stack in
                let stage = try FaultStage(stack, resolver: resolver)
                defer { stage.end() }
                try await stage.makeCertificates()
                for fault in faults { try await Self.hold(fault, on: stage) }
            }
        }
    }

    @Reactor
    private static func hold(_ fault: Fault, on stage: FaultStage) async throws {
        if !fault.comesLater {
            // What PgBouncer has open from before would go on.
            try await stage.endSessions()
            try await fault.spoil(stage)
        }
        let spoilt = try agent(fault, stage)
        try await withAgent(spoilt) { agent in
            if fault.comesLater {
                await agent.readiness(200)
                try await fault.spoil(stage)
            }
            let status = try await Self.status(of: agent, saying: fault.status)
            let doctor = try await agent.command("doctor", "--seconds", "1.2").words.words
            for words in fault.status { #expect(status.contains(words), "\(fault.name): status says\n\(status)") }
            for words in fault.doctor { #expect(doctor.contains(words), "\(fault.name): doctor says\n\(doctor)") }
            for words in fault.never {
                #expect(!status.contains(words), "\(fault.name): status says \"\(words)\":\n\(status)")
                #expect(!doctor.contains(words), "\(fault.name): doctor says \"\(words)\":\n\(doctor)")
            }
            try await fault.mend(stage)
            if !fault.isInConfiguration {
                agent.process.signal(SIGHUP)
                await agent.readiness(200)
            }
        }
        guard fault.isInConfiguration else { return }
        try await withAgent(stage.stack.agent()) { agent in await agent.readiness(200) }
    }

    @Reactor
    private static func agent(_ fault: Fault, _ stage: FaultStage) throws -> Program {
        try stage.stack.agent(url: fault.url?(stage), keys: fault.keys(stage))
    }

    /// The status once it says all of these, or after half a minute.
    @Reactor
    private static func status(of agent: Program, saying all: [String]) async throws -> String {
        let limit = ContinuousClock.now + .seconds(30)
        var last = ""
        while ContinuousClock.now < limit {
            last = try await agent.command("status").words
            if all.allSatisfy({ last.contains($0) }) { return last }
            await Reactor.sleep(until: .now + .milliseconds(100))
        }
        return last
    }
}

extension String {
    /// The same on one line: doctor breaks its lines where they are full.
    fileprivate var words: String { split(whereSeparator: \.isWhitespace).joined(separator: " ") }
}
