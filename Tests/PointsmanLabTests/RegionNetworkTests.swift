import PointsmanLab
import Testing

@Suite("A lab's own network")
struct RegionNetworkTests {
    private let network = RegionNetwork(tag: "0a1b2c")
    private let places = [(name: "iad", address: "fdaa:10a1:1b2c::b"), (name: "dns", address: "fdaa:10a1:1b2c::35")]

    @Test("a lab's network has names with its tag and addresses of Fly's network")
    func names() {
        #expect(network.prefix == "fdaa:10a1:1b2c")
        #expect(network.namespace("iad") == "pointsman-0a1b2c-iad")
        // The kernel's limit for an interface.
        #expect(network.link.utf8.count <= 15)
        #expect(network.link.contains(network.tag))
    }

    @Test("a lab's network removes all that it made and nothing else")
    func removal() {
        let made = making(network)
        let namespaces = made.filter { $0.starts(with: ["ip", "netns", "add"]) }.map { $0[3] }
        let removed = RegionCommands.removing(network, places: places.map(\.name))
        #expect(Set(removed.filter { $0[1] == "netns" }.map { $0[3] }) == Set(namespaces))
        #expect(removed.contains(["ip", "link", "delete", network.link]))
        #expect(made.contains { $0.starts(with: ["ip", "link", "add", network.link]) })
        #expect(removed.allSatisfy { $0.last!.contains(network.tag) })
    }

    @Test("a lab's network puts each place's address into its namespace, and the agent's into none")
    func addresses() {
        let made = making(network)
        #expect(made.contains { $0.contains("pointsman-0a1b2c-iad") && $0.contains("fdaa:10a1:1b2c::b/64") })
        let agent = made.filter { $0.contains("fdaa:10a1:1b2c::1/64") }
        #expect(agent.map { Array($0.prefix(3)) } == [["ip", "address", "add"]])
        #expect(network.entering("iad") == ["nsenter", "--net=/run/netns/pointsman-0a1b2c-iad"])
        #expect(network.entering(RegionNetwork.agent) == [])
    }

    @Test("a lab's network links near places directly and far regions through the delaying relay")
    func far() {
        let places = self.places + [(name: "fra", address: "fdaa:10a1:1b2c::c")]
        let isQuick = { (network: RegionNetwork, place: String) in
            making(network, places).contains { $0.contains("veth") && $0.contains("v-\(place)") }
        }
        let slow = RegionNetwork(tag: "0a1b2c", delayMilliseconds: 20)
        for place in ["iad", "dns", "agent"] { #expect(isQuick(slow, place)) }
        #expect(!isQuick(slow, "fra"))
        #expect(isQuick(network, "fra"))
    }

    private func making(
        _ network: RegionNetwork, _ places: [(name: String, address: String)]? = nil
    ) -> [[String]] {
        let places = places ?? self.places
        return RegionCommands.founding(network, places: places.map(\.name))
            + RegionCommands.joining(network, places: places, agent: "fdaa:10a1:1b2c::1")
    }
}
