/// Where a lab with regions lies: a network namespace for each server and for DNS, joined by a bridge in one more, which
/// the machine's own namespace, where agent, pooler and writers are, has a link to. Addresses are as on Fly's 6PN.
///
/// Every name holds the lab's tag, so that several labs may be up, and nobody else's namespace is ever touched.
package struct RegionNetwork: Sendable, Equatable {
    /// Six hexadecimal digits by chance.
    package let tag: String
    /// How long a packet takes between the bridge and a place that is not near; 0 for as quick as can be.
    package let delayMilliseconds: Int

    /// The place of DNS, beside the servers' regions.
    package static let resolver = "dns"
    /// The machine's own namespace: the agent's region.
    package static let agent = "agent"

    package init(tag: String, delayMilliseconds: Int = 0) {
        self.tag = tag
        self.delayMilliseconds = delayMilliseconds
    }

    /// One that nobody has.
    static func make(delayMilliseconds: Int) -> RegionNetwork {
        var network: RegionNetwork
        repeat {
            network = RegionNetwork(tag: RandomWord.make(digits: 6), delayMilliseconds: delayMilliseconds)
        } while TextFile.exists("/run/netns/\(network.hub)")
        return network
    }

    /// `fdaa:` and two groups without leading zeros, as addresses are written (RFC 5952).
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

    /// Whether packets to and from a place take their time. DNS and the first member are where the agent is.
    package func isFar(_ place: String) -> Bool {
        delayMilliseconds > 0 && ![Self.agent, Self.resolver, LabPlan.regions[0]].contains(place)
    }

    /// What stands before a command line that is to run at `place`.
    ///
    /// nsenter, not `ip netns exec`, which makes a mount namespace too: what a drill mounts would be missing there.
    package func entering(_ place: String) -> [String] {
        place == Self.agent ? [] : ["nsenter", "--net=/run/netns/\(namespace(place))"]
    }
}
