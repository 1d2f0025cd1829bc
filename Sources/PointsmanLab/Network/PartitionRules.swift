/// Which packets the bridge drops, as nft(8) reads it: always the whole wanted state, which replaces what stood before in
/// one transaction.
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

    /// The rules that drop whatever takes one of `ways`, in silence.
    ///
    /// Who is whose neighbour is still told: between real regions there are routers, and a router whose packets get lost
    /// is there all the same. Without this the sender would hear "no route to host" after three seconds.
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
