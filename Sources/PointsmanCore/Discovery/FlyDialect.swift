/// Fly.io's `.internal` zone (networking/private-networking of its documentation): the app's addresses are the members,
/// the names of its regions say where each one runs, and the names of its machines give the members' names.
///
/// Only the app's own addresses are required. Regions and names are optional: if DNS does not tell them, a member's
/// name is unknown, which is not the same as having none.
package struct FlyDialect: DiscoveryDialect, Equatable {
    package let app: String
    package let port: UInt16

    package init(app: String, port: UInt16) {
        self.app = app
        self.port = port
    }

    package func step(after answers: DNSAnswers) -> DiscoveryStep {
        guard answers.open(among: firstQuestions).isEmpty else { return .ask(answers.open(among: firstQuestions)) }
        guard !answers.addresses(everyone).isEmpty else { return .done(.failure(answers.account(of: everyone))) }

        let machines = Array(FlyText.machines(in: answers.texts(machineList)).prefix(DiscoveryResult.mostNames))
        let regions = regions(in: answers, machines)
        return .ask(regions.map(question) + machines.map(question), after: answers) {
            result(answers, regions, machines)
        }
    }

    /// The questions that come before all others.
    var firstQuestions: [DNSQuestion] { [everyone] + texts }

    /// The questions for the two records that no other zone has.
    var texts: [DNSQuestion] { [regionList, machineList] }

    /// Whether those records name a region or a machine.
    func isTold(in answers: DNSAnswers) -> Bool {
        !FlyText.regions(in: answers.texts(regionList)).isEmpty
            || !FlyText.machines(in: answers.texts(machineList)).isEmpty
    }

    var everyone: DNSQuestion { DNSQuestion(.aaaa, "\(app).internal") }
    private var regionList: DNSQuestion { DNSQuestion(.txt, "regions.\(app).internal") }
    private var machineList: DNSQuestion { DNSQuestion(.txt, "vms.\(app).internal") }

    private func question(_ region: Region) -> DNSQuestion {
        DNSQuestion(.aaaa, "\(region).\(app).internal")
    }

    private func question(_ machine: FlyText.Machine) -> DNSQuestion {
        DNSQuestion(.aaaa, "\(machine.id).vm.\(app).internal")
    }

    /// The regions of the region list, then those that only the machines name; at most ``DiscoveryResult/mostNames``.
    private func regions(in answers: DNSAnswers, _ machines: [FlyText.Machine]) -> [Region] {
        var seen: Set<Region> = []
        let named = FlyText.regions(in: answers.texts(regionList)) + machines.map(\.region)
        return Array(named.filter { seen.insert($0).inserted }.prefix(DiscoveryResult.mostNames))
    }

    private func result(
        _ answers: DNSAnswers, _ regions: [Region], _ machines: [FlyText.Machine]
    ) -> DiscoveryResult {
        let placed = regions.flatMap { region in answers.addresses(question(region)).map { ($0, region) } }
        let named = machines.flatMap { machine in answers.addresses(question(machine)).map { ($0, machine) } }
        let (regionOf, machineOf) = (Dictionary(placed) { first, _ in first }, Dictionary(named) { first, _ in first })
        let members = (answers.addresses(everyone) + placed.map(\.0)).map { address in
            let machine = machineOf[address]
            let region = regionOf[address] ?? machine?.region
            return Member(
                id: MemberID(address: address, port: port), region: region,
                name: machine.map { .known($0.id) } ?? .unknown, isOnFly: true)
        }
        return DiscoveryResult(members, otherwise: answers.account(of: everyone))
    }
}

extension FlyDialect {
    /// The app that the host of a database URL belongs to: `X` of `X.internal`, of `X.flycast`, and of longer names
    /// under `X.internal` such as `iad.X.internal`, `top1.nearest.of.X.internal` or `<machine>.vm.X.internal`.
    /// - Returns: nil for every other host.
    package static func app(ofHost host: String) -> String? {
        let name = DNSQuestion(.aaaa, host).name
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        guard DomainName.isName(name), labels.count >= 2 else { return nil }
        let app = labels[labels.count - 2]
        guard DomainName.isLabel(app) else { return nil }
        switch labels.last {
        case "internal": return String(app)
        case "flycast" where labels.count == 2: return String(app)
        default: return nil
        }
    }
}

/// A tolerant reader of the two TXT records of Fly.io's zone: commas or semicolons separate the items, white space
/// around them is ignored, and malformed items are left out.
enum FlyText {
    /// A started machine and where it runs.
    struct Machine: Equatable, Sendable {
        let id: String
        let region: Region
    }

    /// `regions.<app>.internal`: `iad,fra`.
    static func regions(in texts: [String]) -> [Region] {
        items(texts).compactMap { words in words.count == 1 ? Region(words[0]) : nil }
    }

    /// `vms.<app>.internal`: `148e21dad76789 iad,3287114f610d85 fra`.
    static func machines(in texts: [String]) -> [Machine] {
        items(texts).compactMap { words in
            guard words.count >= 2, DomainName.isLabel(words[0]), let region = Region(words[1]) else { return nil }
            return Machine(id: String(words[0]), region: region)
        }
    }

    private static func items(_ texts: [String]) -> [[Substring]] {
        texts.flatMap { $0.split { $0 == "," || $0 == ";" } }.map { $0.split(whereSeparator: \.isWhitespace) }
    }
}

/// The notice that the agent dials Fly's proxy instead of the members: on Fly's own clusters port 5432 leads to the
/// primary on every machine, and PostgreSQL itself listens on 5433.
package enum FlyProxyNotice {
    package static let proxyPort: UInt16 = 5432
    package static let memberPort: UInt16 = 5433

    /// - Parameter seen: the members that answered, each with the server that it reached.
    /// - Returns: the sentence that says what to set; nil unless two machines answer as the same server.
    package static func sentence(for seen: [(member: MemberID, identity: ServerIdentity)]) -> String? {
        let proxied = seen.filter { $0.member.port == proxyPort }
            .filter { one in
                seen.contains { other in
                    other.identity == one.identity && other.member.port == proxyPort
                        && other.member.address != one.member.address
                }
            }
            .map(\.member).sorted()
        guard !proxied.isEmpty else { return nil }
        return """
            \(proxied.map(\.description).joined(separator: ", ")) are one and the same server: on Fly's clusters port \
            \(proxyPort) is a proxy to the primary, and each member listens on \(memberPort); set member_port = \
            \(memberPort)
            """
    }
}
