import LinuxReactor
import TestServers
import Testing

@Suite("The end of a process that uses OpenSSL")
struct LibraryCleanupTests {
    @Test("a process ends well while other threads compute the answers to logins' challenges")
    func ends() async throws {
        for _ in 0..<30 {
            let process = try await Reactor.run {
                try ChildProcess(.init("\(buildFolder)/ending-stand-in", [], environment: []))
            }
            #expect(await process.ended(until: .now + .seconds(60)) == 0)
        }
    }
}
