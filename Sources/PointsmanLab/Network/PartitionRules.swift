/// The packets that the bridge drops, as rules for nft(8): always the whole wanted state, which replaces the former one
/// in one transaction.
package enum PartitionRules {
    /// A way between two places, by the names of their ports at the bridge.
    package struct Way: Hashable, Sendable {
        package let from: String
        package let to: String

        package init(from: String, to: String) {
            self.from = from
            self.to = to
        }
    }

    /// The rules that silently drop all packets on one of `ways`.
    ///
    /// Neighbour discovery still passes: between real regions there are routers, and a router whose packets get lost
    /// still exists. Otherwise the sender would get "no route to host" after three seconds.
    package static func text(dropping ways: some Collection<Way>) -> String {
        let rules = ways.map {
            "        iifname \"\(RegionNetwork.port($0.from))\" oifname \"\(RegionNetwork.port($0.to))\" drop\n"
        }
        return """
            table bridge partition
            delete table bridge partition
            table bridge partition {
                chain forward {
                    type filter hook forward priority 0; policy accept;
                    icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept
            \(rules.sorted().joined())    }
            }

            """
    }
}
