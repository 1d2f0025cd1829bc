import Glibc
import LinuxReactor
import TestServers
import Testing

/// Ask for it with POINTSMAN_NEIGHBOURS, as `checks/neighbours` does.
@Suite("Bad neighbours", .serialized, .enabled(if: NeighbourSearch.wish != nil))
struct NeighbourTests {
    @Test("can't freeze, bloat, busy or outlive an agent, nor keep the others from being served")
    func promises() async throws {
        guard let wish = NeighbourSearch.wish else { return }
        let found = try await NeighbourSearch(wish).run()
        #expect(found.isEmpty, "\(found.joined(separator: "\n"))")
    }
}
