import PointsmanLoad

/// The network of a lab with regions: a network namespace for each server and for DNS, joined by a bridge in a further
/// one. The machine's own namespace, with agent, pooler and writers, has a link to the bridge. Addresses are like those
/// of Fly's 6PN.
///
/// Every name contains the lab's tag, so that several labs may be up, and no other namespace is ever touched.
package struct RegionNetwork: Sendable, Equatable {
    /// Six random hexadecimal digits.
    package let tag: String
    /// How long a packet takes between the bridge and a far place, in milliseconds; 0 for no delay.
    package let delayMilliseconds: Int

    /// The place of DNS, beside the servers' regions.
    package static let resolver = "dns"
    /// The machine's own namespace: the agent's region.
    package static let agent = "agent"

    package init(tag: String, delayMilliseconds: Int = 0) {
        self.tag = tag
        self.delayMilliseconds = delayMilliseconds
    }

    /// A network with an unused tag.
    static func make(delayMilliseconds: Int) -> RegionNetwork {
        var network: RegionNetwork
        repeat {
            network = RegionNetwork(tag: RandomWord.make(digits: 6), delayMilliseconds: delayMilliseconds)
        } while TextFile.exists("/run/netns/\(network.hub)")
        return network
    }

    /// The prefix `fdaa:` and two groups without leading zeros, as addresses are written (RFC 5952).
    package var prefix: String { "fdaa:1\(tag.prefix(3)):1\(tag.suffix(3))" }

    func address(_ number: Int) -> String { "\(prefix)::\(String(number, radix: 16))" }

    /// The namespace of a place.
    package func namespace(_ place: String) -> String { "pointsman-\(tag)-\(place)" }

    /// The namespace of the bridge.
    package var hub: String { namespace("hub") }

    /// The machine's end of its link to the bridge; a name has at most 15 letters.
    package var link: String { "pointsman\(tag)" }

    /// The bridge's end of the link to a place.
    package static func port(_ place: String) -> String { "v-\(place)" }

    /// Whether packets to and from a place are delayed. DNS and the first member are near the agent.
    package func isFar(_ place: String) -> Bool {
        delayMilliseconds > 0 && ![Self.agent, Self.resolver, LabPlan.regions[0]].contains(place)
    }

    /// The words before a command line that is to run at `place`.
    ///
    /// nsenter is used, since `ip netns exec` also makes a mount namespace, in which a drill's mounts would be missing.
    package func entering(_ place: String) -> [String] {
        place == Self.agent ? [] : ["nsenter", "--net=/run/netns/\(namespace(place))"]
    }
}
