/// The command lines (ip(8)) that make and remove a ``RegionNetwork``.
package enum RegionCommands {
    /// The commands for the bridge and all namespaces.
    package static func founding(_ network: RegionNetwork, places: [String]) -> [[String]] {
        let hub = network.hub
        let bridge = [
            ["ip", "netns", "add", hub], ["ip", "-n", hub, "link", "add", "br0", "type", "bridge"],
            ["ip", "-n", hub, "link", "set", "br0", "up"],
        ]
        return bridge
            + places.map(network.namespace).flatMap {
                [["ip", "netns", "add", $0], ["ip", "-n", $0, "link", "set", "lo", "up"]]
            }
    }

    /// The commands for the links between the bridge and the places. Those of far places exist already, made by a
    /// ``DelayRelay``.
    /// - Parameter agent: the machine's own address.
    package static func joining(
        _ network: RegionNetwork, places: [(name: String, address: String)], agent: String
    ) -> [[String]] {
        let hub = network.hub
        var commands: [[String]] = []
        for place in places {
            let namespace = network.namespace(place.name)
            let port = RegionNetwork.port(place.name)
            let link = ["ip", "-n", hub, "link"]
            let far = DelayRelay.farEnd(place.name)
            commands += [
                network.isFar(place.name)
                    ? link + ["set", far, "netns", namespace, "name", "eth0"]
                    : link + ["add", port, "type", "veth", "peer", "name", "eth0", "netns", namespace],
                link + ["set", port, "master", "br0", "up"],
                // No duplicate address detection, which would delay the use of the address by a second.
                ["ip", "-n", namespace, "address", "add", "\(place.address)/64", "dev", "eth0", "nodad"],
                ["ip", "-n", namespace, "link", "set", "eth0", "up"],
            ]
        }
        let port = RegionNetwork.port(RegionNetwork.agent)
        return commands + [
            ["ip", "link", "add", network.link, "type", "veth", "peer", "name", port, "netns", hub],
            ["ip", "-n", hub, "link", "set", port, "master", "br0", "up"],
            ["ip", "address", "add", "\(agent)/64", "dev", network.link, "nodad"],
            ["ip", "link", "set", network.link, "up"],
        ]
    }

    /// The commands for a further place, near the bridge.
    package static func adding(_ network: RegionNetwork, place: String, address: String) -> [[String]] {
        let namespace = network.namespace(place)
        let port = RegionNetwork.port(place)
        let link = ["ip", "-n", network.hub, "link"]
        return [
            ["ip", "netns", "add", namespace], ["ip", "-n", namespace, "link", "set", "lo", "up"],
            link + ["add", port, "type", "veth", "peer", "name", "eth0", "netns", namespace],
            link + ["set", port, "master", "br0", "up"],
            ["ip", "-n", namespace, "address", "add", "\(address)/64", "dev", "eth0", "nodad"],
            ["ip", "-n", namespace, "link", "set", "eth0", "up"],
        ]
    }

    /// The commands that remove everything. The machine's link goes with the bridge's namespace. Each of them may be
    /// missing.
    package static func removing(_ network: RegionNetwork, places: [String]) -> [[String]] {
        [["ip", "link", "delete", network.link]]
            + (places + ["hub"]).map { ["ip", "netns", "delete", network.namespace($0)] }
    }
}
