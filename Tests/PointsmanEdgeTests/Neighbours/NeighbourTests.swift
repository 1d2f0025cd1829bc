import Glibc
import LinuxReactor
import TestServers
import Testing

/// Ask for it with POINTSMAN_NEIGHBOURS, as `checks/neighbours` does.
@Suite("Bad neighbours", .serialized, .enabled(if: NeighbourSearch.wish != nil))
struct NeighbourTests {
    @Test("bad neighbours break none of the agent's promises")
    func promises() async throws {
        guard let wish = NeighbourSearch.wish else { return }
        let found = try await NeighbourSearch(wish).run()
        #expect(found.isEmpty, "\(found.joined(separator: "\n"))")
    }
}
